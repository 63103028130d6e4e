// A resident as every screen shows them: photo, names, traits, what to beware of; nothing cut short.

import { fullDate, hourMinute, shortDay } from "./clock.js";
import { h, icon } from "./dom.js";
import { t } from "./texts.js";
import { textureSaid } from "./texture.js";

/** "MARTIN Jeanne", and the name in use where it differs. */
export function fullName(resident) {
  const used = resident.used_name && resident.used_name !== resident.birth_name ? ` (${resident.used_name})` : "";
  return `${resident.birth_name} ${resident.first_name}${used}`;
}

/**
 * A name as an element: it breaks between words and after a hyphen, and where its longest word would not fit it is
 * written smaller rather than broken (`.fits` in the style sheet, by the number of its letters).
 */
export function fitting(element, text) {
  element.classList.add("fits");
  element.style.setProperty("--letters", Math.max(...text.split(/[\s-]+/).map((word) => word.length)));
  return element;
}

/** The photo, or the initials of who has none. */
export function portrait(resident, look = "") {
  if (!resident.portrait) {
    const initials = `${resident.first_name.at(0) ?? ""}${resident.birth_name.at(0) ?? ""}`;
    return h("span", { class: `portrait portrait-none ${look}`.trim(), "aria-hidden": "true" }, initials);
  }
  return h("img", { class: `portrait ${look}`.trim(), src: resident.portrait, alt: t("who.photo", { name: fullName(resident) }), decoding: "async", loading: "lazy" });
}

export function born(resident) {
  const age = resident.age ?? "–";
  return t(resident.sex === "F" ? "who.born_f" : "who.born_m", { date: fullDate(resident.birth_date), age });
}

export const room = (resident) => (resident.room ? t("who.room", { room: resident.room }) : t("who.no_room"));

function flag(picture, word, look) {
  return h("li", { class: `flag ${look}` }, icon(picture), h("span", {}, word));
}

/** Allergies, texture, homonym, absence: icon and words; `short` for a tile of the board. */
export function flags(resident, { short = false, zone } = {}) {
  const severe = resident.allergies.some((allergy) => allergy.severity === "severe");
  const names = resident.allergies.map((allergy) => allergy.label).join(", ");
  const { absence } = resident;
  const until = absence?.ends_at ? t("who.until", { day: shortDay(absence.ends_at, zone), time: hourMinute(absence.ends_at, zone) }) : "";
  const all = [
    names && flag("shield-alert", short ? t("who.allergy") : t("who.allergies", { names }), severe ? "flag-stop" : "flag-warn"),
    resident.homonyms.length > 0 && flag("users-round", short ? t("who.homonym_short") : t("who.homonym"), "flag-warn"),
    resident.texture && flag("glass-water", textureSaid(resident.texture), "flag-note"),
    absence && flag("door-open", short ? absence.kind_label : t("who.absent", { kind: absence.kind_label, until }), "flag-note"),
    !short && ["PROV", "RECUP"].includes(resident.ins_status) && flag("id-card", t("who.ins"), "flag-note"),
  ].filter(Boolean);
  return all.length > 0 && h("ul", { class: "flags", "aria-label": t("who.beware") }, all);
}

/** The band that stays in sight while this resident is open. */
export function band(resident, { homonyms = [], zone, heading = "h1" } = {}) {
  return [
    portrait(resident, "portrait-large"),
    h(
      "div",
      { class: "who-text" },
      fitting(h(heading, { class: "name", id: "who", tabindex: "-1" }, fullName(resident)), fullName(resident)),
      h("p", { class: "who-traits" }, born(resident), " · ", h("strong", {}, room(resident))),
      flags(resident, { zone }),
      homonyms.map((other) => h("p", { class: "small" }, t("who.other", { name: fullName(other), born: born(other), room: room(other) }))),
    ),
  ];
}
