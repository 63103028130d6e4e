// A protocol's questions, one a screen: to « vous pouvez donner », or « ne pas donner » and whom to call.

import { post } from "./api.js";
import { button, fill, focusOn, h, icon, once } from "./dom.js";
import "./helping_texts.js";
import { t } from "./texts.js";

const PICTURES = { sign: "eye", measure: "thermometer", tried: "hand-heart", contra: "shield-alert", call: "phone-call" };

export class Walk {
  constructor(needed, line, give) {
    Object.assign(this, { needed, line, give });
    this.answers = {};
    this.number = 0;
    this.next = once(() => this.ask());
    this.root = h("section", { class: "card stack help-walk", "aria-live": "polite" });
    this.next();
  }

  /** The next question, for what was answered so far; nothing of it is recorded before the dose is. */
  async ask() {
    try {
      const step = await post(`/api/protocols/${encodeURIComponent(this.line.protocol.id)}/walk`, { answers: this.answers });
      if (step.question) this.question(step.question);
      else this.outcome(step);
    } catch (error) {
      fill(this.root, h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("help.unreachable")), this.needed.callButton(), this.back());
    }
  }

  back() {
    return button(t("app.back"), () => this.needed.leave(), { picture: "arrow-left", look: "button-plain" });
  }

  say(code, answer) {
    if (code in this.answers) return; // a second tap, while the next question is on its way
    this.answers[code] = answer;
    this.next();
  }

  question({ code, text, items, unit }) {
    this.number += 1;
    const heading = h("h2", { tabindex: "-1" }, text);
    fill(
      this.root,
      h("p", { class: "quiet row" }, icon(PICTURES[code] ?? "circle-question-mark"), t("tree.step", { n: this.number })),
      heading,
      items.length > 0 && h("ul", { class: "help-items" }, items.map((item) => h("li", {}, item))),
      unit === null
        ? h("div", { class: "help-answers" }, button(t("app.yes"), () => this.say(code, "yes"), { picture: "check", look: "help-choice" }), button(t("app.no"), () => this.say(code, "no"), { picture: "x", look: "help-choice" }))
        : this.measure(code, text, unit),
      this.back(),
    );
    focusOn(heading);
  }

  measure(code, text, unit) {
    const input = h("input", { class: "input help-number", id: "measured", inputmode: "decimal", autocomplete: "off", "aria-label": text });
    const problem = h("p", { role: "alert" });
    const go = (event) => {
      event.preventDefault();
      const said = input.value.trim();
      if (/^\d{1,4}([.,]\d{1,2})?$/.test(said)) this.say(code, said.replace(",", "."));
      else {
        problem.className = "note note-bad";
        problem.textContent = t("tree.number");
        input.focus();
      }
    };
    return h("form", { class: "stack", onsubmit: go }, h("p", { class: "row" }, input, h("strong", {}, unit)), problem, h("button", { type: "submit", class: "button button-main help-choice" }, icon("arrow-right"), h("span", {}, t("tree.go"))));
  }

  outcome({ outcome, why, call }) {
    const yes = outcome === "give";
    const heading = h("h2", { tabindex: "-1", class: `help-light help-light-${yes ? "ok" : "stop"}` }, icon(yes ? "circle-check" : "octagon-x"), t(yes ? "tree.give" : "tree.do_not"));
    fill(
      this.root,
      heading,
      h("p", { class: "help-count" }, why),
      yes && button(t("tree.go"), () => this.give(this.answers), { picture: "arrow-right", look: "button-primary" }),
      call && h("a", { class: "button button-main", href: `tel:${call.phone.replace(/[^+\d]/g, "")}` }, icon("phone"), h("span", {}, `${t("tree.call", { name: call.name })} – ${call.phone}`)),
      !yes && this.needed.callButton(""),
      this.back(),
    );
    focusOn(heading);
  }
}
