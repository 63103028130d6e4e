// The panel of an emergency: « 15 » first, the person's vital protocols one tap away, then « Je l'ai donné ».
//
// A page opens it with `openVital(person)` or shows `vitalButton(person)`, person = { id, name }; it links css/vital.css.
// Nothing in it waits for the network: the protocols are asked for when the button is shown (`prepareVital`), and what was
// given is kept on the device until the server has it.

import { get } from "./api.js";
import { deviceMs, hourMinute } from "./clock.js";
import { button, fill, h, icon, say, submits } from "./dom.js";
import { queue } from "./queue.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./vital_texts.js";

const AGO = [0, 5, 10, 20];
const asked = new Map();

/** Asks for a person's vital protocols ahead of time; what was once known stays at hand without network. */
export function prepareVital(id) {
  const fresh = get(`/api/residents/${encodeURIComponent(id)}/vital`, { background: true }).then(({ protocols }) => {
    known.set(id, protocols);
    return protocols;
  });
  asked.set(id, fresh);
  fresh.catch(() => asked.delete(id));
  return fresh;
}

const known = new Map();

/** The button that opens the panel for a person. */
export function vitalButton(person, { look = "" } = {}) {
  prepareVital(person.id).catch(() => {});
  return button(t("vital.open"), () => openVital(person), { picture: "siren", look: `vital-open ${look}`, "aria-label": t("vital.open_of", { name: person.name }) });
}

/** Opens the panel for a person. */
export function openVital(person) {
  const place = h("div", { class: "stack", "aria-live": "polite" }, h("p", {}, t("vital.loading")));
  const state = { called: false };
  const call = h("a", { class: "button vital-15", href: "tel:15", onclick: () => (state.called = true) }, icon("phone"), h("span", {}, t("vital.call")));
  const close = showSheet({ title: t("vital.open_of", { name: person.name }), role: "alertdialog", body: h("div", { class: "stack" }, call, place) });
  const draw = (protocols, sentence) => fill(place, sentence && h("p", { class: "note note-warn" }, sentence), protocols.map((one) => protocol(person, one, state, close)), other(person, state, close));
  if (known.has(person.id)) draw(known.get(person.id));
  (asked.get(person.id) ?? prepareVital(person.id))
    .then((protocols) => draw(protocols, protocols.length === 0 && t("vital.none")))
    .catch(() => !known.has(person.id) && draw([], t("vital.unreachable")));
}

function protocol(person, one, state, close) {
  return h(
    "section",
    { class: "card stack vital-protocol" },
    h("h3", {}, one.title),
    one.indication && h("p", {}, one.indication),
    h("p", { class: "vital-dose" }, `${one.medicine} — ${one.dose_said}`),
    one.warnings.map((text) => h("p", { class: "note note-warn" }, text)),
    one.contra_signs.length > 0 && h("p", {}, t("vital.contra", { signs: one.contra_signs.join(" ; ") })),
    one.meanwhile.length > 0 && h("div", {}, h("p", { class: "quiet" }, t("vital.meanwhile")), h("ol", {}, one.meanwhile.map((step) => h("li", {}, step)))),
    button(t("vital.given"), () => tell(person, { protocol: one.id, line: one.line, amount: one.dose }, `${one.medicine}, ${one.dose_said}`, state, close), { look: "button-primary", picture: "check", "aria-label": t("vital.given_of", { product: one.medicine }) }),
  );
}

function other(person, state, close) {
  return button(t("vital.other"), () => tell(person, {}, null, state, close), { picture: "pencil" });
}

/** « Je l'ai donné »: what, when, whether the 15 was called; kept on the device before it is said to be noted. */
function tell(person, act, product, state, close) {
  close();
  const problem = h("p", { role: "alert" });
  const when = (minutes) => h("label", { class: "vital-choice" }, h("input", { type: "radio", name: "ago", value: String(minutes), checked: minutes === 0 }), h("span", {}, minutes === 0 ? t("vital.now") : t("vital.minutes", { n: minutes })));
  const form = h(
    "form",
    { class: "stack", onsubmit: submits(submit) },
    product ? h("p", { class: "vital-dose" }, product) : h("div", { class: "field" }, h("label", { for: "vital-product" }, t("vital.product")), h("input", { class: "input", id: "vital-product", name: "product", maxlength: "200", autocomplete: "off" })),
    h("fieldset", { class: "vital-when" }, h("legend", {}, t("vital.when")), AGO.map(when)),
    h("label", { class: "vital-choice" }, h("input", { type: "checkbox", name: "called", checked: state.called }), h("span", {}, t("vital.called"))),
    problem,
    h("button", { type: "submit", class: "button button-primary" }, icon("check"), h("span", {}, t("vital.record"))),
    h("a", { class: "button vital-open", href: "tel:15" }, icon("phone"), h("span", {}, t("vital.call"))),
  );
  const done = showSheet({ title: t("vital.open_of", { name: person.name }), body: form });

  async function submit() {
    const said = new FormData(form);
    const named = (said.get("product") ?? "").trim();
    if (!product && !named) {
      problem.className = "note note-bad";
      problem.textContent = t("vital.product_missing");
      form.querySelector("#vital-product").focus();
      return;
    }
    const at = new Date(deviceMs() - Number(said.get("ago")) * 60000).toISOString();
    try {
      await queue.addVital({ resident: person.id, at, line: null, protocol: null, amount: null, note: null, ...act, product: named || product, called: said.has("called") });
    } catch {
      problem.className = "note note-bad";
      problem.textContent = t("vital.not_kept");
      return;
    }
    fill(form, h("p", { class: "note", role: "status" }, icon("circle-check"), `${hourMinute(at)} – ${t("vital.done")}`), h("a", { class: "button vital-15", href: "tel:15" }, icon("phone"), h("span", {}, t("vital.call"))), button(t("app.close"), done));
    say(t("vital.done"), { urgent: true });
  }
}
