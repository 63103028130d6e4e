// One line of an order: its medicine, its posology typed or built, what the server understood, and its terms.

import { post } from "./api.js";
import { newStep, words } from "./build_words.js";
import { instantOf, nowMs } from "./clock.js";
import { button, fill, h, say } from "./dom.js";
import { uuid7 } from "./ids.js";
import { builder } from "./order_builder.js";
import { CareFields, careAsked, noCare, undosed } from "./order_care.js";
import { drawPreview, outdated } from "./order_plan.js";
import { chosenMedicine, search } from "./order_search.js";
import { lengthField, nameField, routeField, termsFields } from "./order_terms.js";
import { t } from "./texts.js";

const WAIT_MS = 250;

/** A line with nothing chosen; it is plain data, kept as a draft. */
export const newLine = () => ({
  id: uuid7(nowMs()),
  medicine: null,
  by_class: true,
  text: "",
  steps: null,
  route: null,
  length: null,
  decided: { ended: [], doses: [], starts: [] },
  regime: null,
  crush: null,
  note: "",
  missed: "",
  doubled: "",
  starts_at: null,
  substitution: null,
  ald: false,
  time_critical: false,
  packs: null,
  renewals: 0,
  off_label: null,
  care: noCare(),
});

const NOTHING = () => ({ ended: [], doses: [], starts: [] });
const chosenBy = (line) => (line.by_class && !line.substitution ? { class: line.medicine.class_id } : { cis: line.medicine.cis });
/** A local date and time as written, on the wall of the house, wherever the device is. */
const instant = (local) => (local ? new Date(instantOf(...local.slice(0, 16).split("T"))).toISOString() : null);

/** What is asked of the server about a line. */
export const asked = (line) => ({
  ...chosenBy(line),
  unit: line.medicine.stock_unit === "unit" ? line.medicine.unit_word : null,
  text: line.text,
  starts_at: instant(line.starts_at),
  length: line.length,
  route: line.route,
  decided: line.decided,
  ...(undosed(line) ? { undosed: true } : {}),
});

/** What is still missing before a line can be signed: codes of `order.need.*`. */
export function missing(line, seen) {
  if (!line.medicine) return ["medicine"];
  if (!seen || seen.problem || seen.troubles.length > 0 || seen.text !== JSON.stringify(asked(line))) return ["posology"];
  return [
    seen.questions.some((question) => question.takes === "dose") && "posology",
    !seen.route && "route",
    !seen.bounded && !line.packs && "length",
    !line.regime && "regime",
    seen.care && "care",
  ].filter(Boolean);
}

/** A line as it is signed: the very dosage that was shown. */
export function signedLine(line, seen) {
  const [missed, doubled] = [line.missed, line.doubled].map((text) => (text ?? "").trim());
  const terms = {
    dosage: seen.dosage,
    regime: line.regime,
    crush: line.crush,
    time_critical: line.time_critical,
    fasting: seen.fasting,
    instructions: line.note.trim() ? [line.note.trim()] : [],
    care: { ...careAsked(line.care ?? noCare()), missed, doubled },
  };
  const { substitution, ald, packs, renewals } = line;
  return {
    line: { id: line.id, ...chosenBy(line), terms, effective_from: instant(line.starts_at) },
    mentions: { substitution, ald, packs, renewals, off_label: line.off_label?.trim() || null },
  };
}

/** The editor of one line. `changed()` is told of every change; `seen` holds what the server last understood. */
export class LineEditor {
  constructor(line, path, changed) {
    Object.assign(this, { line, path, changed, seen: null, timer: null, asking: 0 });
    this.medicine = h("div", {});
    this.text = h("textarea", { class: "input posology", id: "posology", rows: "2", maxlength: "500", spellcheck: "false", autocomplete: "off", oninput: () => this.typed() });
    this.text.value = line.text;
    this.preview = h("div", { class: "stack", "aria-live": "polite" });
    this.build = h("div", {});
    this.length = h("div", {});
    this.route = h("div", {});
    this.by = h("div", {});
    this.terms = h("div", { class: "stack" });
    this.care = h("div", {});
    this.rest = h(
      "div",
      { class: "stack" },
      h("h3", {}, t("order.posology")),
      h("div", { class: "field" }, h("label", { for: "posology" }, t("order.text")), this.text, h("p", { class: "quiet small" }, t("order.example"))),
      this.build,
      this.preview,
      this.route,
      this.length,
      this.by,
      this.care,
      this.terms,
    );
    this.root = h("div", { class: "stack" }, this.medicine, this.rest);
    this.drawMedicine();
    if (line.medicine) this.look();
  }

  drawMedicine() {
    const { line } = this;
    this.rest.hidden = !line.medicine;
    fill(this.medicine, line.medicine ? chosenMedicine(line.medicine, () => this.choose(null)) : search((hit) => this.choose(hit)));
    if (!line.medicine) return;
    this.drawBuild();
    this.drawTerms();
    this.drawSeen();
  }

  choose(hit) {
    const { line } = this;
    Object.assign(line, { medicine: hit, by_class: true, route: null, decided: NOTHING(), care: noCare() });
    this.seen = null;
    this.drawMedicine();
    this.change();
    (hit ? this.text : this.medicine.querySelector("input")).focus();
  }

  drawBuild() {
    const { line } = this;
    if (!line.steps) {
      fill(this.build, button(t("order.build"), () => this.startBuilding(), { picture: "list-plus" }));
      return;
    }
    const unit = line.medicine.stock_unit === "unit" ? line.medicine.unit_word : "";
    fill(
      this.build,
      builder(line.steps, unit, (text) => {
        this.text.value = text;
        this.put(text);
      }),
    );
  }

  startBuilding() {
    const { medicine } = this.line;
    this.line.steps = [newStep(medicine.stock_unit === "unit" ? medicine.unit_word : medicine.stock_unit === "ml" ? "ml" : "application")];
    this.drawBuild();
    this.build.querySelector("select").focus();
  }

  drawTerms() {
    const { line } = this;
    const named = line.substitution;
    this.asks = new CareFields(line, (what) => this.careChanged(what));
    fill(this.care, this.asks.root);
    fill(this.by, nameField(line, () => this.change()));
    fill(
      this.terms,
      termsFields(line, () => {
        if (line.substitution !== named) line.by_class = !line.substitution;
        this.change();
      }),
    );
  }

  /** Another kind of dose is asked of the server again; what giving asks, once checked, is only noted. */
  careChanged({ saved = false } = {}) {
    if (saved && this.seen) this.seen.care = this.asks.problem;
    if (!saved && this.seen?.text !== JSON.stringify(asked(this.line))) this.change();
    else this.changed({ saved });
  }

  typed() {
    if (this.line.steps && this.text.value !== words(this.line.steps)) {
      this.line.steps = null;
      this.drawBuild();
    }
    this.put(this.text.value);
  }

  put(text) {
    if (text === this.line.text) return;
    this.line.text = text;
    this.line.decided = NOTHING();
    this.change();
  }

  change() {
    this.changed();
    outdated(this.preview);
    this.asking += 1; // an answer still on its way is of the words before
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT_MS);
  }

  async look() {
    const { line } = this;
    const mine = (this.asking += 1);
    if (!line.medicine || !line.text.trim()) {
      this.seen = null;
      this.drawSeen();
      return;
    }
    const body = asked(line);
    let seen;
    try {
      seen = await post(`${this.path}/preview`, body);
    } catch (problem) {
      seen = { problem: problem.sentence };
    }
    if (mine !== this.asking) return;
    this.seen = { ...seen, text: JSON.stringify(body), care: this.asks?.problem };
    this.drawSeen();
    this.changed({ saved: true });
  }

  drawSeen() {
    const { line, seen } = this;
    const { ended, doses, starts } = line.decided;
    // what a scale answers is asked of nobody
    const questions = seen?.questions?.filter((one) => !(line.care?.scale && one.code === "no_dose"));
    drawPreview(this.preview, seen && { ...seen, questions }, {
      text: line.text,
      unit: line.medicine?.unit_word ?? "",
      decided: ended.length + doses.length + starts.length > 0,
      decide: (question, value) => this.decide(question, value),
      undo: () => {
        line.decided = NOTHING();
        this.change();
      },
    });
    if (!line.medicine) return;
    fill(this.route, routeField(line, seen, () => this.change()));
    fill(this.length, seen && !seen.problem && lengthField(line, seen, () => this.change()));
  }

  decide(question, value) {
    const { line } = this;
    const amount = value.trim();
    if (question.takes === "date") line.decided.ended.push({ sequence: question.sequence ?? 1, until: value });
    else if (question.takes === "dose") line.decided.doses.push({ instruction: question.instruction, amount, unit: line.medicine.unit_word });
    else line.decided.starts.push({ instruction: question.instruction, at: instant(value) });
    say(t("order.decided"));
    this.change();
  }
}
