// What was handed over and is now seen: taken, refused, spat out; a second gesture, not a correction.

import { hourMinute } from "./clock.js";
import { correct } from "./correct.js";
import { PICTURES, drug } from "./line.js";
import { record } from "./record.js";
import { choose } from "./sheet.js";
import { details } from "./states.js";
import { t } from "./texts.js";

const SEEN = ["given", "partial", "refused", "spat_out"];

/** Asks what became of a dose that was handed over; « Corriger » leads to the entry itself. */
export async function observe(app, dose) {
  const { round } = app;
  const handed = t("observe.handed", { time: hourMinute(dose.state_at, app.zone), by: round.who(dose.state_by) });
  const states = SEEN.map((code) => round.state(code));
  const said = await choose(`${t("observe.title")} : ${drug(dose.label)}`, [
    ...states.map((state) => ({ label: state.code === "given" ? t("observe.taken") : state.word, value: state, picture: PICTURES[state.code], look: state.code === "given" ? "button-main" : "" })),
    { label: t("correct.title"), value: "correct", picture: "pencil" },
  ], { text: handed });
  if (said === "correct") return correct(app, dose);
  const more = said && (said.code === "given" ? { amount: dose.amount, units: dose.units } : await details(said, dose));
  if (!more) return false;
  const { share: _, ...seen } = more;
  const act = round.act(said.code, dose, seen);
  const done = await record(round, [act], { done: t("record.state", { word: said.word, n: 1 }) });
  if (done) app.recorded([act]);
  return done;
}
