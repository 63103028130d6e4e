// What the checks say of the lines being written: the gravest first, each with its source; a reason answers what must be confirmed.

import { post } from "./api.js";
import { fullDate } from "./clock.js";
import { button, fill, h, icon } from "./dom.js";
import { glued } from "./line.js";
import { missing, signedLine } from "./order_line.js";
import { t } from "./texts.js";

const WAIT_MS = 900;
const LOOKS = { stop: ["octagon-x", "note-bad"], confirm: ["triangle-alert", "note-warn"], info: ["info", ""] };

export class Checks {
  /** `lines()` gives pairs of a line and what the server understood of it; `changed()` is told of every answer. */
  constructor(path, place, lines, changed) {
    Object.assign(this, { path, place, lines, changed, asked: "", timer: null, findings: [], running: Promise.resolve() });
  }

  /** The complete lines, as they would be signed. */
  body() {
    return this.lines()
      .filter(([line, seen]) => missing(line, seen).length === 0)
      .map(([line, seen]) => signedLine(line, seen).line);
  }

  /** Looks again in a moment, where something changed. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT_MS);
  }

  look() {
    clearTimeout(this.timer);
    const lines = this.body();
    const asked = JSON.stringify(lines);
    if (asked === this.asked) return this.running;
    this.asked = asked;
    this.running = this.ask(lines, asked);
    return this.running;
  }

  /** Looks again though no line has changed: the treatment beside them has, or a reason is missing. */
  again() {
    this.asked = "";
    return this.look();
  }

  async ask(lines, asked) {
    if (lines.length === 0) {
      this.findings = [];
      fill(this.place);
      return;
    }
    try {
      const { findings, data } = await this.read(lines);
      if (asked !== this.asked) return;
      this.findings = findings;
      this.draw(data);
    } catch (problem) {
      if (asked !== this.asked) return;
      this.asked = "";
      this.findings = [];
      fill(this.place, h("p", { class: "note note-warn" }, icon("triangle-alert"), `${t("order.checks_failed")} ${problem.sentence}`));
    }
  }

  /** What the server finds about these lines. */
  async read(lines) {
    const { findings, data } = await post(`${this.path}/checks`, { lines });
    const ours = new Set(lines.map((line) => line.id));
    return { findings: findings.filter((finding) => finding.lines.length === 0 || finding.lines.some((id) => ours.has(id))), data };
  }

  /** What keeps the order from being signed: a stop, or something to confirm without a reason. */
  get open() {
    return this.findings.filter((finding) => finding.tier === "stop" || (finding.tier === "confirm" && !finding.override));
  }

  draw(data) {
    const sources = data.map((one) => `${one.source}${one.edition ? ` (${fullDate(one.edition)})` : ""}`).join(" · ");
    fill(
      this.place,
      h(
        "section",
        { class: "card stack", "aria-labelledby": "checks-title" },
        h("h2", { id: "checks-title" }, t("order.checks")),
        this.findings.length === 0 ? h("p", { class: "quiet" }, t("order.checks_none")) : h("ul", { class: "stack" }, this.findings.map((finding) => this.finding(finding, data))),
        h("p", { class: "quiet small" }, sources),
      ),
    );
  }

  finding(finding, data) {
    const [picture, look] = LOOKS[finding.tier] ?? LOOKS.info;
    return h(
      "li",
      { class: `note ${look} question`, data: { finding: finding.code } },
      h("p", {}, icon(picture), " ", h("strong", {}, glued(finding.sentence)), ` ${finding.advice}`),
      finding.details.map((one) => h("p", { class: "small" }, `${one.a} + ${one.b} : ${one.levels_said}. ${one.mechanism} ${one.conduct}`)),
      h("p", { class: "small" }, `${finding.source}${finding.dated ? `, ${fullDate(finding.dated)}` : ""}`),
      finding.override
        ? h("p", { class: "row" }, icon("check"), t("order.reason_given", { reason: finding.reasons.find((one) => one.code === finding.override.reason)?.label ?? finding.override.reason }))
        : finding.reasons.length > 0 && h("div", { class: "chips", role: "group", "aria-label": t("order.reason") }, finding.reasons.map((reason) => button(reason.label, () => this.answer(finding, reason, data)))),
    );
  }

  async answer(finding, reason, data) {
    try {
      finding.override = await post(`/api/alerts/${encodeURIComponent(finding.id)}/override`, { reason: reason.code });
    } catch (problem) {
      fill(this.place, h("p", { class: "note note-bad" }, problem.sentence));
      this.asked = "";
      return;
    }
    this.draw(data);
    this.changed();
  }
}
