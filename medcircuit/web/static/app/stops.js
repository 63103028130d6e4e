// What a prescriber has just stopped, suspended or changed in this unit: shown over the round until this person has seen it.

import { post } from "./api.js";
import { hourOf } from "./clock.js";
import { button, fill, focusOn, h, icon, keyed, say } from "./dom.js";
import { drug } from "./line.js";
import "./stops_texts.js";
import { t } from "./texts.js";
import { fullName, room } from "./who.js";

const NARROW = matchMedia("(max-width: 40rem)");
const keyOf = (stop) => `${stop.line}/${stop.version}`;

export class Stops {
  constructor(app) {
    this.app = app;
    this.fold = h("button", { type: "button", class: "note note-bad stops-fold", "aria-controls": "stops-list", onclick: () => this.unfold(!this.open) });
    this.list = h("div", { class: "stack", id: "stops-list" });
    this.others = h("p", { class: "small" });
    this.root = h("section", { class: "stack stops", "aria-label": t("stops.title"), hidden: true }, this.fold, this.list, this.others);
    this.said = null;
    this.open = false;
  }

  /** Over the page; on a telephone, where a resident is open, above the doses and with them. */
  stand(above, list) {
    if (list && NARROW.matches) list.prepend(this.root);
    else above.before(this.root);
    this.update();
  }

  unfold(open) {
    this.open = open;
    this.update();
  }

  /** Those that the person at the screen has not seen; away from the board, those of the resident who is open, and how many others wait there. */
  update() {
    const { round, me, draft } = this.app;
    const unseen = (round.stops ?? []).filter((stop) => round.byResident.has(stop.resident) && !stop.seen.some((one) => one.user === me.user.id));
    const { view } = document.body.dataset;
    const shown = unseen.filter((stop) => view === "board" || (view === "resident" && stop.resident === draft.resident));
    const fresh = this.tell(unseen);
    this.drawFold(shown, view);
    keyed(this.list, shown.map((stop) => ({ stop, view })), { key: ({ stop }) => keyOf(stop), build: ({ stop }) => this.one(stop, view) });
    this.list.hidden = shown.length === 0 || (shown.length > 1 && !this.open);
    const others = unseen.length - shown.length;
    this.others.textContent = others ? t("stops.others", { n: others }) : "";
    this.others.hidden = !others;
    this.root.hidden = unseen.length === 0;
    if (fresh > 0) this.root.scrollIntoView({ block: "nearest" });
  }

  /** Says those not yet said, and how many came while the round was open: these unfold them. */
  tell(unseen) {
    const fresh = unseen.filter((stop) => !this.said?.has(keyOf(stop)));
    const late = this.said ? fresh.length : 0;
    if (late > 0) this.open = true;
    this.said ??= new Set();
    for (const stop of fresh) this.said.add(keyOf(stop));
    if (fresh.length > 0) say(fresh.map((stop) => this.words(stop)).join(". "), { urgent: true });
    return late;
  }

  /** Several are one line that says how many, what and for whom: the people of the round stay in sight below it. */
  drawFold(shown, view) {
    this.fold.hidden = shown.length < 2;
    const signature = JSON.stringify([shown.map(keyOf), view, this.open]);
    if (this.fold.hidden || this.fold.signature === signature) return;
    this.fold.signature = signature;
    this.fold.setAttribute("aria-expanded", String(this.open));
    const about = (stop) => (view === "resident" ? drug(stop.label) : fullName(this.app.round.byResident.get(stop.resident)));
    const acts = [...new Set(shown.map((stop) => stop.act))];
    fill(
      this.fold,
      icon("triangle-alert"),
      h(
        "span",
        { class: "grow" },
        h("strong", { class: "stops-count" }, t("stops.to_read", { n: shown.length })),
        acts.map((act) => h("span", { class: "stops-what" }, t("stops.of", { act: t(`stops.${act}`), what: [...new Set(shown.filter((stop) => stop.act === act).map(about))].join(", ") }))),
      ),
      icon(this.open ? "chevron-up" : "chevron-down"),
    );
  }

  act(stop) {
    return t("stops.of", { act: t(`stops.${stop.act}`), what: drug(stop.label) });
  }

  words(stop) {
    const resident = this.app.round.byResident.get(stop.resident);
    return `${this.act(stop)} — ${fullName(resident)}, ${room(resident)}`;
  }

  /** Beside an open resident the name stands already. */
  one(stop, view) {
    const [said, from] = [stop.at, stop.from].map((at) => hourOf(at, this.app.zone));
    const words = view === "resident" ? this.act(stop) : this.words(stop);
    return h(
      "div",
      { class: `note ${stop.act === "change" ? "note-warn" : "note-bad"} stop-note` },
      h("p", { class: "row" }, icon(stop.act === "stop" ? "octagon-x" : stop.act === "suspend" ? "circle-pause" : "pencil"), h("strong", {}, words)),
      h("p", {}, t(said === from ? "stops.by_now" : "stops.by", { by: stop.by, time: said, from }), stop.reason && ` · ${t("stops.reason", { reason: stop.reason })}`),
      button(t("stops.seen"), () => this.see(stop), { look: "button-main", picture: "eye", "aria-label": t("stops.of", { act: t("stops.seen"), what: drug(stop.label) }) }),
    );
  }

  /** Reading goes on at the next one, or where the round begins. */
  async see(stop) {
    const { round, me } = this.app;
    const here = this.root.contains(document.activeElement);
    try {
      await post(`/api/lines/${encodeURIComponent(stop.line)}/seen`, { version: stop.version });
      round.heard();
      const same = round.stops.filter((one) => one.line === stop.line && one.version === stop.version);
      for (const one of same) one.seen.push({ user: me.user.id, by: me.user.name, at: stop.at });
    } catch (error) {
      say(error.sentence, { urgent: true });
    }
    this.update();
    if (here) focusOn(this.list.querySelector(".stop-note .button") ?? document.querySelector("#main h1"));
  }
}
