// The last days of a resident's doses: a letter a dose by line and day, what comes next, and every answer with its corrections.

import { hourMinute, localDate, nowMs, shortDay } from "./clock.js";
import { h } from "./dom.js";
import { t } from "./texts.js";
import "./person_texts.js";

const DAY = 86400000;
const NEXT = 24 * 3600000;

/** The local days that are shown, the last one today. */
export function week(zone) {
  const today = Date.parse(`${localDate(nowMs(), zone)}T12:00:00Z`);
  return Array.from({ length: 7 }, (_, back) => localDate(today - (6 - back) * DAY, "UTC"));
}

/** The day after the last shown: what comes next reaches into it. */
export const tomorrow = (days) => localDate(Date.parse(`${days.at(-1)}T12:00:00Z`) + DAY, "UTC");

function chip(dose, zone) {
  const when = dose.at ? ` ${hourMinute(dose.at, zone)}` : "";
  const said = t("person.cell", { moment: dose.moment || hourMinute(dose.due, zone), word: dose.word, when, by: dose.by_name ? ` – ${dose.by_name}` : "" });
  return h("span", { class: `dot chip-${dose.state}`, title: said }, h("span", { "aria-hidden": "true" }, dose.letter), h("span", { class: "unseen" }, said));
}

/** A table: for each medicine a row of days, for each dose a letter. */
export function strip(doses, days, zone) {
  const lines = new Map();
  for (const dose of doses) if (days.includes(dose.day)) lines.set(dose.line, [...(lines.get(dose.line) ?? []), dose]);
  const cell = (of, day) => {
    const there = of.filter((dose) => dose.day === day);
    return h("td", {}, there.length > 0 ? h("span", { class: "dots" }, there.map((dose) => chip(dose, zone))) : h("span", { class: "unseen" }, t("person.nothing_due")));
  };
  return h(
    "table",
    { class: "week" },
    h("caption", { class: "quiet" }, t("person.week_help")),
    h("thead", {}, h("tr", {}, days.map((day) => h("th", { scope: "col" }, shortDay(day, zone))))),
    [...lines.values()].map((of) =>
      h("tbody", {}, h("tr", {}, h("th", { scope: "rowgroup", colspan: String(days.length) }, of[0].medicine)), h("tr", {}, days.map((day) => cell(of, day)))),
    ),
  );
}

/** What is due within a day, in order. */
export function coming(doses) {
  const now = nowMs();
  return doses.filter((dose) => dose.state === "due" && Date.parse(dose.due) > now && Date.parse(dose.due) <= now + NEXT);
}

export function comingRow(dose, zone) {
  const when = t("person.next_one", { day: shortDay(dose.due, zone), time: hourMinute(dose.due, zone), moment: dose.moment });
  return h("li", {}, h("strong", {}, when), h("br", {}), `${dose.medicine} — ${dose.sentence}`);
}

/** Every answer of some days, the latest first; one that was corrected is struck through, and stays. */
export function answers(doses, zone) {
  const all = doses.flatMap((dose) => {
    const corrected = new Set(dose.facts.map((fact) => fact.replaces).filter(Boolean));
    return dose.facts.map((fact) => ({ dose, fact, corrected: corrected.has(fact.id) }));
  });
  all.sort((a, b) => b.fact.received_at.localeCompare(a.fact.received_at));
  return all.filter(({ fact, corrected, dose }) => corrected || fact.replaces || fact.afterwards || fact.conduct || fact.entered_by_name || fact.second_by || fact.kind !== "given" || dose.flags.length > 0);
}

export function answerRow({ dose, fact, corrected }, zone) {
  const said = `${fact.word} – ${shortDay(fact.at, zone)} ${hourMinute(fact.at, zone)} – ${fact.by_name}`;
  const more = [
    fact.reason,
    corrected && t("person.corrected"),
    fact.afterwards && t("person.afterwards", { why: fact.afterwards }),
    fact.second_by && t("person.second", { by: fact.second_by }),
    fact.entered_by_name && t("person.entered", { by: fact.entered_by_name }),
    fact.conduct && t("person.told", { by: fact.told_by, conduct: fact.conduct }),
    fact.note,
  ].filter(Boolean);
  return h("li", {}, h("span", { class: "dose" }, dose.medicine), h("br", {}), corrected ? h("s", {}, said) : said, more.length > 0 && h("span", { class: "quiet" }, ` · ${more.join(" · ")}`));
}
