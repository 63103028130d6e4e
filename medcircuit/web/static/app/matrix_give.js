// A nurse authorises a named person: for whom, with what, from when until when, trained when.

import { post } from "./api.js";
import { localDate, nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon } from "./dom.js";
import { uuid7 } from "./ids.js";
import { t } from "./texts.js";

const DAY_MS = 86400000;
const MONTHS_MS = 182 * DAY_MS;

/** Opens the form in `main`; `done()` once it is saved, `back()` when it is not. */
export function giveForm(main, { people, residents, lines, protocols, opened, zone, done, back }) {
  const id = uuid7(nowMs());
  const today = localDate(nowMs(), zone);
  const problem = h("div", { role: "alert" });
  const entrusted = h("div", { class: "stack", hidden: true });
  const chosen = { kind: "assisted" };

  const option = (type, name, value, label, more = {}) => h("label", { class: "option" }, h("input", { type, name, value, ...more }), h("span", {}, label));
  const group = (title, ...options) => h("fieldset", { class: "options" }, h("legend", {}, t(title)), options);
  const field = (name, attributes) => h("div", { class: "field" }, h("label", { for: `g-${name}` }, t(`matrix.${name}`)), h("input", { class: "input", id: `g-${name}`, name, autocomplete: "off", ...attributes }));

  function turn(kind) {
    chosen.kind = kind;
    entrusted.hidden = kind !== "entrusted";
    for (const box of form.querySelectorAll("[data-regime]")) box.hidden = box.dataset.regime !== kind;
  }

  function lineOption(line) {
    const label = [h("strong", {}, line.said), ` – ${line.resident_name}`];
    const made = option("checkbox", "lines", line.line, label, { onchange: () => forWhom() });
    made.dataset.regime = line.regime;
    return made;
  }

  /** Whoever has a chosen line, or a line that a chosen protocol opens, is named; more may be. */
  function forWhom() {
    const values = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value);
    const wanted = new Set(lines.filter((line) => values("lines").includes(line.line)).map((line) => line.resident));
    for (const one of opened.filter((one) => values("protocols").includes(one.id))) for (const line of one.lines) wanted.add(line.resident.id);
    for (const box of form.querySelectorAll("[name=residents]")) box.checked = wanted.has(box.value);
  }

  const free = lines.filter((line) => line.closed.length === 0 && line.regime && !line.as_needed);
  fill(entrusted, group("matrix.qualification", ["AS", "AP", "AES"].map((one) => option("radio", "qualification", one, one))), field("act", { maxlength: 80 }), field("assessed_on", { type: "date", value: today, max: today }));
  const form = h(
    "form",
    { class: "stack protocol-form", onsubmit: send, novalidate: true },
    h("h1", { tabindex: "-1" }, t("matrix.give")),
    problem,
    group("matrix.who", people.map((one) => option("radio", "user", one.id, one.name))),
    group("matrix.kind", ["assisted", "entrusted"].map((kind) => option("radio", "kind", kind, t(`matrix.kind.${kind}`), { checked: kind === chosen.kind, onchange: () => turn(kind) }))),
    entrusted,
    protocols.length > 0 && group("matrix.objects", protocols.map((one) => option("checkbox", "protocols", one.id, one.title, { onchange: () => forWhom() }))),
    free.length > 0 && h("details", { class: "card stack" }, h("summary", {}, t("matrix.some_lines")), group("matrix.some_lines", free.map(lineOption)), field("care_protocol", { maxlength: 120 })),
    group("matrix.residents", residents.map((one) => option("checkbox", "residents", one.id, one.name))),
    h("div", { class: "protocol-pair" }, field("first_day", { type: "date", value: today }), field("last_day", { type: "date", value: localDate(nowMs() + MONTHS_MS, zone) })),
    field("trained_on", { type: "date", value: today, max: today }),
    option("checkbox", "attest", "yes", t("matrix.attest")),
    h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, icon("user-check"), t("matrix.save")), button(t("matrix.back"), back, { picture: "arrow-left" })),
  );

  function complain(sentence) {
    fill(problem, h("p", { class: "note note-bad" }, sentence));
    scrollTo(0, 0);
  }

  async function send(event) {
    event.preventDefault();
    const data = new FormData(form);
    const visible = new Set([...form.querySelectorAll("[data-regime]:not([hidden]) input")].map((box) => box.value));
    const body = {
      id,
      kind: chosen.kind,
      user: data.get("user") ?? "",
      residents: data.getAll("residents"),
      lines: data.getAll("lines").filter((line) => visible.has(line)),
      protocols: data.getAll("protocols"),
      first_day: data.get("first_day"),
      last_day: data.get("last_day"),
      trained_on: data.get("trained_on"),
      care_protocol: data.get("care_protocol")?.trim() || null,
    };
    if (chosen.kind === "entrusted") Object.assign(body, { qualification: data.get("qualification"), act: data.get("act").trim() || null, assessed_on: data.get("assessed_on") || null });
    if (!data.get("attest")) return complain(t("matrix.attest_missing"));
    if (body.lines.length + body.protocols.length === 0) return complain(t("matrix.choose_objects"));
    try {
      await post("/api/authorisations", body);
      await done();
    } catch (error) {
      complain(error.sentence);
    }
  }

  fill(main, form);
  turn("assisted");
  focusOn(form.querySelector("h1"));
}
