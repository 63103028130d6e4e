// One scanned box on the reception page: its verdict, what it is, and what a person may still have to say.

import { fullDate } from "./clock.js";
import { button, h, icon } from "./dom.js";
import { comma } from "./fraction.js";
import { unitName } from "./stock_texts.js";
import { t } from "./texts.js";

const PICTURES = { ok: "check", confirm: "triangle-alert", stop: "octagon-x", repeat: "check-check", unknown: "circle-question-mark" };

const has = (answer, code) => answer.findings.some((one) => one.code === code);
const expiryOf = (lot) => (lot.expiry ? fullDate(lot.expiry) : t("stock.expiry_unknown"));
const lotOf = (lot) => lot.lot ?? t("stock.lot_unknown");

/** The big card of a box. */
export function boxCard(entry, acts) {
  if (entry.problem) return problemCard(entry, acts);
  const { answer } = entry;
  if (!answer) return h("div", { class: "card box" }, h("div", { class: "band band-wait" }, icon("hourglass"), h("h2", {}, t("reception.reading"))));
  return h(
    "div",
    { class: "card box", data: { verdict: answer.verdict } },
    h("div", { class: `band band-${answer.verdict}` }, icon(PICTURES[answer.verdict]), h("h2", {}, t(`reception.verdict.${answer.verdict}`))),
    h(
      "div",
      { class: "stack" },
      answer.product && [h("p", { class: "box-name" }, answer.product.label), h("p", { class: "quiet" }, answer.product.brand)],
      answer.findings.map(findingNote),
      answer.product && (answer.lot || answer.expiry || answer.stored) && facts(entry),
      questions(entry, acts),
      !answer.stored && answer.verdict !== "repeat" && button(t("reception.set_aside"), () => acts.aside(entry), { picture: "archive-x", look: "button-plain" }),
    ),
  );
}

function problemCard(entry, acts) {
  return h(
    "div",
    { class: "card box", data: { verdict: "unknown" } },
    h("div", { class: "band band-unknown" }, icon("wifi-off"), h("h2", {}, t("reception.not_sent"))),
    h(
      "div",
      { class: "stack" },
      h("p", {}, entry.problem.sentence),
      button(t("stock.retry"), () => acts.send(entry), { picture: "refresh-cw", look: "button-main" }),
      button(t("reception.set_aside"), () => acts.aside(entry), { picture: "archive-x", look: "button-plain" }),
    ),
  );
}

function findingNote(finding) {
  const bad = finding.tier === "stop" || finding.tier === "unknown";
  return h(
    "p",
    { class: `note ${bad ? "note-bad" : finding.tier === "repeat" ? "" : "note-warn"}`, data: { finding: finding.code } },
    icon(finding.code === "box_short_dated" ? "calendar-clock" : "info"),
    h("span", {}, h("strong", {}, finding.sentence), finding.advice && ` ${finding.advice}`),
  );
}

function facts({ answer, place, asked }) {
  const held = answer.units_per_box && `${comma(answer.units_per_box)} ${unitName(answer.product.unit)}`;
  const fact = (name, value) => value && h("div", {}, h("dt", {}, name), h("dd", {}, value));
  return h(
    "dl",
    { class: "facts" },
    fact(t("box.lot"), lotOf(answer)),
    fact(t("box.expiry"), expiryOf(answer)),
    answer.stored && asked.left && fact(t("box.left"), `${comma(asked.left)} ${unitName(answer.product.unit)}`),
    answer.stored && !asked.left && fact(t("box.in"), t("reception.boxes_of", { n: answer.boxes, what: held })),
    answer.level && fact(t("box.level"), t("reception.now", { place: place.name, words: answer.level.words })),
  );
}

function questions(entry, acts) {
  const { answer } = entry;
  if (has(answer, "box_lot_ambiguous")) return choices(entry, acts);
  if (answer.verdict === "stop" || answer.verdict === "repeat" || answer.verdict === "unknown") return null;
  if (has(answer, "box_without_lot")) {
    return button(t("reception.without_lot"), () => acts.send(entry, { without_lot: true }), { picture: "package-check" });
  }
  return has(answer, "box_units_to_confirm") ? unitsQuestion(entry, acts) : null;
}

function choiceName(choice) {
  const lot = choice.lot ? t("stock.lot", { lot: choice.lot }) : t("stock.lot_unknown");
  return `${lot} – ${choice.expiry ? t("stock.expiry", { date: fullDate(choice.expiry) }) : t("stock.expiry_unknown")}`;
}

function choices(entry, acts) {
  return h(
    "div",
    { class: "choices" },
    entry.answer.choices.map((choice) =>
      button(choiceName(choice), () => acts.send(entry, { chosen: choice })),
    ),
  );
}

/** The first box of a kind: what it holds is proposed, and a person confirms it once. */
function unitsQuestion(entry, acts) {
  const { answer } = entry;
  const input = h("input", {
    class: "input short-input",
    id: "units",
    inputmode: "decimal",
    autocomplete: "off",
    value: answer.proposed ? comma(answer.proposed) : "",
    "aria-describedby": "units-problem",
  });
  const problem = h("p", { id: "units-problem", role: "alert", class: entry.wrong ? "note note-bad" : null }, entry.wrong);
  return h(
    "form",
    {
      class: "field",
      onsubmit: (event) => {
        event.preventDefault();
        const units = input.value.trim();
        if (units) acts.send(entry, { units });
        else {
          problem.className = "note note-bad";
          problem.textContent = t("reception.units_missing");
          input.focus();
        }
      },
    },
    h("label", { for: "units" }, t("reception.units", { unit: unitName(answer.product.unit) })),
    h("div", { class: "row" }, input, h("button", { type: "submit", class: "button button-main" }, icon("check"), h("span", {}, t("reception.units_ok")))),
    problem,
  );
}

/** A line of the list of scanned boxes. */
export function listRow(entry, { current, waiting }, acts) {
  const { answer } = entry;
  const name = answer?.product ? `${answer.product.label} – ${lotOf(answer)}` : t(answer || entry.problem ? "reception.unknown_box" : "reception.reading");
  return h(
    "li",
    { class: "scanned", "aria-current": current ? "true" : null },
    icon(picture(entry)),
    h("div", {}, h("p", {}, answer?.stored ? h("strong", {}, `${answer.boxes} × ${name}`) : name), h("p", { class: "quiet small" }, outcome(entry))),
    waiting && !current && button(t("reception.resume"), () => acts.resume(entry)),
  );
}

function picture(entry) {
  if (entry.aside) return "archive-x";
  if (entry.problem) return "wifi-off";
  if (!entry.answer) return "hourglass";
  return entry.answer.stored ? "package-check" : PICTURES[entry.answer.verdict];
}

function outcome(entry) {
  if (entry.aside) return t("reception.aside");
  if (entry.problem) return entry.problem.sentence;
  if (!entry.answer) return t("reception.reading");
  const { answer } = entry;
  const doubt = answer.findings[0]?.sentence ?? "";
  return answer.stored ? [`${entry.place.name}`, expiryOf(answer), doubt].filter(Boolean).join(" – ") : doubt;
}
