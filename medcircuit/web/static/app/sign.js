// What waits for a prescriber, by urgency: what changes, what happened since, and four answers.

import { get, post } from "./api.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, once, say } from "./dom.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { drug, glued } from "./line.js";
import { keptTerms } from "./mentions.js";
import { begin } from "./session.js";
import { answered, asNeeded, fourWeeks, measured, opinion } from "./sign_facts.js";
import { throughChecks } from "./sign_checks.js";
import { askEffect } from "./sign_effect.js";
import { askDosage, askWords, signFor } from "./signing.js";
import { t } from "./texts.js";
import { turns } from "./turns.js";
import { born, fitting, flags, fullName, room } from "./who.js";

const enc = encodeURIComponent;
const asking = turns();
const STOPS_EVERY = 5000;
const PICTURES = { oral: "phone", reconcile: "hospital", transcribed: "file-text", request: "message-square", opinion: "clipboard-list", refusals: "hand", often: "activity", renewal_soon: "clock-alert", renewal: "rotate-cw" };
const state = { zone: null, me: null, for: [], everyone: false, cards: [], stops: [] };
const place = { problem: h("div", { role: "alert" }), head: h("div", { class: "stack" }), cards: h("ul", { class: "stack sign-cards" }), stops: h("section", { class: "stack" }) };
const when = (at) => ({ day: shortDay(at, state.zone), time: hourMinute(at, state.zone) });

/** Reads the queue anew; until it is there nothing is decided of what it was. */
async function load() {
  const isLast = asking();
  place.cards.inert = true;
  try {
    const { cards, me, answers_for: answersFor } = await get(`/api/queue${state.everyone ? "?everyone=true" : ""}`);
    if (!isLast()) return;
    Object.assign(state, { cards, me, for: answersFor });
    fill(place.problem);
  } catch (error) {
    if (!isLast()) return;
    fill(place.problem, h("p", { class: "note note-bad" }, error.sentence));
  }
  draw();
  place.cards.inert = false;
  await loadStops();
}

async function loadStops() {
  const stops = await get("/api/stops", { background: true }).catch(() => null);
  if (!stops || JSON.stringify(stops) === JSON.stringify(state.stops)) return;
  state.stops = stops;
  drawStops();
}

function draw() {
  const scope = (everyone, label) =>
    button(
      t(label),
      () => {
        state.everyone = everyone;
        load();
      },
      { "aria-pressed": String(state.everyone === everyone) },
    );
  fill(
    place.head,
    h("h1", { tabindex: "-1" }, t("sign.title")),
    h("p", {}, state.cards.length > 0 ? t("sign.waiting", { n: state.cards.length }) : t("sign.none")),
    h("div", { class: "row", role: "group", "aria-label": t("sign.whose") }, scope(false, "sign.mine"), scope(true, "sign.all")),
    h("div", { class: "row" }, h("a", { class: "button", href: "/remplacements" }, icon("calendar-days"), t("sign.stand_ins"))),
    ...standingIn(),
  );
  fill(place.cards, state.cards.map(card));
}

/** For whom one answers today beside oneself. */
function standingIn() {
  return state.for.map(({ name }) => h("p", { class: "note row" }, icon("user"), t("sign.standing_in", { who: name })));
}

function card(one) {
  const who = { ...one.resident, homonyms: Array.from({ length: one.resident.homonyms }), texture: null, absence: null };
  const all = one.kind.startsWith("renewal") && one.lines.length > 1;
  return h(
    "li",
    { class: `card stack sign-card sign-${one.kind}`, data: { card: one.id } },
    h("p", { class: "row spread" }, h("strong", { class: "row" }, icon(PICTURES[one.kind]), t(one.kind === "opinion" ? "sign.kind.opinion" : `sign.${one.kind}`)), deadline(one)),
    h("div", { class: "who-text" }, fitting(h("h2", { class: "name" }, fullName(who)), fullName(who)), h("p", {}, born(who), " · ", h("strong", {}, room(who))), flags(who, { zone: state.zone })),
    measured(one, state.zone),
    one.opinions.map((told) => opinion(told, one.resident.id, state.zone)),
    h("ul", { class: "stack sign-lines" }, one.lines.map((line) => lineOf(one, line))),
    h(
      "div",
      { class: "row" },
      all && button(t("sign.renew_all", { n: one.lines.length }), () => decide(one, one.lines, "renew"), { look: "button-main", picture: "rotate-cw" }),
      h("a", { class: "button button-plain", href: `/a-signer/${enc(one.resident.id)}` }, icon("list"), t("sign.lines_of")),
    ),
  );
}

/** Until when an answer must have come; what is late stands first in the list and says so. */
function deadline(one) {
  if (!one.due) return null;
  if (!one.overdue) return h("span", { class: "quiet" }, t("sign.due", when(one.due)));
  return h("strong", { class: "row sign-late" }, icon("clock-alert"), t("sign.overdue", when(one.due)));
}

/** Whose line it is, where somebody else signs for them. */
const forWhom = ({ owner }) => owner && owner.id !== state.me && h("p", { class: "row" }, icon("user"), t(state.for.some((one) => one.id === owner.id) ? "sign.in_place" : "sign.for", { who: owner.name }));

const noted = (note) => h("p", { class: "note" }, note.kind === "request" && h("strong", {}, t(`sign.wants.${note.wants}`), " "), t("sign.said", { by: note.by, text: note.text, ...when(note.at) }));

function said(version) {
  if (version.status === "stopped") return t("sign.stopped");
  return version.status === "suspended" ? t("sign.status.suspended") : glued(version.sentence);
}

function diff({ shown, before }) {
  if (!before) return [h("p", { class: "sign-now" }, h("span", { class: "badge" }, t("sign.new")), " ", said(shown))];
  if (said(before) === said(shown)) return [h("p", {}, said(shown), " ", h("span", { class: "quiet" }, t("sign.unchanged")))];
  return [h("p", { class: "sign-before" }, h("span", { class: "small" }, t("sign.before")), " ", h("del", {}, said(before))), h("p", { class: "sign-now" }, h("span", { class: "small" }, t("sign.now")), " ", h("ins", {}, said(shown)))];
}

function ending({ days_left: left }) {
  if (left === null || left > 7) return false;
  const words = left < 0 ? t("sign.ended") : left === 0 ? t("sign.ends_today") : t("sign.ends", { n: left });
  return h("p", { class: "row" }, icon("clock-alert"), words);
}

function lineOf(one, line) {
  const { shown } = line;
  return h(
    "li",
    { class: "stack", data: { line: line.id } },
    h("h3", { class: "sign-drug" }, drug(line.label)),
    forWhom(line),
    diff(line),
    ending(line),
    shown.origin !== "signed" && h("p", { class: "small" }, t("sign.ordered", { who: shown.ordered_by, by: shown.by })),
    shown.reason && h("p", { class: "small" }, t("sign.reason", { reason: shown.reason })),
    line.document && h("a", { class: "button", href: `/api/papers/${enc(line.document)}`, target: "_blank", rel: "noopener" }, icon("file-text"), t("sign.paper")),
    answered(line, state.zone),
    fourWeeks(line),
    asNeeded(line),
    opinion(line.opinion, one.resident.id, state.zone),
    line.thread.map(noted),
    h("div", { class: "choices sign-answers" }, answers(one, line)),
  );
}

function answers(one, line) {
  const ask = button(t("sign.ask"), () => question(line), { picture: "message-square" });
  const change = button(t("sign.change"), () => alter(one, line), { picture: "pencil" });
  const stop = button(t("sign.stop"), () => withReason(one, line, "stop"), { picture: "octagon-x" });
  if (one.kind === "oral" || one.kind === "transcribed") {
    return [
      button(t("sign.validate"), () => decide(one, [line], "validate"), { look: "button-main", picture: "check" }),
      shown(line) && change,
      shown(line) && button(t("sign.refuse"), () => withReason(one, line, "refuse"), { picture: "x" }),
      ask,
    ];
  }
  if (one.kind === "reconcile") return [button(t("sign.keep"), () => keep(one, line), { look: "button-main", picture: "check" }), change, stop, ask];
  if (one.kind === "request") return [wanted(one, line), change, stop, button(t("sign.answer_no"), () => letBe(line, requested(line)), { picture: "x" }), ask];
  if (one.kind === "refusals" || one.kind === "opinion") return [change, stop, ask];
  if (one.kind === "often") return [button(t("sign.as_is"), () => decide(one, [line], "renew"), { look: "button-main", picture: "check" }), change, stop, ask];
  return [button(t("sign.renew"), () => decide(one, [line], "renew"), { look: "button-main", picture: "rotate-cw" }), change, button(t("sign.let_end"), () => letBe(line, null), { picture: "x" }), ask];
}

const shown = (line) => line.status !== "stopped";
const requested = (line) => line.thread.filter((note) => note.kind === "request").at(-1);

function wanted(one, line) {
  const asked = requested(line)?.wants;
  if (asked === "renew") return button(t("sign.renew"), () => decide(one, [line], "renew"), { look: "button-main", picture: "rotate-cw" });
  if (asked === "suspend") return button(t("sign.suspend"), () => withReason(one, line, "suspend"), { look: "button-main", picture: "circle-pause" });
  return null;
}

async function decide(one, lines, decision, more = {}) {
  const labels = Object.fromEntries(lines.map((line) => [line.id, line.label]));
  const decisions = lines.map((line) => ({ line: line.id, decision, seen_version: line.latest, ...more }));
  if (await signFor(one.resident, decisions, { zone: state.zone, labels })) await load();
}

async function withReason(one, line, decision) {
  const reason = await askWords(`${t(`sign.${decision}`)} : ${drug(line.label)}`, t("sign.reason_for"));
  const effect = reason && (decision === "refuse" ? {} : await askEffect(one.resident, line, decision, state.zone));
  if (effect) await decide(one, [line], decision, { reason, ...effect });
}

async function alter(one, line) {
  const dosage = await askDosage(one.resident, line, { now: line.shown?.sentence });
  const effect = dosage && (await askEffect(one.resident, line, "change", state.zone));
  if (effect) await decide(one, [line], "change", { terms: { dosage, ...keptTerms(line.shown) }, ...effect });
}

const send = once(async (path, body, done) => {
  try {
    await post(path, { id: uuid7(nowMs()), ...body });
    say(t(done));
    await load();
  } catch (error) {
    failed(error);
  }
});

function failed(error) {
  fill(place.problem, h("p", { class: "note note-bad" }, error.sentence));
  scrollTo(0, 0);
}

async function question(line) {
  const text = await askWords(drug(line.label), t("sign.question"));
  if (text) await send(`/api/lines/${enc(line.id)}/notes`, { kind: "question", text, seen_version: line.latest }, "sign.sent");
}

async function letBe(line, request) {
  const text = await askWords(drug(line.label), t("sign.reason_for"));
  if (text) await send(`/api/lines/${enc(line.id)}/notes`, { kind: "refusal", text, seen_version: line.latest, replies_to: request?.id ?? null }, "sign.sent");
}

/** A line goes on after a hospital stay as it was: the checks are asked as at any renewal. */
async function keep(one, line) {
  const path = `/api/returns/${enc(one.absence)}`;
  const body = { id: uuid7(nowMs()), line: line.id, answer: "keep", seen_version: line.latest };
  try {
    if (!(await throughChecks(() => post(`${path}/lines`, body), { title: drug(line.label), ask: () => post(`${path}/checks`, body) }))) return;
    say(t("sign.kept"));
    await load();
  } catch (error) {
    failed(error);
  }
}

function drawStops() {
  fill(
    place.stops,
    state.stops.length > 0 && [
      h("h2", {}, t("sign.stops")),
      h(
        "ul",
        { class: "stack" },
        state.stops.map((stop) =>
          h(
            "li",
            { class: "card" },
            h("p", {}, h("strong", {}, t(`sign.act.${stop.act}`)), " ", drug(stop.label), ` · ${hourMinute(stop.signed_at, state.zone)}`),
            h("p", { class: "row" }, icon(stop.seen.length > 0 ? "eye" : "eye-off"), stop.seen.length > 0 ? stop.seen.map((one) => t("sign.seen", { by: one.by, time: hourMinute(one.at, state.zone) })).join(", ") : t("sign.unseen")),
          ),
        ),
      ),
    ],
  );
}

async function start() {
  const me = await begin();
  headerWhere({ unit: null, moment: null });
  state.zone = me.establishment.zone;
  fill(document.getElementById("main"), h("div", { class: "stack sign" }, place.problem, place.head, place.cards, place.stops));
  await load();
  const again = () =>
    setTimeout(async () => {
      if (!document.hidden) await loadStops();
      again();
    }, STOPS_EVERY);
  again();
}

start();
