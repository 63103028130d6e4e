// Typing by hand what was done earlier: the real time, why, who did it, then one tap for each dose.

import { get } from "./api.js";
import { byDevice, hourMinute, instantOf, localDate, nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon } from "./dom.js";
import { PICTURES, drug } from "./line.js";
import { record } from "./record.js";
import { choose } from "./sheet.js";
import { details } from "./states.js";
import { t } from "./texts.js";
import "./later_texts.js";
import { band } from "./who.js";

const LONGEST = 72 * 3600 * 1000;
const OTHERS = ["refused", "partial", "spat_out", "absent", "unavailable", "withheld", "omitted", "handed"];

export class LaterView {
  constructor(app) {
    this.app = app;
    this.root = h("section", { class: "later stack", "aria-labelledby": "later-title" });
    this.shown = null;
  }

  focus() {
    focusOn(this.root.querySelector("#later-title"));
  }

  /** Built once for a resident: what is being typed must not change under the fingers. */
  update() {
    const { app } = this;
    if (!app.draft.resident || this.shown === app.draft.resident) return;
    this.shown = app.draft.resident;
    this.begin();
  }

  leave() {
    this.shown = null;
    this.app.showView("resident");
  }

  begin() {
    const { app } = this;
    this.answers = new Map();
    this.why = null;
    const all = app.round.dosesOf(app.draft.resident).filter((dose) => !dose.key.endsWith("!off"));
    const first = all.find((dose) => !app.round.isTaken(dose)) ?? all[0];
    const due = first ? Math.min(Date.parse(first.due), nowMs()) : nowMs();
    this.date = h("input", { class: "input", id: "later-date", type: "date", value: localDate(due, app.zone), max: localDate(nowMs(), app.zone) });
    this.time = h("input", { class: "input", id: "later-time", type: "time", value: hourMinute(due, app.zone) });
    this.who = h("select", { class: "input", id: "later-who" }, h("option", { value: "" }, t("later.me", { name: app.me.user.name })));
    this.reasons = h("div", { class: "choices", role: "group", "aria-label": t("later.why") });
    this.problem = h("div", { role: "alert" });
    this.doses = h("ul", { class: "stack" });
    this.bottom = h("div", {});
    fill(
      this.root,
      h("div", { class: "row" }, button(t("app.back"), () => this.leave(), { picture: "arrow-left" }), h("h1", { id: "later-title", tabindex: "-1" }, t("later.title"))),
      h("div", { class: "card later-who" }, band(app.round.byResident.get(app.draft.resident), { zone: app.zone, heading: "h2" })),
      h("p", { class: "note" }, icon("info"), t("later.intro")),
      h(
        "fieldset",
        { class: "card stack" },
        h("legend", {}, t("later.when")),
        h("div", { class: "row" }, h("div", { class: "field" }, h("label", { for: "later-date" }, t("later.date")), this.date), h("div", { class: "field" }, h("label", { for: "later-time" }, t("later.time")), this.time)),
        h("div", { class: "field" }, h("label", { for: "later-who" }, t("later.who")), this.who),
        h("p", {}, h("strong", {}, t("later.why"))),
        this.reasons,
      ),
      h("h2", {}, t("later.doses")),
      this.doses,
      this.problem,
      this.bottom,
    );
    this.drawDoses(all);
    this.load();
  }

  async load() {
    try {
      const { who } = this;
      const { carers, reasons } = await get(`/api/afterwards?unit=${encodeURIComponent(this.app.round.where.unit)}`);
      if (who !== this.who) return; // somebody else is open by now
      const others = carers.filter((one) => one.id !== this.app.me.user.id);
      this.who.append(...others.map((one) => h("option", { value: one.id }, one.name)));
      this.known = reasons;
      this.drawReasons();
    } catch (error) {
      fill(this.problem, h("p", { class: "note note-bad" }, error.sentence));
    }
  }

  drawReasons() {
    const pick = (code) => {
      this.why = code;
      this.drawReasons();
      this.reasons.querySelector('[aria-pressed="true"]')?.focus();
    };
    fill(this.reasons, this.known.map(({ code, label }) => button(label, () => pick(code), { "aria-pressed": String(this.why === code) })));
  }

  drawDoses(all) {
    const { round } = this.app;
    const open = all.filter((dose) => !round.isTaken(dose));
    fill(this.doses, open.length === 0 && h("li", {}, h("p", { class: "note" }, t("later.none"))), all.map((dose) => this.row(dose)));
    this.drawBottom();
  }

  row(dose) {
    const { round, zone } = this.app;
    const words = h("p", { class: "dose" }, h("strong", {}, drug(dose.label)), ` — ${dose.sentence}`);
    if (round.isTaken(dose)) {
      const said = { word: round.state(dose.state).word, time: hourMinute(dose.state_at, zone), by: round.who(dose.state_by) };
      return h("li", { class: "card stack" }, words, h("p", { class: "quiet" }, icon("check"), t("later.already", said)));
    }
    const answer = this.answers.get(dose.key);
    const set = (made) => {
      if (made) this.answers.set(dose.key, made);
      else this.answers.delete(dose.key);
      const fresh = this.row(dose);
      row.replaceWith(fresh);
      fresh.querySelector("button")?.focus();
      this.drawBottom();
    };
    const given = { state: round.state("given"), more: { amount: dose.amount, units: dose.units } };
    const row = h(
      "li",
      { class: "card stack" },
      words,
      h(
        "div",
        { class: "row" },
        button(t("later.given"), () => set(answer?.state.code === "given" ? null : given), { picture: "check", "aria-pressed": String(answer?.state.code === "given") }),
        button(answer && answer.state.code !== "given" ? answer.state.word : t("later.other"), async () => set((await this.other(dose)) ?? answer), {
          picture: "pencil",
          "aria-pressed": String(Boolean(answer) && answer.state.code !== "given"),
        }),
      ),
    );
    return row;
  }

  async other(dose) {
    const states = OTHERS.map((code) => this.app.round.state(code)).map((state) => ({ label: state.word, value: state, picture: PICTURES[state.code] }));
    const state = await choose(drug(dose.label), states, { text: dose.sentence });
    const more = state && (await details(state, dose));
    if (!more) return null;
    const taken = state.code === "handed" ? { amount: dose.amount, units: dose.units } : {};
    return { state, more: { ...more, ...taken, offer_again: false } };
  }

  drawBottom() {
    const n = this.answers.size;
    fill(this.bottom, button(t("later.save", { n }), () => this.save(), { look: "button-primary", picture: "check", disabled: n === 0 }));
  }

  /** What is missing or impossible, in words; nothing where it may be sent. */
  wrong(at) {
    if (Number.isNaN(at)) return t("later.missing_when");
    if (at > nowMs() + 60000) return t("later.future");
    if (nowMs() - at > LONGEST && !this.app.me.rights.includes("correct_others")) return t("later.too_late");
    if (!this.why) return t("later.missing_why");
    return this.answers.size === 0 ? t("later.missing_dose") : null;
  }

  async save() {
    const { app } = this;
    const at = this.date.value && this.time.value ? instantOf(this.date.value, this.time.value, app.zone) : Number.NaN;
    const wrong = this.wrong(at);
    fill(this.problem, wrong && h("p", { class: "note note-bad" }, wrong));
    if (wrong) return;
    const acts = [...this.answers].map(([key, { state, more }]) =>
      app.round.act(state.code, app.round.doses.get(key), {
        ...more,
        at: byDevice(at),
        afterwards: this.why,
        ...(this.who.value ? { given_by: this.who.value } : {}),
      }),
    );
    if (!(await record(app.round, acts, { done: t("later.done", { n: acts.length }), undoable: false }))) return;
    app.recorded(acts);
    this.leave();
  }
}
