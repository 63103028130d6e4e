// The buttons that build a posology: each change composes the whole sentence anew.

import "./build_texts.js";
import { button, fill, h } from "./dom.js";
import { t } from "./texts.js";
import { DAYS, KINDS, MOMENTS, newStep, words } from "./build_words.js";

const UNITS = ["comprimé", "gélule", "sachet", "goutte", "ml", "mg", "g", "microgramme", "unité", "dispositif transdermique", "bouffée", "pulvérisation", "application", "suppositoire", "ampoule", "seringue", "injection", "cuillère à café", "mg/kg"];
/** Which fields each kind shows, in their order. */
const FIELDS = {
  moments: ["dose", "at", "doses", "meal"],
  times: ["dose", "hours"],
  day: ["dose", "high", "n"],
  every: ["dose", "number", "period", "at"],
  weekdays: ["dose", "days", "at"],
  month: ["dose", "day", "at"],
  cycle: ["dose", "at", "on", "off"],
  alternate: ["dose", "other", "at"],
  prn: ["dose", "high", "reason", "gap", "most"],
  patch: ["dose", "at", "changed", "worn"],
  scale: ["measure", "at", "rows"],
  event: ["dose", "before", "event"],
  told: ["measure", "at"],
  once: ["dose", "at"],
};
const NUMBERS = { n: "build.n", number: "build.number", day: "build.monthday", on: "build.on", off: "build.off", gap: "build.gap", most: "build.most", worn: "build.worn", changed: "build.changed", before: "build.before" };
const DOSES = { dose: "build.dose", high: "build.dose_high", other: "build.other_dose" };
const QUICK = ["1/4", "1/2", "1", "2"];
const FASTING = new Set(["moments", "day", "weekdays", "every"]);

let made = 0;

/** A labelled field; what a person types goes to `change`. */
function field(label, value, change, attributes = {}) {
  const id = `b${(made += 1)}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), h("input", { class: "input", id, type: "text", autocomplete: "off", value, oninput: (event) => change(event.target.value), ...attributes }));
}

function select(label, value, choices, change) {
  const id = `b${(made += 1)}`;
  const options = choices.map(([code, said]) => h("option", { value: code, selected: code === value }, said));
  return h("div", { class: "field" }, h("label", { for: id }, label), h("select", { class: "input", id, onchange: (event) => change(event.target.value) }, options));
}

/** Buttons that are on or off, several at once. */
function several(label, chosen, choices, change) {
  return h(
    "div",
    { class: "field", role: "group", "aria-label": label },
    h("span", { class: "label" }, label),
    h(
      "div",
      { class: "chips" },
      choices.map((name) =>
        h("button", { type: "button", class: "button chip-button", "aria-pressed": String(chosen.includes(name)), onclick: () => change(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]) }, name),
      ),
    ),
  );
}

/** The builder of one line: `steps` are changed in place, `changed(text)` is told the sentence. */
export function builder(steps, unit, changed) {
  const root = h("div", { class: "stack builder" });
  const tell = () => changed(words(steps));
  const set = (step, name) => (value) => {
    step[name] = value.trim();
    tell();
  };
  const turn = (step, name) => (value) => {
    step[name] = value;
    tell();
    draw();
  };

  function dose(step, name) {
    const quick = name === "dose" && step.kind !== "prn" ? QUICK : [];
    const put = (value) => {
      step[name] = value;
      tell();
      draw();
    };
    return [
      field(t(DOSES[name]), step[name], set(step, name), { inputmode: "decimal", maxlength: "9" }),
      name === "dose" && select(t("build.unit"), step.unit, [...new Set([unit, step.unit, ...UNITS])].filter(Boolean).map((one) => [one, one]), turn(step, "unit")),
      quick.length > 0 && h("div", { class: "chips", role: "group", "aria-label": t("build.quick") }, quick.map((value) => h("button", { type: "button", class: "button chip-button", "aria-pressed": String(step.dose === value), onclick: () => put(value) }, value.replace("1/4", "¼").replace("1/2", "½")))),
    ];
  }

  function own(step) {
    if (step.at.length < 2) return null;
    return step.at.map((name) =>
      field(t("build.of", { moment: name }), step.doses[name] ?? "", (value) => {
        step.doses[name] = value.trim();
        tell();
      }, { inputmode: "decimal", placeholder: step.dose }),
    );
  }

  function meal(step) {
    return [
      select(t("build.meal"), step.meal, ["", "avant", "pendant", "apres"].map((code) => [code, t(`build.meal_${code || "none"}`)]), turn(step, "meal")),
      step.meal && step.meal !== "pendant" && field(t("build.offset"), step.offset, set(step, "offset"), { inputmode: "numeric" }),
    ];
  }

  function rows(step) {
    const unitSelect = select(t("build.unit"), step.unit, [...new Set([step.unit, "unité", "comprimé", "mg"])].map((one) => [one, one]), turn(step, "unit"));
    const fields = step.rows.map((row) => {
      const put = (name) => (value) => {
        row[name] = value.trim();
        tell();
      };
      return h("div", { class: "scale-row" }, field(t("build.from"), row.from, put("from"), { inputmode: "decimal" }), field(t("build.to"), row.to, put("to"), { inputmode: "decimal" }), field(t("build.dose"), row.dose, put("dose"), { inputmode: "decimal" }));
    });
    const more = () => {
      step.rows.push({ from: "", to: "", dose: "" });
      draw();
    };
    return [unitSelect, fields, button(t("build.row"), more, { picture: "plus" })];
  }

  const special = {
    at: (step) => several(t("build.at"), step.at, MOMENTS.map(([name]) => name), turn(step, "at")),
    doses: own,
    meal,
    rows,
    days: (step) => several(t("build.weekdays"), step.days, DAYS, turn(step, "days")),
    hours: (step) => field(t("build.hours"), step.hours, set(step, "hours"), { placeholder: "8 h, 14 h 30" }),
    period: (step) => select(t("build.period"), step.period, ["heures", "jours", "semaines", "mois"].map((one) => [one, one]), turn(step, "period")),
    reason: (step) => field(t("build.reason"), step.reason, set(step, "reason"), { placeholder: "si douleur" }),
    measure: (step) => select(t("build.measure"), step.measure, ["glycémie", "INR"].map((one) => [one, one]), turn(step, "measure")),
    event: (step) => select(t("build.what_event"), step.event, ["l'intervention", "la dialyse", "l'examen", "la chimiothérapie"].map((one) => [one, one]), turn(step, "event")),
  };

  const one = (step, name) => {
    if (DOSES[name]) return dose(step, name);
    return special[name] ? special[name](step) : field(t(NUMBERS[name]), step[name], set(step, name), { inputmode: "numeric", maxlength: "4" });
  };

  function drawStep(step, place) {
    return h(
      "fieldset",
      { class: "step stack" },
      h("legend", {}, t("build.step", { n: place + 1 })),
      select(t("build.when"), step.kind, KINDS.map((kind) => [kind, t(`build.${kind}`)]), turn(step, "kind")),
      h("div", { class: "build-fields" }, FIELDS[step.kind].map((name) => one(step, name))),
      FASTING.has(step.kind) && h("label", { class: "check" }, h("input", { type: "checkbox", checked: step.fasting, onchange: (event) => turn(step, "fasting")(event.target.checked) }), t("build.fasting")),
      h(
        "div",
        { class: "build-fields" },
        field(t("build.step_length"), step.length, set(step, "length"), { inputmode: "numeric", maxlength: "3" }),
        select(t("build.period"), step.length_unit, ["jours", "semaines", "mois"].map((unitName) => [unitName, unitName]), turn(step, "length_unit")),
        field(t("build.step_event"), step.until, set(step, "until"), { placeholder: "INR cible", maxlength: "80" }),
      ),
    );
  }

  function draw() {
    const focused = document.activeElement?.closest(".builder") === root ? [...root.querySelectorAll("input, select, button")].indexOf(document.activeElement) : -1;
    fill(
      root,
      steps.map(drawStep),
      h(
        "div",
        { class: "row" },
        button(t("build.then"), () => { steps.push({ ...newStep(steps.at(-1).unit), kind: steps.at(-1).kind, at: [...steps.at(-1).at] }); tell(); draw(); }, { picture: "plus" }),
        steps.length > 1 && button(t("build.unstep"), () => { steps.pop(); tell(); draw(); }, { picture: "minus", look: "button-plain" }),
      ),
    );
    if (focused >= 0) root.querySelectorAll("input, select, button")[focused]?.focus();
  }

  draw();
  return root;
}
