// « Mon groupe »: the people one helps, by their photos, and whom to help now; a card or a touch opens one of them.

import { get } from "./api.js";
import { helpBar } from "./call_nurse.js";
import { hourMinute } from "./clock.js";
import { button, fill, focusOn, h, icon, keyed } from "./dom.js";
import { headerWhere } from "./header.js";
import { Helping } from "./helping.js";
import "./helping_texts.js";
import { queue } from "./queue.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { showTray } from "./tray.js";
import * as verdict from "./verdict.js";
import { prepareVital } from "./vital.js";
import { Wedge } from "./wedge.js";
import { fullName, portrait } from "./who.js";

const main = document.getElementById("main");
const AGAIN = 30000;

/** The first name, and the initial of the name: enough on a tile beside a photo; the whole name is asked about later. */
const shortName = (person) => `${person.first_name} ${(person.used_name ?? person.birth_name).at(0)}.`;
const ofNow = (person) => person.doses.filter((dose) => dose.when === "now");

class Group {
  constructor(me) {
    this.me = me;
    this.zone = me.establishment.zone;
    this.people = new Map();
    this.open = null;
    this.asked = 0;
    this.turn = this.ready = new Promise((resolve) => {
      this.begun = resolve;
    });
    this.title = h("h1", { tabindex: "-1" }, t("group.title"));
    this.count = h("p", { class: "group-sum", role: "status" });
    this.tiles = h("ul", { class: "group-tiles" });
    this.verdict = h("div", { id: "verdict" });
    this.problem = h("div", { role: "alert" });
    this.place = h("div", { class: "group-place" });
    fill(main, this.problem, this.verdict, this.place, helpBar({ about: () => this.about(), person: () => this.openPerson, zone: this.zone }));
    document.body.classList.add("helping");
    new Wedge((scan) => this.scanned(scan));
    queue.addEventListener("receipt", () => this.load());
    setInterval(() => this.load(), AGAIN);
    window.addEventListener("popstate", () => this.fromAddress());
  }

  /** Reads the group anew; what was asked for before the last time is no news any more. */
  async load() {
    this.asked += 1;
    const { asked } = this;
    try {
      const body = await get("/api/group", { background: this.people.size > 0 });
      if (asked !== this.asked) return;
      this.day = body.day;
      this.units = body.units;
      this.people = new Map(body.people.map((one) => [one.id, one]));
      this.layPending();
      this.begun();
      fill(this.problem);
      if (this.open) this.open.fresh(this.people.get(this.open.person.id));
      else this.draw();
    } catch (error) {
      if (asked === this.asked) fill(this.problem, h("p", { class: "note note-bad" }, icon("octagon-alert"), error.sentence ?? t("error.server")));
    }
  }

  /** What was recorded here and has not reached the server is answered: it is not offered again. */
  layPending() {
    const waiting = new Set(queue.items.filter((item) => item.kind === "event" && item.state === "waiting").map((item) => item.body.dose));
    for (const person of this.people.values()) for (const dose of person.doses) if (waiting.has(dose.key)) dose.when = "closed";
  }

  draw() {
    const people = [...this.people.values()];
    const n = people.filter((one) => ofNow(one).length > 0).length;
    const sentence = people.length === 0 ? t("group.empty") : n > 0 ? t("group.now", { n }) : t("group.none");
    if (this.count.textContent !== sentence) this.count.textContent = sentence;
    this.count.classList.toggle("group-some", n > 0);
    keyed(this.tiles, [...people].sort((a, b) => ofNow(b).length - ofNow(a).length), { key: (one) => one.id, build: (one) => this.tile(one) });
    if (this.place.firstChild !== this.screen) fill(this.place, this.drawn());
  }

  drawn() {
    this.screen ??= h(
      "div",
      { class: "stack" },
      h("div", { class: "row spread" }, this.title, h("a", { class: "button button-plain", href: "/mes-autorisations" }, icon("badge-check"), h("span", {}, t("group.mine")))),
      this.count,
      h("p", { class: "quiet row" }, icon("scan-barcode"), t("group.scan")),
      this.tiles,
    );
    return this.screen;
  }

  /** One person: a photo, a name, and one thing to know. */
  tile(person) {
    const [picture, word, look] = this.state(person);
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: `group-tile group-${look}`, data: { focus: "tile" }, onclick: () => this.show(person.id) },
        portrait(person, "group-photo"),
        h("strong", { class: "group-name" }, shortName(person)),
        h("span", { class: "group-state" }, icon(picture), h("span", {}, word)),
      ),
    );
  }

  state(person) {
    const now = ofNow(person).length;
    if (person.absence) return ["door-open", person.absence.kind_label, "away"];
    if (now > 0) return ["pill", t("group.to_help", { n: now }), "now"];
    if (person.effects > 0) return ["face-neutral", t("group.look"), "look"];
    if (person.doses.some((dose) => dose.when === "late")) return ["phone", t("group.late"), "late"];
    const next = person.doses.find((dose) => dose.when === "later");
    if (next) return ["clock", t("group.next", { time: hourMinute(next.due, this.zone) }), "later"];
    return ["check", t("group.nothing"), "later"];
  }

  /** Opens a person: who they are is asked first. */
  show(id, scan = null) {
    verdict.clear();
    const person = this.people.get(id);
    if (!person) {
      verdict.show({ verdict: "unknown", findings: [{ sentence: t("group.not_here") }] });
      return;
    }
    this.open = new Helping(this, person, scan);
    prepareVital(person.id).catch(() => {}); // an emergency waits for no network
    if (location.hash !== "#personne") history.pushState(null, "", "#personne");
    fill(this.place, this.open.root);
    scrollTo(0, 0);
    this.open.focus();
  }

  /** Back to the group, with a sentence about what was done. */
  close(sentence = null) {
    this.open = null;
    verdict.clear();
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.draw();
    fill(this.problem, sentence && h("p", { class: "note", role: "status" }, icon("circle-check"), sentence));
    focusOn(this.title);
    this.load();
  }

  fromAddress() {
    if (this.open && location.hash !== "#personne") this.close();
  }

  /** Codes are judged one after the other, in their order, once the group is known. */
  scanned(scan) {
    this.turn = this.turn.then(() => (this.open?.takesScans ? this.open.scanned(scan) : this.identify(scan))).catch((error) => {
      verdict.show({ verdict: "unknown", findings: [{ sentence: error.sentence ?? t("error.server") }] });
    });
  }

  /** A card read on the list opens its bearer. */
  async identify({ raw, at }) {
    verdict.judging();
    const answer = await Helping.ask(this, { raw, at, resident: null });
    if (answer?.kind === "resident" && ["ok", "confirm"].includes(answer.verdict)) this.show(answer.resident, answer);
    else if (answer) verdict.show(answer, { at });
    else verdict.show({ verdict: "unknown", findings: [{ sentence: t("help.unreachable") }] }, { at });
  }

  get openPerson() {
    return this.open && { id: this.open.person.id, name: fullName(this.open.person) };
  }

  /** For whom, and what about, the nurse is called. */
  about() {
    const person = this.open?.person;
    const unit = person?.unit ?? this.units?.[0]?.id ?? this.me.units[0]?.id;
    const said = person ? fullName(person) : t("group.title");
    return { unit, resident: person?.id ?? null, why: "call", context: this.open?.context() ?? "", said };
  }
}

async function start() {
  const me = await begin();
  headerWhere({ unit: me.units.length === 1 ? me.units[0] : null, moment: null });
  const group = new Group(me);
  await group.load();
  if (document.documentElement.dataset.demo) showTray("/api/demo/group/tray");
}

start();
