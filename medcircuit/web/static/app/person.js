// A resident's page: who they are, what is prescribed, what was given on the last seven days, their identification supports.

import { get } from "./api.js";
import { hourMinute, localDate, nowMs, shortDay } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { drug } from "./line.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { band } from "./who.js";

const DAYS = 7;
const main = document.getElementById("main");
const id = decodeURIComponent(location.pathname.split("/")[2]);

const section = (title, ...children) => h("section", { class: "card stack" }, h("h2", {}, title), children);

function line(one) {
  return h(
    "li",
    { class: "stack-tight" },
    h("p", { class: "dose" }, h("strong", {}, one.label?.substance ? drug(one.label) : one.label), one.sentence ? ` — ${one.sentence}` : ""),
    one.status && one.status !== "active" && h("span", { class: "badge" }, t(`person.${one.status}`)),
  );
}

/** One row a line, one cell a day: the letters of the states, in the order of the day. */
function strip(rows, zone) {
  const days = Array.from({ length: DAYS }, (_, back) => localDate(nowMs() - (DAYS - 1 - back) * 86400000, zone));
  const cell = (row, day) => {
    const doses = row.days?.[day] ?? [];
    return h("td", {}, doses.map((dose) => h("span", { class: `dot chip-${dose.state}`, title: `${dose.at ? hourMinute(dose.at, zone) : ""} ${dose.word}`.trim() }, dose.letter)));
  };
  return h(
    "div",
    { class: "scroll-x", tabindex: "0", role: "region", "aria-label": t("person.week") },
    h(
      "table",
      { class: "strip" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("person.medicine")), days.map((day) => h("th", { scope: "col" }, shortDay(day, zone))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), days.map((day) => cell(row, day))))),
    ),
  );
}

function token(one) {
  const state = one.revoked_at ? t("person.revoked", { date: shortDay(one.revoked_at) }) : t("person.valid");
  return h("li", { class: "row" }, icon("id-card"), t("person.token", { number: one.number, support: one.support_label ?? one.support, tail: one.tail }), h("span", { class: "quiet" }, state));
}

async function start() {
  const me = await begin();
  const zone = me.establishment.zone;
  try {
    const resident = await get(`/api/residents/${encodeURIComponent(id)}`);
    document.title = `${t("person.title")} – medcircuit`;
    fill(
      main,
      h(
        "div",
        { class: "stack" },
        h("div", { class: "who who-page" }, band({ homonyms: [], allergies: [], ...resident }, { zone })),
        resident.ins_status && h("p", { class: "quiet" }, t("person.ins", { status: resident.ins_status })),
        resident.lines?.length > 0 && section(t("person.lines"), h("ul", { class: "stack" }, resident.lines.map(line))),
        resident.week?.length > 0 && section(t("person.week"), strip(resident.week, zone)),
        resident.tokens?.length > 0 && section(t("person.tokens"), h("ul", { class: "stack" }, resident.tokens.map(token))),
      ),
    );
  } catch (error) {
    fill(main, h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
