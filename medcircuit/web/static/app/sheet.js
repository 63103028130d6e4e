// A sheet over the page: a question with its choices. Escape goes back and never confirms.

import { button, h } from "./dom.js";
import { t } from "./texts.js";

let open = null;

/** Shows a sheet; `closed` is told when it goes away without a choice; `look` is a class of its own. Gives a function that closes it. */
export function showSheet({ title, body, closed = () => {}, role = null, look = "" }) {
  closeSheet();
  const heading = h("h2", { id: "sheet-title", tabindex: "-1" }, title);
  const dialog = h(
    "dialog",
    { class: `sheet ${look}`.trim(), "aria-labelledby": "sheet-title", role },
    h(
      "div",
      { class: "stack" },
      h("div", { class: "sheet-head" }, heading, button(t("app.close"), () => dialog.close(), { picture: "x", look: "button-plain" })),
      body,
    ),
  );
  const back = document.activeElement;
  const state = { dialog, chosen: false };
  dialog.addEventListener("close", () => {
    if (open === state) open = null;
    dialog.remove();
    if (!state.chosen) closed();
    if (back?.isConnected) back.focus();
  });
  document.body.append(dialog);
  open = state;
  dialog.showModal();
  heading.focus();
  return () => {
    state.chosen = true;
    dialog.close();
  };
}

/** Closes whatever sheet is open, as Escape does: a scan goes before a question. */
export function closeSheet() {
  open?.dialog.close();
}

/**
 * Asks one question; resolves to the value of the choice, or null when the person went back.
 * @param {{label: string, value: any, picture?: string, look?: string, hint?: string}[]} choices
 */
export function choose(title, choices, { text = null } = {}) {
  return new Promise((resolve) => {
    const done = (value) => {
      close();
      resolve(value);
    };
    const close = showSheet({
      title,
      closed: () => resolve(null),
      body: [
        text && h("p", {}, text),
        h(
          "div",
          { class: "choices" },
          choices.map((choice) => button(choice.label, () => done(choice.value), { picture: choice.picture, look: choice.look ?? "" })),
        ),
      ],
    });
  });
}
