// The outbox: an act is on this device's disk before the screen says so, and is sent until the server gives its receipt.

import { Problem, post } from "./api.js";
import { deviceMs, deviceNow } from "./clock.js";
import { deviceId, transaction, waiting } from "./db.js";
import { canonical, sha256, uuid7 } from "./ids.js";

const BATCH = 50;
const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

const instant = (at) => at.replace("Z", "000+00:00");

/**
 * What an act's hash is over, written as the server writes it (the canonical JSON of its content), so that it can follow
 * the chain of this device. The answer to a question (`asserted`, `withdrawn`) is no part of the act.
 */
export function content(event) {
  const { asserted: _, withdrawn: __, overrides, unreadable, at, measures, afterwards, given_by: givenBy, ...plain } = event;
  return canonical({
    ...plain,
    ...(afterwards ? { afterwards } : {}),
    ...(givenBy ? { given_by: givenBy } : {}),
    overrides: overrides.map((one) => [one.finding, one.reason]),
    unreadable: unreadable && [unreadable.reason, unreadable.typed],
    measures: (measures ?? []).map((one) => [one.id, one.kind, one.value, one.second, instant(one.at)]),
    at: instant(at),
  });
}

/** Emits "change" (what waits), "receipt" ({receipt, event}), "refused" ({event, problem}). */
class Queue extends EventTarget {
  items = [];
  user = null;
  failures = 0;
  sending = null;
  again = false;
  timer = null;

  /** Reads what an earlier page left, and begins to send; acts leave only under the name of who made them. */
  open(user) {
    this.user = user;
    window.addEventListener("online", () => this.kick());
    this.opened = this.read();
    this.opened.then(() => this.kick()).catch(() => {});
    return this.opened;
  }

  async read() {
    this.device = await deviceId();
    await this.refresh();
  }

  async refresh() {
    this.items = await waiting();
    this.dispatchEvent(new Event("change"));
  }

  /** Acts of this person that still have to leave. */
  get toSend() {
    return this.items.filter((item) => item.state === "waiting" && item.user === this.user);
  }

  /** How many acts have no receipt, whoever made them. */
  get pending() {
    return this.items.filter((item) => item.kind !== "scan").length;
  }

  /** Acts by others that wait for their author's session. */
  get ofOthers() {
    return this.items.filter((item) => item.user !== this.user).length;
  }

  get questions() {
    return this.items.filter((item) => item.state === "question" && item.user === this.user);
  }

  get refused() {
    return this.items.filter((item) => item.state === "refused");
  }

  /**
   * Writes acts to the disk, all or none, each chained to the one before; kept when the promise is. Members that
   * belong to the device (id, device, device_seq, prev_hash) are added here.
   */
  async add(acts) {
    await (this.device ? this.opened : this.open(this.user));
    const made = await transaction(async (outbox, facts, ask) => {
      const chain = (await ask(facts.get("chain"))) ?? { order: 0, seq: 0, hash: null };
      const events = acts.map((act) => {
        chain.seq += 1;
        chain.order += 1;
        const event = { id: uuid7(deviceMs()), device: this.device, device_seq: chain.seq, prev_hash: chain.hash, ...act };
        chain.hash = sha256(content(event));
        outbox.add({ order: chain.order, kind: "event", user: this.user, state: "waiting", body: event });
        return event;
      });
      facts.put(chain, "chain");
      return events;
    });
    await this.refresh();
    this.kick();
    return made;
  }

  /** Keeps a scan that the server could not hear: it is sent before the acts that name it. */
  async addScan(scan) {
    await transaction(async (outbox, facts, ask) => {
      const chain = (await ask(facts.get("chain"))) ?? { order: 0, seq: 0, hash: null };
      chain.order += 1;
      outbox.add({ order: chain.order, kind: "scan", user: this.user, state: "waiting", body: scan });
      facts.put(chain, "chain");
    });
    await this.refresh();
    this.kick();
  }

  /** Keeps a life-saving act: it belongs to no round and no chain, and leaves before anything else can hold it back. */
  async addVital(act) {
    await (this.device ? this.opened : this.open(this.user));
    await transaction(async (outbox, facts, ask) => {
      const chain = (await ask(facts.get("chain"))) ?? { order: 0, seq: 0, hash: null };
      chain.order += 1;
      const body = { id: uuid7(deviceMs()), device: this.device, ...act };
      outbox.add({ order: chain.order, kind: "vital", user: this.user, state: "waiting", body });
      facts.put(chain, "chain");
    });
    await this.refresh();
    this.kick();
  }

  /** The answer to « L'avez-vous donné aussi ? »: yes sends the same act as asserted, no as withdrawn: no hole is left. */
  async answer(order, yes) {
    await transaction(async (outbox, _facts, ask) => {
      const item = await ask(outbox.get(order));
      if (!item) return;
      const answer = yes ? { asserted: true } : { withdrawn: true };
      outbox.put({ ...item, state: "waiting", question: null, body: { ...item.body, ...answer } });
    });
    await this.refresh();
    this.kick();
  }

  /** Sends now; a sender that is at work already looks again before it ends, for it may have looked its last. */
  kick() {
    clearTimeout(this.timer);
    if (this.sending) this.again = true;
    else this.sending = this.send();
    return this.sending;
  }

  async send() {
    try {
      do {
        this.again = false;
        await this.alone(() => this.drain());
      } while (this.again);
    } finally {
      this.sending = null;
    }
  }

  /** One sender at a time across tabs where the browser can tell; elsewhere the server knows a repeat by its id. */
  alone(work) {
    if (!navigator.locks) return work();
    return navigator.locks.request("medcircuit-send", { ifAvailable: true }, (lock) => (lock ? work() : this.later()));
  }

  later() {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.kick(), pause);
  }

  async drain() {
    try {
      await this.refresh();
      while (this.toSend.length > 0) {
        await this.sendSome();
        await this.refresh();
        this.failures = 0;
      }
    } catch {
      // No answer, or no storage: what waits is still on the disk, and is tried again.
      this.later();
    }
  }

  async sendSome() {
    const vital = this.toSend.find((item) => item.kind === "vital");
    if (vital) {
      await this.sendVital(vital);
      return;
    }
    const [head] = this.toSend;
    if (head.kind === "scan") {
      await this.sendScan(head);
      return;
    }
    const stop = this.toSend.findIndex((item) => item.kind === "scan");
    const batch = this.toSend.slice(0, stop < 0 ? BATCH : Math.min(stop, BATCH));
    try {
      await this.take(batch, await this.deliver(batch));
    } catch (error) {
      if (!(error instanceof Problem) || error.temporary || error.status === 401 || error.status === 423) throw error;
      if (batch.length === 1) await this.refuse(head, error);
      // A batch that cannot be read as a whole must not hold any of its acts back: they are sent one by one.
      else for (const item of batch) await this.sendOne(item);
    }
  }

  async deliver(batch) {
    const answer = await post("/api/events", { sent_at: deviceNow(), events: batch.map((item) => item.body) }, { background: true });
    if (!Array.isArray(answer?.receipts)) throw new Problem({ code: "malformed_answer" });
    return answer.receipts;
  }

  async sendOne(item) {
    try {
      await this.take([item], await this.deliver([item]));
    } catch (error) {
      if (!(error instanceof Problem) || error.temporary || error.status === 401 || error.status === 423) throw error;
      await this.refuse(item, error);
    }
  }

  refuse(item, { code, sentence }) {
    return this.take([item], [{ id: item.body.id, status: "refused", problem: { code, detail: sentence } }]);
  }

  async sendScan(item) {
    try {
      await post("/api/scans", item.body, { background: true });
    } catch (error) {
      if (!(error instanceof Problem) || error.temporary || error.status === 401 || error.status === 423) throw error;
    }
    await transaction((outbox) => outbox.delete(item.order));
  }

  async sendVital(item) {
    try {
      const { receipts } = await post("/api/vital-acts", { ...item.body, sent_at: deviceNow() }, { background: true });
      await this.take([item], receipts);
    } catch (error) {
      if (!(error instanceof Problem) || error.temporary || error.status === 401 || error.status === 423) throw error;
      await this.refuse(item, error);
    }
  }

  async take(batch, receipts) {
    const answered = new Map(receipts.map((receipt) => [receipt.id, receipt]));
    if (!batch.every((item) => answered.has(item.body.id))) throw new Problem({ code: "malformed_answer" });
    await transaction((outbox) => {
      for (const item of batch) {
        const receipt = answered.get(item.body.id);
        if (receipt.status === "question") outbox.put({ ...item, state: "question", question: receipt.question });
        else if (receipt.status === "refused") outbox.put({ ...item, state: "refused", problem: receipt.problem.detail });
        else outbox.delete(item.order);
      }
    });
    await this.refresh();
    for (const item of batch) {
      const receipt = answered.get(item.body.id);
      if (receipt.status === "refused") this.tell("refused", { event: item.body, problem: receipt.problem });
      else this.tell("receipt", { receipt, event: item.body });
    }
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const queue = new Queue();
