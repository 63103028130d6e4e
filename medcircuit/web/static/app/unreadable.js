// « Code illisible »: why, which line, then the last characters typed or the box compared; never a dead end.

import { h } from "./dom.js";
import { drug } from "./line.js";
import { isRemoval } from "./removal.js";
import { choose, showSheet } from "./sheet.js";
import { t } from "./texts.js";

function askTyped(dose) {
  return new Promise((resolve) => {
    const field = h("input", { class: "input", id: "typed", type: "text", maxlength: "40", autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
    const done = (value) => {
      close();
      resolve(value);
    };
    const form = h(
      "form",
      {
        class: "stack",
        onsubmit: (event) => {
          event.preventDefault();
          if (field.value.trim().length >= 4) done(field.value.trim());
          else field.focus();
        },
      },
      h("p", { class: "dose" }, h("strong", {}, drug(dose.label)), " — ", dose.sentence),
      h("div", { class: "field" }, h("label", { for: "typed" }, t("unread.typed")), field),
      h("button", { type: "submit", class: "button button-main" }, t("unread.use")),
      h("p", {}, t("unread.or")),
      h("button", { type: "button", class: "button", onclick: () => done("") }, t("unread.compared")),
    );
    const close = showSheet({ title: t("unread.title"), body: form, closed: () => resolve(null) });
  });
}

/** Asks what is needed; gives {dose, unreadable: {reason, typed}}, or null when the person went back. */
export async function askUnreadable(app, chosen = null) {
  const reasons = app.round.pack.unreadable_reasons;
  const reason = await choose(t("unread.why"), reasons.map(({ code, label }) => ({ label, value: code })));
  if (!reason) return null;
  const open = app.openDoses().filter((dose) => !app.draft.lines[dose.key] && dose.route !== null && !isRemoval(dose));
  const dose = chosen ?? (await choose(t("unread.which"), open.map((one) => ({ label: `${drug(one.label)} — ${one.sentence}`, value: one }))));
  if (!dose) return null;
  const typed = await askTyped(dose);
  return typed === null ? null : { dose, unreadable: { reason, typed: typed || null } };
}
