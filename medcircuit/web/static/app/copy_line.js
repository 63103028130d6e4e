// One line to copy: the medicine found as one types, the posology as written, echoed before it is taken.

import { get, post } from "./api.js";
import { nowMs } from "./clock.js";
import "./copy_texts.js";
import { button, fill, h } from "./dom.js";
import { uuid7 } from "./ids.js";
import { glued } from "./line.js";
import { t } from "./texts.js";

const PAUSE = 150;
const REGIMES = ["nurse_only", "entrusted", "assisted"];

export class AddLine {
  constructor(resident, add) {
    Object.assign(this, { resident, add, chosen: null, found: null, pause: null });
    this.hits = h("ul", { class: "stack" });
    this.echo = h("p", { role: "status" });
    this.name = h("p", { role: "status" });
    this.medicine = h("input", { class: "input", id: "medicine", type: "search", autocomplete: "off", oninput: () => this.typed() });
    this.dosage = h("textarea", { class: "input", id: "dosage", rows: 2, required: true, placeholder: t("copy.dosage_hint"), oninput: () => this.forget() });
    this.save = h("button", { type: "submit", class: "button button-main", disabled: true }, t("copy.save"));
    this.root = h(
      "form",
      { class: "stack", onsubmit: (event) => this.send(event) },
      h("h4", {}, t("copy.add")),
      h("div", { class: "field" }, h("label", { for: "medicine" }, t("copy.medicine")), this.medicine),
      this.hits,
      this.name,
      h("div", { class: "field" }, h("label", { for: "dosage" }, t("copy.dosage")), this.dosage),
      h("fieldset", { class: "stack" }, h("legend", {}, t("copy.regime")), REGIMES.map((value) => h("label", { class: "row" }, h("input", { type: "radio", name: "regime", value, required: true }), t(`copy.regime.${value}`)))),
      button(t("copy.check"), () => this.check()),
      this.echo,
      this.save,
    );
  }

  typed() {
    clearTimeout(this.pause);
    this.pause = setTimeout(async () => {
      const text = this.medicine.value.trim();
      const hits = text ? await get(`/api/medicines?q=${encodeURIComponent(text)}&limit=8`).catch(() => []) : [];
      if (text !== this.medicine.value.trim()) return;
      fill(this.hits, text && hits.length === 0 && h("li", {}, t("copy.none_found")), hits.map((hit) => h("li", {}, button(hit.label, () => this.choose(hit)))));
    }, PAUSE);
  }

  choose(hit) {
    this.chosen = hit;
    this.forget();
    fill(this.hits);
    this.medicine.value = "";
    this.name.textContent = t("copy.chosen", { name: hit.label });
    this.dosage.focus();
  }

  forget() {
    this.found = null;
    this.save.disabled = true;
    this.echo.textContent = "";
    this.echo.className = "";
  }

  async check() {
    this.forget();
    if (!this.chosen) {
      this.tell(t("copy.none_found"));
      return;
    }
    const { chosen } = this;
    const text = this.dosage.value;
    try {
      const preview = await post(`/api/residents/${encodeURIComponent(this.resident.id)}/preview`, { cis: chosen.cis, text });
      if (chosen !== this.chosen || text !== this.dosage.value) return; // something else was chosen or typed meanwhile
      const wrong = [...preview.troubles, ...preview.questions].map((one) => one.sentence).concat(preview.unsure);
      if (wrong.length > 0) {
        this.tell(wrong.join(" "));
        return;
      }
      this.found = preview.dosage;
      this.save.disabled = false;
      this.echo.className = "note";
      this.echo.textContent = t("copy.understood", { sentence: glued(preview.sentence) });
    } catch (error) {
      this.tell(error.sentence);
    }
  }

  tell(sentence) {
    this.echo.className = "note note-bad";
    this.echo.textContent = sentence;
  }

  send(event) {
    event.preventDefault();
    if (!this.found) return;
    this.add({ id: uuid7(nowMs()), cis: this.chosen.cis, terms: { dosage: this.found, regime: this.root.elements.regime.value } });
  }
}
