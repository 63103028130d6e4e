// The resident in progress: who it is, what is due, what is verified, and one button that says what it records.

import { button, fill, focusOn, h, icon, keyed } from "./dom.js";
import { identifyCard } from "./identify.js";
import { buildLine, drug, view } from "./line.js";
import { watchLine, watched } from "./measuring.js";
import { isRemoval, wornNotes } from "./removal.js";
import { t } from "./texts.js";
import { followsInr } from "./daily_texts.js";
import { band } from "./who.js";

const GROUPS = ["removal", "pillbox", "loose", "narcotic"];

function groupOf(dose) {
  if (isRemoval(dose)) return "removal";
  if (dose.badges?.includes("stup")) return "narcotic";
  return dose.badges?.includes("pillbox") ? "pillbox" : "loose";
}

export class ResidentView {
  constructor(app) {
    this.app = app;
    this.who = h("aside", { class: "who", "aria-label": t("resident.who") });
    this.identify = h("div", {});
    this.lines = h("div", { class: "stack" });
    this.watch = h("div", { class: "stack" });
    this.worn = h("div", { class: "stack" });
    this.decide = h("div", { class: "stack" });
    this.tools = h("div", { class: "row" });
    this.bottom = h("div", { class: "bottom" });
    this.verdict = h("div", { class: "work-verdict" });
    this.scrolled = h("div", { class: "work-scroll stack" }, this.identify, this.watch, this.lines, this.worn, this.decide, this.tools);
    this.root = h(
      "section",
      { class: "resident", "aria-labelledby": "who" },
      this.who,
      h("div", { class: "work" }, this.verdict, this.scrolled, h("div", { class: "snack-place" }), this.bottom),
    );
    this.shown = null;
  }

  /** Where verdicts appear while this view is open. */
  get verdictPlace() {
    return this.verdict;
  }

  /** What stands before the doses and scrolls with them, where a screen is small. */
  get lead() {
    return this.scrolled;
  }

  focus() {
    focusOn(this.who.querySelector("#who"));
  }

  update() {
    const { app } = this;
    const resident = app.round.byResident.get(app.draft.resident);
    if (!resident) return;
    this.drawWho(resident);
    this.drawIdentify(resident);
    this.drawWatch();
    this.drawLines();
    this.drawWorn(resident);
    this.drawDecide(resident);
    this.drawTools();
    this.drawBottom();
  }

  drawWho(resident) {
    const signature = JSON.stringify(resident);
    if (this.shown === signature) return;
    this.shown = signature;
    this.app.round.loadHistory(resident.id).catch(() => {}); // without it the line shows what this page has seen
    const homonyms = resident.homonyms.map((id) => this.app.round.byResident.get(id)).filter(Boolean);
    fill(this.who, band(resident, { homonyms, zone: this.app.zone }), this.ways(resident));
    fill(this.lines);
    fill(this.identify);
  }

  ways(resident) {
    return h(
      "div",
      { class: "who-ways" },
      button(t("resident.board"), () => this.app.leave(), { picture: "arrow-left", look: "who-back" }),
      h("a", { class: "button button-plain who-sheet", href: `/residents/${encodeURIComponent(resident.id)}` }, t("resident.sheet")),
      h("a", { class: "button button-plain who-needed", href: `/residents/${encodeURIComponent(resident.id)}/si-besoin` }, t("resident.needed")),
    );
  }

  drawIdentify(resident) {
    const { draft } = this.app;
    if (draft.identified) {
      keyed(this.identify, draft.identified.asks, { key: (ask) => ask.finding, build: (ask) => this.ask(ask) });
    } else if (!this.identify.firstChild) {
      fill(this.identify, identifyCard(resident, { confirmed: (traits) => this.app.identifyByTraits(traits), denied: () => this.app.denied() }));
    }
  }

  /** A question about the person as a whole: away, of another unit… */
  ask(ask) {
    return h(
      "div",
      { class: "ask card", role: "group", tabindex: "-1", "aria-label": ask.sentence, data: { focus: "ask" } },
      h("p", { class: "ask-title" }, h("strong", {}, ask.sentence), ask.advice && ` ${ask.advice}`),
      h("div", { class: "choices" }, ask.choices.map((choice) => button(choice.label, () => this.app.answerWho(ask, choice.value)))),
    );
  }

  drawLines() {
    const { app } = this;
    const doses = app.round.dosesOf(app.draft.resident);
    const shown = GROUPS.map((code) => ({ code, doses: doses.filter((dose) => groupOf(dose) === code) })).filter((group) => group.doses.length > 0);
    keyed(this.lines, shown, {
      key: (group) => group.code,
      signature: (group) => `${group.code}${shown.length}`,
      build: (group) => h("div", {}, shown.length > 1 && h("h2", { class: "group" }, t(`group.${group.code}`)), h("ul", { class: "lines" })),
    });
    shown.forEach((group, place) => {
      const list = this.lines.children[place].querySelector(".lines");
      keyed(list, group.doses.map((dose) => view(app, dose)), { key: (seen) => seen.dose.key, build: (seen) => buildLine(app, seen) });
    });
    if (doses.length === 0) fill(this.lines, h("p", { class: "note" }, t("resident.none")));
  }

  drawWatch() {
    const seen = watched(this.app, this.app.openDoses());
    const signature = JSON.stringify(seen);
    if (this.watch.signature === signature) return;
    this.watch.signature = signature;
    const focus = this.watch.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    fill(this.watch, seen.length > 0 && h("h2", { class: "group" }, t("group.watch")), seen.map((one) => watchLine(this.app, one)));
    if (focus) focusOn(this.watch.querySelector(`[data-focus="${focus}"]`));
  }

  drawWorn(resident) {
    const worn = (this.app.round.pack.worn ?? []).filter((one) => one.resident === resident.id);
    const signature = JSON.stringify([worn, Boolean(this.app.draft.identified)]);
    if (this.worn.signature === signature) return;
    this.worn.signature = signature;
    fill(this.worn, wornNotes(this.app, resident.id));
  }

  drawDecide(resident) {
    const lines = this.app.round.toDecideOf(resident.id);
    const signature = JSON.stringify(lines);
    if (this.decide.signature === signature) return;
    this.decide.signature = signature;
    fill(
      this.decide,
      lines.length > 0 && h("h2", { class: "group" }, t("group.decide")),
      lines.map((line) => h("p", { class: "note note-warn" }, icon("circle-question-mark"), h("span", {}, h("strong", {}, t("line.decide", { label: drug(line.label) })), ` ${line.question}`), line.code === "no_dose" && followsInr(line.label) && h("a", { class: "button button-plain", href: `/residents/${encodeURIComponent(resident.id)}/dose-du-jour/${encodeURIComponent(line.line)}` }, t("daily.link")))),
    );
  }

  drawTools() {
    const { app } = this;
    const open = app.openDoses();
    const loose = open.filter((dose) => !app.draft.lines[dose.key] && !isRemoval(dose));
    const wanted = JSON.stringify([open.length, loose.length, Boolean(app.draft.identified)]);
    if (this.tools.signature === wanted) return;
    this.tools.signature = wanted;
    fill(
      this.tools,
      app.draft.identified && loose.length > 0 && button(t("unread.title"), () => app.unreadable(), { picture: "barcode" }),
      button(t("later.button"), () => app.showLater(), { picture: "clock" }),
      open.length > 0 && button(t("states.all_button", { n: open.length }), () => app.answerAll(), { picture: "hand" }),
    );
  }

  drawBottom() {
    const { app } = this;
    const verified = app.draft.verified.length;
    const asks = app.draft.entries.length - verified;
    const open = app.openDoses().length;
    const had = this.bottom.contains(document.activeElement);
    let shown;
    if (verified > 0) {
      shown = button(t("resident.given", { n: verified }), () => app.give(), { look: "button-primary", picture: "check", id: "primary", "aria-keyshortcuts": "F8" });
    } else if (open === 0) {
      shown = button(t("resident.finished"), () => app.leave(), { look: "button-primary button-done", picture: "arrow-left", id: "primary" });
    } else {
      const off = app.openDoses().filter(isRemoval).length;
      const wanted = asks > 0 ? "resident.answer" : open > off ? "resident.scan_what" : "off.hint";
      const key = app.draft.identified ? wanted : "resident.scan_who";
      shown = h("p", { class: "bottom-hint", id: "primary" }, icon(key === "off.hint" ? "bandage" : "scan-barcode"), t(key, { n: open - off || off }));
    }
    if (this.bottom.signature === shown.textContent) return;
    this.bottom.signature = shown.textContent;
    fill(this.bottom, shown);
    if (had) this.focus();
  }
}
