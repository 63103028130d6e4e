// An order told by voice in an emergency: the nurse enters what they hear, reads it back, and it holds a day at most.

import "./order_texts.js";
import "./oral_texts.js";
import { get, post } from "./api.js";
import { hourMinute, instantOf, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, focusOn, h, icon, say } from "./dom.js";
import { uuid7 } from "./ids.js";
import { drug, glued } from "./line.js";
import { Checks } from "./order_checks.js";
import { drawPreview, outdated } from "./order_plan.js";
import { chosenMedicine, search } from "./order_search.js";
import { routeField } from "./order_terms.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { band, fullName } from "./who.js";

const enc = encodeURIComponent;
const id = decodeURIComponent(location.pathname.split("/")[2]);
const path = `/api/residents/${enc(id)}`;
const main = document.getElementById("main");
const WAIT_MS = 250;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A dose that is ordered now is due at the next five minutes, and may be given for two hours. */
const SOON = 5 * MINUTE;
const HELD = 120 * MINUTE;

const asked = { id: uuid7(nowMs()), prescriber: "", reason: "", medicine: null, how: null, text: "", end: "", route: null, read: false };
const app = { zone: null, person: null, seen: null, due: null, turn: 0, timer: null };
const place = { medicine: h("div", {}), how: h("div", { class: "stack" }), preview: h("div", { class: "stack", "aria-live": "polite" }), route: h("div", {}), checks: h("div", { class: "stack", id: "checks" }), read: h("div", { class: "stack" }), needs: h("div", { class: "stack", role: "alert" }) };

/** The checks of the one line that is ordered, for the nurse who enters it. */
class OralChecks extends Checks {
  body() {
    return ready() ? [line()] : [];
  }
}
const checks = new OralChecks(path, place.checks, () => [], () => fill(place.needs));

const ready = () => app.seen !== null && !app.seen.problem && app.seen.troubles.length + app.seen.questions.length === 0 && app.seen.route;
const line = () => ({ id: asked.id, cis: asked.medicine.cis, terms: { dosage: app.seen.dosage, regime: "nurse_only", fasting: app.seen.fasting } });

/** The posology in the words of the server: a dose at its hour, or what was typed. */
function posology() {
  if (asked.how !== "once") return asked.text;
  const [year, month, day] = localDate(app.due, app.zone).split("-");
  return `${asked.text} le ${day}/${month}/${year} à ${hourMinute(app.due, app.zone)}`;
}

/** When the order ends, in ms; null where that is not said. */
function ends() {
  if (asked.how === "once") return app.due + HELD;
  const [date, time] = asked.end.split("T");
  return date && time ? instantOf(date, time.slice(0, 5), app.zone) : null;
}

function change() {
  asked.read = false;
  app.seen = null;
  outdated(place.preview);
  app.turn += 1; // an answer still on its way is of the words before
  drawRead();
  clearTimeout(app.timer);
  app.timer = setTimeout(look, WAIT_MS);
}

async function look() {
  const mine = (app.turn += 1);
  app.due = Math.ceil(nowMs() / SOON) * SOON;
  let seen = null;
  if (asked.medicine && asked.how && asked.text.trim()) {
    try {
      seen = await post(`${path}/preview`, { cis: asked.medicine.cis, text: posology(), route: asked.route });
    } catch (problem) {
      seen = { problem: problem.sentence };
    }
  }
  if (mine !== app.turn) return;
  app.seen = seen;
  drawPreview(place.preview, seen, { text: posology(), unit: asked.medicine?.unit_word ?? "", decided: false, decide: () => {}, undo: () => {} });
  fill(place.route, asked.medicine && routeField(asked, seen, change));
  drawRead();
  checks.soon();
}

function drawMedicine() {
  const hit = asked.medicine;
  const choose = (chosen) => {
    Object.assign(asked, { medicine: chosen, route: null });
    drawMedicine();
    change();
    focusOn((chosen ? place.how : place.medicine).querySelector("input"));
  };
  fill(place.medicine, hit ? chosenMedicine(hit, () => choose(null)) : search(choose), hit?.narcotic && h("p", { class: "note note-bad" }, icon("octagon-x"), t("oral.narcotic")));
}

const field = (name, label, input, hint = null) => h("div", { class: "field" }, h("label", { for: name }, label), input, hint && h("p", { class: "quiet small" }, hint));

function drawHow() {
  const choice = (value) =>
    h("label", { class: "option" }, h("input", { type: "radio", name: "how", value, checked: asked.how === value, onchange: () => { Object.assign(asked, { how: value, text: "" }); drawHow(); change(); } }), h("span", {}, h("strong", {}, t(`oral.${value}`))));
  const typed = (event) => {
    asked.text = event.target.value;
    change();
  };
  const last = nowMs() + DAY;
  const local = (ms) => `${localDate(ms, app.zone)}T${hourMinute(ms, app.zone)}`;
  const until = h("input", { class: "input", id: "end", type: "datetime-local", min: local(nowMs()), max: local(last), value: asked.end, onchange: (event) => { asked.end = event.target.value; asked.read = false; drawRead(); } });
  fill(
    place.how,
    h("fieldset", { class: "choice" }, h("legend", {}, t("oral.how")), choice("once"), choice("until")),
    asked.how === "once" && field("dose", t("oral.dose"), h("input", { class: "input", id: "dose", autocomplete: "off", maxlength: "60", oninput: typed }), t("oral.dose_hint")),
    asked.how === "until" && field("dose", t("order.posology"), h("textarea", { class: "input posology", id: "dose", rows: "2", maxlength: "300", oninput: typed }), t("order.example")),
    asked.how === "until" && field("end", t("oral.end"), until, t("oral.end_hint", { day: shortDay(last, app.zone), time: hourMinute(last, app.zone) })),
  );
}

function drawRead() {
  const { label, substances, strength, form } = asked.medicine ?? {};
  fill(
    place.read,
    ready() && [
      h("p", {}, h("strong", {}, t("oral.read"))),
      h("p", { class: "echo", id: "read-aloud" }, icon("message-square"), h("span", {}, t("oral.read_words", { name: fullName(app.person), drug: drug({ substance: substances?.toUpperCase() ?? label, strength, form }), sentence: glued(app.seen.sentence) }))),
      h("label", { class: "check" }, h("input", { type: "checkbox", id: "read", checked: asked.read, onchange: (event) => { asked.read = event.target.checked; } }), t("oral.read_back")),
    ],
  );
}

/** What is missing: keys of the sentences that say it. */
const missing = () =>
  [
    !asked.prescriber.trim() && "oral.need.prescriber",
    !asked.reason.trim() && "oral.need.reason",
    !asked.medicine && "order.need.medicine",
    !asked.how && "oral.need.how",
    asked.how && !ready() && "order.need.posology",
    asked.how === "until" && !asked.end && "oral.need.end",
    !asked.read && "oral.need.read_back",
  ].filter(Boolean);

const complain = (...said) => fill(place.needs, h("div", { class: "note note-bad stack" }, said));

async function send() {
  fill(place.needs);
  const needs = missing();
  if (needs.length > 0) return complain(h("strong", {}, t("order.missing")), h("ul", {}, needs.map((key) => h("li", {}, t(key)))));
  await checks.look();
  if (checks.open.length > 0) {
    focusOn(place.checks.querySelector("h2"));
    return complain(h("strong", {}, `${t("order.missing")} ${t("order.need.checks")}`));
  }
  const oral = { prescriber: asked.prescriber.trim(), reason: asked.reason.trim(), until: new Date(ends()).toISOString(), read_back: asked.read };
  const pressed = document.getElementById("save");
  pressed.disabled = true;
  try {
    await post(`${path}/oral-orders`, { line: line(), oral });
    done(ends());
  } catch (problem) {
    pressed.disabled = false;
    complain(problem.sentence);
    if (["order_stopped", "alerts_unanswered"].includes(problem.code)) await checks.again();
  }
  return undefined;
}

function done(until) {
  say(t("oral.saved"));
  fill(
    main,
    h(
      "div",
      { class: "order-page stack" },
      h("h1", { tabindex: "-1" }, icon("circle-check"), " ", t("oral.saved")),
      h("p", { class: "note note-bad" }, icon("phone"), t("oral.saved_more", { day: shortDay(until, app.zone), time: hourMinute(until, app.zone) })),
      h("div", { class: "row" }, h("a", { class: "button button-main", href: `/residents/${enc(id)}` }, t("order.see"))),
    ),
  );
  focusOn(main.querySelector("h1"));
}

function page(prescribers) {
  const text = (name, more) => h("input", { class: "input", id: name, autocomplete: "off", oninput: (event) => { asked[name] = event.target.value; }, ...more });
  return h(
    "div",
    { class: "order-page stack" },
    h("div", { class: "who" }, band(app.person, { zone: app.zone })),
    h("h1", {}, t("oral.title")),
    h("p", { class: "note note-bad" }, icon("phone"), t("oral.rules")),
    h("section", { class: "card stack" }, field("prescriber", t("oral.prescriber"), text("prescriber", { list: "prescribers", maxlength: "120" })), h("datalist", { id: "prescribers" }, prescribers.map((one) => h("option", { value: one.name }))), field("reason", t("oral.reason"), text("reason", { maxlength: "300" }), t("oral.reason_hint"))),
    h("section", { class: "card stack" }, h("h2", {}, t("order.medicine")), place.medicine, h("h3", {}, t("order.posology")), place.how, place.preview, place.route),
    place.checks,
    place.read,
    place.needs,
    button(t("oral.save"), send, { look: "button-primary", picture: "check", id: "save" }),
  );
}

async function start() {
  const me = await begin();
  app.zone = me.establishment.zone;
  document.title = `${t("oral.title")} – medcircuit`;
  if (!me.rights.includes("transcribe")) {
    fill(main, h("h1", {}, t("oral.title")), h("p", { class: "note note-warn" }, t("oral.none")));
    return;
  }
  try {
    const [{ card, ...entry }, prescribers] = await Promise.all([get(path), get("/api/prescribers")]);
    app.person = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry };
    fill(main, page(prescribers));
    drawMedicine();
    drawHow();
  } catch (problem) {
    fill(main, h("h1", {}, t("oral.title")), h("p", { class: "note note-bad", role: "alert" }, problem.sentence ?? t("error.server")));
  }
}

start();
