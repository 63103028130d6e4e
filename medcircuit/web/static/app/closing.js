// Closing a round: every dose without an answer in one list; no blank is left in silence.

import { post } from "./api.js";
import { hourMinute, now, nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon, keyed } from "./dom.js";
import { uuid7 } from "./ids.js";
import { drug, glued } from "./line.js";
import { observe } from "./observe.js";
import { queue } from "./queue.js";
import { isRemoval, removalText } from "./removal.js";
import { choose } from "./sheet.js";
import { openStates, openStatesForAll } from "./states.js";
import { t } from "./texts.js";
import { fullName, room } from "./who.js";

export class Closing {
  constructor(app) {
    this.app = app;
    this.heading = h("h1", { tabindex: "-1" }, t("closing.title"));
    this.summary = h("p", {});
    this.list = h("ul", { class: "stack" });
    this.handedNote = h("p", { class: "note", hidden: true }, icon("hand-helping"), t("observe.closing"));
    this.handed = h("ul", { class: "stack" });
    this.problem = h("div", { role: "alert" });
    this.actions = h("div", {});
    this.root = h(
      "section",
      { class: "closing stack" },
      h("div", { class: "row" }, button(t("app.back"), () => app.showBoard(), { picture: "arrow-left" }), this.heading),
      this.summary,
      this.problem,
      this.list,
      this.handedNote,
      this.handed,
      h("div", { class: "bottom" }, h("div", { class: "snack-place" }), this.actions),
    );
  }

  focus() {
    focusOn(this.heading);
  }

  left() {
    const { round } = this.app;
    return [...round.doses.values()].filter((dose) => round.isOpen(dose));
  }

  update() {
    const { round, zone } = this.app;
    const left = this.left();
    const all = [...round.doses.values()];
    const taken = all.filter((dose) => round.isTaken(dose)).length;
    const residents = new Set(all.map((dose) => dose.resident)).size;
    this.summary.textContent = t("closing.summary", { residents, taken, n: all.length });
    this.drawPeople(this.list, left, (dose) => openStates(this.app, dose), true);
    this.drawHanded(all.filter((dose) => round.isHanded(dose)));
    const shown = JSON.stringify([round.closed, left.length]);
    if (this.shown === shown) return;
    this.shown = shown;
    fill(this.actions, round.closed ? this.closedNote(round.closed, zone) : this.buttons(left));
  }

  /** What was handed over and not seen taken: it does not keep the round open, and is not forgotten. */
  drawHanded(handed) {
    this.handedNote.hidden = handed.length === 0;
    this.drawPeople(this.handed, handed, (dose) => observe(this.app, dose));
  }

  /** Each person once, in walking order, with their doses; whoever answered one finds the next under the finger. */
  drawPeople(list, doses, answer, together = false) {
    const people = this.app.round.residents.map((resident) => ({ resident, doses: doses.filter((dose) => dose.resident === resident.id) }));
    const at = [...list.querySelectorAll("button")].indexOf(document.activeElement);
    keyed(list, people.filter((one) => one.doses.length > 0), { key: ({ resident }) => resident.id, build: (one) => this.person(one, answer, together) });
    if (at < 0 || list.contains(document.activeElement)) return;
    const buttons = [...list.querySelectorAll("button")];
    focusOn(buttons[Math.min(at, buttons.length - 1)] ?? this.heading);
  }

  person({ resident, doses }, answer, together) {
    const name = fullName(resident);
    const several = doses.filter((dose) => !isRemoval(dose));
    const all = t("states.all_button", { n: several.length });
    return h(
      "li",
      { class: "card stack" },
      h("div", { class: "row spread" }, h("h2", {}, name, h("span", { class: "quiet" }, ` · ${room(resident)}`)), together && several.length > 1 && button(all, () => openStatesForAll(this.app, several), { picture: "hand", "aria-label": `${all}, ${name}`, data: { focus: "all" } })),
      h("ul", {}, doses.map((dose) => this.row(dose, answer))),
    );
  }

  row(dose, answer) {
    return h(
      "li",
      { class: "closing-dose" },
      h("p", { class: "dose" }, drug(dose.label), " — ", isRemoval(dose) ? removalText(this.app, dose) : glued(dose.sentence)),
      button(t("closing.answer"), () => answer(dose), { picture: "pencil", "aria-label": `${t("closing.answer")}, ${drug(dose.label)}`, data: { focus: dose.key } }),
    );
  }

  closedNote(closed, zone) {
    return h("p", { class: "note" }, icon("circle-check"), t("rounds.closed", { time: hourMinute(closed.at, zone), by: closed.by }));
  }

  buttons(left) {
    if (left.length === 0) return button(t("closing.go"), () => this.close(false), { look: "button-primary", picture: "list-checks" });
    return [
      h("p", { class: "note note-warn" }, icon("triangle-alert"), t("closing.left", { n: left.length })),
      button(t("closing.force", { n: left.length }), () => this.force(left), { picture: "circle-question-mark" }),
    ];
  }

  async force(left) {
    const name = this.app.me.user.name;
    const sure = await choose(t("closing.sure", { n: left.length, name }), [
      { label: t("closing.not_yet"), value: false, picture: "arrow-left" },
      { label: t("closing.yes"), value: true, picture: "circle-question-mark", look: "button-danger" },
    ]);
    if (sure) await this.close(true);
  }

  /** What waits on this device goes first: a round is closed over what the server knows. */
  async close(forced) {
    const { app } = this;
    fill(this.problem);
    await queue.kick();
    if (queue.pending > 0) {
      fill(this.problem, h("p", { class: "note note-bad" }, t("closing.waiting", { n: queue.pending })));
      return;
    }
    this.attempt ??= uuid7(nowMs());
    try {
      const body = { id: this.attempt, forced, owner: forced ? app.me.user.id : null, at: now() };
      const answer = await post(`${app.round.path}/closing`, body);
      app.round.heard();
      app.round.closed = answer.closed;
      await app.round.load();
      app.round.tell();
    } catch (error) {
      fill(this.problem, h("p", { class: "note note-bad" }, error.sentence));
      await app.round.poll().catch(() => {});
    }
    this.attempt = null;
  }
}
