// What a prescriber has just stopped, suspended or changed in this unit: shown over the round until this person has seen it.

import { post } from "./api.js";
import { hourOf } from "./clock.js";
import { button, h, icon, keyed, say } from "./dom.js";
import { drug } from "./line.js";
import "./stops_texts.js";
import { t } from "./texts.js";
import { fullName, room } from "./who.js";

export class Stops {
  constructor(app) {
    this.app = app;
    this.root = h("section", { class: "stack stops", "aria-label": t("stops.title"), hidden: true });
    this.said = new Set();
  }

  /** Those that the person at the screen has not seen; away from the board, those of the resident who is open, and how many others wait there. */
  update() {
    const { round, me, draft } = this.app;
    const unseen = (round.stops ?? []).filter((stop) => round.byResident.has(stop.resident) && !stop.seen.some((one) => one.user === me.user.id));
    const { view } = document.body.dataset;
    const shown = unseen.filter((stop) => view === "board" || (view === "resident" && stop.resident === draft.resident));
    const others = unseen.length - shown.length;
    keyed(this.root, [...shown, ...(others ? [{ others }] : [])], {
      key: (stop) => (stop.others ? `others/${stop.others}` : `${stop.line}/${stop.version}`),
      build: (stop) => (stop.others ? h("p", { class: "small" }, t("stops.others", { n: stop.others })) : this.one(stop)),
    });
    this.root.hidden = unseen.length === 0;
    for (const stop of unseen) {
      const key = `${stop.line}/${stop.version}`;
      if (!this.said.has(key)) say(this.words(stop), { urgent: true });
      this.said.add(key);
    }
  }

  words(stop) {
    const resident = this.app.round.byResident.get(stop.resident);
    return `${t(`stops.${stop.act}`)} : ${drug(stop.label)} — ${fullName(resident)}, ${room(resident)}`;
  }

  one(stop) {
    const { zone } = this.app;
    return h(
      "div",
      { class: `note ${stop.act === "change" ? "note-warn" : "note-bad"} stop-note` },
      h("p", { class: "row" }, icon(stop.act === "stop" ? "octagon-x" : stop.act === "suspend" ? "circle-pause" : "pencil"), h("strong", {}, this.words(stop))),
      h("p", {}, t("stops.by", { by: stop.by, time: hourOf(stop.at, zone), from: hourOf(stop.from, zone) }), stop.reason && ` · ${t("stops.reason", { reason: stop.reason })}`),
      button(t("stops.seen"), () => this.see(stop), { look: "button-main", picture: "eye", "aria-label": `${t("stops.seen")} : ${drug(stop.label)}` }),
    );
  }

  async see(stop) {
    const { round, me } = this.app;
    try {
      await post(`/api/lines/${encodeURIComponent(stop.line)}/seen`, { version: stop.version });
      round.heard();
      const same = round.stops.filter((one) => one.line === stop.line && one.version === stop.version);
      for (const one of same) one.seen.push({ user: me.user.id, by: me.user.name, at: stop.at });
    } catch (error) {
      say(error.sentence, { urgent: true });
    }
    this.update();
  }
}
