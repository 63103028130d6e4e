// Leave from afar: asked for one dose, waited for on this screen, and said with its end; once, a quarter of an hour.

import { get, post } from "./api.js";
import { deviceMs, hourMinute } from "./clock.js";
import { deviceId } from "./db.js";
import { button, fill, h, icon, say } from "./dom.js";
import { amountOf } from "./helping.js";
import "./helping_texts.js";
import { uuid7 } from "./ids.js";
import { drug } from "./line.js";
import { t } from "./texts.js";

const POLL = 3000;
const LOOKS = { waiting: ["hourglass", "wait"], granted: ["circle-check", "ok"], refused: ["octagon-x", "stop"], expired: ["clock-alert", "stop"], used: ["check", "wait"] };

export class Leave {
  constructor(needed, line) {
    Object.assign(this, { needed, line });
    this.heading = h("h2", { tabindex: "-1" }, t("leave.asked_title"));
    this.place = h("div", { class: "stack", role: "status" });
    this.root = h("section", { class: "card stack" }, this.heading, h("p", { class: "help-count" }, `${drug(line.label)} – ${amountOf(line.doses[0], line.unit)}`), this.place);
    this.ask();
  }

  async ask() {
    const device = await deviceId().catch(() => "no-storage");
    const { line } = this;
    const context = [line.reason, this.needed.last(line)].filter(Boolean).join(" – ");
    const body = { id: uuid7(deviceMs()), resident: this.needed.help.person.id, line: line.line, amount: line.doses[0], unit: line.unit, context, device };
    try {
      this.draw(await post("/api/remote-requests", body));
    } catch (error) {
      fill(this.place, h("p", { class: "note note-bad" }, error.status ? error.sentence : t("leave.unreachable")), this.ways());
    }
  }

  /** What became of the request; it is asked about until somebody has answered, and while the leave holds. */
  draw(request) {
    const { outcome } = request;
    const changed = outcome !== this.outcome;
    this.outcome = outcome;
    if (changed) {
      const [picture, look] = LOOKS[outcome];
      const name = request.answered_by;
      const words = outcome === "expired" && name ? t("leave.over") : t(`leave.${outcome}`, { name, time: hourMinute(request.until, this.needed.zone) });
      const give = outcome === "granted" && button(t("needed.begin"), () => this.begin(), { picture: "hand-heart", look: "button-primary" });
      fill(this.place, h("p", { class: `help-light help-light-${look}` }, icon(picture), h("strong", {}, words)), request.why && h("p", {}, request.why), give, this.ways());
      say(words, { urgent: outcome !== "waiting" });
    }
    if (outcome === "waiting" || outcome === "granted") setTimeout(() => this.look(request), POLL);
  }

  async look(request) {
    if (!this.place.isConnected) return;
    const now = await get(`/api/remote-requests/${encodeURIComponent(request.id)}`, { background: true }).catch(() => request);
    this.draw(now);
  }

  begin() {
    this.needed.begin(this.line);
  }

  ways() {
    return h("div", { class: "help-acts" }, this.needed.callButton(""), button(t("app.back"), () => this.needed.leave(), { picture: "arrow-left", look: "button-plain" }));
  }
}
