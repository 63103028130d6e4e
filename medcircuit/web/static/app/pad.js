// A number typed on big keys, or on the keyboard: for measures and doses.

import "./acts_texts.js";
import { button, h, icon } from "./dom.js";
import { readTyped, write } from "./fraction.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

/**
 * The amount as the API writes it, or null when the person went back. `check` gives the sentence of what is wrong with a
 * value, or nothing.
 */
export function askValue({ title, label, unit = "", hint = "", check = () => null }) {
  return new Promise((resolve) => {
    const field = h("input", { class: "input pad-value", id: "pad", type: "text", inputmode: "none", autocomplete: "off", maxlength: "8" });
    const problem = h("p", { role: "alert" });
    const press = (sign) => {
      if (field.value.length < 8) field.value += sign;
      field.focus();
    };
    const use = (event) => {
      event.preventDefault();
      const amount = readTyped(field.value);
      const wrong = amount === null ? t("pad.not_a_number") : check(amount);
      if (!wrong) {
        close();
        resolve(write(amount));
        return;
      }
      problem.className = "note note-bad";
      problem.textContent = wrong;
      field.focus();
    };
    const key = (sign) => button(sign, () => press(sign));
    const form = h(
      "form",
      { class: "stack", onsubmit: use },
      hint && h("p", { class: "note" }, hint),
      h("div", { class: "field" }, h("label", { for: "pad" }, unit ? `${label} (${unit})` : label), field),
      problem,
      h(
        "div",
        { class: "keys" },
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", ","].map(key),
        key("0"),
        h("button", { type: "button", class: "button", "aria-label": t("lock.delete"), onclick: () => (field.value = field.value.slice(0, -1)) }, icon("delete")),
      ),
      h("button", { type: "submit", class: "button button-main" }, icon("check"), h("span", {}, t("pad.use"))),
    );
    const close = showSheet({ title, body: form, closed: () => resolve(null) });
    field.focus();
  });
}
