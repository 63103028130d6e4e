// Who is on call: one tap to call now; the table of the week, kept by the management and the coordinating nurse.

import { carryOut, sure } from "./acting.js";
import { call, get, post, remove } from "./api.js";
import { fullDate, hourMinute, localDate, nowMs } from "./clock.js";
import { button, fill, h, icon, say, submits } from "./dom.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { turns } from "./turns.js";
import "./on_call_texts.js";
import "./team_texts.js";

const main = document.getElementById("main");
const state = { me: null, unit: null, now: [], duties: [] };
const asking = turns();
const ROLES = ["nurse", "coordinating_nurse", "physician", "manager", "other"];
const DAYS = [0, 1, 2, 3, 4, 5, 6];

const roleName = (role) => (role === "other" ? t("oncall.role_other") : t(`role.${role}`));
const unitName = (id) => (id ? state.me.units.find((unit) => unit.id === id)?.name ?? "" : t("oncall.whole"));
const mayEdit = () => state.me.rights.includes("manage_on_call");

/** A telephone number as a link dials it. */
export const dialled = (number) => `tel:${number.replace(/[^+\d]/g, "")}`;

/** The link that calls someone on call. */
export function callLink({ duty }, look = "button-main") {
  return h("a", { class: `button call ${look}`, href: dialled(duty.number), "aria-label": `${t("oncall.call", { name: duty.name })}, ${duty.number}` }, icon("phone"), h("span", {}, duty.number));
}

function until(instant) {
  const zone = state.me.establishment.zone;
  const time = hourMinute(instant, zone);
  const day = localDate(Date.parse(instant), zone);
  return day === localDate(nowMs(), zone) ? t("oncall.until", { time }) : t("oncall.until_day", { day: fullDate(day), time });
}

function answering(one) {
  return h(
    "li",
    { class: "card stack" },
    h("div", {}, h("strong", {}, one.duty.name), h("p", { class: "quiet" }, `${roleName(one.duty.role)} · ${unitName(one.duty.unit)} · ${until(one.until)}`)),
    callLink(one),
  );
}

function span(duty) {
  const { starts, ends } = duty;
  if (duty.first_day) return t("oncall.exception", { first: fullDate(duty.first_day), last: fullDate(duty.last_day), starts, ends });
  const days = duty.weekdays.length === 7 ? t("oncall.every_day") : duty.weekdays.map((day) => t(`oncall.day${day}`)).join(" ");
  return t(ends <= starts ? "oncall.span_next" : "oncall.span", { days, starts, ends });
}

function row(duty) {
  const { name } = duty;
  return h(
    "li",
    { class: "card member" },
    h("div", {}, h("strong", {}, name), h("p", {}, span(duty)), h("p", { class: "quiet" }, `${roleName(duty.role)} · ${unitName(duty.unit)} · ${duty.number.replaceAll(" ", "\u00a0")}`)),
    mayEdit() &&
      h(
        "div",
        { class: "row" },
        button(t("oncall.change"), () => showForm(duty), { picture: "pencil", "aria-label": t("oncall.change_of", { name }) }),
        button(t("oncall.remove"), () => takeOff(duty), { picture: "x", "aria-label": t("oncall.remove_of", { name }) }),
      ),
  );
}

const takeOff = (duty) =>
  carryOut(
    sure(t("oncall.remove_of", { name: duty.name }), t("oncall.really", { name: duty.name }), { label: t("oncall.remove"), picture: "x" }, { label: t("oncall.keep"), picture: "check" }),
    async () => {
      await remove(`/api/on-call/${encodeURIComponent(duty.id)}`);
      say(t("oncall.removed"));
      await load();
    },
    draw,
  );

const field = (key, attributes) => h("div", { class: "field" }, h("label", { for: key }, t(`oncall.${key}`)), h("input", { class: "input", id: key, name: key, autocomplete: "off", required: true, ...attributes }));

function options(name, values, chosen) {
  return h("fieldset", { class: "options" }, h("legend", {}, t(`oncall.${name}`)), values.map(([value, label]) => h("label", { class: "option" }, h("input", { type: "radio", name, value, required: true, checked: value === chosen }), h("span", {}, label))));
}

function showForm(duty = null) {
  const week = h(
    "fieldset",
    { class: "stack" },
    h("legend", {}, t("oncall.days")),
    h("div", { class: "days" }, DAYS.map((day) => h("label", { class: "option" }, h("input", { type: "checkbox", name: "weekdays", value: String(day), checked: duty?.weekdays.includes(day) }), h("span", {}, t(`oncall.day${day}`))))),
  );
  const dates = h("div", { class: "two" }, field("first_day", { type: "date", value: duty?.first_day ?? "" }), field("last_day", { type: "date", value: duty?.last_day ?? "" }));
  const problem = h("p", { role: "alert" });
  const form = h(
    "form",
    { class: "card stack", onsubmit: submits(submit), onchange: shape },
    h("h1", { tabindex: "-1" }, duty ? t("oncall.change_of", { name: duty.name }) : t("oncall.add")),
    field("name", { maxlength: "100", value: duty?.name ?? "" }),
    field("number", { type: "tel", maxlength: "30", value: duty?.number ?? "" }),
    options("role", ROLES.map((role) => [role, roleName(role)]), duty?.role ?? "nurse"),
    options("where", [["", t("oncall.whole")], ...state.me.units.map((unit) => [unit.id, unit.name])], duty?.unit ?? ""),
    options("when", [["week", t("oncall.week")], ["dated", t("oncall.dated")]], duty?.first_day ? "dated" : "week"),
    week,
    dates,
    h("div", { class: "two" }, field("starts", { type: "time", value: duty?.starts ?? "20:00" }), field("ends", { type: "time", value: duty?.ends ?? "08:00" })),
    h("p", { class: "quiet" }, t("oncall.overnight")),
    problem,
    h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("oncall.save")), button(t("oncall.cancel"), () => draw())),
  );

  function shape() {
    const dated = new FormData(form).get("when") === "dated";
    week.hidden = dated;
    dates.hidden = !dated;
    for (const input of dates.querySelectorAll("input")) input.disabled = !dated;
  }

  async function submit() {
    const said = new FormData(form);
    const dated = said.get("when") === "dated";
    const body = {
      unit: said.get("where") || null,
      ...Object.fromEntries(["role", "name", "number", "starts", "ends"].map((key) => [key, said.get(key)])),
      weekdays: dated ? [] : said.getAll("weekdays").map(Number),
      first_day: dated ? said.get("first_day") : null,
      last_day: dated ? said.get("last_day") : null,
    };
    try {
      await (duty ? call("PUT", `/api/on-call/${encodeURIComponent(duty.id)}`, { body }) : post("/api/on-call", body));
      say(t("oncall.saved"));
      await load();
    } catch (error) {
      problem.className = "note note-bad";
      problem.textContent = error.sentence;
    }
  }

  shape();
  asking(); // a table that is still on its way does not take the form's place
  fill(main, h("div", { class: "stack narrow" }, form));
  main.querySelector("#name").focus();
}

function draw(problem = null) {
  const units = [["", t("oncall.whole")], ...state.me.units.map((unit) => [unit.id, unit.name])];
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("oncall.title")),
      problem && h("p", { class: "note note-bad", role: "alert" }, problem),
      h(
        "div",
        { class: "row", role: "group", "aria-label": t("oncall.where") },
        units.map(([id, name]) => button(name, () => ((state.unit = id || null), load()), { "aria-pressed": String((state.unit ?? "") === id) })),
      ),
      h("h2", {}, t("oncall.now")),
      state.now.length === 0 && h("p", { class: "note note-warn" }, icon("triangle-alert"), t("oncall.nobody")),
      h("ul", { class: "answering" }, state.now.map(answering), h("li", { class: "card stack" }, h("strong", {}, t("oncall.call_15")), h("a", { class: "button call call-15", href: "tel:15" }, icon("siren"), h("span", {}, "15")))),
      h("h2", {}, t("oncall.table")),
      mayEdit() && button(t("oncall.add"), () => showForm(), { picture: "plus", look: "button-main" }),
      state.duties.length === 0 && h("p", { class: "note" }, t("oncall.empty")),
      h("ul", { class: "stack" }, state.duties.map(row)),
    ),
  );
}

async function load() {
  const query = state.unit ? `?unit=${encodeURIComponent(state.unit)}` : "";
  const isLast = asking();
  const { now, duties } = await get(`/api/on-call${query}`);
  if (!isLast()) return;
  Object.assign(state, { now, duties });
  draw();
}

async function start() {
  state.me = await begin();
  document.title = `${t("oncall.title")} – medcircuit`;
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("oncall.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

start();
