// The round as this page knows it: the pack from the server, what others do since, and what this device has just recorded.

import { Problem, call, get } from "./api.js";
import { deviceNow, now, nowMs, sync } from "./clock.js";
import { read, write } from "./fraction.js";
import { planSeen } from "./header.js";
import { queue } from "./queue.js";

/** From one poll to the next: an answer that is long in coming does not put the next one off, but the server has its rest. */
const POLL = 3000;
const REST = 1000;
/** Doses that nobody answered yet; every other state is an answer. */
const OPEN = new Set(["due"]);
const TAKEN = new Set(["given", "handed", "partial"]);

const stateOf = ({ state, state_at, state_by, event, flags, offer_again, offer_again_at, tries }) => ({ state, state_at, state_by, event, flags, offer_again, offer_again_at, tries });
/** A refused dose is offered again after so long; the server counts the same. */
const OFFER_AGAIN = 30 * 60000;
const OFFERED = new Set(["refused", "spat_out", "withheld"]);

/** Emits "change" after anything the screens show has changed. */
export class Round extends EventTarget {
  constructor({ unit, date, moment }) {
    super();
    this.where = { unit, date, moment };
    this.path = `/api/rounds/${encodeURIComponent(unit)}/${date}/${encodeURIComponent(moment)}`;
    this.etag = null;
    this.me = null;
    this.pack = null;
    this.doses = new Map();
    this.inProgress = new Map();
    this.incidents = new Map();
    this.history = new Map();
    this.asked = 0; // how often the server was asked about this round
    this.known = 0; // which of these questions the newest of its words answers
  }

  /** The server's answer; asked for anew where a newer word came meanwhile, which an older one never takes the place of. */
  async latest(ask) {
    for (;;) {
      this.asked += 1;
      const turn = this.asked;
      const answer = await ask();
      if (turn > this.known) {
        this.known = turn;
        return answer;
      }
    }
  }

  /** The server just said more than it can answer to anything asked before. */
  heard() {
    this.known = this.asked;
  }

  /** Loads the plan; the same plan again costs nothing (ETag). */
  async load() {
    let sent;
    const { data, etag, status } = await this.latest(() => {
      sent = Date.now();
      return call("GET", `${this.path}/pack`, { etag: this.etag, background: this.pack !== null });
    });
    planSeen(nowMs());
    if (status === 304) return;
    if (data.server_time) sync(data.server_time, sent, Date.now());
    this.etag = etag;
    this.pack = data;
    this.cursor = data.cursor;
    this.closed = data.round.closed;
    this.stops = data.stops;
    this.residents = [...data.residents].sort((a, b) => a.order - b.order || a.birth_name.localeCompare(b.birth_name, "fr"));
    this.byResident = new Map(this.residents.map((resident) => [resident.id, resident]));
    this.doses = new Map(data.doses.map((dose) => [dose.key, dose]));
    this.states = new Map(data.states.map((state) => [state.code, state]));
    if (this.me) this.meet(this.me);
    this.layPending();
    this.tell();
  }

  /** Shows again, after a reload, what waits on the disk. */
  layPending() {
    for (const { kind, state, body } of queue.items) {
      if (kind === "event" && state === "waiting" && !body.withdrawn) this.lay(body);
    }
  }

  /** Polls what others do; asks for the plan again when it has another version. */
  follow() {
    const again = (pause) => {
      this.timer = setTimeout(async () => {
        const begun = performance.now();
        await this.poll().catch(() => {});
        again(Math.max(REST, POLL - (performance.now() - begun)));
      }, pause);
    };
    again(POLL);
  }

  async poll() {
    const news = await this.latest(() => get(`${this.path}/events?after=${this.cursor}`, { background: true }));
    planSeen(nowMs());
    // What is kept back by an act without a receipt is told again at the next poll.
    if (!news.doses.some(({ key }) => this.doses.get(key)?.pending)) this.cursor = news.cursor;
    let changed = false;
    Object.assign(this.pack.staff, news.staff);
    for (const { key, ...state } of news.doses) changed = this.set(key, state) || changed;
    const before = JSON.stringify([...this.inProgress]);
    this.inProgress = new Map(news.in_progress.map((one) => [one.resident, one]));
    changed = changed || before !== JSON.stringify([...this.inProgress]);
    changed = changed || JSON.stringify(news.closed) !== JSON.stringify(this.closed);
    this.closed = news.closed;
    changed = changed || JSON.stringify(news.stops) !== JSON.stringify(this.stops);
    this.stops = news.stops;
    const minute = Math.floor(nowMs() / 60000);
    const reminded = minute !== this.minute && [...this.doses.values()].some((dose) => this.offeredAgain(dose));
    this.minute = minute;
    if (changed || reminded) this.tell();
    if (news.plan_version !== this.pack.version) await this.load();
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }

  /** Takes a dose's state from the server, unless an act of this device on it has no receipt yet. */
  set(key, state) {
    const dose = this.doses.get(key);
    if (!dose || dose.pending) return false;
    const before = JSON.stringify(dose);
    Object.assign(dose, state);
    return JSON.stringify(dose) !== before;
  }

  /** Shows an act that is on the disk and has no receipt yet. */
  lay(event) {
    const dose = this.doses.get(event.dose);
    if (!dose) return;
    if (dose.event && dose.event !== event.id) this.remember(dose, Boolean(event.replaces));
    dose.before ??= stateOf(dose);
    Object.assign(dose, {
      state: event.kind === "void" ? "due" : event.kind,
      state_at: now(),
      state_by: null,
      event: event.kind === "void" ? null : event.id,
      pending: event.id,
      offer_again: event.offer_again,
      offer_again_at: event.offer_again ? new Date(nowMs() + OFFER_AGAIN).toISOString() : null,
      tries: (dose.tries ?? 0) + (OFFERED.has(event.kind) && !event.replaces ? 1 : 0),
    });
  }

  /** Every answer that a resident's doses ever had: a correction shows what it corrects, with who and when. */
  async loadHistory(resident) {
    const { date } = this.where;
    const { doses } = await get(`/api/residents/${encodeURIComponent(resident)}/doses?first=${date}&last=${date}`, { background: true });
    for (const { key, facts } of doses) {
      const known = this.doses.get(key);
      const earlier = facts.filter((fact) => fact.kind !== "void" && fact.id !== known?.event);
      const corrected = new Set(facts.map((fact) => fact.replaces).filter(Boolean));
      if (known && earlier.length) this.history.set(key, earlier.map((fact) => ({ event: fact.id, state: fact.kind, state_at: fact.at, by: fact.by_name, corrected: corrected.has(fact.id) })));
    }
    this.tell();
  }

  /** Keeps the answer that another one replaces: a correction shows both. */
  remember(dose, corrected) {
    const earlier = this.history.get(dose.key) ?? [];
    if (earlier.some((one) => one.event === dose.event)) return;
    this.history.set(dose.key, [...earlier, { ...stateOf(dose), by: this.who(dose.state_by), corrected }]);
  }

  /** Takes a receipt: the server's word replaces ours. */
  receipt({ receipt, event }) {
    this.heard();
    const dose = this.doses.get(event.dose);
    if (!dose) return;
    if (receipt.incidents?.length) this.incidents.set(dose.key, receipt.incidents);
    if (receipt.status === "question" || dose.pending === event.id) {
      dose.pending = null;
      const before = dose.before;
      dose.before = null;
      if (receipt.status === "question") Object.assign(dose, before);
      else if (receipt.state) {
        const { state, state_at, state_by } = receipt;
        Object.assign(dose, { state, state_at, state_by, event: state === "due" ? null : event.id });
      }
    }
    this.tell();
  }

  /** An act that the server cannot take leaves the dose as it was; the act itself stays in the outbox, visible. */
  refused({ event }) {
    const dose = this.doses.get(event.dose);
    if (!dose || dose.pending !== event.id) return;
    Object.assign(dose, dose.before, { pending: null, before: null });
    this.tell();
  }

  dosesOf(residentId) {
    return this.pack.doses.map((dose) => this.doses.get(dose.key)).filter((dose) => dose.resident === residentId);
  }

  toDecideOf(residentId) {
    return (this.pack.to_decide ?? []).filter((line) => line.resident === residentId);
  }

  isOpen(dose) {
    return OPEN.has(dose.state) || this.offeredAgain(dose);
  }

  /** Refused or asleep, to be offered again: it stays to be done until it is given or the round is closed. */
  offeredAgain(dose) {
    return dose.offer_again && !TAKEN.has(dose.state) && !OPEN.has(dose.state);
  }

  /** When doses of a resident are to be offered again, the soonest, and how often they were: nothing where none is. */
  nextOffer(residentId) {
    const again = this.dosesOf(residentId).filter((dose) => this.offeredAgain(dose) && dose.offer_again_at);
    if (again.length === 0) return null;
    const at = again.map((dose) => dose.offer_again_at).sort()[0];
    const late = again.some((dose) => dose.window?.to && Date.parse(dose.window.to) < nowMs());
    return { at, now: Date.parse(at) <= nowMs(), late, tries: Math.max(...again.map((dose) => dose.tries ?? 1)) };
  }

  /** Handed over, and nobody has seen yet whether it was taken. */
  isHanded(dose) {
    return dose.state === "handed";
  }

  isTaken(dose) {
    return TAKEN.has(dose.state);
  }

  /** What the board says of a resident: "todo", "again" (begun, or to be offered again), "done". */
  progress(residentId) {
    const doses = this.dosesOf(residentId);
    const open = doses.filter((dose) => this.isOpen(dose));
    if (open.length === 0) return doses.some((dose) => this.isHanded(dose)) ? "again" : "done";
    const begun = open.length < doses.filter((dose) => !["absent", "suspended", "self_managed"].includes(dose.state) || dose.event).length;
    return begun || open.some((dose) => this.offeredAgain(dose)) ? "again" : "todo";
  }

  /** Whose name stands for a user id; nothing where nobody told it, never the id. */
  who(userId) {
    return this.pack.staff[userId] ?? "";
  }

  /** Makes the name of whoever has the screen known: their acts come back under their id. */
  meet(user) {
    this.me = user;
    if (this.pack) this.pack.staff[user.id] = user.name;
  }

  state(code) {
    return this.states.get(code) ?? { code, word: code, letter: "?", reasons: [] };
  }

  /** An event without the members that belong to the device. */
  act(kind, dose, more = {}) {
    const act = {
      kind,
      dose: dose.key,
      line: dose.line,
      resident: dose.resident,
      version_seen: dose.version,
      amount: null,
      units: null,
      remainder: null,
      reason: null,
      note: null,
      overrides: [],
      unreadable: null,
      replaces: null,
      scans: [],
      at: deviceNow(),
      asserted: false,
      offer_again: false,
      site: null,
      measures: [],
      ...more,
    };
    for (const name of ["amount", "units"]) act[name] = act[name] && write(read(act[name]));
    return act;
  }
}

/** Whether an error means that there is no such round for this person. */
export const noSuchRound = (error) => error instanceof Problem && (error.status === 404 || error.status === 403);
