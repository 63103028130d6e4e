// « Si besoin »: a light for each line, then why, how bad, the box, the dose, and one button.

import { Problem, get, post } from "./api.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import { button, fill, focusOn, h, icon } from "./dom.js";
import { effectCard } from "./effects.js";
import { read, show } from "./fraction.js";
import { followUp } from "./follow_up.js";
import { headerWhere } from "./header.js";
import { drug, glued } from "./line.js";
import { Giving } from "./prn_giving.js";
import { askDecision, askFamily } from "./prn_asks.js";
import { queue } from "./queue.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { showTray } from "./tray.js";
import { turns } from "./turns.js";
import { Wedge } from "./wedge.js";
import { vitalButton } from "./vital.js";
import { band, fullName } from "./who.js";

const main = document.getElementById("main");
const resident = decodeURIComponent(location.pathname.split("/")[2]);
const path = `/api/residents/${encodeURIComponent(resident)}`;
const PICTURES = { possible: "circle-check", later: "clock", maximum: "octagon-x", over: "ban", suspended: "pause", in_progress: "hourglass" };

class Page {
  said = null;

  constructor(me) {
    this.me = me;
    this.who = h("div", { class: "who" });
    this.notice = h("div", { role: "status" });
    this.verdict = h("div", { id: "verdict" });
    this.work = h("div", { class: "stack" });
    fill(main, h("div", { class: "stack prn" }, this.who, this.verdict, this.notice, this.work));
    this.giving = null;
    this.asking = turns();
    new Wedge((scan) => this.giving?.scanned(scan.raw));
    queue.addEventListener("receipt", () => this.load());
  }

  /** Shows what is known now; whatever is being given is left alone. */
  async load() {
    const isLast = this.asking();
    try {
      const state = await get(`${path}/prn`);
      if (!isLast()) return;
      this.state = state;
      if (!this.giving) this.draw();
    } catch (error) {
      if (isLast()) fill(this.work, h("p", { class: "note note-bad", role: "alert" }, error instanceof Problem && error.status !== 0 ? error.sentence : t("prn.unreachable")));
    }
  }

  async identify() {
    const { card, ...entry } = await get(path);
    const known = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry };
    document.title = `${t("prn.title")} – medcircuit`;
    fill(this.who, band(known, { zone: this.me.establishment.zone }), vitalButton({ id: known.id, name: fullName(known) }));
  }

  tell(sentence, look = "") {
    fill(this.notice, sentence && h("p", { class: `note ${look}` }, sentence));
  }

  done(sentence, bad = false) {
    this.giving = null;
    this.tell(sentence, bad ? "note-warn" : "");
    this.load();
  }

  draw() {
    const { lines, effects, scales } = this.state;
    fill(
      this.work,
      h("h2", { id: "prn-title" }, t("prn.title")),
      lines.length === 0 && h("p", { class: "note" }, t("prn.none")),
      h("ul", { class: "stack prn-list" }, lines.map((line) => this.card(line))),
      effects.length > 0 && h("h2", {}, t("effects.title")),
      effects.length > 0 && h("ul", { class: "stack prn-list" }, effects.map((one) => effectCard(one, scales, (said, bad) => this.done(said, bad)))),
      this.me.rights.includes("read_prescription") && followUp(path),
      h("a", { class: "button button-plain", href: `/residents/${encodeURIComponent(resident)}` }, icon("user-round"), t("prn.sheet")),
    );
  }

  card(line) {
    const limited = line.findings.filter((one) => one.tier === "stop" || one.code !== "prn_in_progress");
    return h(
      "li",
      { class: `card stack prn-line prn-${line.light}`, data: { line: line.line } },
      h(
        "div",
        { class: "row spread" },
        h("h3", {}, drug(line.label), line.label.brand && h("span", { class: "quiet" }, ` ${line.label.brand}`)),
        h("span", { class: `chip prn-chip-${line.light}` }, icon(PICTURES[line.light]), this.light(line)),
      ),
      h("p", {}, h("strong", {}, glued(line.said)), ` — ${[line.route, line.reason].filter(Boolean).join(" — ")}`),
      line.instructions.length > 0 && h("p", { class: "quiet" }, line.instructions.join(" · ")),
      h("p", { class: "quiet" }, this.last(line)),
      line.left.map((one) => h("p", { class: "quiet" }, t("prn.left", one))),
      this.spat(line),
      limited.map((one) => h("p", { class: one.tier === "stop" ? "note note-bad" : "quiet" }, one.sentence)),
      line.unread && h("p", { class: "note note-warn" }, t("prn.unread")),
      line.in_progress.map((claim) => this.claim(line, claim)),
      h("div", { class: "row" }, this.ways(line)),
    );
  }

  light(line) {
    if (line.light !== "later" || !line.next_at) return t(`prn.light.${line.light === "later" ? "maximum" : line.light}`);
    const minutes = Math.max(1, Math.ceil((Date.parse(line.next_at) - nowMs()) / 60000));
    const wait = minutes < 60 ? t("prn.wait_minutes", { m: minutes }) : t("prn.wait", { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
    return t("prn.light.later", { wait });
  }

  last({ last, unit }) {
    if (!last) return t("prn.never");
    const zone = this.me.establishment.zone;
    const time = `${shortDay(last.at, zone)} ${hourMinute(last.at, zone)}`;
    return t("prn.last", { amount: glued(`${show(read(last.amount))} ${unit}`), time, by: last.by });
  }

  spat({ last }) {
    if (last?.state !== "spat_out") return null;
    const decide = async () => {
      await post("/api/prn/counting", { dose: last.dose, counts: !last.counts }).catch((error) => this.tell(error.sentence, "note-bad"));
      await this.load();
    };
    return h("p", { class: "note note-warn row spread" }, t(last.counts ? "prn.spat" : "prn.spat_not"), button(t(last.counts ? "prn.do_not_count" : "prn.do_count"), decide));
  }

  claim(line, claim) {
    const time = hourMinute(claim.at, this.me.establishment.zone);
    const end = async () => {
      await post(`/api/prn/${encodeURIComponent(claim.ask)}/end`, {}).catch((error) => this.tell(error.sentence, "note-bad"));
      await this.load();
    };
    return h(
      "div",
      { class: "note note-warn stack" },
      h("p", {}, t(claim.own ? "prn.progress_own" : "prn.progress", { by: claim.by, time })),
      claim.ask_both && h("p", {}, h("strong", {}, t("prn.progress_ask"))),
      h("div", { class: "row" }, claim.own && button(t("prn.resume"), () => this.start(line, { claim }), { picture: "play" }), button(t("prn.abandon"), end, { picture: "x" })),
    );
  }

  ways(line) {
    const blocked = line.findings.some((one) => one.tier === "stop");
    const mayAsk = line.light === "possible" || (line.light === "maximum" && Number(line.largest) > 0);
    return [
      mayAsk && button(t("prn.start"), () => this.start(line), { picture: "hand", look: "button-primary" }),
      blocked && !["over", "suspended", "in_progress"].includes(line.light) && button(t("prn.decision"), () => askDecision((decided) => this.start(line, { decided })), { picture: "stethoscope" }),
      button(t("prn.family"), () => askFamily(path, line, (sentence) => this.done(sentence)), { picture: "users-round" }),
    ];
  }

  start(line, how = {}) {
    this.tell(null);
    this.giving = new Giving(this, line, how);
    fill(this.work, this.giving.root);
    focusOn(this.giving.heading);
  }

  leave() {
    this.giving = null;
    fill(this.verdict);
    this.load();
  }
}

async function start() {
  const me = await begin();
  headerWhere({ unit: null, moment: null });
  try {
    const page = new Page(me);
    await page.identify();
    await page.load();
    if (document.documentElement.dataset.demo) showTray(`/api/demo/residents/${encodeURIComponent(resident)}/tray`);
  } catch (error) {
    fill(main, h("h1", {}, t("prn.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
