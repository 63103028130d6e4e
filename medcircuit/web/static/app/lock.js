// Locks the screen after a rest and opens it again by PIN, for the same person or a colleague; what was begun stays.

import { get, post } from "./api.js";
import { takeCodes } from "./codes.js";
import { button, fill, focusOn, h, icon, keyed } from "./dom.js";
import { forgotten } from "./forgotten.js";
import { leaveAs } from "./leaving.js";
import { closeSheet } from "./sheet.js";
import { t } from "./texts.js";
import { Wedge } from "./wedge.js";

const TICK = 1000;
const TELL_EVERY = 15000;

const state = { me: null, opened: () => {}, last: 0, told: 0, screen: null, release: () => {}, waiters: [], locking: null, opening: false, openSince: 0 };

/** What a refused proof says: who typed a code alone is told nothing of a name or a password. */
export const refusal = (error) => (error.code === "wrong_proof" ? t("lock.wrong") : error.sentence);

/** Begins to watch for rest; `opened(me)` is told who opened the screen again. */
export function watch(me, opened) {
  Object.assign(state, { me, opened, last: performance.now(), told: performance.now() });
  for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    window.addEventListener(name, touched, { capture: true, passive: true });
  }
  setInterval(tick, TICK);
  if (me.locked) lockedByServer();
}

export const isLocked = () => state.screen !== null;

function touched() {
  state.last = performance.now();
}

function tick() {
  if (isLocked()) return;
  const now = performance.now();
  if (now - state.last >= state.me.idle_lock_s * 1000) lockNow();
  else if (state.last > state.told && now - state.told >= TELL_EVERY) {
    state.told = now;
    post("/api/session/seen", undefined).catch(() => {});
  }
}

/** Locks here at once and tells the server; `choose` shows the colleagues first, `badge` is the code of one who is there. */
export function lockNow(options = {}) {
  show(options);
  state.locking = post("/api/session/lock", undefined, { unlocking: true }).catch(() => {});
}

/** The server says that the session is locked: kept once it is open again. What was asked before it was opened says nothing of now. */
export function lockedByServer(sent = Infinity) {
  if (sent < state.openSince) return Promise.resolve();
  if (state.me) show({}); // before, nobody knows yet whose PIN to ask for: `watch` will show it
  return new Promise((resolve) => state.waiters.push(resolve));
}

function show({ choose = false, badge = null }) {
  if (isLocked()) return;
  closeSheet();
  const screen = h("div", { class: "lock", role: "dialog", "aria-modal": "true", "aria-labelledby": "lock-title" });
  state.screen = screen;
  for (const other of document.body.children) other.inert = true;
  document.body.classList.add("locked");
  document.body.append(screen);
  const mine = { login: null, name: state.me.user.name };
  const people = h("div", { class: "people" });
  const form = h("div", { class: "lock-pin" });
  const problem = h("p", { role: "alert" });
  fill(
    screen,
    h(
      "section",
      { class: "card stack" },
      h("h1", { id: "lock-title", class: "row", tabindex: "-1" }, icon("lock"), t("lock.title")),
      h("p", {}, t("lock.kept")),
      h("h2", {}, t("lock.who")),
      h("p", { class: "quiet" }, t("lock.badge")),
      people,
      problem,
      form,
      forgotten(),
      button(t("menu.out"), signOut, { picture: "log-out", look: "button-plain" }),
    ),
  );
  const known = { all: [mine], chosen: choose ? null : mine, people, form, problem };
  drawPeople(known);
  drawForm(known);
  known.listed = get("/api/session/people", { unlocking: true, background: true })
    .then((everyone) => {
      known.all = [mine, ...everyone.filter((one) => !one.mine)];
      drawPeople(known);
    })
    .catch(() => {});
  state.release = takeCodes((raw) => badgeRead(known, raw));
  if (!Wedge.listening) new Wedge(() => {}, screen); // what it hears goes to whoever takes the codes
  if (badge) badgeRead(known, badge);
}

/** A badge says who is there: their PIN is asked next. */
async function badgeRead(known, raw) {
  known.problem.className = "";
  known.problem.textContent = "";
  try {
    const bearer = await post("/api/session/badge", { raw }, { unlocking: true });
    await known.listed;
    const one = known.all.find(({ login }) => login === (bearer.mine ? null : bearer.login));
    pick(known, one ?? null);
    if (!one) complain(known, t("lock.not_here", { name: bearer.name }));
  } catch (error) {
    complain(known, error.sentence);
  }
}

function complain(known, sentence) {
  known.problem.className = "note note-bad";
  known.problem.textContent = sentence;
}

function pick(known, one) {
  known.chosen = one;
  drawPeople(known);
  drawForm(known);
}

function hide(me) {
  state.release();
  for (const other of document.body.children) other.inert = false;
  document.body.classList.remove("locked");
  state.screen.remove();
  state.screen = null;
  state.last = performance.now();
  state.openSince = state.last;
  state.me = me;
  state.opened(me);
  for (const resolve of state.waiters.splice(0)) resolve();
}

/** The people alone: a PIN that is being typed, or was just refused, stays as it is. */
function drawPeople(known) {
  keyed(known.people, known.all.map((one) => ({ one, chosen: one === known.chosen })), {
    key: ({ one }) => one.login ?? "",
    build: ({ one, chosen }) =>
      button(
        one.name,
        () => pick(known, one),
        { picture: "user-round", "aria-pressed": String(chosen) },
      ),
  });
}

function drawForm({ chosen, form }) {
  fill(form, chosen && pinForm(chosen));
  focusOn(form.querySelector("input") ?? state.screen.querySelector("h1"));
}

function pinForm(person) {
  const input = h("input", {
    class: "input pin",
    id: "pin",
    name: "pin",
    type: "password",
    inputmode: "numeric",
    autocomplete: "current-password",
    "aria-describedby": "pin-error",
  });
  const problem = h("p", { id: "pin-error", role: "alert" });
  const press = (digit) => {
    input.value += digit;
  };
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => button(String(digit), () => press(digit)));
  return h(
    "form",
    {
      class: "stack",
      onsubmit: (event) => {
        event.preventDefault();
        open(person, input, problem);
      },
    },
    h("label", { for: "pin" }, h("strong", {}, t("lock.pin", { name: person.name }))),
    input,
    problem,
    h(
      "div",
      { class: "keys" },
      digits,
      h("button", { type: "button", class: "button", "aria-label": t("lock.delete"), onclick: () => (input.value = input.value.slice(0, -1)) }, icon("delete")),
      button("0", () => press(0)),
      h("button", { type: "submit", class: "button button-main", "aria-label": t("lock.go") }, icon("check")),
    ),
  );
}

/** One PIN at a time, and never before the server has locked: it would lock again what was just opened. */
async function open(person, input, problem) {
  if (state.opening) return;
  state.opening = true;
  problem.textContent = "";
  problem.className = "";
  try {
    await state.locking;
    const body = person.login ? { login: person.login, pin: input.value } : { pin: input.value };
    hide(await post(person.login ? "/api/session/switch" : "/api/session/unlock", body, { unlocking: true }));
  } catch (error) {
    problem.className = "note note-bad";
    problem.textContent = refusal(error);
    input.value = "";
    input.focus();
    if (error.status === 401 && error.code === "not_signed_in") location.assign("/connexion");
  } finally {
    state.opening = false;
  }
}

const signOut = () => leaveAs(state.me);
