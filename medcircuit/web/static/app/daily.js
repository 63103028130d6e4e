// The doses of the next days of a vitamin K antagonist: what was decided, and a new decision after an INR.

import { get, post } from "./api.js";
import { localDate, nowMs, shortDay } from "./clock.js";
import "./daily_texts.js";
import { fill, h, icon, say } from "./dom.js";
import { read, readTyped, write } from "./fraction.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { drug } from "./line.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { band } from "./who.js";

const DAY = 86400000;
const MOST = 35;
const enc = encodeURIComponent;
const [, , resident, , line] = location.pathname.split("/").map(decodeURIComponent);
const path = `/api/lines/${enc(line)}/daily`;
const main = document.getElementById("main");
const state = { zone: null, who: null, body: null, request: null };
const problem = h("div", { role: "alert" });

const noon = (day) => Date.parse(`${day}T12:00:00Z`);
const plus = (day, n) => localDate(noon(day) + n * DAY, "UTC");
const said = (day) => shortDay(`${day}T12:00:00Z`, "UTC");
const field = (id, label, attributes) => h("div", { class: "field" }, h("label", { for: id }, label), h("input", { class: "input", id, name: id, ...attributes }));

/** The days to decide: from the first to the eve of the next INR, that day itself included, for its dose is given in the evening. */
function days(form) {
  const [first, next] = [form.elements.first.value, form.elements.next.value];
  const n = first && next ? Math.round((noon(next) - noon(first)) / DAY) + 1 : 0;
  return n >= 1 && n <= MOST ? Array.from({ length: n }, (_, place) => plus(first, place)) : [];
}

function drawDays(form, rows) {
  const kept = new Map([...rows.querySelectorAll("input")].map((input) => [input.name, input.value]));
  fill(rows, days(form).map((day) => field(`day-${day}`, said(day), { inputmode: "text", maxlength: 6, required: true, autocomplete: "off", value: kept.get(`day-${day}`) ?? "" })));
}

/** One dose, or two in turn, in every day. */
function fillDays(form, rows) {
  const { every, other } = form.elements;
  rows.querySelectorAll("input").forEach((input, place) => {
    input.value = other.value && place % 2 === 1 ? other.value : every.value;
  });
}

function amounts(form) {
  return days(form).map((day) => {
    const typed = form.elements[`day-${day}`].value.trim();
    const amount = typed === "0" ? read("0") : readTyped(typed);
    if (!amount) throw Object.assign(new Error("amount"), { sentence: t("daily.bad_amount", { day: said(day) }) });
    return write(amount);
  });
}

function body(form) {
  const { elements } = form;
  const told = amounts(form);
  if (told.length === 0) throw Object.assign(new Error("days"), { sentence: t("daily.bad_days") });
  const inr = readTyped(elements.inr.value);
  if (!inr) throw Object.assign(new Error("inr"), { sentence: t("ask.not_a_number") });
  const at = new Date(elements.inr_at.value);
  return {
    seen: state.body.decisions[0]?.number ?? 0,
    first: elements.first.value,
    amounts: told,
    unit: state.body.unit,
    value: write(inr),
    value_at: at.toISOString(),
    value_on: elements.inr_at.value.slice(0, 10),
    source: elements.source.value,
    decided_by: elements.who.value.trim(),
    next_on: elements.next.value,
  };
}

async function save(event) {
  event.preventDefault();
  fill(problem);
  try {
    const asked = body(event.target);
    const content = JSON.stringify(asked);
    // sent again after a silence it is the same decision
    if (state.request?.content !== content) state.request = { id: uuid7(nowMs()), content };
    state.body = await post(path, { id: state.request.id, ...asked });
    state.request = null;
    draw();
    say(t("daily.saved"));
    fill(problem, h("p", { class: "note" }, icon("circle-check"), t("daily.saved")));
  } catch (error) {
    fill(problem, h("p", { class: "note note-bad" }, error.sentence ?? t("error.server")));
  }
  problem.scrollIntoView({ block: "nearest" });
}

function form() {
  const today = state.body.today;
  const rows = h("div", { class: "daily-days" });
  const local = `${today}T08:00`;
  const source = (value) => h("label", { class: "row" }, h("input", { type: "radio", name: "source", value, required: true }), t(`daily.${value}`));
  const made = h(
    "form",
    { class: "card stack", onsubmit: save, oninput: ({ target }) => ["first", "next"].includes(target.name) && drawDays(made, rows) },
    h("div", { class: "daily-pair" }, field("inr", t("daily.inr"), { inputmode: "decimal", maxlength: 5, required: true, autocomplete: "off" }), field("inr_at", t("daily.inr_at"), { type: "datetime-local", required: true, value: local })),
    h("fieldset", { class: "stack" }, h("legend", {}, t("daily.source")), h("div", { class: "row" }, source("physician"), source("laboratory"))),
    field("who", t("daily.who"), { maxlength: 120, required: true }),
    h("div", { class: "daily-pair" }, field("first", t("daily.first"), { type: "date", required: true, min: today, value: today }), field("next", t("daily.next"), { type: "date", required: true, min: today, value: plus(today, 7) })),
    h(
      "div",
      { class: "daily-pair" },
      field("every", t("daily.every"), { maxlength: 6, autocomplete: "off" }),
      field("other", t("daily.other"), { maxlength: 6, autocomplete: "off" }),
      h("button", { type: "button", class: "button", onclick: () => fillDays(made, rows) }, t("daily.fill")),
    ),
    h("fieldset", { class: "stack" }, h("legend", {}, t("daily.days", { unit: state.body.unit })), rows),
    h("button", { type: "submit", class: "button button-main" }, icon("check"), h("span", {}, t("daily.save"))),
  );
  drawDays(made, rows);
  return made;
}

function decision(one) {
  return h(
    "li",
    { class: "card stack" },
    h("p", {}, h("strong", {}, t("daily.until", { from: said(one.first), to: said(one.last) })), ` · n° ${one.number}`),
    h("p", {}, one.said),
    h("ul", { class: "daily-list" }, one.doses.map((dose, place) => h("li", {}, `${said(plus(one.first, place))} : `, h("strong", {}, dose ?? t("daily.nothing"))))),
  );
}

function draw() {
  const { decisions, by_day: byDay, label, may_decide: may } = state.body;
  fill(
    main,
    h(
      "div",
      { class: "stack sign" },
      h("div", { class: "who" }, band(state.who, { zone: state.zone })),
      h("h1", { tabindex: "-1" }, t("daily.title")),
      h("p", { class: "dose" }, h("strong", {}, drug(label)), label.brand && ` · ${label.brand}`),
      problem,
      !byDay && h("p", { class: "note note-warn" }, t("daily.not_by_day")),
      byDay && (may ? form() : h("p", { class: "note" }, t("daily.reader"))),
      (byDay || decisions.length > 0) && h("h2", {}, t(byDay ? "daily.known" : "daily.before")),
      decisions.length > 0 ? h("ul", { class: "stack" }, decisions.map(decision)) : byDay && h("p", { class: "quiet" }, t("daily.none")),
      h("div", { class: "row" }, h("a", { class: "button", href: `/residents/${enc(resident)}` }, icon("arrow-left"), t("daily.back"))),
    ),
  );
}

async function start() {
  const me = await begin();
  headerWhere({ unit: null, moment: null });
  state.zone = me.establishment.zone;
  try {
    const [{ card, ...entry }, known] = await Promise.all([get(`/api/residents/${enc(resident)}`), get(path)]);
    state.who = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry, id: resident };
    state.body = known;
    draw();
  } catch (error) {
    fill(main, h("h1", {}, t("daily.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
