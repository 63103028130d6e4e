// The tour board: every resident in walking order, what is left to do, who else is at work.

import { hourMinute } from "./clock.js";
import { button, fill, focusOn, h, icon, keyed } from "./dom.js";
import { reminder } from "./effects.js";
import { t } from "./texts.js";
import { fitting, flags, fullName, portrait, room } from "./who.js";

const FILTERS = { open: "board.todo", again: "board.again", all: "board.all" };
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

export class Board {
  constructor(app) {
    this.app = app;
    this.filter = "open";
    this.search = "";
    this.held = false;
    this.root = this.build();
    // The order and the tiles never change under a finger.
    this.root.addEventListener("pointerdown", () => (this.held = true));
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, () => {
        if (!this.held) return;
        this.held = false;
        setTimeout(() => this.update(), 0);
      });
    }
  }

  build() {
    this.heading = h("h1", { tabindex: "-1", class: "unseen" }, t("board.title"));
    this.progress = h("div", { class: "progress" });
    this.filters = h("div", { class: "row", role: "group", "aria-label": t("board.filter") });
    this.field = h("input", {
      class: "input",
      id: "search",
      type: "search",
      autocomplete: "off",
      placeholder: t("board.search_hint"),
      oninput: () => {
        this.search = this.field.value.trim();
        this.update();
      },
    });
    this.homonyms = h("p", { class: "note note-warn", hidden: true });
    this.tiles = h("ul", { class: "tiles" });
    this.empty = h("p", { class: "note" });
    return h(
      "section",
      { class: "board stack", "aria-label": t("board.title") },
      this.heading,
      reminder(decodeURIComponent(location.pathname.split("/")[2] ?? "") || null),
      this.progress,
      this.tools = h(
        "div",
        { class: "row board-tools" },
        this.filters,
        h("form", { class: "board-search", role: "search", onsubmit: (event) => this.submit(event) }, h("label", { for: "search", class: "unseen" }, t("board.search")), this.field),
        button(t("board.close"), () => this.app.showClosing(), { picture: "list-checks" }),
      ),
      this.homonyms,
      this.tiles,
      this.empty,
    );
  }

  /** Someone was found: the next search begins anew. */
  focus() {
    this.search = "";
    this.field.value = "";
    this.update();
    focusOn(this.heading);
  }

  update() {
    const { app } = this;
    if (this.held || !app.round.pack) return;
    const all = app.round.residents.map((resident) => this.look(resident)).filter((tile) => tile.doses.length > 0);
    const counts = { open: 0, again: 0, all: all.length };
    for (const tile of all) {
      if (tile.progress !== "done") counts.open += 1;
      if (tile.progress === "again") counts.again += 1;
    }
    this.drawProgress(all, counts);
    this.drawFilters(counts);
    const shown = all.filter((tile) => this.matches(tile));
    keyed(this.tiles, shown, { key: (tile) => tile.resident.id, signature: JSON.stringify, build: (tile) => this.tile(tile) });
    this.drawEmpty(all, shown);
  }

  /** Digits typed and sent are a code that no scanner could read; a name that leaves one resident opens them. */
  submit(event) {
    event.preventDefault();
    if (/^[\d\s]{8,}$/.test(this.search)) {
      this.app.scanner.readTyped(this.search.replace(/\s/g, ""));
      this.choose(this.filter);
    } else if (this.search.length >= 2 && this.tiles.children.length === 1) {
      this.app.openByHand(this.tiles.firstElementChild.dataset.key);
    }
  }

  /** All that a tile shows. */
  look(resident) {
    const { round, draft } = this.app;
    const doses = round.dosesOf(resident.id).map((dose) => ({ state: dose.state, pending: Boolean(dose.pending), ready: Boolean(draft.lines[dose.key]) }));
    const busy = round.inProgress.get(resident.id);
    return {
      resident,
      doses,
      progress: round.progress(resident.id),
      mine: draft.resident === resident.id,
      busy: busy && busy.by !== this.app.me.user.id ? round.who(busy.by) || t("board.colleague") : null,
      decide: round.toDecideOf(resident.id).length,
      offer: round.nextOffer(resident.id),
      handed: round.dosesOf(resident.id).filter((dose) => round.isHanded(dose)).length,
    };
  }

  matches({ resident, progress }) {
    if (this.search.length >= 2) {
      const wanted = plain(this.search);
      return [resident.birth_name, resident.used_name, resident.first_name, resident.room].some((text) => text && plain(text).includes(wanted));
    }
    return this.filter === "all" || (this.filter === "open" ? progress !== "done" : progress === "again");
  }

  drawProgress(all, { open, again }) {
    const done = all.length - open;
    const counts = new Map();
    for (const { doses } of all) for (const { state } of doses) counts.set(state, (counts.get(state) ?? 0) + 1);
    const { round } = this.app;
    const parts = [...round.states.values()].filter((state) => counts.has(state.code)).map((state) => ({ state, n: counts.get(state.code) }));
    parts.sort((a, b) => (a.state.code === "due") - (b.state.code === "due"));
    const bar = h("div", { class: "bar", role: "img", "aria-label": parts.map(({ state, n }) => `${state.word} : ${n}`).join(", ") });
    for (const { state, n } of parts) {
      const segment = h("span", { class: `segment chip-${state.code}` }, `${state.letter} ${n}`);
      segment.style.flexGrow = n;
      bar.append(segment);
    }
    const sentence = t("board.progress", { done, n: all.length });
    fill(this.progress, h("p", { class: "progress-text" }, h("strong", {}, sentence), again > 0 && ` · ${t("board.progress_again", { n: again })}`), bar);
  }

  drawFilters(counts) {
    const shown = Object.entries(FILTERS).map(([code, key]) => ({ code, label: `${t(key)} (${counts[code]})`, on: this.filter === code }));
    keyed(this.filters, shown, {
      key: (one) => one.code,
      build: (one) => button(one.label, () => this.choose(one.code), { "aria-pressed": String(one.on), data: { focus: one.code } }),
    });
  }

  choose(filter) {
    const had = document.activeElement?.dataset?.focus;
    this.filter = filter;
    this.search = "";
    this.field.value = "";
    this.update();
    if (had) this.filters.querySelector(`[data-focus="${had}"]`)?.focus();
  }

  drawEmpty(all, shown) {
    const same = this.search.length >= 2 && shown.length > 1 && shown.some((tile) => tile.resident.homonyms.some((id) => shown.some((other) => other.resident.id === id)));
    this.homonyms.hidden = !same;
    this.homonyms.textContent = same ? t("board.homonyms", { n: shown.length }) : "";
    this.empty.hidden = shown.length > 0;
    this.progress.hidden = this.tools.hidden = all.length === 0; // nobody to look for, nothing to close
    const key = all.length === 0 ? "board.none" : this.search ? "board.no_match" : "board.all_done";
    this.empty.textContent = shown.length > 0 ? "" : t(key);
  }

  offered({ at, now, late, tries }) {
    if (late) return t("board.offer_late");
    return now ? t("board.offer_now", { n: tries }) : t("board.offer", { time: hourMinute(at, this.app.zone), n: tries });
  }

  tile({ resident, doses, progress, mine, busy, decide, offer, handed }) {
    const { round } = this.app;
    const counts = new Map();
    for (const { state } of doses) counts.set(state, (counts.get(state) ?? 0) + 1);
    const summary = [...counts].map(([state, n]) => `${round.state(state).word} : ${n}`).join(", ");
    return h(
      "li",
      { class: `tile tile-${progress}` },
      h(
        "button",
        { type: "button", class: "tile-main", onclick: () => this.app.openByHand(resident.id), data: { focus: "tile" } },
        portrait(resident),
        h(
          "span",
          { class: "tile-text" },
          fitting(h("span", { class: "tile-name" }, fullName(resident)), fullName(resident)),
          h("span", { class: "quiet" }, room(resident)),
          flags(resident, { short: true }) && h("span", { class: "tile-flags" }, this.flagWords(resident)),
          decide > 0 && h("span", { class: "flag flag-warn" }, icon("circle-question-mark"), t("board.decide", { n: decide })),
          handed > 0 && h("span", { class: "flag flag-note" }, icon("hand-helping"), t("observe.board", { n: handed })),
          offer && h("span", { class: `flag ${offer.now || offer.late ? "flag-warn" : "flag-note"}` }, icon("clock"), this.offered(offer)),
          mine && h("span", { class: "flag flag-note" }, icon("pencil"), t("board.mine")),
          busy && h("span", { class: "flag flag-note" }, icon("user-round"), t("board.busy", { name: busy })),
          progress === "done" && h("span", { class: "flag flag-done" }, icon("circle-check"), t("board.done")),
        ),
        h("span", { class: "dots", "aria-hidden": "true" }, doses.map((dose) => this.dot(dose))),
        h("span", { class: "unseen" }, summary),
      ),
    );
  }

  /** In a button a list may not stand: the flags become plain words there. */
  flagWords(resident) {
    return [...flags(resident, { short: true }).children].map((item) => {
      const word = h("span", { class: item.className });
      word.append(...item.childNodes);
      return word;
    });
  }

  dot({ state, pending, ready }) {
    return h("span", { class: `dot chip-${ready ? "ready" : state}${pending ? " dot-pending" : ""}` }, this.app.round.state(state).letter);
  }
}
