// Reading a person's data without a habilitation for it: what was opened, or a broken glass; the band stays in sight.

import { get, post } from "./api.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { personName, residentField } from "./people_choice.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import "./consult_texts.js";

const main = document.getElementById("main");
const state = { shown: 0, zone: "Europe/Paris", choices: null, residents: {}, consultations: [] };

const when = (instant) => `${shortDay(instant, state.zone)} ${hourMinute(instant, state.zone)}`;
const isOpen = ({ starts_at: from, ends_at: to }) => Date.parse(from) <= nowMs() && nowMs() < Date.parse(to);
const problem = (error) => h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server"));

function card(one) {
  const more = [one.reason, one.kind === "granted" && t("consult.by", { name: one.by_name }), one.categories.map((what) => t(`consult.cat.${what}`)).join(", ")].filter(Boolean).join(" · ");
  const time = isOpen(one) ? t("consult.until", { time: when(one.ends_at) }) : t("consult.from", { time: when(one.starts_at) });
  return h(
    "li",
    { class: "card stack" },
    h("p", {}, h("strong", {}, one.kind === "glass" ? t("consult.glass") : t("consult.title")), ` ${time}`),
    h("p", { class: "quiet" }, more),
    isOpen(one) && h("div", { class: "row" }, one.residents.map((id) => state.residents[id]).filter(Boolean).map((person) => button(t("consult.read", { name: personName(person) }), () => open(one, person), { look: "button-main", picture: "eye" }))),
  );
}

/** The reading of one person under one access; the band says so until it is closed. */
function open(one, person) {
  const place = h("div", { class: "stack", "aria-live": "polite" }, h("p", { class: "quiet" }, t("consult.choose")));
  const time = one.kind === "glass" ? hourMinute(one.ends_at, state.zone) : when(one.ends_at);
  const band = h(
    "div",
    { class: `glass-band ${one.kind === "glass" ? "glass-band-red" : ""}`, role: "status" },
    icon(one.kind === "glass" ? "siren" : "eye"),
    h("span", {}, t(one.kind === "glass" ? "consult.band_glass" : "consult.band", { time })),
    button(t("consult.stop"), () => close(one), { picture: "x" }),
  );
  const tabs = one.categories.map((what) => button(t(`consult.cat.${what}`), () => show(one, person, what, place, tabs), { data: { what }, "aria-pressed": "false" }));
  fill(main, h("div", { class: "stack" }, band, h("h1", { tabindex: "-1" }, personName(person)), h("p", { class: "quiet" }, t("consult.no_writing")), h("div", { class: "row" }, tabs), place, h("p", {}, h("a", { class: "button", href: "/consulter" }, icon("arrow-left"), t("consult.mine")))));
  main.querySelector("h1").focus();
}

async function show(one, person, what, place, tabs) {
  for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.what === what));
  state.shown += 1;
  const turn = state.shown; // what was asked for before must not be read under this name
  fill(place);
  try {
    const { items } = await post(`/api/consultations/${one.id}/reads`, { resident: person.id, category: what });
    if (turn === state.shown) fill(place, h("h2", {}, t(`consult.cat.${what}`)), items.length === 0 && h("p", { class: "note" }, t("consult.empty")), h("ul", { class: "items" }, items.map(item)));
  } catch (error) {
    if (turn === state.shown) fill(place, problem(error));
  }
}

function item({ title, lines, at, number, grave, suspended }) {
  return h(
    "li",
    { class: `card ${grave ? "item-grave" : ""}` },
    h("strong", {}, title),
    suspended && h("p", {}, t("consult.suspended")),
    at && h("p", { class: "quiet" }, when(at)),
    lines.filter(Boolean).map((line) => h("p", {}, line)),
    number && h("p", {}, h("a", { class: "button", href: `tel:${number.replace(/[^+\d]/g, "")}` }, icon("phone"), number)),
  );
}

async function close(one) {
  await post(`/api/consultations/${one.id}/end`, {}).catch(() => {});
  say(t("consult.closed"));
  await load(t("consult.closed"));
}

function glassForm() {
  const { choices } = state;
  const wrong = h("div", {});
  const go = h("button", { type: "submit", class: "button button-main" }, t("consult.glass_go"));
  const form = h(
    "form",
    { class: "card stack", onsubmit: submit },
    h("h1", { tabindex: "-1" }, t("consult.glass")),
    h("p", {}, t("consult.glass_hint")),
    residentField("resident", t("consult.who"), choices.residents),
    h("fieldset", { class: "options" }, h("legend", {}, t("consult.why")), choices.glass_reasons.map(({ code, label }) => h("label", { class: "option" }, h("input", { type: "radio", name: "reason", value: code, required: true }), h("span", {}, label)))),
    h("div", { class: "field" }, h("label", { for: "words" }, t("consult.words", { n: choices.least_words })), h("textarea", { class: "input area", id: "words", name: "words", required: true, minlength: String(choices.least_words), maxlength: "500" })),
    wrong,
    h("div", { class: "row" }, go, button(t("consult.cancel"), () => draw())),
  );
  const id = uuid7(nowMs());

  async function submit(event) {
    event.preventDefault();
    go.disabled = true;
    const said = Object.fromEntries(new FormData(form));
    try {
      const { consultations, residents } = await post("/api/glasses", { id, resident: said.resident, reason: said.reason, words: said.words.trim() });
      Object.assign(state.residents, residents);
      open(consultations[0], residents[said.resident]);
    } catch (error) {
      fill(wrong, problem(error));
      go.disabled = false;
    }
  }
  fill(main, h("div", { class: "stack narrow" }, form));
  main.querySelector("h1").focus();
}

function draw(sentence = null) {
  const { consultations } = state;
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("consult.title")),
      sentence && h("p", { class: "note", role: "status" }, sentence),
      h("h2", {}, t("consult.mine")),
      consultations.length === 0 && h("p", { class: "note" }, t("consult.none")),
      h("ul", { class: "stack" }, consultations.map(card)),
      h("p", {}, h("a", { class: "button", href: "/astreinte" }, icon("phone"), t("consult.call"))),
      h("h2", {}, t("consult.glass")),
      h("p", { class: "quiet" }, t("consult.glass_hint")),
      h("p", {}, button(t("consult.glass_open"), glassForm, { picture: "siren" })),
    ),
  );
}

async function load(sentence = null) {
  const [mine, choices] = await Promise.all([get("/api/consultations/mine"), get("/api/consultations/choices")]);
  Object.assign(state, { ...mine, choices });
  draw(sentence);
}

async function start() {
  const me = await begin();
  state.zone = me.establishment.zone;
  headerWhere({ unit: null, moment: null });
  document.title = `${t("consult.title")} – medcircuit`;
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("consult.title")), problem(error));
  }
}

start();
