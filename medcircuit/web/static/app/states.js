// What else than "Donné": one tap for the state, one for the reason; for one line or for all that is left.

import { button, h, icon } from "./dom.js";
import { read, show, times, write } from "./fraction.js";
import { PICTURES, drug } from "./line.js";
import { measuresFor } from "./measuring.js";
import { record } from "./record.js";
import { isRemoval, openRemoval } from "./removal.js";
import { choose, showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

const POSITIVE = new Set(["handed", "partial"]);
/** States that do not touch the medicine need nobody identified; those offered again by habit. */
const offeredByHabit = (state, reason) => state === "refused" || (state === "withheld" && reason === "asleep");

function wordOf(state) {
  return { label: state.word, value: state, picture: PICTURES[state.code] };
}

function choosable(app, { identified, several }) {
  return [...app.round.states.values()].filter((state) => {
    if (state.code === "due" || !(state.choice ?? (state.reasons?.length > 0 || state.code === "handed"))) return false;
    if (several && (state.code === "partial" || state.code === "handed" || state.code === "spat_out")) return false;
    return identified || !POSITIVE.has(state.code);
  });
}

/** The part that was taken, as a share of the planned amount. */
async function askPart(dose) {
  const planned = read(dose.amount ?? "");
  const shares = ["1/4", "1/2", "3/4"];
  const choices = shares.map((share) => {
    const amount = planned && times(planned, read(share));
    const label = amount ? `${show(read(share))} – ${show(amount)} ${dose.unit ?? ""}` : show(read(share));
    return { label, value: { share, amount: amount ? write(amount) : share } };
  });
  return choose(t("states.part"), choices);
}

function askReason(state) {
  const again = h("input", { type: "checkbox", id: "again", checked: state.code === "refused" });
  return new Promise((resolve) => {
    const done = (reason) => {
      const offer = state.code === "refused" ? again.checked : offeredByHabit(state.code, reason.code);
      close();
      resolve({ reason: reason.code, offer_again: offer });
    };
    const close = showSheet({
      title: `${state.word} : ${t("states.why")}`,
      closed: () => resolve(null),
      body: [
        state.code === "refused" && h("div", { class: "check" }, again, h("label", { for: "again" }, t("states.again"))),
        h(
          "div",
          { class: "choices" },
          state.reasons.map((reason) =>
            button(state.code === "withheld" && reason.code === "asleep" ? t("states.asleep", { label: reason.label }) : reason.label, () => done(reason)),
          ),
        ),
      ],
    });
  });
}

/** What a state needs beside itself: the part taken, the reason. Null when the person went back. */
export async function details(state, dose) {
  const part = state.code === "partial" ? await askPart(dose) : {};
  if (!part) return null;
  const why = state.reasons?.length ? await askReason(state) : { reason: null, offer_again: false };
  if (!why) return null;
  const units = part.share && dose.units ? write(times(read(dose.units), read(part.share))) : null;
  return { ...why, amount: part.amount ?? null, units };
}

/** What an act of this state carries of the scans already made. */
function carried(app, dose, state) {
  const { draft } = app;
  const entry = draft.resident === dose.resident ? draft.lines[dose.key] : null;
  const seen = draft.resident === dose.resident && draft.identified ? draft.identified.scans : [];
  const scans = [...seen, ...(entry?.scans ?? [])];
  if (state.code === "handed") {
    return { scans, amount: entry?.amount ?? dose.amount, units: entry?.units ?? dose.units, remainder: entry?.remainder ?? null, overrides: entry?.overrides ?? [], unreadable: entry?.unreadable ?? null };
  }
  return { scans };
}

/** The sheet of a line: states first, then "code illisible" where it may still be given. */
export async function openStates(app, dose, preset = null) {
  if (preset) return save(app, [dose], preset);
  if (isRemoval(dose)) {
    const others = ["refused", "absent", "withheld", "omitted"].map((code) => wordOf(app.round.state(code)));
    const said = await openRemoval(app, dose, others);
    return said?.state ? save(app, [dose], said.state) : said;
  }
  const identified = app.draft.resident === dose.resident && Boolean(app.draft.identified);
  const choices = choosable(app, { identified }).map(wordOf);
  const entry = app.draft.lines[dose.key];
  if (identified && !entry && dose.route !== null) choices.unshift({ label: t("unread.title"), value: "unreadable", picture: "barcode" });
  if (entry) choices.unshift({ label: t("states.unready"), value: "drop", picture: "undo-2" });
  const sheet = h("a", { class: "button button-plain", href: `/medicaments/${encodeURIComponent(dose.class)}`, target: "_blank", rel: "noopener" }, icon("pill"), t("line.medicine"));
  const state = await choose(drug(dose.label), choices, { text: [dose.sentence, " ", sheet] });
  if (state === "unreadable") return app.unreadable(dose);
  if (state === "drop") return app.dropReady(entry);
  return state && save(app, [dose], state);
}

/** The same answer for every line of a resident that has none: absent, refused… never "given". */
export async function openStatesForAll(app, doses, preset = null) {
  const state = preset ?? (await choose(t("states.all", { n: doses.length }), choosable(app, { identified: true, several: true }).map(wordOf), { text: fullName(app.round.byResident.get(doses[0].resident)) }));
  return state && save(app, doses, state);
}

async function save(app, doses, state) {
  const more = await details(state, doses[0]);
  if (!more) return false;
  const acts = doses.map((dose) => {
    const own = carried(app, dose, state);
    const part = state.code === "partial" ? { amount: more.amount, units: more.units } : {};
    return app.round.act(state.code, dose, { ...own, ...part, measures: measuresFor(app, dose), reason: more.reason, offer_again: more.offer_again });
  });
  const done = await record(app.round, acts, { done: t("record.state", { word: state.word, n: acts.length }) });
  if (done) app.recorded(acts);
  return done;
}
