// Helping one person: who they are, each medicine scanned, then « A pris », « N'a pas voulu » or « Problème ».

import * as asks from "./asks.js";
import { Problem, post } from "./api.js";
import { callNurse, followCall, tellNurse } from "./call_nurse.js";
import { deviceMs, deviceNow, fullDate, hourMinute } from "./clock.js";
import { asksCount, countLeft } from "./counting.js";
import { deviceId } from "./db.js";
import { button, fill, focusOn, h, icon, once, say } from "./dom.js";
import { read, show as amountShown } from "./fraction.js";
import { EffectScreen } from "./helping_effect.js";
import { Needed } from "./helping_needed.js";
import "./helping_texts.js";
import "./prn_texts.js";
import { uuid7 } from "./ids.js";
import { drug, glued } from "./line.js";
import { wrongDose } from "./mentions.js";
import { Round } from "./pack.js";
import { queue } from "./queue.js";
import { choose } from "./sheet.js";
import { t } from "./texts.js";
import * as verdict from "./verdict.js";
import { fullName, portrait } from "./who.js";

const REFUSALS = [["taste", "utensils"], ["nausea", "face-slightly-frowning"], ["opposition", "ban"], ["later", "clock"], ["other", "circle-question-mark"]];
const PROBLEMS = [["code", "barcode"], ["missing", "package-x"], ["spat", "cup-soda"], ["unwell", "face-slightly-frowning"], ["other", "circle-question-mark"]];
const { act } = Round.prototype;

/** « 2 (deux) comprimés »: a count that is read twice is read right. */
export function counted(dose) {
  const amount = dose.amount && read(dose.amount);
  const whole = amount?.bottom === 1n ? Number(amount.top) : 0;
  const word = whole >= 1 && whole <= 6 ? ` (${t(`help.count.${whole}`)})` : "";
  return amount ? glued(dose.said.replace(/^(\S+)/, `$1${word}`)) : dose.said;
}

export class Helping {
  constructor(group, person, scan) {
    this.group = group;
    this.person = person;
    this.identified = scan ? { mode: "scan", scans: [scan.id] } : null;
    this.sure = false;
    this.verified = new Map();
    this.identify = once(() => this.identifyNow());
    this.record = once((acts, sentence) => this.recordNow(acts, sentence));
    this.root = h("section", { class: "stack help" });
    this.notice = h("div", { role: "status" });
    this.draw();
  }

  /** Asks what a code is; null where nobody answers. */
  static async ask(group, { raw, resident, traits = null, mode = "scan", dose = null, unit = null }) {
    const round = { unit: unit ?? group.units[0].id, date: dose?.date ?? group.day, moment: dose?.moment.code ?? "MORN" };
    const device = queue.device ?? (await deviceId().catch(() => "no-storage"));
    const body = { id: uuid7(deviceMs()), raw, mode, traits, resident, round, at: deviceNow(), device };
    try {
      return await post("/api/scans", body);
    } catch (error) {
      if (error instanceof Problem && !error.temporary) return { verdict: "unknown", kind: "unknown", findings: [{ sentence: error.sentence }] };
      return null;
    }
  }

  get takesScans() {
    return this.sure;
  }

  get doses() {
    return this.person.doses.filter((dose) => dose.when === "now");
  }

  context() {
    return this.needed?.context() ?? (this.sure ? this.doses.map((dose) => drug(dose.label)).join(", ") : "");
  }

  focus() {
    focusOn(this.root.querySelector("h1, h2"));
  }

  /** What others did meanwhile. */
  fresh(person) {
    if (!person) return;
    const same = JSON.stringify(person) === JSON.stringify(this.person);
    this.person = person;
    if (this.sure && !this.needed && !same) this.draw(); // what is being pressed stays where nothing changed
  }

  draw() {
    if (!this.sure) fill(this.root, this.drawWho());
    else fill(this.root, this.band(), this.notice, this.drawDoses(), this.drawLate(), this.drawMore());
  }

  drawWho() {
    const { person } = this;
    const asked = t(person.sex === "F" ? "help.who_f" : "help.who", { name: fullName(person), date: fullDate(person.birth_date) });
    const still = { onkeydown: (event) => event.key === "Enter" && event.preventDefault() };
    return h(
      "div",
      { class: "card help-who" },
      portrait(person, "portrait-huge help-photo"),
      h("h1", { tabindex: "-1" }, asked),
      h(
        "div",
        { class: "help-answers" },
        button(t("app.yes"), () => this.identify(), { picture: "check", look: "help-yes", ...still }),
        button(t("app.no"), () => this.group.close(t("help.not_them")), { picture: "x", look: "help-no", ...still }),
      ),
    );
  }

  /** « Oui »: by their card, or by their name and date of birth, which are what was asked. */
  async identifyNow() {
    if (!this.identified) {
      const traits = ["birth_date", "first_name"];
      const answer = await Helping.ask(this.group, { raw: "", mode: "photo", traits, resident: this.person.id, unit: this.person.unit });
      if (!answer) {
        this.tell(t("help.unreachable"), true);
        this.root.prepend(this.notice);
        return;
      }
      if (answer.verdict === "stop" || answer.verdict === "unknown") {
        this.stop(answer);
        return;
      }
      this.identified = { mode: "photo", scans: [answer.id] };
    }
    this.sure = true;
    this.draw();
    this.focus();
  }

  band() {
    const { person } = this;
    const allergies = person.allergies.map((one) => one.label).join(", ");
    return h(
      "div",
      { class: "help-band" },
      portrait(person, "group-photo"),
      h(
        "div",
        {},
        h("h1", { tabindex: "-1" }, fullName(person)),
        h("p", {}, fullDate(person.birth_date)),
        allergies && h("p", { class: "help-allergy" }, icon("shield-alert"), t("who.allergies", { names: allergies })),
        person.notes && h("p", { class: "quiet" }, person.notes),
      ),
      h("button", { type: "button", class: "button help-back", "aria-label": t("group.back"), title: t("group.back"), onclick: () => this.group.close() }, icon("house")),
    );
  }

  tell(sentence, bad = false) {
    fill(this.notice, sentence && h("p", { class: `note ${bad ? "note-bad" : ""}` }, icon(bad ? "octagon-alert" : "circle-check"), sentence));
  }

  drawDoses() {
    const { doses } = this;
    if (doses.length === 0) return this.drawNothing();
    const done = this.verified.size;
    return h(
      "div",
      { class: "stack" },
      h("h2", {}, t("help.to_take")),
      h("ul", { class: "stack help-doses" }, doses.map((dose) => this.line(dose))),
      done < doses.length && h("p", { class: "note row" }, icon("scan-barcode"), h("strong", {}, t("help.scan"))),
      h(
        "div",
        { class: "help-acts" },
        button(done > 0 ? t("help.taken_n", { n: done }) : t("help.taken"), () => this.taken(), { picture: "check", look: "button-primary", disabled: done === 0 }),
        button(t("help.refused"), () => this.refused(), { picture: "hand" }),
        button(t("help.problem"), () => this.problem(), { picture: "triangle-alert" }),
      ),
    );
  }

  drawNothing() {
    const next = this.person.doses.find((dose) => dose.when === "later");
    const sentence = next ? t("help.next", { time: hourMinute(next.due, this.group.zone) }) : "";
    return h("p", { class: "note row" }, icon("circle-check"), t("help.take_nothing"), sentence);
  }

  line(dose) {
    const ready = this.verified.get(dose.key);
    const details = [dose.route, ...dose.instructions].filter(Boolean).join(" · ");
    return h(
      "li",
      { class: `card help-dose ${ready ? "help-checked" : ""}`, data: { key: dose.key } },
      h("p", { class: "help-count" }, counted(dose)),
      h("p", {}, drug(dose.label), dose.label.brand && h("span", { class: "quiet" }, ` ${dose.label.brand}`)),
      details && h("p", { class: "quiet" }, details),
      wrongDose(dose),
      h("p", { class: "row" }, icon(ready ? "circle-check" : "scan-barcode"), h("strong", {}, t(ready ? "help.checked" : "help.to_scan")), ready?.proposal?.units_label && h("span", {}, ready.proposal.units_label)),
    );
  }

  drawLate() {
    const late = this.person.doses.filter((dose) => dose.when === "late");
    if (late.length === 0) return null;
    return h(
      "div",
      { class: "card stack help-late" },
      late.map((dose) => h("p", {}, h("strong", {}, drug(dose.label)), ` — ${dose.moment.label}`)),
      h("p", { class: "row" }, icon("phone"), t("help.late")),
    );
  }

  /** « Si besoin », and how the person is since the last one. */
  drawMore() {
    const { person } = this;
    if (person.as_needed === 0 && person.effects === 0) return null;
    return h(
      "div",
      { class: "help-acts" },
      person.effects > 0 && button(t("group.look"), () => this.look(), { picture: "face-neutral", look: "button-main" }),
      person.as_needed > 0 && button(t("help.needed"), () => this.asNeeded(), { picture: "hand-heart" }),
    );
  }

  asNeeded() {
    this.needed = new Needed(this);
    fill(this.root, this.band(), this.needed.root);
    this.needed.load();
  }

  look() {
    this.needed = new EffectScreen(this);
    fill(this.root, this.band(), this.needed.root);
    this.needed.load();
  }

  /** Back from « si besoin ». */
  back(sentence = null, bad = false) {
    this.needed = null;
    this.tell(sentence, bad);
    this.draw();
    this.group.load();
  }

  async scanned({ raw, at }) {
    if (this.needed) {
      this.needed.scanned?.(raw);
      return;
    }
    verdict.judging();
    const dose = this.doses.find((one) => !this.verified.has(one.key)) ?? this.doses[0];
    const answer = await Helping.ask(this.group, { raw, resident: this.person.id, dose, unit: this.person.unit });
    if (!answer) verdict.show({ verdict: "unknown", findings: [{ sentence: t("help.unreachable") }] }, { at });
    else if (answer.verdict === "stop") this.stop(answer, at);
    else if (answer.kind === "resident" && answer.resident !== this.person.id) this.group.show(answer.resident, answer);
    else if (answer.kind === "product" && answer.dose && this.doses.some((one) => one.key === answer.dose)) this.check(answer, at); // the next code closes its questions
    else verdict.show(answer, { at });
  }

  /** A right box: its questions first, then it is verified. */
  async check(answer, at) {
    verdict.show(answer, { at, asked: true });
    const { proposal } = answer;
    const line = { scans: [answer.id], amount: proposal?.amount ?? null, units: proposal?.units ?? null, remainder: null, overrides: [], proposal, count: asksCount(answer) };
    for (const ask of asks.of(answer, {})) {
      const choices = ask.choices.filter((one) => one.value !== "other" || ask.type !== "count");
      const said = await choose(ask.sentence, choices, { text: ask.advice || null });
      if (said === null) return;
      if (ask.type === "confirm") line.overrides.push({ finding: ask.finding, reason: said });
      else if (ask.type === "remainder") line.remainder = said;
      else line.units = said;
    }
    this.verified.set(answer.dose, line);
    this.draw();
  }

  /** STOP: nothing is given, the nurse is told, and the page says whether they were. */
  stop(answer, at = null) {
    const why = (answer.findings ?? []).map((one) => one.sentence).filter(Boolean).join(" ");
    verdict.show({ ...answer, verdict: "stop" }, { at });
    const told = h("p", { class: "help-told", role: "status" }, t("help.stop_telling"));
    const about = { ...this.group.about(), why: "stop", context: [answer.said, why].filter(Boolean).join(" – ") };
    const call = button(t("nurse.call"), () => callNurse(about, { zone: this.group.zone, told: sent }), { picture: "phone-call", look: "stop-call" });
    document.querySelector(".stop-inner .stop-why")?.before(h("p", { class: "help-told" }, t("help.stop")), told, call);
    let sent = null;
    tellNurse(about).then((made) => {
      sent = made;
      fill(told, t(made ? "help.stop_told" : "help.stop_untold"));
      say(t(made ? "help.stop_told" : "help.stop_untold"), { urgent: true });
      if (made) followCall(made, told);
    });
  }

  async recordNow(acts, sentence) {
    try {
      await queue.add(acts);
    } catch {
      this.tell(t("error.storage"), true);
      return false;
    }
    for (const one of acts) {
      this.verified.delete(one.dose);
      const dose = this.person.doses.find((known) => known.key === one.dose);
      if (dose) dose.when = "closed";
    }
    verdict.clear();
    say(sentence);
    this.tell(sentence);
    this.draw();
    return true;
  }

  of(dose) {
    return { key: dose.key, line: dose.line, resident: this.person.id, version: dose.version };
  }

  async taken() {
    const acts = [];
    for (const dose of this.doses.filter((one) => this.verified.has(one.key))) {
      const { proposal: _, count, scans, ...line } = this.verified.get(dose.key);
      const counted = count ? await countLeft(drug(dose.label)) : undefined;
      if (counted === null) return;
      acts.push(act("given", this.of(dose), { ...line, ...(count ? { counted } : {}), amount: line.amount ?? dose.amount, scans: [...this.identified.scans, ...scans] }));
    }
    if (acts.length > 0) await this.record(acts, t("help.done"));
  }

  async refused() {
    const reason = await choose(t("help.refusal_why"), REFUSALS.map(([value, picture]) => ({ label: t(`prn.reason.${value}`), value, picture })));
    if (!reason) return;
    const acts = this.doses.map((dose) => act("refused", this.of(dose), { reason, offer_again: reason === "later", scans: this.identified.scans }));
    if (await this.record(acts, t("help.refusal_done"))) tellNurse({ ...this.group.about(), why: "refused", context: acts.length > 0 ? t(`prn.reason.${reason}`) : "" });
  }

  /** Whatever is wrong, the nurse is called with it. */
  async problem() {
    const what = await choose(t("help.problem_what"), PROBLEMS.map(([value, picture]) => ({ label: t(`help.problem.${value}`), value, picture })));
    if (!what) return;
    const about = { ...this.group.about(), why: "problem", context: [t(`help.problem.${what}`), this.context()].filter(Boolean).join(" – ") };
    callNurse({ ...about, said: `${fullName(this.person)} – ${t(`help.problem.${what}`)}` }, { zone: this.group.zone });
  }
}

/** An amount with its unit: « 1 comprimé ». */
export const amountOf = (amount, unit) => glued(`${amountShown(read(amount))} ${unit}`);
