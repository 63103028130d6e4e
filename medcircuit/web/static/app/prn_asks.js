// What is asked beside a dose as needed: a new medical decision, what the family gave.

import { post } from "./api.js";
import { hourMinute, localDate, nowMs } from "./clock.js";
import { button, h } from "./dom.js";
import { comma } from "./fraction.js";
import { uuid7 } from "./ids.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

const field = (id, label, attributes = {}) => {
  const input = h("input", { class: "input", id, autocomplete: "off", ...attributes });
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), input) };
};

function teller() {
  const element = h("p", { role: "alert" });
  return {
    element,
    tell(sentence) {
      element.className = "note note-bad";
      element.textContent = sentence;
    },
  };
}

/** Asks which physician decided that a limit may be passed once. */
export function askDecision(decided) {
  const name = field("physician", t("prn.decision_name"), { maxlength: 100 });
  const problem = teller();
  const send = () => {
    const who = name.input.value.trim();
    if (who.length < 2) {
      problem.tell(t("prn.decision_missing"));
      return;
    }
    close();
    decided(who);
  };
  const close = showSheet({
    title: t("prn.decision_who"),
    body: [h("p", {}, t("prn.decision_hint")), name.element, problem.element, button(t("prn.continue"), send, { look: "button-primary" })],
  });
  name.input.focus();
}

/** The instant of an "HH:MM" that lies behind: today, or yesterday where it would be ahead. */
function instantOf(clock) {
  const at = new Date(`${localDate(nowMs())}T${clock}:00`);
  return at.getTime() > nowMs() ? new Date(at.getTime() - 86400000) : at;
}

/** Asks what the family gave of a line; it counts in the limits. */
export function askFamily(path, line, done) {
  const who = field("said-by", t("prn.family_who"), { maxlength: 80 });
  const when = field("said-at", t("prn.family_when"), { type: "time", value: hourMinute(nowMs()) });
  const amount = field("said-amount", t("prn.family_amount", { unit: line.unit }), { inputmode: "decimal", value: comma(line.doses[0] ?? "1") });
  const problem = teller();
  const id = uuid7(nowMs());
  const send = async () => {
    const told = [who, when, amount].map(({ input }) => input.value.trim());
    if (told.some((one) => !one)) {
      problem.tell(t("prn.family_missing"));
      return;
    }
    try {
      await post(`${path}/declared-doses`, { id, line: line.line, said_by: told[0], at: instantOf(told[1]).toISOString(), amount: told[2] });
      close();
      done(t("prn.family_done"));
    } catch (error) {
      problem.tell(error.members?.errors?.amount?.[0] ?? error.sentence);
    }
  };
  const close = showSheet({
    title: t("prn.family"),
    body: [who.element, when.element, amount.element, problem.element, button(t("prn.family_send"), send, { look: "button-primary" })],
  });
  who.input.focus();
}
