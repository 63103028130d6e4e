// What happened since the last signature, beside what is to be signed: measures with their age, doses, use as needed, opinions.

import { hourMinute, localDate, nowMs, shortDay } from "./clock.js";
import { h, icon } from "./dom.js";
import { t } from "./texts.js";

const enc = encodeURIComponent;
const DAY = 86400000;
const GROUPS = { given: ["given", "handed", "partial"], refused: ["refused", "spat_out"], withheld: ["withheld"], omitted: ["omitted"], untraced: ["untraced"] };

/** « aujourd'hui », « hier », « il y a 12 jours »: in days of the house. */
function age(at, zone) {
  const days = Math.round((Date.parse(localDate(nowMs(), zone)) - Date.parse(localDate(at, zone))) / DAY);
  return days <= 0 ? t("sign.today") : days === 1 ? t("sign.yesterday") : t("sign.days_ago", { n: days });
}

/** The last measure of each kind; says so where there is none. */
export function measured(card, zone) {
  if (card.measures.length === 0) return h("p", { class: "small quiet" }, t("sign.no_measure"));
  return h(
    "ul",
    { class: "sign-measures", "aria-label": t("sign.measures") },
    card.measures.map((one) => h("li", {}, h("span", { class: "small" }, one.label), " ", h("strong", {}, one.said), " ", h("span", { class: "small quiet" }, age(one.at, zone)))),
  );
}

/** Each state since the last signature, counted. */
export function answered(line, zone) {
  const day = shortDay(line.facts_since, zone);
  const counts = Object.entries(GROUPS).map(([group, states]) => [group, states.reduce((sum, code) => sum + (line.facts[code] ?? 0), 0)]);
  const other = Object.values(line.facts).reduce((sum, n) => sum + n, 0) - counts.reduce((sum, [, n]) => sum + n, 0);
  const words = [...counts, ["other", other]].filter(([, n]) => n > 0).map(([group, n]) => t(`sign.fact.${group}`, { n }));
  return h("p", { class: "small" }, words.length > 0 ? t("sign.facts", { day, facts: words.join(", ") }) : t("sign.no_facts", { day }));
}

const LOOKS = { y: "taken", n: "missed", ".": "none" };

/** Four weeks, a column a day: high where all was taken, low where something was not; in words for who cannot see it. */
export function fourWeeks({ strip }) {
  const days = [...strip];
  const [taken, missed] = ["y", "n"].map((letter) => days.filter((one) => one === letter).length);
  if (taken + missed === 0) return null;
  const words = t("sign.strip", { taken, missed });
  return h("div", { class: "stack-tight" }, h("div", { class: "sign-strip", role: "img", "aria-label": words }, days.map((one) => h("span", { class: `sign-${LOOKS[one]}` }))), h("p", { class: "small quiet" }, words));
}

/** How often a line given as needed was used. */
export const asNeeded = ({ used }) => used && h("p", { class: "row" }, icon("activity"), t("sign.used", used));

/** The pharmacist's opinion, with the way to its thread and its answer. */
export function opinion(told, residentId, zone) {
  if (!told) return null;
  const when = { day: shortDay(told.at, zone), time: hourMinute(told.at, zone) };
  return h(
    "div",
    { class: `note stack ${told.open ? "note-warn" : ""}` },
    h("p", {}, h("strong", {}, t("sign.opinion", { kind: told.kind_label, by: told.by, ...when })), told.problem && ` ${told.problem}.`),
    told.text && h("p", {}, told.text),
    h("a", { class: "button", href: `/analyse?resident=${enc(residentId)}` }, icon("message-square"), t(told.open ? "sign.opinion_answer" : "sign.opinion_see")),
  );
}
