// A prescriber's own templates: a line kept without any person in it, used again, or forgotten.

import { get, post, remove } from "./api.js";
import { nowMs } from "./clock.js";
import { button, fill, h, say } from "./dom.js";
import { uuid7 } from "./ids.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

/** What of a line is of no person: all but its id, its start and what was decided for one. */
function plain({ id: _id, starts_at: _starts, decided: _decided, ...kept }) {
  return structuredClone(kept);
}

/** Lists the templates; `chosen(content)` is told which one is used. */
export async function chooseTemplate(chosen) {
  const list = h("ul", { class: "stack" });
  const close = showSheet({ title: t("order.templates"), body: list });
  try {
    draw(await get("/api/order-templates"));
  } catch (problem) {
    fill(list, h("li", { class: "note note-bad" }, problem.sentence));
  }

  function draw(templates) {
    fill(
      list,
      templates.length === 0 && h("li", { class: "quiet" }, t("order.template_none")),
      templates.map((template) =>
        h(
          "li",
          { class: "row spread" },
          button(template.name, () => {
            close();
            chosen(template.content);
          }, { look: "grow" }),
          button("", async () => {
            await remove(`/api/order-templates/${encodeURIComponent(template.id)}`).catch(() => {});
            draw(templates.filter((one) => one !== template));
          }, { picture: "trash", look: "button-plain", "aria-label": t("order.template_delete", { name: template.name }) }),
        ),
      ),
    );
  }
}

/** Asks for a name and keeps the line. */
export function keepTemplate(line) {
  const problem = h("p", { role: "alert" });
  const field = h("input", { class: "input", id: "template-name", type: "text", maxlength: "80", autocomplete: "off" });
  field.value = line.medicine ? `${line.medicine.substances} ${line.medicine.strength}`.slice(0, 80) : "";
  const id = uuid7(nowMs());
  const form = h(
    "form",
    {
      class: "stack",
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          const { name } = await post("/api/order-templates", { id, name: field.value, content: plain(line) });
          close();
          say(t("order.template_kept", { name }));
        } catch (error) {
          problem.className = "note note-bad";
          problem.textContent = error.sentence;
        }
      },
    },
    h("div", { class: "field" }, h("label", { for: "template-name" }, t("order.template_name")), field),
    problem,
    h("button", { type: "submit", class: "button button-main" }, t("order.keep")),
  );
  const close = showSheet({ title: t("order.keep"), body: form });
  field.focus();
}
