// Talks to the server: one way to ask, one kind of error, and a locked session waits instead of losing what was typed.

import { t } from "./texts.js";

/** What went wrong, for a person (`sentence`) and for the program (`code`, `status`; status 0: no answer at all). */
export class Problem extends Error {
  constructor({ status = 0, code = "unknown", title = "", detail = "", ...members }) {
    super(`${code} (${status})`);
    Object.assign(this, { status, code, title, members });
    this.sentence = detail || title || t(status === 0 ? "error.network" : "error.server");
  }

  /** The server gave no usable answer; the same request may be sent again later. */
  get temporary() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

let locked = null;
let signedOut = null;
let factorDue = null;
const watchers = new Set();

/**
 * `onLocked(sent)` is told when the question was sent that found the session locked, and returns a promise that is kept
 * once the session is open again; `onSignedOut()` leads to the sign-in page,
 * `onFactorDue()` to where a second factor is added.
 */
export function onSession({ onLocked, onSignedOut, onFactorDue }) {
  locked = onLocked;
  signedOut = onSignedOut;
  factorDue = onFactorDue;
}

/** Is told `true` after each answer and `false` after each silence of the server. */
export function onReach(watcher) {
  watchers.add(watcher);
}

function reached(answer) {
  for (const watcher of watchers) watcher(answer);
}

async function once(method, path, { body, background, etag, timeout }) {
  const headers = { Accept: "application/json", "X-Requested-With": "medcircuit" };
  const whole = body instanceof Blob; // a picture goes as it is
  if (body !== undefined) headers["Content-Type"] = whole ? body.type : "application/json";
  if (background) headers["X-Background"] = "1";
  if (etag) headers["If-None-Match"] = etag;
  const options = { method, headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(timeout) };
  if (body !== undefined) options.body = whole ? body : JSON.stringify(body);
  let response;
  try {
    response = await fetch(path, options);
    const text = await response.text();
    return { response, data: text ? JSON.parse(text) : null };
  } catch (error) {
    // An answer that is not JSON (a proxy's page, half a body) is no answer: whoever asked keeps what it had.
    const half = response?.ok || error.name === "SyntaxError";
    if (half && response && response.status >= 400) return { response, data: {} };
    reached(false);
    throw new Problem({ status: 0, code: response ? "malformed_answer" : "network" });
  }
}

/**
 * Asks once, and again each time the session has been unlocked. Gives {data, etag, status}; 304 has no data.
 * Throws a Problem, never anything else.
 */
export async function call(method, path, options = {}) {
  const { background = false, timeout = 10000 } = options;
  for (;;) {
    const sent = performance.now();
    const { response, data } = await once(method, path, { ...options, background, timeout });
    if (response.status < 500) reached(true);
    if (response.ok || response.status === 304) {
      return { data, etag: response.headers.get("ETag"), status: response.status };
    }
    const problem = new Problem({ ...data, status: response.status });
    if (response.status === 423 && locked && !options.unlocking) {
      const open = locked(sent);
      if (background) throw problem;
      await open;
      continue;
    }
    if (response.status === 401 && signedOut && !options.unlocking) signedOut();
    if (problem.code === "second_factor_due" && factorDue) factorDue();
    throw problem;
  }
}

export const get = async (path, options) => (await call("GET", path, options)).data;
export const post = async (path, body, options) => (await call("POST", path, { ...options, body })).data;
export const remove = async (path, options) => (await call("DELETE", path, options)).data;
