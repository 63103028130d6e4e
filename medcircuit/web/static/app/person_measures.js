// The weight and the renal function of a person, on which maximum doses depend: the last ones with their day, and a new one.

import { get, post } from "./api.js";
import { deviceMs, fullDate, instantOf, localDate } from "./clock.js";
import { fill, h, say } from "./dom.js";
import { uuid7 } from "./ids.js";
import { addTexts, t } from "./texts.js";

addTexts({
  "weighed.title": ["Poids et fonction rénale", "Weight and renal function"],
  "weighed.weight": ["Poids (kg)", "Weight (kg)"],
  "weighed.clearance": ["DFG (ml/min)", "Renal function, DFG (ml/min)"],
  "weighed.last": ["{what} : {said}, le {day}", "{what}: {said}, {day}"],
  "weighed.none": ["{what} : rien depuis 6 mois, les doses maximales qui en dépendent ne sont pas contrôlées", "{what}: nothing for 6 months, maximum doses that depend on it are not checked"],
  "weighed.kind": ["Quelle mesure ?", "Which measure?"],
  "weighed.value": ["Valeur", "Value"],
  "weighed.day": ["Mesuré le", "Measured on"],
  "weighed.save": ["Noter", "Note it"],
  "weighed.saved": ["Mesure notée.", "Measure noted."],
});

const KINDS = ["weight", "clearance"];

/** A card that reads and notes them; `may` says whether this person notes any. */
export function measuresCard(path, { zone, may }) {
  const list = h("ul", { class: "stack-small", role: "status" });
  const problem = h("p", { role: "alert" });
  const load = async () => {
    const noted = await get(`${path}/measures`).catch(() => null);
    if (noted === null) return fill(list);
    return fill(list, KINDS.map((kind) => row(kind, noted.find((one) => one.kind === kind), zone)));
  };
  load();
  return h("section", { class: "card stack" }, h("h2", {}, t("weighed.title")), list, may && form(path, { zone, problem, load }));
}

const row = (kind, one, zone) => h("li", {}, one ? t("weighed.last", { what: t(`weighed.${kind}`), said: one.said, day: fullDate(localDate(one.at, zone)) }) : h("span", { class: "quiet" }, t("weighed.none", { what: t(`weighed.${kind}`) })));

function form(path, { zone, problem, load }) {
  const today = localDate(deviceMs(), zone);
  const field = (name, label, attributes) => h("div", { class: "field" }, h("label", { for: `measure-${name}` }, label), h("input", { class: "input", id: `measure-${name}`, name, required: true, autocomplete: "off", ...attributes }));
  const sent = async (event) => {
    event.preventDefault();
    const { kind, value, day } = event.target.elements;
    const at = day.value === today ? deviceMs() : instantOf(day.value, "12:00", zone);
    try {
      await post(`${path}/measures`, { id: uuid7(deviceMs()), kind: kind.value, value: value.value.trim(), at: new Date(at).toISOString() });
    } catch (error) {
      fill(problem, h("span", { class: "note note-bad" }, error.sentence));
      return;
    }
    fill(problem);
    value.value = "";
    say(t("weighed.saved"));
    await load();
  };
  return h(
    "form",
    { class: "stack", onsubmit: sent },
    h("fieldset", { class: "row" }, h("legend", {}, t("weighed.kind")), KINDS.map((kind) => h("label", { class: "row" }, h("input", { type: "radio", name: "kind", value: kind, required: true }), t(`weighed.${kind}`)))),
    h("div", { class: "row" }, field("value", t("weighed.value"), { inputmode: "decimal", maxlength: "6" }), field("day", t("weighed.day"), { type: "date", value: today, max: today })),
    problem,
    h("div", { class: "row" }, h("button", { type: "submit", class: "button" }, t("weighed.save"))),
  );
}
