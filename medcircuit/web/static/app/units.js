// The units of the house and the hours of its days: what holds today, what comes, and changing it from a day on.

import { call, get, post } from "./api.js";
import { fullDate } from "./clock.js";
import { button, fill, h, icon, say, submits } from "./dom.js";
import { begin } from "./session.js";
import { choose, showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./units_texts.js";

const main = document.getElementById("main");
const enc = encodeURIComponent;
const BEGINNING = "2000-01-01";
let house = null;

const tomorrow = () => new Date(Date.parse(`${house.today}T12:00:00Z`) + 86400000).toISOString().slice(0, 10);
/** Of dated rows, those that hold on a day, by what `key` says of them. */
const inForce = (rows, day, key) => new Map(rows.filter((row) => row.first_day <= day).map((row) => [key(row), row]));
const moments = (day) => [...inForce(house.moments, day, (one) => one.code).values()].sort((a, b) => a.at.localeCompare(b.at));
const ofUnit = (unit) => house.rounds.filter((one) => one.unit === unit);

/** The rounds of a day: a unit's own go before the house's. */
function rounds(day, unit) {
  const held = inForce(ofUnit(null), day, (one) => one.moment);
  for (const [moment, own] of unit ? inForce(ofUnit(unit), day, (one) => one.moment) : []) held.set(moment, own);
  return [...held.values()].sort((a, b) => a.starts.localeCompare(b.starts));
}

const field = (id, label, attributes) => h("div", { class: "field" }, h("label", { for: id }, label), h("input", { class: "input", id, name: id, autocomplete: "off", required: true, ...attributes }));

/** What was refused, and the way out: reading again what somebody changed, or saying that it is meant. */
function refused(error, anyway = null) {
  return [
    h("p", { class: "note note-bad" }, error.sentence ?? t("error.server")),
    error.code === "house_changed" && button(t("units.reload"), load, { picture: "rotate-ccw" }),
    error.code === "hours_doubtful" && anyway && button(t("units.anyway"), anyway, { picture: "check" }),
  ];
}

function askName(title, value, send) {
  const problem = h("div", { role: "alert", class: "stack" });
  const sent = async () => {
    fill(problem);
    try {
      await send(form.elements.name.value.trim());
    } catch (error) {
      fill(problem, refused(error));
      return;
    }
    close();
    say(t("units.saved"));
    await load();
  };
  const form = h("form", { class: "stack", onsubmit: submits(sent) }, field("name", t("units.name"), { maxlength: 60, value }), problem, h("button", { type: "submit", class: "button button-main" }, t("units.save")));
  const close = showSheet({ title, body: form });
  form.elements.name.focus();
}

const add = () => askName(t("units.add"), "", (name) => post("/api/units", { name, seen: house.version }));
const rename = (unit) => askName(t("units.rename_of", { name: unit.name }), unit.name, (name) => call("PUT", `/api/units/${enc(unit.id)}/name`, { body: { name, seen: house.version } }));

const close = (unit, day) => call("PUT", `/api/units/${enc(unit.id)}/closing`, { body: { day, seen: house.version } });

function askClosing(unit) {
  const problem = h("div", { role: "alert", class: "stack" });
  const sent = async () => {
    fill(problem);
    try {
      await close(unit, form.elements.day.value);
    } catch (error) {
      fill(problem, refused(error));
      return;
    }
    shut();
    say(t("units.saved"));
    await load();
  };
  const form = h("form", { class: "stack", onsubmit: submits(sent) }, h("p", {}, t("units.close_what")), field("day", t("units.close_from"), { type: "date", min: tomorrow(), value: tomorrow() }), problem, h("button", { type: "submit", class: "button button-main" }, t("units.close_unit")));
  const shut = showSheet({ title: t("units.close_of", { name: unit.name }), body: form });
}

async function keepOpen(unit) {
  const really = await choose(t("units.keep_of", { name: unit.name }), [
    { label: t("units.keep"), value: true, picture: "check" },
    { label: t("units.back"), value: false, picture: "x" },
  ]);
  if (!really) return;
  try {
    await close(unit, null);
    say(t("units.saved"));
    await load();
  } catch (error) {
    draw(error);
  }
}

/** Since when, and by whom where it was not there from the beginning. */
function since(row) {
  const day = fullDate(row.first_day);
  if (row.first_day > house.today) return t("units.from", { day, name: row.set_by_name });
  return row.first_day <= BEGINNING ? t("units.always") : t("units.since", { day, name: row.set_by_name ?? "" });
}

function hourRow(label, said, rows) {
  const coming = rows.filter((one) => one.first_day > house.today);
  const held = rows.filter((one) => one.first_day <= house.today).at(-1);
  return h(
    "li",
    { class: "card member" },
    h(
      "div",
      {},
      h("strong", {}, held ? `${label} : ${said(held)}` : label),
      h("p", { class: "quiet" }, held && since(held)),
      coming.map((one) => h("p", {}, icon("calendar-clock"), ` ${said(one)} – `, since(one))),
    ),
  );
}

const momentRow = (one) => hourRow(one.label, (row) => row.at, house.moments.filter((row) => row.code === one.code));
const roundRow = (one, unit) => hourRow(one.label, (row) => t("units.span", row), ofUnit(unit).filter((row) => row.moment === one.moment));

function unitRow(unit) {
  const { name } = unit;
  const closed = unit.closed_from && unit.closed_from <= house.today;
  const own = [...new Set(ofUnit(unit.id).map((one) => one.moment))];
  const shown = rounds(house.today, unit.id).map((one) => `${one.label} ${t("units.span", one)}`);
  return h(
    "li",
    { class: "card stack" },
    h("h3", {}, name),
    unit.closed_from && h("p", { class: "note note-warn" }, icon("door-closed"), t(closed ? "units.closed" : "units.closes", { day: fullDate(unit.closed_from) })),
    !closed && h("p", { class: "quiet" }, t(own.length ? "units.own" : "units.of_house"), " ", shown.join(" · ")),
    own.length > 0 && h("ul", { class: "stack" }, own.map((moment) => roundRow(ofUnit(unit.id).find((one) => one.moment === moment), unit.id))),
    !closed &&
      h(
        "div",
        { class: "row" },
        button(t("units.rename"), () => rename(unit), { picture: "pencil", "aria-label": t("units.rename_of", { name }) }),
        button(t("units.rounds"), () => showForm(unit), { picture: "clock", "aria-label": t("units.rounds_of", { name }) }),
        unit.closed_from ? button(t("units.keep"), () => keepOpen(unit), { picture: "door-open", "aria-label": t("units.keep_of", { name }) }) : button(t("units.close"), () => askClosing(unit), { picture: "door-closed", "aria-label": t("units.close_of", { name }) }),
      ),
  );
}

/** The hours of the house, or the rounds of one unit, from a day on; what is not touched follows the day chosen. */
function showForm(unit = null) {
  const problem = h("div", { role: "alert", class: "stack" });
  const first = field("first_day", t("units.first_day"), { type: "date", min: tomorrow(), value: tomorrow(), onchange: () => refill() });
  const times = [];
  const time = (id, label, of) => {
    const element = field(id, label, { type: "time" });
    times.push({ input: element.querySelector("input"), of, before: "" });
    return element;
  };
  const momentOf = (code) => (day) => moments(day).find((one) => one.code === code).at;
  const roundOf = (moment, edge) => (day) => rounds(day, unit?.id ?? null).find((one) => one.moment === moment)[edge];
  const momentFields = unit ? [] : moments(house.today).map((one) => time(`moment-${one.code}`, one.label, momentOf(one.code)));
  const roundFields = rounds(house.today, unit?.id ?? null).map((one) =>
    h("fieldset", { class: "card two" }, h("legend", {}, t("units.round", { name: one.label })), time(`starts-${one.moment}`, t("units.starts"), roundOf(one.moment, "starts")), time(`ends-${one.moment}`, t("units.ends"), roundOf(one.moment, "ends"))),
  );

  function refill() {
    const day = form.elements.first_day.value || tomorrow();
    for (const one of times) {
      const now = one.of(day);
      if (one.input.value === one.before) one.input.value = now;
      one.before = now;
    }
  }

  const changed = (prefix) => times.filter(({ input, before }) => input.name.startsWith(prefix) && input.value !== before).map(({ input }) => input.name.slice(prefix.length));
  const value = (name) => form.elements[name].value;

  async function send(accepted = false) {
    fill(problem);
    const codes = [...new Set([...changed("starts-"), ...changed("ends-")])];
    const body = {
      first_day: value("first_day"),
      unit: unit?.id ?? null,
      moments: Object.fromEntries(changed("moment-").map((code) => [code, value(`moment-${code}`)])),
      rounds: Object.fromEntries(codes.map((code) => [code, { starts: value(`starts-${code}`), ends: value(`ends-${code}`) }])),
      seen: house.version,
      accepted,
    };
    if (Object.keys(body.moments).length + codes.length === 0) {
      fill(problem, h("p", { class: "note" }, t("units.same")));
      return;
    }
    try {
      await post("/api/hours", body);
    } catch (error) {
      fill(problem, refused(error, () => send(true)));
      problem.scrollIntoView({ block: "nearest" });
      return;
    }
    await load();
    say(t("units.hours_saved", { day: fullDate(body.first_day) }));
  }

  const form = h(
    "form",
    { class: "stack", onsubmit: submits(() => send()) },
    h("h1", { tabindex: "-1" }, unit ? t("units.rounds_of", { name: unit.name }) : t("units.hours")),
    h("p", { class: "note" }, icon("info"), t("units.hours_what")),
    first,
    momentFields.length > 0 && h("fieldset", { class: "card" }, h("legend", {}, t("units.moments")), h("div", { class: "two" }, momentFields)),
    unit && h("p", { class: "quiet" }, t("units.own_what")),
    roundFields,
    problem,
    h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("units.save")), button(t("units.back"), () => draw())),
  );
  refill();
  fill(main, h("div", { class: "stack narrow" }, form));
  main.querySelector("h1").focus();
}

function draw(problem = null) {
  const day = house.today;
  fill(
    main,
    h(
      "div",
      { class: "stack narrow" },
      h("h1", { tabindex: "-1" }, t("units.title")),
      problem && h("div", { role: "alert", class: "stack" }, refused(problem)),
      h("p", { class: "note" }, icon("info"), t("units.what")),
      h("h2", {}, t("units.units")),
      house.whole && h("div", { class: "row" }, button(t("units.add"), add, { picture: "plus", look: "button-main" })),
      h("ul", { class: "stack" }, house.units.map(unitRow)),
      h("h2", {}, t("units.moments")),
      house.whole && h("div", { class: "row" }, button(t("units.hours"), () => showForm(), { picture: "clock", look: "button-main" })),
      h("ul", { class: "stack" }, moments(day).map(momentRow)),
      h("h2", {}, t("units.house_rounds")),
      h("ul", { class: "stack" }, rounds(day, null).map((one) => roundRow(one, null))),
    ),
  );
}

async function load() {
  house = await get("/api/hours");
  draw();
}

async function start() {
  const me = await begin();
  document.title = `${t("units.title")} – medcircuit`;
  if (!me.rights.includes("configure")) {
    fill(main, h("h1", {}, t("units.title")), h("p", { class: "note" }, t("units.not_yours")));
    return;
  }
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("units.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
