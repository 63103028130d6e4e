// The search of a medicine as one types: substance, strength and form in every line, and nothing chosen in advance.

import { get } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { glued } from "./line.js";
import { t } from "./texts.js";

const WAIT_MS = 120;

/** The strength and form behind the substance, and the brand in grey. */
export function medicineWords(hit) {
  return [
    h("span", { class: "dose" }, h("strong", {}, glued([hit.substances.toUpperCase(), hit.strength].filter(Boolean).join(" "))), ` — ${hit.form}`),
    h("span", { class: "quiet small" }, glued(hit.label)),
    h(
      "span",
      { class: "badges" },
      hit.narcotic && h("span", { class: "badge badge-stup" }, icon("shield-alert"), t("order.narcotic")),
      hit.shortage && h("span", { class: "badge" }, icon("triangle-alert"), t("order.shortage")),
      hit.retired && h("span", { class: "badge" }, icon("triangle-alert"), t("order.retired")),
    ),
  ];
}

/** A field and what it finds; `chosen(hit)` is told which one was pressed. */
export function search(chosen) {
  const found = h("ul", { class: "hits", "aria-label": t("order.medicine") });
  const said = h("p", { class: "small", role: "status" });
  const field = h("input", { class: "input", id: "medicine", type: "search", autocomplete: "off", spellcheck: "false", maxlength: "100", oninput: () => typed() });
  let timer = null;
  let asked = 0;

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  }

  async function look() {
    const text = field.value.trim();
    const mine = (asked += 1);
    if (text.length < 2) {
      fill(found);
      said.textContent = "";
      return;
    }
    try {
      const hits = await get(`/api/medicines?limit=20&q=${encodeURIComponent(text)}`);
      if (mine !== asked) return;
      const near = hits.some((hit) => hit.near);
      said.textContent = hits.length === 0 ? t("order.not_found") : `${t("order.found", { n: hits.length })}${near ? ` · ${t("order.near")}` : ""}`;
      fill(found, hits.map((hit) => h("li", {}, h("button", { type: "button", class: "button hit", onclick: () => chosen(hit) }, h("span", { class: "hit-words" }, medicineWords(hit))))));
    } catch (problem) {
      if (mine === asked) said.textContent = problem.sentence;
    }
  }

  return h("div", { class: "stack" }, h("div", { class: "field" }, h("label", { for: "medicine" }, t("order.search")), field), said, found);
}

/** The medicine of a line, and the way to change it. */
export function chosenMedicine(hit, change) {
  return h("div", { class: "chosen" }, h("span", { class: "hit-words" }, medicineWords(hit)), button(t("order.change"), change, { picture: "pencil", look: "button-plain" }));
}
