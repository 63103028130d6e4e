// For whom a prescriber writes: everyone of the units open to them, filtered as one types.

import "./order_texts.js";
import { get } from "./api.js";
import { fill, h } from "./dom.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { born, flags, fullName, portrait, room } from "./who.js";

const main = document.getElementById("main");
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function tile(person, zone) {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "card person-card", href: `/residents/${encodeURIComponent(person.id)}/prescrire` },
      portrait(person),
      h("span", { class: "stack-small" }, h("strong", {}, fullName(person)), h("span", { class: "quiet small" }, `${born(person)} · ${room(person)}`), flags(person, { short: true, zone })),
    ),
  );
}

async function start() {
  const me = await begin();
  document.title = `${t("order.title")} – medcircuit`;
  if (!me.rights.includes("prescribe")) {
    fill(main, h("h1", {}, t("order.title")), h("p", { class: "note note-warn" }, t("order.none_read")));
    return;
  }
  try {
    const units = await Promise.all(me.units.map(async (unit) => ({ unit, people: await get(`/api/units/${encodeURIComponent(unit.id)}/residents`) })));
    const list = h("div", { class: "stack" });
    const draw = (text) => {
      const wanted = folded(text.trim()).split(" ").filter(Boolean);
      const fits = (person) => wanted.every((word) => folded(`${fullName(person)} ${person.room ?? ""}`).includes(word));
      const shown = units.map(({ unit, people }) => ({ unit, people: people.filter(fits) })).filter(({ people }) => people.length > 0);
      fill(
        list,
        shown.length === 0 && h("p", { class: "note" }, t("order.nobody")),
        shown.map(({ unit, people }) => h("section", { class: "stack" }, h("h2", {}, unit.name), h("ul", { class: "people-grid" }, people.map((person) => tile(person, me.establishment.zone))))),
      );
    };
    const field = h("input", { class: "input", id: "filter", type: "search", autocomplete: "off", oninput: () => draw(field.value) });
    fill(main, h("div", { class: "order-page stack" }, h("h1", {}, t("order.choose")), h("div", { class: "field" }, h("label", { for: "filter" }, t("order.filter")), field), list));
    draw("");
  } catch (problem) {
    fill(main, h("h1", {}, t("order.title")), h("p", { class: "note note-bad", role: "alert" }, problem.sentence ?? t("error.server")));
  }
}

start();
