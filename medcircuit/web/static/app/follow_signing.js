// What the prescribers must still do, as the team sees it: orders that nobody signed, lines that come to their end.

import { hourMinute, shortDay } from "./clock.js";
import { h, icon } from "./dom.js";
import "./follow_signing_texts.js";
import { drug } from "./line.js";
import { t } from "./texts.js";
import { fullName, room } from "./who.js";

const of = ({ resident, label, sentence }) => h("p", {}, h("a", { class: "whose", href: `/residents/${encodeURIComponent(resident.id)}` }, h("strong", {}, fullName(resident))), ` · ${room(resident)}`, h("br", {}), h("span", { class: "dose" }, drug(label)), " ", sentence);

/** An order told or copied, until when it may stay unsigned; red once that has passed. */
export function unsignedCard(one, zone) {
  const when = { day: shortDay(one.due, zone), time: hourMinute(one.due, zone) };
  return h(
    "li",
    { class: "card stack", data: { unsigned: one.line } },
    of(one),
    h("p", {}, t(`follow.${one.kind}`, { who: one.ordered_by ?? "" })),
    one.overdue ? h("p", { class: "note note-bad row" }, icon("clock-alert"), t("follow.sign_late", when)) : h("p", { class: "row" }, icon("clock"), t("follow.sign_before", when)),
  );
}

/** When the last dose comes; past it, the line gives nothing more. */
export function endingCard(one) {
  const n = one.days_left;
  const words = n < 0 ? t("follow.ended") : n === 0 ? t("follow.ends_today") : t("follow.ends", { n });
  return h(
    "li",
    { class: "card stack", data: { ending: one.line } },
    of(one),
    h("p", { class: one.notice === 3 && !one.let_end ? "note note-warn row" : "row" }, icon("clock-alert"), words),
    one.let_end && h("p", {}, t("follow.let_end")),
  );
}

/** How many there are, in words for the page that leads here; nothing where none is. */
export function signingSaid({ unsigned, ending }) {
  const late = unsigned.filter((one) => one.overdue).length;
  const soon = ending.filter((one) => !one.let_end).length;
  const near = ending.filter((one) => !one.let_end && one.notice === 3).length;
  return [
    unsigned.length > 0 && { picture: "signature", words: t("follow.unsigned_count", { n: unsigned.length }) + (late > 0 ? t("follow.late_count", { n: late }) : "") },
    soon > 0 && { picture: "clock-alert", words: t("follow.ending_count", { n: soon }) + (near > 0 ? t("follow.near_count", { n: near }) : "") },
  ].filter(Boolean);
}
