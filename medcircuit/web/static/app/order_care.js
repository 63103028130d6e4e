// What giving asks beside the dose, as its prescriber states it: measures with their limits, a scale of doses, a second person.

import { post } from "./api.js";
import { followsInr } from "./daily_texts.js";
import { button, fill, h, icon } from "./dom.js";
import { readTyped, write } from "./fraction.js";
import "./order_care_texts.js";
import { t } from "./texts.js";

const KINDS = ["pulse", "glucose", "pressure", "inr", "temperature", "pain", "saturation", "weight"];
const AGES = [30, 60, 120, 1440, 10080, 44640];
const WAIT_MS = 400;

let made = 0;

/** Nothing asked; plain data, kept with the draft. */
export const noCare = () => ({ measures: [], scale: null, second: false, by_inr: false });

const toldByInr = (medicine) => Boolean(medicine) && followsInr({ substance: `${medicine.class_label} ${medicine.label}` });

/** Whether only moments are written, and the dose is told at each act. */
export const undosed = ({ care, medicine }) => Boolean(care?.scale || (care?.by_inr && toldByInr(medicine)));

const amount = (text) => {
  const read = text?.trim() ? readTyped(text) : null;
  return read ? write(read) : null;
};

/** As the API takes it; texts that are no amount stay as typed, and are refused with a sentence. */
const told = (text) => (text?.trim() ? (amount(text) ?? text.trim()) : null);

export function careAsked({ measures, scale, second }) {
  return {
    measures: measures.map((one) => ({ kind: one.kind, within_min: one.within_min, low: told(one.low), high: told(one.high), conduct: one.conduct.trim() })),
    scale: scale && {
      kind: scale.kind,
      unit: scale.unit.trim(),
      rows: scale.rows.map((row, place) => ({ low: place === 0 ? told(scale.from) : told(scale.rows[place - 1].high), high: told(row.high), dose: told(row.dose) ?? "?" })),
      conduct: scale.conduct.trim(),
    },
    second,
  };
}

const asksNothing = ({ measures, scale, second }) => measures.length === 0 && !scale && !second;

function field(label, value, change, attributes = {}) {
  const id = `c${(made += 1)}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), h("input", { class: "input", id, autocomplete: "off", value: value ?? "", oninput: (event) => change(event.target.value), ...attributes }));
}

function select(label, value, options, change) {
  const id = `c${(made += 1)}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), h("select", { class: "input", id, onchange: (event) => change(event.target.value) }, options.map(([code, said]) => h("option", { value: code, selected: String(code) === String(value) }, said))));
}

const kinds = () => KINDS.map((code) => [code, t(`care.kind.${code}`)]);
const number = { inputmode: "decimal", maxlength: "8" };

/** The builder of what a line asks; `changed()` is told of every change. */
export class CareFields {
  constructor(line, changed) {
    line.care ??= noCare();
    Object.assign(this, { line, changed, timer: null, asking: 0, problem: null });
    this.form = h("div", { class: "stack" });
    this.echo = h("div", { class: "stack", "aria-live": "polite" });
    this.root = h("details", { class: "more", data: { term: "care" }, open: !asksNothing(line.care) || line.care.by_inr }, h("summary", {}, t("care.title")), h("div", { class: "stack" }, this.form, this.echo));
    this.draw();
    this.look();
  }

  put(change) {
    change(this.line.care);
    this.draw();
    this.after();
  }

  /** A field that needs no other drawn anew keeps the focus. */
  set(one, name, as = (value) => value) {
    return (value) => {
      one[name] = as(value);
      this.after();
    };
  }

  after() {
    this.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT_MS);
  }

  check(label, on, change) {
    return h("label", { class: "check" }, h("input", { type: "checkbox", checked: on, onchange: ({ target }) => this.put((care) => change(care, target.checked)) }), label);
  }

  draw() {
    const { care, medicine } = this.line;
    fill(
      this.form,
      this.check(t("care.second"), care.second, (one, on) => (one.second = on)),
      toldByInr(medicine) && this.check(t("care.by_inr"), care.by_inr, (one, on) => (one.by_inr = on)),
      care.measures.map((one, place) => this.measure(one, place)),
      button(t("care.add_measure"), () => this.put((one) => one.measures.push({ kind: "pulse", within_min: 30, low: "", high: "", conduct: "" })), { picture: "activity" }),
      care.scale ? this.scale(care.scale) : button(t("care.add_scale"), () => this.put((one) => this.begin(one)), { picture: "list-plus" }),
    );
  }

  /** A scale depends on a measure that is asked. */
  begin(care) {
    const { medicine } = this.line;
    const unit = /insulin/i.test(`${medicine?.class_label} ${medicine?.label}`) ? "UI" : (medicine?.unit_word ?? "");
    care.scale = { kind: "glucose", unit, from: "", rows: [{ high: "", dose: "" }], conduct: "" };
    if (!care.measures.some((one) => one.kind === "glucose")) care.measures.push({ kind: "glucose", within_min: 60, low: "", high: "", conduct: "" });
  }

  measure(one, place) {
    return h(
      "fieldset",
      { class: "choice stack" },
      h("legend", {}, t("care.before", { n: place + 1 })),
      h(
        "div",
        { class: "build-fields" },
        select(t("care.kind"), one.kind, kinds(), this.set(one, "kind")),
        select(t("care.within"), one.within_min, AGES.map((minutes) => [minutes, t(`care.age.${minutes}`)]), this.set(one, "within_min", Number)),
        field(t("care.low"), one.low, this.set(one, "low"), number),
        field(t("care.high"), one.high, this.set(one, "high"), number),
      ),
      field(t("care.conduct"), one.conduct, this.set(one, "conduct"), { maxlength: "200" }),
      button(t("care.remove"), () => this.put((care) => care.measures.splice(place, 1)), { picture: "x", look: "button-plain" }),
    );
  }

  scale(one) {
    return h(
      "fieldset",
      { class: "choice stack", data: { term: "scale" } },
      h("legend", {}, t("care.scale")),
      h("p", { class: "quiet small" }, t("care.scale_help")),
      h("div", { class: "build-fields" }, select(t("care.kind"), one.kind, kinds(), this.set(one, "kind")), field(t("care.unit"), one.unit, this.set(one, "unit"), { maxlength: "40" }), field(t("care.from"), one.from, this.set(one, "from"), number)),
      one.rows.map((row, place) =>
        h(
          "div",
          { class: "build-fields", role: "group", "aria-label": t("care.row", { n: place + 1 }) },
          field(t("care.up_to", { n: place + 1 }), row.high, this.set(row, "high"), number),
          field(t("care.dose", { n: place + 1 }), row.dose, this.set(row, "dose"), number),
          one.rows.length > 1 && button(t("care.remove_row", { n: place + 1 }), () => this.put(({ scale }) => scale.rows.splice(place, 1)), { picture: "x", look: "button-plain" }),
        ),
      ),
      button(t("care.add_row"), () => this.put(({ scale }) => scale.rows.push({ high: "", dose: "" })), { picture: "list-plus" }),
      field(t("care.off_scale"), one.conduct, this.set(one, "conduct"), { maxlength: "200" }),
      button(t("care.remove_scale"), () => this.put((care) => (care.scale = null)), { picture: "x", look: "button-plain" }),
    );
  }

  /** Says it back in the words that are signed; what makes no sense is said, and cannot be signed. */
  async look() {
    const { care } = this.line;
    const mine = (this.asking += 1);
    let sentences = [];
    let problem = null;
    if (!asksNothing(care)) {
      try {
        ({ sentences } = await post("/api/care/words", careAsked(care)));
      } catch (error) {
        problem = error.sentence;
      }
    }
    if (mine !== this.asking) return;
    this.problem = problem;
    fill(
      this.echo,
      problem && h("p", { class: "note note-bad" }, problem),
      sentences.length > 0 && h("div", { class: "note care-said" }, icon("check"), h("ul", {}, sentences.map((one) => h("li", {}, one)))),
      care.by_inr && undosed(this.line) && h("p", { class: "note" }, t("care.inr_help")),
    );
    this.changed({ saved: true });
  }
}
