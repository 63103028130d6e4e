// What helpers ask of a nurse or a physician: looked for every three seconds on whatever page is open, answered with a PIN.

import { call, get, post } from "./api.js";
import { fullDate, hourMinute } from "./clock.js";
import { button, fill, h, icon, say, submits } from "./dom.js";
import "./helping_texts.js";
import { isLocked } from "./lock.js";
import { proofField } from "./proof.js";
import { showSheet } from "./sheet.js";
import { play } from "./sounds.js";
import { t } from "./texts.js";
import { fullName, portrait } from "./who.js";

const POLL = 3000;
const state = { drawn: 0, missed: false, etag: null, waiting: 0, band: null, place: null, me: null };

/** Begins to look for what is asked, for whoever may answer; only how much is told while the screen is locked. */
export function watchAsked(me) {
  state.me = me;
  if (state.band || !me.rights.includes("allow_once")) return;
  state.band = h("div", { class: "asked-band", role: "status" });
  document.getElementById("top").after(state.band);
  look();
}

async function look() {
  if (!state.me.rights.includes("allow_once")) tell(0); // somebody else has the screen now
  else await ask();
  setTimeout(look, POLL);
}

async function ask() {
  try {
    const { data, etag, status } = await call("GET", "/api/remote-requests/news", { background: true, etag: state.etag, unlocking: true });
    if (status !== 304) {
      state.etag = etag;
      tell(data.waiting);
      if (state.place?.isConnected) draw(state.place);
    }
  } catch {
    // A silent server is said elsewhere; the next look may find it.
  }
}

function tell(waiting) {
  const more = waiting > state.waiting;
  state.waiting = waiting;
  const sentence = waiting > 0 ? t("asked.band", { n: waiting }) : "";
  const shown = waiting > 0 && [icon("bell-ring"), h("strong", {}, sentence), button(t("asked.look"), showAsked, { look: "asked-look" })];
  fill(state.band, shown);
  state.band.classList.toggle("asked-some", waiting > 0);
  onLock(sentence);
  if (!more) return;
  say(sentence, { urgent: true });
  play("confirm");
}

/** A locked screen says that somebody waits, and nothing of whom. */
function onLock(sentence) {
  if (!isLocked()) return;
  const card = document.querySelector(".lock .card");
  const old = card?.querySelector(".asked-locked");
  old?.remove();
  if (sentence) card?.prepend(h("p", { class: "note note-warn asked-locked", role: "status" }, icon("bell-ring"), sentence));
}

/** The sheet of what is asked, and of what became of it in the last hour. */
export async function showAsked() {
  const place = h("div", { class: "stack" });
  state.place = place;
  showSheet({ title: t("asked.title"), body: place });
  await draw(place);
}

async function draw(place, done = null) {
  state.drawn += 1;
  const turn = state.drawn;
  try {
    const { requests, calls } = await get("/api/remote-requests");
    if (turn !== state.drawn) return;
    state.missed = !done && place.querySelector("form") !== null; // an answer is being typed: it is not taken away
    if (state.missed) return;
    const all = [...requests.map((one) => [one, request]), ...calls.map((one) => [one, called])];
    const open = ([one]) => (one.outcome ? one.outcome === "waiting" : !one.taken_by);
    all.sort((a, b) => open(b) - open(a) || Date.parse(b[0].asked_at) - Date.parse(a[0].asked_at));
    fill(place, done && h("p", { class: "note", role: "status" }, icon("circle-check"), done), all.length === 0 && h("p", { class: "note" }, t("asked.none")), all.map(([one, card]) => card(one, place)));
  } catch (error) {
    fill(place, h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

const at = (instant) => t("asked.at", { time: hourMinute(instant, state.me.establishment.zone) });

function whom(one) {
  if (!one.resident) return null;
  const room = one.resident.room ? ` – ${t("who.room", { room: one.resident.room })}` : "";
  return h("div", { class: "row" }, portrait(one.resident), h("p", {}, h("strong", {}, t("asked.for", { name: fullName(one.resident), born: fullDate(one.resident.birth_date) })), room));
}

/** Leave asked for one dose: what, to whom, why; yes or no with the PIN. */
function request(one, place) {
  const waits = one.outcome === "waiting";
  return h(
    "section",
    { class: `card stack asked-card ${waits ? "asked-waits" : ""}` },
    h("p", {}, h("strong", {}, t("asked.leave", { by: one.asked_by })), ` ${at(one.asked_at)}`),
    h("p", { class: "asked-dose" }, `${one.said} — ${one.amount}`),
    whom(one),
    one.context && h("p", {}, one.context),
    waits && one.resident && state.me.rights.includes("read_round") && h("a", { class: "button", href: `/residents/${encodeURIComponent(one.resident.id)}/si-besoin` }, icon("clock"), h("span", {}, t("asked.needs"))),
    waits ? answers(one, place) : h("p", { class: "quiet" }, t(`asked.outcome.${one.outcome}`, { name: one.answered_by, time: hourMinute(one.used_at ?? one.until, state.me.establishment.zone) })),
  );
}

function answers(one, place) {
  const root = h("div", { class: "row" });
  const back = () => {
    fill(root, button(t("asked.yes"), () => prove(true), { picture: "check", look: "button-main" }), button(t("asked.no"), () => prove(false), { picture: "x" }));
    if (state.missed) draw(place);
  };
  const prove = (granted) => fill(root, proof(one, granted, { back, done: (sentence) => draw(place, sentence) }));
  back();
  return root;
}

/** Who says it, proved by PIN, application or passkey; and why not where the answer is no. */
function proof(one, granted, { back, done }) {
  const proved = proofField(one.id);
  const why = !granted && h("input", { class: "input", id: `why-${one.id}`, name: "why", maxlength: "300", autocomplete: "off" });
  const problem = h("p", { role: "alert" });
  const send = async () => {
    try {
      const answer = await post(`/api/remote-requests/${encodeURIComponent(one.id)}/answer`, { granted, why: why ? why.value.trim() || null : null, ...(await proved.read()) }, { unlocking: true });
      done(t(`asked.outcome.${answer.outcome}`, { name: answer.answered_by, time: hourMinute(answer.until, state.me.establishment.zone) }));
    } catch (error) {
      problem.className = "note note-bad";
      problem.textContent = error.sentence;
      proved.clear();
      proved.focus();
    }
  };
  const label = (input, words) => h("div", { class: "field" }, h("label", { for: input.id }, words), input);
  setTimeout(() => (why || proved).focus(), 0);
  return h(
    "form",
    { class: "stack", onsubmit: submits(send) },
    why && label(why, t("asked.why")),
    proved.element,
    problem,
    h("div", { class: "row" }, h("button", { type: "submit", class: `button ${granted ? "button-main" : ""}` }, icon(granted ? "check" : "x"), h("span", {}, t(granted ? "asked.confirm_yes" : "asked.confirm_no"))), button(t("app.back"), back, { look: "button-plain" })),
  );
}

/** A call for the nurse: who, for whom, why. */
function called(one, place) {
  const take = async () => {
    await post(`/api/help-calls/${encodeURIComponent(one.id)}/answer`, {}).catch(() => null);
    await draw(place);
  };
  return h(
    "section",
    { class: `card stack asked-card ${one.taken_by ? "" : "asked-waits"}` },
    h("p", {}, h("strong", {}, t("asked.call", { by: one.asked_by })), ` ${at(one.asked_at)}`),
    h("p", { class: "asked-dose" }, t(`asked.call.${one.why}`)),
    whom(one),
    one.context && h("p", {}, one.context),
    one.taken_by ? h("p", { class: "quiet" }, t("asked.taken", { name: one.taken_by, time: hourMinute(one.taken_at, state.me.establishment.zone) })) : button(t("asked.seen"), take, { picture: "check", look: "button-main" }),
  );
}
