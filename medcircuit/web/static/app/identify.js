// Who is before the carer when there is no token: a big photo and two traits, each confirmed; no answer is chosen beforehand.

import { fullDate } from "./clock.js";
import { button, h, once } from "./dom.js";
import { t } from "./texts.js";
import { fitting, fullName, portrait } from "./who.js";

/** Enter, with which scanners end, never answers who someone is; a touch or the space bar does. */
function answered(label, act, attributes) {
  return button(label, act, {
    ...attributes,
    onkeydown: (event) => {
      if (event.key === "Enter") event.preventDefault();
    },
  });
}

/** Two traits that the carer can check on a person: the date of birth and the room, or the first name without one. */
function traitsOf(resident) {
  const second = resident.room
    ? { code: "room", text: t("identify.room", { value: resident.room }) }
    : { code: "first_name", text: t("identify.first_name", { value: resident.first_name }) };
  return [{ code: "birth_date", text: t("identify.birth_date", { value: fullDate(resident.birth_date) }) }, second];
}

/**
 * The card that asks « Est-ce bien cette personne ? ». `confirmed(traits)` once every trait was said to be right,
 * `denied()` at the first that is not.
 */
export function identifyCard(resident, { confirmed, denied }) {
  const yes = new Set();
  const traits = traitsOf(resident);
  const sure = once(confirmed);
  const rows = traits.map((trait) => {
    const no = answered(t("app.no"), denied, { picture: "x" });
    const right = answered(
      t("app.yes"),
      () => {
        yes.add(trait.code);
        right.setAttribute("aria-pressed", "true");
        if (yes.size === traits.length) sure([...yes]);
      },
      { picture: "check", "aria-pressed": "false" },
    );
    return h("li", { class: "trait" }, h("span", { class: "trait-text", id: `trait-${trait.code}` }, trait.text), h("span", { class: "row", role: "group", "aria-labelledby": `trait-${trait.code}` }, right, no));
  });
  return h(
    "section",
    { class: "card identify", "aria-labelledby": "identify-title" },
    portrait(resident, "portrait-huge"),
    h(
      "div",
      { class: "stack" },
      h("h2", { id: "identify-title" }, t("identify.title")),
      fitting(h("p", { class: "name" }, fullName(resident)), fullName(resident)),
      h("ul", { class: "stack" }, rows),
      h("p", { class: "quiet" }, t("identify.or_scan")),
    ),
  );
}
