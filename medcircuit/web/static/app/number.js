// Asks for a number of units, typed by hand.

import { h } from "./dom.js";
import { write } from "./fraction.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

/** The amount as the API writes it, or null when the person went back. */
export function askNumber(title, read) {
  return new Promise((resolve) => {
    const field = h("input", { class: "input", id: "number", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "8" });
    const problem = h("p", { role: "alert" });
    const form = h(
      "form",
      {
        class: "stack",
        onsubmit: (event) => {
          event.preventDefault();
          const amount = read(field.value);
          if (amount && amount.top > 0n) {
            close();
            resolve(write(amount));
          } else {
            problem.className = "note note-bad";
            problem.textContent = t("ask.not_a_number");
          }
        },
      },
      h("div", { class: "field" }, h("label", { for: "number" }, t("ask.number")), field),
      problem,
      h("button", { type: "submit", class: "button button-main" }, t("ask.use")),
    );
    const close = showSheet({ title, body: form, closed: () => resolve(null) });
    field.focus();
  });
}
