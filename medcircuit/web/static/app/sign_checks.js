// What the checks say of a decision before it is signed: a stop ends it, the rest asks for a reason.

import "./order_texts.js";
import { post } from "./api.js";
import { button, fill, h } from "./dom.js";
import { Checks } from "./order_checks.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

class DecisionChecks extends Checks {
  body() {
    return this.lines();
  }

  read(decisions) {
    return post(`${this.path}/signatures/checks`, { decisions });
  }
}

/** Shows why a decision was not signed; true once nothing keeps it back any more. */
export function answerChecks(resident, decisions, sentence) {
  return new Promise((resolve) => {
    const place = h("div", { class: "stack", id: "checks" });
    const next = h("div", {});
    const drawNext = () => {
      if (checks.open.some((finding) => finding.tier === "stop")) return;
      fill(next, button(t("sign.next"), done, { look: "button-main", disabled: checks.asked === "" || checks.open.length > 0 }));
    };
    const checks = new DecisionChecks(`/api/residents/${encodeURIComponent(resident.id)}`, place, () => decisions, drawNext);
    const body = h("div", { class: "stack" }, h("p", { class: "note note-warn", role: "alert" }, sentence), place, next);
    const close = showSheet({ title: t("sign.sheet", { name: fullName(resident) }), body, closed: () => resolve(false) });
    const done = () => {
      close();
      resolve(true);
    };
    checks.look().then(drawNext);
  });
}
