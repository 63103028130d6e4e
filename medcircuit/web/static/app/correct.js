// Correcting an answer: a new line that names the one it corrects; both stay visible.

import { hourMinute } from "./clock.js";
import { PICTURES, drug } from "./line.js";
import { record } from "./record.js";
import { isRemoval } from "./removal.js";
import { choose } from "./sheet.js";
import { details } from "./states.js";
import { t } from "./texts.js";

const REASONS = ["mistake", "wrong_person", "wrong_line", "wrong_amount", "not_taken", "taken_after_all"];

/** What a removal may be corrected to. */
const OF_REMOVAL = new Set(["removed", "refused", "absent", "withheld", "omitted"]);

/** The reasons of a correction, from the pack where it brings them. */
function reasonsOf(app) {
  const given = app.round.pack.correction_reasons;
  return given ?? REASONS.map((code) => ({ code, label: t(`correct.${code}`) }));
}

/** What the line says now, then what it should say, then why. */
export async function correct(app, dose) {
  const { round } = app;
  const now = round.state(dose.state);
  const said = t("correct.now", { word: now.word, time: dose.state_at ? hourMinute(dose.state_at, app.zone) : "", by: dose.state_by ? round.who(dose.state_by) : "" });
  const fits = (state) => (isRemoval(dose) ? OF_REMOVAL.has(state.code) : state.code === "given" || state.choice);
  const states = [...round.states.values()].filter((state) => fits(state) && state.code !== dose.state);
  const next = await choose(`${t("correct.title")} : ${drug(dose.label)}`, [
    { label: t("correct.void"), value: { code: "void", word: t("correct.voided") }, picture: "undo-2" },
    ...states.map((state) => ({ label: state.word, value: state, picture: PICTURES[state.code] })),
  ], { text: said });
  if (!next) return false;
  const more = next.reasons?.length ? await details(next, dose) : await why(app);
  if (!more) return false;
  const taken = ["given", "handed"].includes(next.code) ? { amount: dose.amount, units: dose.units } : {};
  const act = round.act(next.code, dose, { ...more, ...taken, replaces: dose.event });
  if (next.code === "partial") Object.assign(act, { amount: more.amount, units: more.units });
  const done = await record(round, [act], { done: t("correct.done", { word: next.word }), undoable: false });
  if (done) app.recorded([act]);
  return done;
}

async function why(app) {
  const reason = await choose(t("correct.why"), reasonsOf(app).map(({ code, label }) => ({ label, value: code })));
  return reason && { reason, offer_again: false };
}
