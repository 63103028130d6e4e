// What a resident has on the body: which, where, since when, and when it comes off.

import "./person_body_texts.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import { h, icon } from "./dom.js";
import { drug } from "./line.js";
import { t } from "./texts.js";

const ROUND = 3 * 3600000; // the round in which it comes off takes its time
const when = (instant, zone) => `${shortDay(instant, zone)} ${hourMinute(instant, zone)}`;

/** What is worn: which, where, since when, and when it comes off; late ones first. */
export function wornCard({ value }, card, zone) {
  if (!value?.worn?.length) return null;
  const rows = [...value.worn].sort((a, b) => a.due.localeCompare(b.due));
  const row = (one) => {
    const late = Date.parse(one.due) + ROUND < nowMs();
    return h(
      "li",
      {},
      h("span", { class: "dose" }, drug(one.label)),
      h("br", {}),
      t("body.line", { site: one.site, when: when(one.applied.at, zone), by: one.applied.by }),
      h("span", { class: late ? "note note-bad note-line" : "quiet" }, late && icon("clock"), late ? t("body.late", { when: when(one.due, zone) }) : ` · ${t("body.due", { when: when(one.due, zone) })}`),
    );
  };
  return card(t("body.worn"), h("ul", { class: "stack" }, rows.map(row)));
}
