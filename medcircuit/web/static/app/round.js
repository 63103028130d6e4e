// A distribution round: loads it, listens to the scanner, and moves between the board, a resident and the closing.

import { hourMinute, now } from "./clock.js";
import * as asks from "./asks.js";
import { allAsks, begunBy } from "./begun.js";
import { Board } from "./board.js";
import { Closing } from "./closing.js";
import { correct } from "./correct.js";
import { keepElsewhere, takenUp } from "./elsewhere.js";
import { fill, focusOn, h } from "./dom.js";
import { Draft, ready } from "./draft.js";
import { read, readTyped } from "./fraction.js";
import { headerWhere } from "./header.js";
import { installKeys } from "./keys.js";
import { LaterView } from "./later.js";
import { keepMeasures, measuresFor, takeMeasure } from "./measuring.js";
import { askNumber } from "./number.js";
import { Round, noSuchRound } from "./pack.js";
import { drawQuestions } from "./questions.js";
import { queue } from "./queue.js";
import { record } from "./record.js";
import { otherSite, putSite, removalsWith } from "./removal.js";
import { ResidentView } from "./resident.js";
import { putDose, scaleAsks } from "./scale.js";
import { Scanner } from "./scan.js";
import { lookTwice } from "./second.js";
import { begin } from "./session.js";
import { choose } from "./sheet.js";
import { prepareSound } from "./sounds.js";
import { observe } from "./observe.js";
import { openStates, openStatesForAll } from "./states.js";
import { Stops } from "./stops.js";
import { t } from "./texts.js";
import { showTray } from "./tray.js";
import { askUnreadable } from "./unreadable.js";
import * as verdict from "./verdict.js";
import { Wedge } from "./wedge.js";
import { fullName } from "./who.js";

const [, , unit, date, moment] = location.pathname.split("/").map(decodeURIComponent);

class App {
  constructor() {
    this.round = new Round({ unit, date, moment });
    this.draft = new Draft({ unit, date, moment });
    this.scanner = new Scanner(this);
    this.early = [];
    this.loaded = false;
    this.wedge = new Wedge((scan) => (this.loaded ? this.scanner.read(scan) : this.early.push(scan)));
    this.problems = h("div", { id: "problems", role: "alert" });
    this.questions = h("div", { class: "stack" });
    this.stops = new Stops(this);
    this.place = h("div", { class: "place" });
    this.verdict = h("div", { id: "verdict" });
    queue.addEventListener("receipt", ({ detail }) => this.round.receipt(detail));
    queue.addEventListener("refused", ({ detail }) => this.round.refused(detail));
    fill(document.getElementById("main"), this.problems, this.stops.root, this.questions, this.verdict, this.place);
  }

  async start() {
    const beginning = begin({ changed: (me) => this.anotherPerson(me) });
    const loading = this.round.load();
    loading.catch(() => {}); // looked at below, once it is known who asks
    this.me = await beginning;
    try {
      await loading;
    } catch (error) {
      fill(this.place, h("p", { class: "note note-bad" }, noSuchRound(error) ? t("error.not_found") : error.sentence), h("a", { class: "button", href: "/" }, t("app.home")));
      return;
    }
    this.round.meet(this.me.user);
    this.zone = this.round.pack.zone;
    headerWhere(this.round.pack.round);
    document.title = `${this.round.pack.round.unit.name} · ${this.round.pack.round.moment.label} – medcircuit`;
    this.views = { board: new Board(this), resident: new ResidentView(this), closing: new Closing(this), later: new LaterView(this) };
    if (!this.round.byResident.has(this.draft.resident)) this.draft.clear();
    this.listen();
    this.showView(this.draft.resident ? "resident" : "board");
    if (this.draft.resident) await this.resume();
    performance.mark("board-usable");
    prepareSound();
    this.loaded = true;
    for (const scan of this.early.splice(0)) this.scanner.read(scan);
    this.round.follow();
    keepElsewhere(this);
    takenUp(this).then((taken) => taken && this.showView("resident")).catch(() => {});
    if (document.documentElement.dataset.demo) showTray(this.round.where);
  }

  listen() {
    queue.opened.then(() => this.round.layPending()).then(() => this.round.tell()).catch(() => {});
    this.round.addEventListener("change", () => this.update());
    queue.addEventListener("change", () => drawQuestions(this, this.questions));
    this.stops.update();
    drawQuestions(this, this.questions);
    installKeys(this);
    window.addEventListener("popstate", () => (this.draft.resident ? this.leave() : this.showBoard()));
  }

  update() {
    this.stops.update();
    this.view.update();
    drawQuestions(this, this.questions);
  }

  showView(name) {
    this.view = this.views[name];
    fill(this.place, this.view.root);
    document.body.dataset.view = name;
    this.stops.stand(this.questions, this.view.lead);
    const home = this.view.verdictPlace ?? null;
    if (home) fill(home, this.verdict);
    else this.place.before(this.verdict);
    this.view.update();
    this.view.focus();
    scrollTo(0, 0);
  }

  showBoard() {
    verdict.clear();
    this.showView("board");
  }

  /** Acts of the open resident that were done earlier are typed by hand. */
  showLater() {
    verdict.clear();
    this.showView("later");
  }

  showClosing() {
    this.showView("closing");
  }

  openDoses() {
    return this.round.dosesOf(this.draft.resident).filter((dose) => this.round.isOpen(dose));
  }

  /** Whether another resident may be opened: what is begun with the present one is asked about first. */
  async mayLeave(next) {
    const { draft } = this;
    await this.giving;
    if (!draft.resident || draft.resident === next || !draft.unfinished) return true;
    const resident = this.round.byResident.get(draft.resident);
    const n = draft.verified.length;
    const choice = await choose(t("leave.title", { name: fullName(resident) }), [
      ...(n > 0 ? [{ label: t("leave.finish", { n }), value: "finish", picture: "check" }] : []),
      { label: t("leave.later"), value: "later", picture: "clock" },
      { label: t("leave.cancel"), value: "cancel", picture: "arrow-left" },
    ], { text: t("leave.text", { n: draft.entries.length }) });
    if (choice === "finish") return this.give();
    return choice === "later";
  }

  open(resident, identified) {
    this.draft.begin(resident, this.me, now(), identified);
    if (identified?.mode !== "scan") this.scanner.forget();
    if (location.hash !== "#resident") history.pushState(null, "", "#resident");
    this.showView("resident");
  }

  /** A tile was touched: the resident is shown, identification is still to do. */
  async openByHand(resident) {
    if (!(await this.mayLeave(resident))) return;
    verdict.clear();
    if (this.draft.resident === resident) this.showView("resident");
    else this.open(resident, null);
  }

  /** A card or bracelet was read. */
  async openByScan(answer, at) {
    verdict.show(answer, { at });
    if (!this.round.byResident.has(answer.resident)) return;
    if (!(await this.mayLeave(answer.resident))) return;
    this.identified(answer.resident, { mode: "scan", scans: [answer.id], answer });
  }

  /** Someone is identified; what the verdict wants confirmed about the person is asked before anything is given. */
  identified(resident, { mode, scans, answer }) {
    const known = this.draft.resident === resident ? (this.draft.identified?.overrides ?? []) : [];
    const answered = Object.fromEntries(known.map((one) => [one.finding, one.reason]));
    const identified = { mode, scans, overrides: known, asks: asks.confirmations(answer?.findings ?? [], answered) };
    if (this.draft.resident === resident) {
      Object.assign(this.draft, { identified });
      this.draft.save();
      this.showView("resident");
    } else this.open(resident, identified);
    if (identified.asks.length > 0) focusOn(this.place.querySelector('[data-focus="ask"]'));
  }

  identifyByTraits(traits) {
    return this.scanner.byTraits(this.draft.resident, traits);
  }

  denied() {
    this.draft.clear();
    this.draft.save();
    this.showBoard();
    verdict.show({ verdict: "unknown", headline: t("identify.denied"), findings: [{ sentence: t("identify.denied_why") }] });
  }

  answerWho(ask, reason) {
    const { identified } = this.draft;
    identified.asks = identified.asks.filter((one) => one.finding !== ask.finding);
    identified.overrides = [...identified.overrides, { finding: ask.finding, reason }];
    this.changed();
  }

  /** A box was read for a due line: it is verified, or its questions are put. */
  productRead(answer, at) {
    const dose = this.round.doses.get(answer.dose);
    const here = dose && this.draft.resident && (!answer.resident || this.draft.resident === answer.resident);
    const line = here ? begunBy(this, dose, answer) : null;
    const then = answer.verdict === "ok" && line?.asks.length > 0 ? t("verdict.then") : "";
    verdict.show(answer, { at, asked: Boolean(dose), then, about: answer.dose });
    if (line) this.putLine(line);
    else if (dose) this.open(answer.resident, null);
  }

  /** The server is silent: the carer compares the box, and the line is recorded as not scanned. */
  productUnjudged(dose, scan, sentence) {
    const compare = { type: "compare", sentence, advice: "", choices: [{ label: t("app.yes"), value: "yes", picture: "check" }] };
    const line = ready(dose, { scans: [scan], amount: dose.amount, units: dose.units, asks: allAsks(this, dose, [compare]), unreadable: { reason: "reader", typed: null } });
    this.putLine(line);
  }

  putLine(line) {
    this.draft.put(line);
    this.changed();
    const row = this.place.querySelector(`[data-key="${CSS.escape(line.dose)}"]`);
    row?.scrollIntoView({ block: "nearest" });
    if (line.asks.length > 0) focusOn(row?.querySelector(".ask"));
  }

  changed() {
    this.draft.save();
    this.round.tell();
  }

  /** An answer to a line's open question. */
  async answer(line, ask, value) {
    let given = value;
    if (given === "other") given = await this.askCount();
    if (given === "enter" || given === "redo") {
      await (ask.type === "second" ? lookTwice(this, line, given) : takeMeasure(this, ask.kind));
      this.focusAsk(line);
      return;
    }
    if (given === null || (ask.type === "scale" && !(await putDose(this, line, given)))) return;
    line.asks = line.asks.filter((one) => one !== ask && !(one.type === ask.type && one.finding === ask.finding));
    if (ask.type === "site" || otherSite(ask, given)) putSite(this, line, given);
    else if (["confirm", "measure", "second"].includes(ask.type)) line.overrides = [...line.overrides, { finding: ask.finding, reason: given }];
    if (ask.type === "measure") line.asks.unshift(...scaleAsks(this, this.round.doses.get(line.dose)));
    else if (ask.type === "remainder") line.remainder = given;
    else if (ask.type === "count") this.count(line, given);
    this.draft.put(line);
    if (line.asks.length === 0) verdict.settled(line.dose);
    this.changed();
    this.focusAsk(line);
  }

  focusAsk(line) {
    const row = this.place.querySelector(`[data-key="${CSS.escape(line.dose)}"]`);
    focusOn(row?.querySelector(".ask") ?? row?.querySelector(".line-main"));
  }

  count(line, units) {
    asks.counted(line, units);
    const reasons = this.round.pack.override_reasons?.dose_differs;
    if (line.differs && reasons) {
      line.asks.unshift(...asks.confirmations([{ code: "dose_differs", tier: "confirm", sentence: t("ask.differs"), reasons }]));
    }
  }

  askCount() {
    return askNumber(t("ask.count_unknown"), readTyped);
  }

  /** « Ne pas donner »: the verification is dropped and the other answers are offered. */
  refuseReady(line) {
    this.dropReady(line);
    return openStates(this, this.round.doses.get(line.dose));
  }

  dropReady(line) {
    this.draft.drop(line.dose);
    this.changed();
  }

  tapLine(dose) {
    if (dose.pending || this.round.isOpen(dose) || !dose.event) return openStates(this, dose);
    if (this.round.isHanded(dose)) return observe(this, dose);
    return correct(this, dose);
  }

  answerAll(preset) {
    const left = this.openDoses();
    return left.length > 0 ? openStatesForAll(this, left, preset) : null;
  }

  async unreadable(dose = null) {
    const found = await askUnreadable(this, dose);
    if (!found) return;
    const line = found.dose;
    const left = line.units && read(line.units) ? asks.remainderOf(line.units) : [];
    this.putLine(ready(line, { scans: [], amount: line.amount, units: line.units, asks: allAsks(this, line, left), unreadable: found.unreadable }));
  }

  /** "Donné": every verified line, and nothing else. */
  async give() {
    const { draft, round } = this;
    const lines = draft.verified;
    if (lines.length === 0 || this.giving) return false;
    const acts = lines.map((line) =>
      round.act("given", round.doses.get(line.dose), {
        amount: line.amount,
        units: line.units,
        remainder: line.remainder,
        site: line.site,
        ...(line.second ? { second: line.second } : {}),
        measures: measuresFor(this, round.doses.get(line.dose)),
        unreadable: line.unreadable,
        overrides: [...draft.identified.overrides, ...line.overrides],
        scans: [...draft.identified.scans, ...line.scans],
      }),
    );
    this.giving = record(round, [...removalsWith(this, lines), ...acts], { done: t("record.given", { n: acts.length }) });
    const done = await this.giving;
    this.giving = null;
    if (done) this.recorded(acts);
    return done;
  }

  /** Acts are on the disk: their lines are no longer begun, and reading starts again at the name. */
  recorded(acts) {
    keepMeasures(this, acts);
    for (const act of acts) delete this.draft.lines[act.dose];
    this.changed();
    verdict.clear();
    if (this.view === this.views.resident) this.view.focus();
  }

  /** Back to the board; verified lines that were not recorded are asked about. */
  async leave() {
    if (!(await this.mayLeave(null))) return;
    this.draft.clear();
    this.draft.save();
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.showBoard();
  }

  /** Another person has the screen: what was begun is theirs only if they say so. */
  async anotherPerson(me) {
    const before = this.me;
    this.me = me;
    this.round.meet(me.user);
    if (this.loaded && (before.user.id !== me.user.id || this.draft.user !== me.user.id)) await this.resume();
    this.round.poll().catch(() => {});
  }

  async resume() {
    const { draft } = this;
    if (!draft.resident || draft.user === this.me.user.id) return;
    const name = fullName(this.round.byResident.get(draft.resident));
    const title = t("resume.title", { name, by: draft.userName, time: hourMinute(draft.since, this.zone) });
    const choice = await choose(title, [
      { label: t("resume.yes"), value: true, picture: "check" },
      { label: t("resume.no"), value: false, picture: "x" },
    ]);
    if (choice) Object.assign(draft, { user: this.me.user.id, userName: this.me.user.name });
    else draft.clear();
    draft.save();
    this.showView(draft.resident ? "resident" : "board");
  }
}

new App().start();
