// A person who comes to live here, entered by one nurse in a minute; then the order to copy, the boxes to count.

import "./admission_texts.js";
import { refusedIdentity } from "./alike.js";
import { get, post } from "./api.js";
import { now } from "./clock.js";
import { button, fill, focusOn, h, icon } from "./dom.js";
import { headerWhere } from "./header.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

const main = document.getElementById("main");
const enc = encodeURIComponent;
const problem = h("div", { role: "alert", class: "stack" });
let me = null;

const field = (name, attributes = {}) => h("div", { class: "field" }, h("label", { for: name }, t(`admit.${name}`)), h("input", { class: "input", id: name, name, autocomplete: "off", maxlength: 100, ...attributes }));
const option = (name, value, label, checked = false) => h("label", { class: "option" }, h("input", { type: "radio", name, value, required: true, checked }), h("span", {}, label));

/** After the last one of the unit's walk. */
async function lastPlace(unit) {
  const people = await get(`/api/units/${enc(unit)}/residents`);
  return 1 + Math.max(0, ...people.map((one) => one.order ?? one.walking_order ?? 0));
}

async function admission(values) {
  const names = values.get("first_names").trim().split(/[\s,]+/);
  const used = values.get("used_name").trim();
  return {
    identity: { birth_name: values.get("birth_name").trim(), first_name: names[0], first_names: names.join(" "), used_name: used || null, birth_date: values.get("birth_date"), sex: values.get("sex") },
    arrival: { unit: values.get("unit"), room: values.get("room").trim(), order: await lastPlace(values.get("unit")), at: now() },
    texture: values.get("texture").trim() || null,
  };
}

/** Enters the person, then each allergy; says whom they may be where somebody alike is known. */
async function admit(form, distinct = []) {
  const values = new FormData(form);
  const go = form.querySelector("[type=submit]");
  go.disabled = true;
  fill(problem);
  try {
    const body = await admission(values);
    const { id } = await post("/api/residents", { ...body, distinct_from: distinct });
    const noted = await allergies(id, values);
    done({ ...body.identity, id, room: body.arrival.room }, noted);
  } catch (error) {
    go.disabled = false;
    await refusedIdentity(problem, error, (alike) => admit(form, alike));
    problem.scrollIntoView();
  }
}

async function allergies(id, values) {
  const labels = values.get("allergies").split("\n").map((one) => one.trim()).filter(Boolean);
  const severity = values.get("severe") ? "severe" : "other";
  try {
    for (const label of labels) await post(`/api/residents/${enc(id)}/allergies`, { label, severity });
    return true;
  } catch {
    return false;
  }
}

function done(person, noted) {
  const link = (href, picture, key, look = "") => h("a", { class: `button ${look}`.trim(), href }, icon(picture), t(key));
  fill(
    main,
    h(
      "div",
      { class: "stack sign" },
      h("h1", { tabindex: "-1" }, t("admit.done", { name: fullName(person), room: person.room })),
      !noted && h("p", { class: "note note-bad", role: "alert" }, t("admit.allergy_failed")),
      h("h2", {}, t("admit.next")),
      h("div", { class: "choices" }, link(`/residents/${enc(person.id)}/recopier`, "file-text", "admit.copy", "button-main"), link(`/stock/reception?pour=${enc(person.id)}`, "package", "admit.boxes"), link(`/residents/${enc(person.id)}`, "user", "admit.person")),
    ),
  );
  focusOn(main.querySelector("h1"));
}

function draw() {
  const form = h(
    "form",
    {
      class: "card stack",
      onsubmit: (event) => {
        event.preventDefault();
        admit(form);
      },
    },
    h("p", { class: "quiet" }, t("admit.identity")),
    field("birth_name", { required: true, autocapitalize: "characters" }),
    field("first_names", { required: true, autocapitalize: "words" }),
    field("used_name"),
    field("birth_date", { type: "date", required: true }),
    h("fieldset", { class: "options" }, h("legend", {}, t("admit.sex")), option("sex", "F", t("admit.F")), option("sex", "M", t("admit.M"))),
    h("fieldset", { class: "options" }, h("legend", {}, t("admit.unit")), me.units.map((unit) => option("unit", unit.id, unit.name, me.units.length === 1))),
    field("room", { required: true, maxlength: 20 }),
    h("div", { class: "field" }, h("label", { for: "allergies" }, t("admit.allergies")), h("textarea", { class: "input", id: "allergies", name: "allergies", rows: 2, maxlength: 500 }), h("p", { class: "small quiet" }, t("admit.no_allergy"))),
    h("label", { class: "option" }, h("input", { type: "checkbox", name: "severe" }), h("span", {}, t("admit.severe"))),
    field("texture"),
    problem,
    h("button", { type: "submit", class: "button button-main" }, t("admit.save")),
  );
  document.title = `${t("admit.title")} – medcircuit`;
  fill(main, h("div", { class: "stack sign" }, h("h1", { tabindex: "-1" }, t("admit.title")), form));
}

async function start() {
  me = await begin();
  headerWhere({ unit: null, moment: null });
  if (me.rights.includes("manage_resident")) draw();
  else fill(main, h("h1", {}, t("admit.title")), h("p", { class: "note" }, t("admit.not_yours")));
}

start();
