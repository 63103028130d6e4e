// The dose itself: what the questions left open, the box, then « A pris » or « N'a pas voulu »; STOP is told to the nurse.

import { hourMinute, nowMs } from "./clock.js";
import { asksCount, countLeft } from "./counting.js";
import { button, fill, h, icon } from "./dom.js";
import { amountOf } from "./helping.js";
import "./helping_texts.js";
import { drug } from "./line.js";
import { Giving } from "./prn_giving.js";
import { t } from "./texts.js";
import * as verdict from "./verdict.js";

export class HelperGiving extends Giving {
  constructor(needed, line, answers) {
    super(needed, line, { decided: answers.call === "yes" ? line.protocol.call.name : null });
    this.protocolScale = line.protocol?.scale ?? null;
    this.measure = answers.measure ?? null;
    this.answers = answers;
    this.reason ??= this.onlyReason;
    this.draw();
  }

  /** The reason that the protocol's measure belongs to, where one alone does. */
  get onlyReason() {
    const fitting = this.reasons.filter((one) => this.line.reasons.includes(one.code) && one.scales.includes(this.protocolScale));
    return fitting.length === 1 ? fitting[0].code : null;
  }

  /** What the protocol's questions measured is not asked again. */
  get measured() {
    return this.measure !== null && this.scales.some((one) => one.code === this.protocolScale);
  }

  draw() {
    const { line } = this;
    if (this.measured) Object.assign(this, { scale: this.protocolScale, score: this.measure });
    const known = this.reason !== null && (line.reasons.length === 1 || this.reason === this.onlyReason);
    fill(this.steps, !this.answer && [!known && this.drawReason(), !this.measured && this.drawMeasure(), line.doses.length !== 1 && this.drawDose()]);
    fill(this.bottom, this.answer ? this.drawReady() : this.drawScan());
  }

  drawScan() {
    return [
      this.complete && h("p", { class: "note row help-scan" }, icon("scan-barcode"), h("strong", {}, t("needed.scan"))),
      h("div", { class: "help-acts" }, button(t("help.refused"), () => this.refused(), { picture: "hand" }), button(t("prn.cancel"), () => this.page.leave(), { picture: "arrow-left", look: "button-plain" })),
    ];
  }

  drawReady() {
    const { answer, line } = this;
    return [
      h("p", { class: "help-light help-light-ok" }, icon("circle-check"), h("strong", {}, t("needed.ready", { amount: amountOf(answer.amount, line.unit) }))),
      answer.proposal?.units_label && h("p", { class: "help-count" }, answer.proposal.units_label),
      h(
        "div",
        { class: "help-acts" },
        button(t("help.taken"), () => this.given(), { picture: "check", look: "button-primary" }),
        button(t("help.refused"), () => this.refused(), { picture: "hand" }),
        button(t("prn.abandon"), () => this.abandon(), { look: "button-plain" }),
      ),
    ];
  }

  /** What is left of a narcotic is counted first. */
  async given() {
    this.counted = asksCount(this.answer) ? await countLeft(drug(this.line.label)) : undefined;
    if (this.counted !== null) await super.given();
  }

  body(more) {
    return super.body(this.counted && "amount" in more ? { ...more, counted: this.counted } : more);
  }

  /** What the server said of the dose. */
  told(answer) {
    if (answer.verdict === "stop") this.page.help.stop(answer);
    else {
      verdict.show(answer);
      if (answer.claimed) verdict.clear(); // heard; what to do next is said below, in its place
    }
  }

  set(changes) {
    super.set(changes);
    if (this.answer) this.bottom.scrollIntoView({ block: "center" });
  }

  /** When to look at the person again: as the protocol says, else as for any dose of this reason. */
  get again() {
    const minutes = this.line.protocol?.recheck_min || this.delay;
    return t("needed.done", { time: hourMinute(nowMs() + minutes * 60000, this.page.zone) });
  }
}
