// A choice of a resident among those of the house, by unit.

import { h } from "./dom.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

/** "MARTIN Jeanne · 101". */
export const personName = (person) => [fullName(person), person.room].filter(Boolean).join(" · ");

/** The residents by the name of their unit. */
export function byUnit(residents) {
  const units = new Map();
  for (const one of residents) units.set(one.unit_name, [...(units.get(one.unit_name) ?? []), one]);
  return [...units];
}

/** A field that chooses one of them. */
export function residentField(id, label, residents) {
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    h("select", { class: "input", id, name: id, required: true }, h("option", { value: "" }, t("consult.pick")), byUnit(residents).map(([unit, people]) => h("optgroup", { label: unit }, people.map((one) => h("option", { value: one.id }, personName(one)))))),
  );
}
