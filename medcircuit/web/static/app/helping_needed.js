// « Si besoin » on the physician's protocol: a light, the questions one at a time, leave from afar, then the dose.

import { Problem, get } from "./api.js";
import { callNurse } from "./call_nurse.js";
import { hourMinute, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, focusOn, h, icon } from "./dom.js";
import { read, show } from "./fraction.js";
import { HelperGiving } from "./helping_giving.js";
import { Leave } from "./helping_leave.js";
import "./helping_texts.js";
import { drug, glued } from "./line.js";
import { t } from "./texts.js";
import { Walk } from "./helping_walk.js";

const LIGHTS = { possible: ["circle-check", "ok"], later: ["clock", "wait"], in_progress: ["hourglass", "wait"], maximum: ["octagon-x", "stop"], over: ["ban", "stop"], suspended: ["pause", "stop"] };

export class Needed {
  constructor(help) {
    this.help = help;
    this.me = help.group.me;
    this.zone = help.group.zone;
    this.step = null;
    this.notice = h("div", { role: "status" });
    this.work = h("div", { class: "stack" });
    this.root = h("div", { class: "stack" }, this.notice, this.work);
  }

  /** What the nurse is told of, when she is called from here. */
  context() {
    return this.line ? `${t("needed.title")} – ${drug(this.line.label)}` : t("needed.title");
  }

  async load() {
    try {
      this.state = await get(`/api/group/${encodeURIComponent(this.help.person.id)}/needs`);
      if (!this.step) this.draw();
    } catch (error) {
      const sentence = error instanceof Problem && error.status !== 0 ? error.sentence : t("help.unreachable");
      fill(this.work, h("p", { class: "note note-bad", role: "alert" }, icon("octagon-alert"), sentence), this.callButton());
    }
  }

  callButton(look = "button-main") {
    return button(t("nurse.call"), () => callNurse({ ...this.help.group.about(), why: "call" }, { zone: this.zone }), { picture: "phone-call", look });
  }

  tell(sentence, bad = false) {
    fill(this.notice, sentence && h("p", { class: `note ${bad ? "note-bad" : ""}` }, icon(bad ? "octagon-alert" : "circle-check"), sentence));
  }

  /** One screen in the place of the list, until it calls `leave`. */
  show(step, line) {
    this.step = step;
    this.line = line;
    this.tell(null);
    fill(this.work, step.root);
    focusOn(step.heading ?? step.root.querySelector("h2"));
    scrollTo(0, 0);
  }

  leave() {
    this.step?.end?.();
    this.step = null;
    this.line = null;
    fill(this.work); // nothing of what was left can be pressed while the list is on its way
    this.load();
  }

  done(sentence, bad = false) {
    this.step = null;
    this.line = null;
    this.help.back(sentence, bad);
  }

  scanned(raw) {
    if (this.step?.scanned) this.step.scanned(raw);
    else if (!this.step) this.refused(raw);
  }

  draw() {
    const { lines } = this.state;
    fill(
      this.work,
      h("h2", { tabindex: "-1" }, t("needed.title")),
      lines.length === 0 && h("p", { class: "note" }, t("needed.none")),
      h("ul", { class: "stack help-doses" }, lines.map((line) => this.card(line))),
      button(t("app.back"), () => this.help.back(), { picture: "arrow-left", look: "button-plain" }),
    );
    focusOn(this.work.querySelector("h2"));
  }

  card(line) {
    const [picture, look] = LIGHTS[line.light];
    const allowed = line.open;
    return h(
      "li",
      { class: "card stack help-need", data: { line: line.line } },
      h("h3", {}, drug(line.label)),
      h("p", { class: "help-count" }, glued(line.said)),
      line.reason && h("p", {}, line.reason),
      (allowed || line.light !== "possible") && h("p", { class: `help-light help-light-${look}` }, icon(picture), h("strong", {}, this.light(line))),
      !allowed && this.closed(line),
      h("p", { class: "quiet" }, this.last(line)),
      line.left.map((one) => h("p", { class: "quiet" }, t("prn.left", one))),
      line.light !== "possible" && line.findings.filter((one) => one.tier === "stop").map((one) => h("p", {}, one.sentence)),
      line.leave && h("p", { class: "note row" }, icon("badge-check"), t("needed.leave", { name: line.leave.by, time: hourMinute(line.leave.until, this.zone) })),
      h("div", { class: "help-acts" }, allowed && line.light === "possible" && button(t("needed.begin"), () => this.begin(line), { picture: "hand-heart", look: "button-primary" }), (!allowed || line.light !== "possible") && this.callButton()),
    );
  }

  /** Why a line is closed to this person, and whom to ask. */
  closed(line) {
    return h(
      "div",
      { class: "stack" },
      h("p", { class: "help-light help-light-stop" }, icon("octagon-x"), h("strong", {}, t("needed.closed"))),
      line.closed.map((one) => h("p", {}, one.sentence)),
      line.light === "possible" && line.askable && button(t("needed.ask"), () => this.ask(line), { picture: "message-circle-question-mark" }),
    );
  }

  light(line) {
    if (line.light === "possible") return t("needed.possible");
    if (line.light === "in_progress") return t("needed.in_progress", { name: line.in_progress[0].by });
    if (line.light === "later" && line.next_at) return t("needed.not_before", { time: this.time(line.next_at) });
    return t("needed.maximum");
  }

  /** « 21:40 » today, « sam. 21/11 21:40 » on another day. */
  time(instant) {
    const clock = hourMinute(instant, this.zone);
    return localDate(instant, this.zone) === localDate(nowMs(), this.zone) ? clock : `${shortDay(instant, this.zone)} ${clock}`;
  }

  last({ last, unit }) {
    if (!last) return t("needed.never");
    return t("prn.last", { amount: glued(`${show(read(last.amount))} ${unit}`), time: this.time(last.at), by: last.by });
  }

  /** The protocol's questions first, where there is one; then the dose. */
  begin(line) {
    if (line.protocol) this.show(new Walk(this, line, (answers) => this.give(line, answers)), line);
    else this.give(line, {});
  }

  give(line, answers) {
    this.show(new HelperGiving(this, line, answers), line);
  }

  ask(line) {
    this.show(new Leave(this, line), line);
  }

  /** A box scanned for a line that is closed: judged, so that the refusal is known, and STOP is said. */
  async refused(raw) {
    const line = this.state.lines.find((one) => !one.open);
    if (!line) return;
    this.line = line;
    const giving = new HelperGiving(this, line, {});
    giving.reason = "other"; // nothing was measured: it is refused whatever the reason
    giving.amount ??= line.doses[0] ?? "1";
    await giving.ask(raw);
  }
}

