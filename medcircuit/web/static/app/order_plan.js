// What the server understood of a posology: its words, what it asks, and the plan of fourteen days; or what is unclear, underlined.

import { shortDay } from "./clock.js";
import { button, fill, h, icon } from "./dom.js";
import { glued } from "./line.js";
import { t } from "./texts.js";

/** The text as typed, its unclear parts underlined. */
function marked(text, troubles) {
  const parts = [];
  let at = 0;
  for (const { start, end } of troubles) {
    if (start < at) continue;
    parts.push(text.slice(at, start), h("mark", { class: "unclear" }, text.slice(start, end)));
    at = end;
  }
  return h("p", { class: "typed", "aria-hidden": "true" }, parts, text.slice(at));
}

function unclear(text, troubles) {
  return [
    h("p", { class: "note note-bad" }, icon("circle-question-mark"), h("strong", {}, t("order.troubles"))),
    marked(text, troubles),
    h("ul", { class: "troubles" }, troubles.map((trouble) => h("li", {}, glued(trouble.sentence)))),
  ];
}

let made = 0;

/** A question of the plan, and what answers it. */
function question(asked, unit, decide) {
  const id = `d${(made += 1)}`;
  const types = { date: "date", instant: "datetime-local", dose: "text" };
  const labels = { date: "order.last_day", instant: "order.instant", dose: "order.dose_here" };
  const field = asked.takes && h("input", { class: "input", id, type: types[asked.takes], inputmode: asked.takes === "dose" ? "decimal" : null, autocomplete: "off" });
  return h(
    "li",
    { class: "note note-warn question" },
    h("p", {}, icon("circle-question-mark"), " ", asked.sentence),
    field && h("div", { class: "field" }, h("label", { for: id }, t(labels[asked.takes]) + (asked.takes === "dose" ? ` (${unit})` : "")), field),
    field && button(t("order.decide"), () => field.value && decide(asked, field.value), { picture: "check" }),
  );
}

/** Days in a row that hold the same doses, as one. */
function runs(days) {
  const found = [];
  for (const { date, doses } of days) {
    const same = JSON.stringify(doses);
    if (found.at(-1)?.same === same) found.at(-1).dates.push(date);
    else found.push({ same, dates: [date], doses });
  }
  return found;
}

function due({ time, when, said, units }) {
  return h("li", {}, when, !when.includes(time) && h("span", { class: "quiet small" }, ` ${time}`), " ", h("strong", {}, glued(said)), units && h("span", { class: "quiet" }, ` ${t("order.units", { units: glued(units) })}`));
}

function run({ dates, doses }) {
  const first = shortDay(dates[0]);
  return h(
    "li",
    { class: doses.length > 0 ? "plan-day" : "plan-day plan-none", data: { days: dates.length } },
    dates.length === 1 ? h("strong", {}, first) : h("span", {}, h("strong", {}, t("order.from_to", { first, last: shortDay(dates.at(-1)) })), h("span", { class: "quiet small" }, ` ${t("order.d", { n: dates.length })}`)),
    doses.length === 0 ? h("span", { class: "quiet" }, t("order.rest")) : h("ul", { class: "plan-doses" }, doses.map(due)),
  );
}

function plan(days) {
  const any = days.some((one) => one.doses.length > 0);
  return h(
    "section",
    { class: "stack" },
    h("h4", {}, t("order.plan")),
    any ? h("ol", { class: "plan" }, runs(days).map(run)) : h("p", { class: "quiet" }, t("order.plan_none")),
  );
}

/** Other words are being read: what is shown is of the words before. All of it stays in sight, faded, until the next drawing; its questions are not answered any more. */
export function outdated(place) {
  place.setAttribute("aria-busy", "true");
  for (const asked of place.querySelectorAll(".question")) asked.inert = true;
}

/** Draws a preview into its place. */
export function drawPreview(place, seen, { text, unit, decided, decide, undo }) {
  place.removeAttribute("aria-busy");
  if (!seen) return fill(place);
  if (seen.problem) return fill(place, h("p", { class: "note note-bad" }, seen.problem));
  if (seen.troubles.length > 0) return fill(place, unclear(text, seen.troubles));
  return fill(
    place,
    h("p", { class: "echo" }, icon("check"), h("span", {}, glued(seen.sentence))),
    seen.unsure.map((said) => h("p", { class: "note note-warn" }, icon("triangle-alert"), t("order.unsure", { said }))),
    seen.questions.length > 0 && h("ul", { class: "stack" }, seen.questions.map((asked) => question(asked, unit, decide))),
    decided && h("p", { class: "row" }, icon("check"), t("order.decided"), button(t("order.undo"), undo, { look: "button-plain", picture: "undo-2" })),
    seen.needed.length > 0 && h("ul", { class: "stack" }, seen.needed.map((said) => h("li", { class: "note" }, icon("hand"), glued(said)))),
    (seen.days.some((one) => one.doses.length > 0) || seen.needed.length === 0) && plan(seen.days),
  );
}
