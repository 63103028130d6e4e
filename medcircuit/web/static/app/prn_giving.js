// One dose as needed on its way: why, how bad, how much, the box, and what became of it.

import { Problem, post } from "./api.js";
import { deviceMs, deviceNow, hourMinute, nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon } from "./dom.js";
import { scaleButtons } from "./effects.js";
import { read, show } from "./fraction.js";
import { uuid7 } from "./ids.js";
import { drug, glued } from "./line.js";
import { Round } from "./pack.js";
import { queue } from "./queue.js";
import { choose } from "./sheet.js";
import { t } from "./texts.js";
import * as verdict from "./verdict.js";

const DELAYS = { constipation: 1440, diarrhoea: 240 };
const REFUSALS = ["taste", "nausea", "opposition", "later", "other"];
const UNREADABLE = ["crumpled", "wet", "missing", "reader", "no_code"];
const CARD = /^(\][A-Za-z]\d)?1\d{32}$/;
const { act } = Round.prototype;

export class Giving {
  constructor(page, line, { decided = null, claim = null } = {}) {
    this.page = page;
    this.line = line;
    this.decided = decided;
    this.reason = line.reasons.length === 1 ? line.reasons[0] : null;
    this.scale = null;
    this.score = null;
    this.amount = line.doses.length === 1 ? line.doses[0] : null;
    this.card = null;
    this.unreadable = null;
    this.answer = claim && { dose: claim.dose, amount: claim.amount, scan: claim.scan, ask: [], findings: [], verdict: "ok", claimed: true, id: claim.ask, unit: line.unit };
    this.heading = h("h2", { tabindex: "-1" }, drug(line.label));
    this.steps = h("div", { class: "stack" });
    this.bottom = h("div", { class: "stack prn-bottom" });
    this.problem = h("div", { role: "alert" });
    this.root = h("section", { class: "stack prn-giving" }, this.heading, this.steps, this.problem, this.bottom);
    this.draw();
  }

  get reasons() {
    return this.page.state.reasons;
  }

  /** The scales of the reason chosen. */
  get scales() {
    const reason = this.reasons.find((one) => one.code === this.reason);
    return (reason?.scales ?? []).map((code) => this.page.state.scales.find((one) => one.code === code));
  }

  get complete() {
    return Boolean(this.reason && this.amount && (this.scales.length === 0 || this.score !== null));
  }

  set(changes) {
    Object.assign(this, changes);
    fill(this.problem);
    this.draw();
  }

  draw() {
    fill(this.steps, !this.answer && [this.drawReason(), this.drawMeasure(), this.drawDose()]);
    fill(this.bottom, this.answer ? this.drawReady() : this.drawScan());
  }

  drawReason() {
    const offered = this.reasons.filter((one) => this.line.reasons.includes(one.code) || one.code === "other" || one.code === this.reason);
    return h(
      "fieldset",
      { class: "prn-step" },
      h("legend", {}, t("prn.why")),
      h("div", { class: "choices" }, offered.map((one) => this.toggle(one.label, this.reason === one.code, { reason: one.code, scale: null, score: null }))),
    );
  }

  toggle(label, pressed, changes) {
    return button(label, () => this.set(changes), { "aria-pressed": String(pressed) });
  }

  drawMeasure() {
    const scales = this.scales;
    if (scales.length === 0) return null;
    const scale = scales.find((one) => one.code === this.scale) ?? scales[0];
    return h(
      "fieldset",
      { class: "prn-step" },
      h("legend", {}, t("prn.measure")),
      scales.length > 1 && h("div", { class: "choices" }, scales.map((one) => this.toggle(one.label, one === scale, { scale: one.code, score: null }))),
      scales.length === 1 && h("p", {}, scale.label),
      scaleButtons(scale, { score: this.score, pick: (score) => this.set({ scale: scale.code, score }) }),
    );
  }

  drawDose() {
    const { doses, unit, said } = this.line;
    return h(
      "fieldset",
      { class: "prn-step" },
      h("legend", {}, t("prn.dose")),
      doses.length === 0 && h("p", { class: "note note-warn" }, said),
      doses.length > 0 && h("div", { class: "choices" }, doses.map((one) => this.toggle(glued(`${show(read(one))} ${unit}`), this.amount === one, { amount: one }))),
    );
  }

  drawScan() {
    return [
      this.complete && h("p", { class: "note row" }, icon("scan-barcode"), h("strong", {}, t("prn.scan")), h("span", { class: "quiet" }, this.card ? t("prn.card_read") : t("prn.scan_hint"))),
      h(
        "div",
        { class: "row" },
        this.complete && button(t("prn.no_code"), () => this.withoutCode(), { picture: "barcode" }),
        button(t("prn.refused"), () => this.refused(), { picture: "x" }),
        button(t("prn.cancel"), () => this.page.leave(), { picture: "arrow-left", look: "button-plain" }),
      ),
    ];
  }

  drawReady() {
    const { answer, line } = this;
    return [
      h("p", { class: "note row" }, icon("circle-check"), t("prn.ready", { amount: show(read(answer.amount)), unit: line.unit })),
      answer.proposal?.units_label && h("p", {}, h("strong", {}, answer.proposal.units_label)),
      h(
        "div",
        { class: "row" },
        button(t("prn.given"), () => this.given(), { picture: "check", look: "button-main button-primary" }),
        button(t("prn.refused"), () => this.refused(), { picture: "x" }),
        button(t("prn.abandon"), () => this.abandon(), { look: "button-plain" }),
      ),
    ];
  }

  /** A code of the scanner: the person's card, or the box. */
  scanned(raw) {
    if (this.answer || this.busy) return;
    if (CARD.test(raw)) {
      this.set({ card: raw });
      return;
    }
    if (this.complete) this.ask(raw);
  }

  async withoutCode() {
    const why = await choose(t("prn.no_code"), UNREADABLE.map((code) => ({ label: t(`prn.unreadable.${code}`), value: code })));
    if (!why) return;
    this.unreadable = { reason: why, typed: null };
    await this.ask(null);
  }

  async ask(raw) {
    this.busy = true;
    verdict.judging();
    const body = {
      id: uuid7(deviceMs()),
      resident: this.page.state.resident,
      line: this.line.line,
      version_seen: this.line.version,
      reason: this.reason,
      scale: this.score === null ? null : this.scale,
      score: this.score,
      amount: this.amount,
      at: deviceNow(),
      device: queue.device ?? "no-storage",
      card: this.card,
      raw,
      scan_id: raw && uuid7(deviceMs()),
      decided_by: this.decided,
      ...(this.answers ? { answers: this.answers } : {}),
    };
    try {
      const answer = await post("/api/prn", body);
      this.told(answer);
      if (answer.claimed) this.set({ answer });
    } catch (error) {
      verdict.clear();
      const said = error instanceof Problem && error.status !== 0 ? error.sentence : t("prn.unreachable");
      fill(this.problem, h("p", { class: "note note-bad" }, icon("octagon-alert"), said));
    } finally {
      this.busy = false;
    }
  }

  /** What the server said of the dose. */
  told(answer) {
    verdict.show(answer);
  }

  /** After how many minutes its effect is looked at. */
  get delay() {
    return DELAYS[this.reason] ?? 60;
  }

  /** What is said once it is given. */
  get again() {
    return t("prn.done", { time: hourMinute(nowMs() + this.delay * 60000, this.page.me.establishment.zone) });
  }

  /** What the act says beside its kind. */
  body(more) {
    const dose = { key: this.answer.dose, line: this.line.line, resident: this.page.state.resident, version: this.line.version };
    return { dose, more: { scans: this.answer.scan ? [this.answer.scan] : [], ...more } };
  }

  /** The reasons of what has to be confirmed; null where the carer went back. */
  async overrides() {
    const said = [];
    this.second = null;
    for (const one of this.answer.findings.filter((found) => found.tier === "confirm" && found.reasons?.length > 0)) {
      if (one.code === "second_person") {
        const { secondLook } = await import("./prn_second.js");
        const looked = await secondLook({ line: this.line, resident: this.page.state.resident, answer: this.answer }, one);
        if (!looked) return null;
        this.second = looked.second ?? null;
        if (looked.override) said.push(looked.override);
        continue;
      }
      const reason = await choose(one.sentence, one.reasons.map(({ code, label }) => ({ label, value: code })));
      if (!reason) return null;
      said.push({ finding: one.code, reason });
    }
    return said;
  }

  async given() {
    const overrides = await this.overrides();
    if (!overrides) return;
    let remainder = null;
    if (this.answer.ask?.includes("remainder")) {
      remainder = await choose(t("prn.remainder"), ["discard", "keep"].map((value) => ({ label: t(`prn.remainder_${value}`), value })));
      if (!remainder) return;
    }
    const { dose, more } = this.body({ amount: this.answer.amount, unreadable: this.unreadable, overrides, remainder, ...(this.second ? { second: this.second } : {}) });
    await this.record("given", dose, more, this.again);
  }

  async refused() {
    const reason = await choose(t("prn.refusal_why"), REFUSALS.map((code) => ({ label: t(`prn.reason.${code}`), value: code })));
    if (!reason) return;
    if (!this.answer) {
      const day = new Intl.DateTimeFormat("en-CA", { timeZone: this.page.me.establishment.zone }).format(new Date(nowMs()));
      this.answer = { dose: `${this.line.line}/${day}/PRN.${uuid7(deviceMs())}`, scan: null };
    }
    const { dose, more } = this.body({ reason, offer_again: reason === "later" });
    await this.record("refused", dose, more, t("prn.refusal_done"));
  }

  /** Once, however often its button is pressed. */
  async record(kind, dose, more, sentence) {
    if (this.recording) return;
    this.recording = true;
    try {
      await queue.add([act(kind, dose, more)]);
      verdict.clear();
      this.page.done(sentence);
    } catch {
      this.recording = false;
      fill(this.problem, h("p", { class: "note note-bad" }, icon("octagon-alert"), t("error.storage")));
      focusOn(this.problem);
    }
  }

  async abandon() {
    if (this.recording) return;
    this.recording = true; // nothing is given any more of what is abandoned
    await post(`/api/prn/${encodeURIComponent(this.answer.id)}/end`, {}).catch(() => {});
    verdict.clear();
    this.page.leave();
  }
}
