// What the rules of alert did: how often each fired and was overridden. Nobody is named.

import { get } from "./api.js";
import { counts } from "./counts.js";
import { fill, h, icon } from "./dom.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { turns } from "./turns.js";
import "./alerts_texts.js";
import "./review_texts.js";

const main = document.getElementById("main");
const PERIODS = [7, 30, 90];
const state = { days: 30, rules: [] };
const asking = turns();
const COLUMNS = ["firings", "stops", "confirms", "overrides"];

/** The share that was gone beyond, among those that could be. */
const share = (rule) => (rule.confirms === 0 ? null : Math.round((100 * rule.overrides) / rule.confirms));
/** A rule is a candidate for a review where it is gone beyond more often than not, over enough alerts to say so. */
const OFTEN = 50;
const ENOUGH = 20;

function row(rule) {
  const part = share(rule);
  const often = part !== null && part > OFTEN && rule.confirms >= ENOUGH;
  return [
    [t(`alerts.rule.${rule.rule}`), often && h("p", { class: "note note-warn" }, icon("triangle-alert"), t("alerts.high"))],
    ...COLUMNS.map((column) => String(rule[column])),
    part === null ? "–" : `${part} %`,
    String(rule.people),
  ];
}

function draw(problem = null) {
  const periods = h(
    "div",
    { class: "field" },
    h("label", { for: "period" }, t("alerts.period")),
    h("select", { class: "input", id: "period", onchange: (event) => load(Number(event.target.value)) }, PERIODS.map((n) => h("option", { value: String(n), selected: n === state.days }, t("alerts.days", { n })))),
  );
  for (const option of periods.querySelectorAll("option")) option.selected = Number(option.value) === state.days;
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1", id: "title" }, t("alerts.title")),
      problem && h("p", { class: "note note-bad", role: "alert" }, problem),
      h("p", { class: "quiet" }, t("alerts.why", { n: state.days })),
      periods,
      state.rules.length === 0
        ? h("p", { class: "note" }, icon("circle-check"), t("alerts.none"))
        : counts(["rule", ...COLUMNS, "share", "people"].map((column) => t(`alerts.${column}`)), state.rules.map(row), { by: "title" }),
    ),
  );
}

async function load(days) {
  state.days = days;
  const isLast = asking();
  try {
    const rules = await get(`/api/alerts/rules?days=${days}`);
    if (!isLast()) return;
    state.rules = rules;
    draw();
  } catch (error) {
    if (isLast()) draw(error.sentence);
  }
}

async function start() {
  await begin();
  document.title = `${t("alerts.title")} – medcircuit`;
  await load(state.days);
}

start();
