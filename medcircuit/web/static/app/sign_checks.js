// What the checks say of a decision before it is signed or saved: a stop ends it, the rest asks for a reason.

import "./order_texts.js";
import { post } from "./api.js";
import { button, fill, h } from "./dom.js";
import { Checks } from "./order_checks.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

/** What is waited for where the checks keep something back. */
export const UNCHECKED = ["order_stopped", "alerts_unanswered"];

class AskedChecks extends Checks {
  body() {
    return ["asked"];
  }

  read() {
    return this.lines();
  }
}

/** The checks of decisions about a person's lines, as `answerChecks` asks them. */
export const ofDecisions = (resident, decisions) => () => post(`/api/residents/${encodeURIComponent(resident.id)}/signatures/checks`, { decisions });

/**
 * Shows why something was kept back, as `ask()` gives its findings; true once nothing keeps it back any more. `stopped`
 * is said beside a stop.
 */
export function answerChecks({ title, sentence, ask, stopped = null }) {
  return new Promise((resolve) => {
    const place = h("div", { class: "stack", id: "checks" });
    const next = h("div", {});
    const drawNext = () => {
      if (checks.open.some((finding) => finding.tier === "stop")) return fill(next, stopped && h("p", { class: "note note-bad" }, stopped));
      return fill(next, button(t("sign.next"), done, { look: "button-main", disabled: checks.asked === "" || checks.open.length > 0 }));
    };
    const checks = new AskedChecks(null, place, ask, drawNext);
    const body = h("div", { class: "stack" }, h("p", { class: "note note-warn", role: "alert" }, sentence), place, next);
    const close = showSheet({ title, body, closed: () => resolve(false) });
    const done = () => {
      close();
      resolve(true);
    };
    checks.look().then(drawNext);
  });
}

/** Runs `work`; where the checks keep it back, their sheet is shown and it runs again. True once it was done, false where the person went back. */
export async function throughChecks(work, answering) {
  for (;;) {
    try {
      await work();
      return true;
    } catch (error) {
      if (!UNCHECKED.includes(error.code)) throw error;
      if (!(await answerChecks({ ...answering, sentence: error.sentence }))) return false;
    }
  }
}

/** Alerts that were gone beyond before and still stand as they did: shown again, no reason asked. */
export function answeredAlerts(answered, day) {
  if (!answered?.length) return null;
  const one = (finding) => h("li", {}, finding.sentence, " ", h("span", { class: "quiet" }, t("sign.answered", { reason: finding.reasons.find((known) => known.code === finding.override.reason)?.label ?? finding.override.reason, day: day(finding.override.said_at) })));
  return h("div", { class: "note note-warn stack" }, h("p", {}, h("strong", {}, t("sign.alerts_stand"))), h("ul", { class: "stack small" }, answered.map(one)));
}
