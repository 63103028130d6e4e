// « Comment va la personne ? »: three faces and, if one likes, words; whoever is no better is called about.

import { Problem, get, post } from "./api.js";
import { callNurse } from "./call_nurse.js";
import { deviceNow, hourMinute, nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon, once } from "./dom.js";
import "./helping_texts.js";
import { uuid7 } from "./ids.js";
import { t } from "./texts.js";

const FACES = [["effective", "better", "face-slightly-smiling", "ok"], ["none", "same", "face-neutral", "wait"], ["adverse", "worse", "face-slightly-frowning", "stop"]];

export class EffectScreen {
  constructor(help) {
    this.help = help;
    this.work = h("div", { class: "stack" });
    this.root = h("div", { class: "stack" }, this.work);
  }

  context() {
    return t("how.title", { name: this.help.person.first_name });
  }

  async load() {
    try {
      const { effects } = await get(`/api/group/${encodeURIComponent(this.help.person.id)}/needs`);
      fill(this.work, h("h2", { tabindex: "-1" }, this.context()), effects.map((one) => this.card(one)), button(t("app.back"), () => this.help.back(), { picture: "arrow-left", look: "button-plain" }));
      focusOn(this.work.querySelector("h2"));
    } catch (error) {
      fill(this.work, h("p", { class: "note note-bad", role: "alert" }, icon("octagon-alert"), error.sentence ?? t("help.unreachable")));
    }
  }

  card(one) {
    const { zone } = this.help.group;
    const id = uuid7(nowMs());
    const words = h("textarea", { class: "input", id: `words-${id}`, maxlength: "500", rows: "2" });
    const problem = h("p", { role: "alert" });
    const send = once(async ([effect, face]) => {
      try {
        const { call } = await post("/api/prn/effects", { id, dose: one.dose, effect, at: deviceNow(), scale: null, score: null, note: words.value.trim() || null });
        if (!call) {
          this.help.back(t("how.done"));
          return;
        }
        this.help.back(t("how.call"), true);
        const context = [t(`how.${face}`), one.label, words.value.trim()].filter(Boolean).join(" – ");
        callNurse({ ...this.help.group.about(), why: "worse", context }, { zone });
      } catch (error) {
        problem.className = "note note-bad";
        problem.textContent = error instanceof Problem ? error.sentence : t("error.server");
      }
    });
    return h(
      "section",
      { class: "card stack", "aria-label": one.label },
      h("p", {}, t("how.of", { label: one.label, time: hourMinute(one.at, zone) })),
      h("p", { class: "quiet row" }, icon(one.due ? "bell-ring" : "clock"), one.due ? t("how.now") : t("how.later", { time: hourMinute(one.due_at, zone) })),
      h("div", { class: "help-faces" }, FACES.map((face) => h("button", { type: "button", class: `button help-face help-face-${face[3]}`, onclick: () => send(face) }, icon(face[2]), h("span", {}, t(`how.${face[1]}`))))),
      h("div", { class: "field" }, h("label", { for: `words-${id}` }, t("how.words")), words),
      problem,
    );
  }
}
