// One dose on the screen, with its state and the questions still open about it.

import { hourMinute, nowMs } from "./clock.js";
import { button, h, icon } from "./dom.js";
import { isRemoval, removalButton, removalText, siteText } from "./removal.js";
import { t } from "./texts.js";

/** The picture of each state; a check mark only where the medicine reached the person. */
export const PICTURES = {
  due: "circle",
  handed: "hand-helping",
  given: "check",
  partial: "circle-dot",
  refused: "x",
  spat_out: "undo-2",
  absent: "door-open",
  unavailable: "package-x",
  suspended: "circle-pause",
  withheld: "hand",
  omitted: "circle-minus",
  self_managed: "user-round-check",
  removed: "bandage",
  untraced: "circle-question-mark",
};

/** Badges that the pack may name without a label of its own. */
const OWN_BADGES = { time_critical: "line.time_critical", nurse_act: "line.nurse_act" };
/** What several acts on one dose may come to: a person has to look at it. */
const FLAGS = new Set(["double", "again", "contradictory", "contested"]);
const NBSP = "\u00a0";
export const glued = (text) => (text ?? "").replace(/(\d) (?=[a-zµ%/])/gi, `$1${NBSP}`);

/** "PARACÉTAMOL 1 g cp": the substance first. */
export const drug = (label) => glued([label.substance, label.strength, label.form].filter(Boolean).join(" "));

/** A state as icon, word and letter. */
export function stateChip(round, code) {
  const state = round.state(code);
  return h("span", { class: `chip chip-${code}` }, icon(PICTURES[code] ?? "circle"), h("span", {}, state.word), h("span", { class: "letter", "aria-hidden": "true" }, state.letter));
}

function badges(dose) {
  const labels = dose.badge_labels ?? {};
  if (!dose.badges?.length && dose.route) return null;
  return h(
    "span",
    { class: "badges" },
    !dose.route && h("span", { class: "badge badge-missing" }, icon("triangle-alert"), t("line.no_route")),
    (dose.badges ?? []).filter((code) => labels[code] ?? OWN_BADGES[code]).map((code) => h("span", { class: `badge badge-${code}` }, labels[code] ?? t(OWN_BADGES[code]))),
  );
}

/** What the page knows of a dose at this moment: the same view gives the same element. */
export function view(app, dose) {
  const { round, draft } = app;
  const entry = draft.resident === dose.resident ? (draft.lines[dose.key] ?? null) : null;
  return {
    dose,
    entry,
    open: round.isOpen(dose),
    identified: draft.resident === dose.resident && Boolean(draft.identified),
    again: round.offeredAgain(dose),
    by: dose.state_by ? round.who(dose.state_by) : "",
    incidents: round.incidents.get(dose.key) ?? [],
    history: round.history.get(dose.key) ?? [],
  };
}

/** « À confirmer » is the word of a verdict; a line whose box is good may still have a question, of these types. */
const PLAIN = new Set(["count", "remainder", "site"]);
const asked = (confirm) => h("span", { class: "chip chip-ask" }, icon(confirm ? "triangle-alert" : "circle-question-mark"), t(confirm ? "line.ask" : "line.question"));

function chips(app, { dose, entry, open, again, by }) {
  if (entry?.asks.length) return asked(entry.asks.some((ask) => !PLAIN.has(ask.type)));
  if (entry) return h("span", { class: "chip chip-ready" }, icon("scan-barcode"), t(entry.unreadable ? "line.ready_unread" : "line.ready"));
  const when = dose.state_at && dose.state !== "due" ? hourMinute(dose.state_at, app.zone) : "";
  const saved = dose.pending
    ? h("span", { class: "saved" }, icon("hourglass"), t("line.local"))
    : dose.event && h("span", { class: "saved" }, icon("cloud-check"), h("span", { class: "unseen" }, t("line.sent")));
  return [
    stateChip(app.round, dose.state),
    again && h("span", { class: "chip chip-again" }, icon("clock"), offer(app, { dose })),
    (!open || again) && h("span", { class: "small quiet" }, [when, by].filter(Boolean).join(" · ")),
    saved,
  ];
}

function asking(app, entry) {
  const [ask] = entry.asks;
  const answer = (given) => app.answer(entry, ask, given);
  const title = h("p", { class: "ask-title" }, h("strong", {}, ask.sentence), ask.advice && ` ${ask.advice}`);
  return h(
    "div",
    { class: "ask", role: "group", tabindex: "-1", "aria-label": ask.sentence, data: { focus: "ask" } },
    title,
    h(
      "div",
      { class: "choices" },
      ask.choices.map((choice) => button(choice.label, () => answer(choice.value), { look: choice.look ?? "", picture: choice.picture })),
      button(t("ask.not"), () => app.refuseReady(entry), { picture: "hand" }),
    ),
  );
}

function timeOf(app, dose) {
  return dose.timing === "moment" ? null : h("span", { class: "due" }, icon("clock"), hourMinute(dose.due, app.zone));
}

/** An answer that another one followed: struck through where it was corrected, with who and when. */
function earlier(app, one) {
  const said = [app.round.state(one.state).word, hourMinute(one.state_at, app.zone), one.by].filter(Boolean).join(" · ");
  return one.corrected ? h("s", {}, said) : h("span", {}, said);
}

/** When it is to be offered again, how often it was, and what to do once its time has passed. */
function offer(app, { dose }) {
  const at = dose.offer_again_at && hourMinute(dose.offer_again_at, app.zone);
  const late = dose.window?.to && Date.parse(dose.window.to) < nowMs();
  const words = late ? t("line.again_late", { time: hourMinute(dose.window.to, app.zone) }) : at ? t("line.again_at", { time: at }) : t("line.again");
  return [words, dose.tries > 1 && t("line.tries", { n: dose.tries })].filter(Boolean).join(" · ");
}

/** The element of a dose: a button that opens its sheet, then its open question. */
export function buildLine(app, seen) {
  const { dose, entry, open, incidents, history, identified } = seen;
  const look = entry ? (entry.asks.length ? "line-ask" : "line-ready") : open ? "line-open" : "line-done";
  const second = [dose.label.brand, ...(dose.instructions ?? [])].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: `line ${look}` },
    h(
      "button",
      { type: "button", class: "line-main", onclick: () => app.tapLine(dose), data: { focus: `line-${dose.key}` } },
      h(
        "span",
        { class: "line-what" },
        h("span", { class: "dose" }, h("strong", {}, drug(dose.label)), " — ", isRemoval(dose) ? removalText(app, dose) : glued(dose.sentence)),
        second && h("span", { class: "line-more" }, second),
        badges(dose),
        entry?.said && h("span", { class: "line-more" }, entry.said),
        entry?.site && h("span", { class: "line-more" }, siteText(app, entry.site)),
      ),
      h("span", { class: "line-state" }, timeOf(app, dose), chips(app, seen)),
    ),
    history.length > 0 && h("p", { class: "line-note" }, icon("pencil"), t("line.before"), " ", history.map((one, place) => [place > 0 && " ; ", earlier(app, one)])),
    (dose.flags ?? []).filter((flag) => FLAGS.has(flag)).map((flag) => h("p", { class: "line-note line-flag" }, icon("triangle-alert"), t(`flag.${flag}`))),
    incidents.map((incident) => h("p", { class: "line-note" }, icon("info"), incident.sentence)),
    entry?.asks.length > 0 && asking(app, entry),
    isRemoval(dose) && open && identified && h("div", { class: "line-act" }, removalButton(app, dose)),
  );
}
