// The scan router: each code goes to the server in the order it was read, and its answer goes where it belongs.

import { Problem, post } from "./api.js";
import { deviceMs, deviceNow } from "./clock.js";
import { deviceId } from "./db.js";
import { sha256, uuid7 } from "./ids.js";
import { isLocked, lockNow } from "./lock.js";
import { drug } from "./line.js";
import { queue } from "./queue.js";
import { closeSheet } from "./sheet.js";
import { t } from "./texts.js";
import * as verdict from "./verdict.js";

const SAME_CODE = 1500;
const PATIENCE = 4000;

export class Scanner {
  constructor(app) {
    this.app = app;
    this.chain = Promise.resolve();
    this.last = { raw: null, at: -Infinity };
  }

  /** Someone else is open: the same box is now another reading. */
  forget() {
    this.last = { raw: null, at: -Infinity };
  }

  /** Takes one code of the scanner; codes are judged one after the other, in order. */
  read({ raw, at }) {
    if (isLocked()) return this.chain;
    const repeated = raw === this.last.raw && at - this.last.at < SAME_CODE;
    this.last = { raw, at };
    this.chain = this.chain.then(() => this.judge({ raw, at, repeated })).catch((error) => this.broken(error));
    return this.chain;
  }

  /** Takes a code that a person typed: its last eight digits, or all of it. */
  readTyped(raw) {
    this.chain = this.chain.then(() => this.judge({ raw, at: null, repeated: false, mode: "typed" })).catch((error) => this.broken(error));
    return this.chain;
  }

  broken(error) {
    verdict.show({ verdict: "unknown", findings: [{ sentence: error.sentence ?? t("error.server") }] });
  }

  async body(raw, more) {
    const { draft, round } = this.app;
    return {
      id: uuid7(deviceMs()),
      raw,
      mode: "scan",
      traits: null,
      resident: draft.identified ? draft.resident : null,
      round: round.where,
      at: deviceNow(),
      device: queue.device ?? (await deviceId().catch(() => "no-storage")),
      ...more,
    };
  }

  async judge({ raw, at, repeated, mode = "scan" }) {
    closeSheet();
    const body = await this.body(raw, { mode });
    if (repeated) {
      verdict.show({ verdict: "repeat" }, { at });
      post("/api/scans", body, { timeout: PATIENCE }).catch(() => {});
      return;
    }
    verdict.judging();
    const answer = await this.ask(body);
    await this.app.giving; // what is being recorded is no longer begun, and clears the band, before another is shown
    if (answer) this.route(answer, at, raw);
    else this.withoutServer(body, at);
  }

  /** The server's answer, or null when there is none: the scan is then kept and sent later. */
  async ask(body) {
    try {
      return await post("/api/scans", body, { timeout: PATIENCE });
    } catch (error) {
      if (!(error instanceof Problem) || !error.temporary) throw error;
      await queue.addScan(body).catch(() => {});
      return null;
    }
  }

  /** Identification by photo and two traits: a scan without a code. */
  async byTraits(resident, traits) {
    const body = await this.body("", { mode: "photo", traits, resident });
    verdict.judging();
    const answer = await this.ask(body);
    if (!answer) this.app.identified(resident, { mode: "photo", scans: [body.id], answer: null });
    else if (answer.verdict === "stop" || answer.verdict === "unknown") verdict.show(answer);
    else {
      verdict.show(answer);
      this.app.identified(resident, { mode: "photo", scans: [answer.id], answer });
    }
  }

  route(answer, at, raw) {
    const { app } = this;
    if (answer.kind === "user") {
      verdict.clear();
      lockNow({ choose: true, badge: raw });
      return;
    }
    const accepted = answer.verdict === "ok" || answer.verdict === "confirm";
    if (answer.kind === "resident" && accepted) app.openByScan(answer, at);
    else if (answer.kind === "product" && accepted && answer.dose) app.productRead(answer, at);
    else verdict.show(answer, { at });
  }

  /** Nobody judges: a card still says who it is for, a box is compared by the carer, and both are said to be unverified. */
  withoutServer(body, at) {
    const { app } = this;
    const token = app.round.pack.tokens[sha256(body.raw.replace(/\D/g, ""))];
    if (token && !token.revoked_at && app.round.byResident.has(token.resident)) {
      const findings = [{ tier: "info", sentence: t("offline.who") }];
      app.openByScan({ id: body.id, verdict: "ok", kind: "resident", resident: token.resident, findings, said: "" }, at);
      return;
    }
    const dose = this.lineOf(body.raw);
    const finding = { tier: "unknown", sentence: t("offline.code"), advice: t(dose ? "offline.compare" : "offline.aside") };
    verdict.show({ verdict: "unknown", headline: t("offline.word"), findings: [finding] }, { at });
    if (dose) app.productUnjudged(dose, body.id, t("offline.same", { label: drug(dose.label), sentence: dose.sentence }));
  }

  /** The due line that a box's code belongs to, by the plan on this device; null when it is not plain. */
  lineOf(raw) {
    const { app } = this;
    const digits = raw.replace(/^\][A-Za-z]\d/, "");
    const gtin = /^01(\d{14})/.exec(digits)?.[1] ?? (/^\d{13}$/.test(digits) ? `0${digits}` : null);
    const product = gtin && app.round.pack.products[gtin];
    if (!product || !app.draft.identified) return null;
    const lines = app.openDoses().filter((dose) => dose.class === product.class && !app.draft.lines[dose.key]);
    return lines.length === 1 ? lines[0] : null;
  }
}
