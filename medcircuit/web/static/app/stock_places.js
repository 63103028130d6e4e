// Which cart or cupboard a stock page is about: chosen once, remembered by this device.

import { get } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./texts.js";
import "./stock_texts.js";

const KEY = "stock.place";
const PICTURES = { cart: "shopping-cart", cupboard: "shelving-unit", safe: "vault", room: "door-open" };

/** The picture of a kind of place. */
export const placeIcon = (place) => icon(PICTURES[place.kind] ?? "package");

/** The places this person may look into. */
export async function loadPlaces() {
  return (await get("/api/places")).places;
}

/** The place this device was last used for, if it is one of these. */
export function rememberedPlace(places) {
  let id = null;
  try {
    id = localStorage.getItem(KEY);
  } catch {
    // A device that keeps nothing asks each time.
  }
  return places.find((place) => place.id === id) ?? null;
}

/** Keeps the place for the next time. */
export function rememberPlace(place) {
  try {
    localStorage.setItem(KEY, place.id);
  } catch {
    // As above.
  }
}

/** The places by unit: [[unit name, places]]. */
export function byUnit(places) {
  const groups = new Map();
  for (const place of places) {
    const name = place.unit?.name ?? t("stock.whole_house");
    groups.set(name, [...(groups.get(name) ?? []), place]);
  }
  return [...groups];
}

/** A list to choose a place from. */
export function placeField(places, chosen, onchange) {
  const select = h(
    "select",
    { class: "input", id: "place", onchange: () => onchange(places.find((place) => place.id === select.value)) },
    byUnit(places).map(([name, group]) =>
      h(
        "optgroup",
        { label: name },
        group.map((place) => h("option", { value: place.id, selected: place.id === chosen?.id }, place.name)),
      ),
    ),
  );
  return h("div", { class: "field grow" }, h("label", { for: "place" }, t("stock.place")), select);
}
