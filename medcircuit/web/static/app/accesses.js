// Who may read what for a time; broken glasses to judge; who read what of a person; what the establishment chose.

import { call, get, post } from "./api.js";
import { hourMinute, instantOf, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { byUnit, personName, residentField } from "./people_choice.js";
import { begin } from "./session.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./consult_texts.js";

const main = document.getElementById("main");
const state = { me: null, zone: "Europe/Paris", drawn: 0 };
const HOURS = [12, 24, 48, 72];

const may = (right) => state.me.rights.includes(right);
const when = (instant) => `${shortDay(instant, state.zone)} ${hourMinute(instant, state.zone)}`;
const problem = (error) => h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server"));
const people = (one, residents) => one.residents.map((id) => residents[id]).filter(Boolean).map(personName).join(", ");

function glass(one, residents) {
  const judged = one.judged_by !== null;
  return h(
    "li",
    { class: `card access ${judged ? "" : "access-judge"}` },
    h("strong", {}, `${one.reader_name} → ${people(one, residents)}`),
    h("p", {}, `${when(one.starts_at)} · ${t("access.reads", { n: one.reads })}`),
    h("p", {}, `${one.reason} : ${one.words}`),
    judged && h("p", { class: one.justified ? "note" : "note note-warn" }, `${t(one.justified ? "access.justified" : "access.unjustified")}, ${one.judged_by} : ${one.note}`),
    !judged && one.own && h("p", { class: "quiet" }, t("access.own")),
    !judged && !one.own && h("div", { class: "row" }, button(t("access.justified"), () => judge(one, true), { picture: "check" }), button(t("access.unjustified"), () => judge(one, false), { picture: "triangle-alert" })),
  );
}

function judge(one, justified) {
  const note = h("textarea", { class: "input area", id: "note", required: true, maxlength: "500" });
  const wrong = h("div", {});
  const close = showSheet({
    title: t(justified ? "access.justified" : "access.unjustified"),
    body: h("form", { class: "stack", onsubmit: submit }, h("div", { class: "field" }, h("label", { for: "note" }, t("access.note")), note), wrong, h("button", { type: "submit", class: "button button-main" }, t("access.save"))),
  });
  note.focus();
  async function submit(event) {
    event.preventDefault();
    try {
      await post(`/api/glasses/${one.id}/judgement`, { justified, note: note.value.trim() });
      close();
      say(t("access.saved"));
      await draw();
    } catch (error) {
      fill(wrong, problem(error));
    }
  }
}

function given(one, residents) {
  const open = !one.ended_at;
  const standing = open ? (Date.parse(one.starts_at) > nowMs() ? "coming" : "open") : "over";
  return h(
    "li",
    { class: `card access ${standing === "open" ? "access-open" : ""}` },
    h("strong", {}, `${one.reader_name} → ${people(one, residents)}`),
    h("p", {}, `${t(`access.${standing}`)} · ${when(one.starts_at)} – ${when(one.ended_at ?? one.ends_at)}`),
    h("p", { class: "quiet" }, [one.categories.map((what) => t(`consult.cat.${what}`)).join(", "), one.reason, one.words, t("consult.by", { name: one.by_name }), t("access.reads", { n: one.reads })].filter(Boolean).join(" · ")),
    open && h("div", { class: "row" }, button(t("access.back"), () => takeBack(one), { picture: "x", "aria-label": t("access.back_of", { name: one.reader_name }) })),
  );
}

async function takeBack(one) {
  try {
    await post(`/api/consultations/${one.id}/end`, {});
    say(t("access.taken_back"));
    await draw(t("access.taken_back"));
  } catch (error) {
    await draw(error.sentence, true);
  }
}

const boxes = (name, legend, values) => h("fieldset", { class: "options" }, h("legend", {}, legend), values.map(([value, label, checked]) => h("label", { class: "option" }, h("input", { type: "checkbox", name, value, checked }), h("span", {}, label))));
const radios = (name, legend, values, chosen) => h("fieldset", { class: "options" }, h("legend", {}, legend), values.map(([value, label]) => h("label", { class: "option" }, h("input", { type: "radio", name, value, required: true, checked: value === chosen }), h("span", {}, label))));

async function giveForm() {
  state.drawn += 1;
  const turn = state.drawn;
  let choices;
  try {
    choices = await get("/api/consultations/choices");
  } catch (error) {
    await draw(error.sentence, true);
    return;
  }
  if (turn !== state.drawn) return;
  const hours = [...new Set([...HOURS.filter((n) => n < choices.longest_h), choices.longest_h])].map((n) => [String(n), t("access.hours", { n })]);
  const wrong = h("div", {});
  const id = uuid7(nowMs());
  const form = h(
    "form",
    { class: "card stack", onsubmit: submit },
    h("h1", { tabindex: "-1" }, t("access.give")),
    radios("reader", t("access.reader"), choices.readers.map((one) => [one.id, one.name])),
    h("fieldset", { class: "stack" }, h("legend", {}, t("access.residents")), byUnit(choices.residents).map(([unit, list]) => h("details", {}, h("summary", { class: "button" }, unit), h("div", { class: "picked", role: "group", "aria-label": unit, tabindex: "0" }, list.map((one) => h("label", { class: "option" }, h("input", { type: "checkbox", name: "residents", value: one.id }), h("span", {}, personName(one)))))))),
    boxes("categories", t("access.what"), choices.categories.map((what) => [what, t(`consult.cat.${what}`), ["allergies", "treatment", "protocols"].includes(what)])),
    radios("reason", t("consult.why"), choices.reasons.map((one) => [one.code, one.label])),
    h("div", { class: "field" }, h("label", { for: "words" }, t("access.words")), h("input", { class: "input", id: "words", name: "words", maxlength: "500", autocomplete: "off" })),
    h("div", { class: "field" }, h("label", { for: "begin" }, t("access.begin")), h("input", { class: "input", type: "datetime-local", id: "begin", name: "begin", required: true, value: `${localDate(nowMs(), state.zone)}T${hourMinute(nowMs(), state.zone)}` })),
    radios("hours", t("access.lasts"), hours, hours.at(-1)[0]),
    wrong,
    h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, t("access.go")), button(t("consult.cancel"), () => draw())),
  );

  async function submit(event) {
    event.preventDefault();
    const said = new FormData(form);
    const [day, time] = said.get("begin").split("T");
    const begin = instantOf(day, time.slice(0, 5), state.zone);
    const body = {
      id,
      reader: said.get("reader"),
      residents: said.getAll("residents"),
      categories: said.getAll("categories"),
      reason: said.get("reason"),
      words: said.get("words").trim() || null,
      starts_at: new Date(begin).toISOString(),
      ends_at: new Date(begin + Number(said.get("hours")) * 3600000).toISOString(),
    };
    try {
      const { consultations } = await post("/api/consultations", body);
      await draw(t("access.given_to", { name: consultations[0].reader_name }));
    } catch (error) {
      fill(wrong, problem(error));
    }
  }
  fill(main, h("div", { class: "stack narrow" }, form));
  main.querySelector("h1").focus();
}

function logSection(residents) {
  const place = h("div", { class: "stack", "aria-live": "polite" });
  const form = h("form", { class: "stack", onsubmit: submit }, residentField("of", t("consult.who"), residents), h("div", { class: "row" }, h("button", { type: "submit", class: "button" }, t("access.show"))), place);
  let asked = 0;
  async function submit(event) {
    event.preventDefault();
    const id = new FormData(form).get("of");
    asked += 1;
    const turn = asked;
    fill(place); // nobody's reads stand under another's name
    try {
      const { reads } = await get(`/api/residents/${encodeURIComponent(id)}/consultations`);
      if (turn !== asked) return;
      const print = h("a", { class: "button", href: `/api/residents/${encodeURIComponent(id)}/consultations.pdf`, target: "_blank", rel: "noopener" }, icon("printer"), t("access.print"));
      const row = (one) => h("tr", {}, h("td", {}, when(one.at)), h("td", {}, one.by), h("td", {}, t(`consult.cat.${one.category}`)), h("td", {}, [one.kind === "glass" ? t("consult.glass") : t("consult.by", { name: one.granted_by }), one.reason, one.words].filter(Boolean).join(" · ")));
      fill(place, reads.length === 0 ? h("p", { class: "note" }, t("access.log_none")) : h("table", { class: "reads" }, h("thead", {}, h("tr", {}, ["when", "by", "read", "why"].map((name) => h("th", { scope: "col" }, t(`access.${name}`))))), h("tbody", {}, reads.map(row))), h("p", {}, print));
    } catch (error) {
      if (turn === asked) fill(place, problem(error));
    }
  }
  return h("section", { class: "card stack" }, h("h2", {}, t("access.log")), form);
}

function settingSection(chosen) {
  const place = h("div", {});
  const form = h(
    "form",
    { class: "stack", onsubmit: submit },
    h("div", { class: "field" }, h("label", { for: "longest" }, t("access.longest")), h("input", { class: "input", type: "number", id: "longest", name: "longest", min: "1", max: "168", required: true, value: String(chosen.longest_h) })),
    h("label", { class: "option" }, h("input", { type: "checkbox", name: "grants", checked: chosen.manager_grants }), h("span", {}, t("access.manager_grants"))),
    place,
    h("div", { class: "row" }, h("button", { type: "submit", class: "button" }, t("access.save"))),
  );
  async function submit(event) {
    event.preventDefault();
    const said = new FormData(form);
    try {
      await call("PUT", "/api/consultations/settings", { body: { longest_h: Number(said.get("longest")), manager_grants: said.has("grants") } });
      fill(place, h("p", { class: "note", role: "status" }, t("access.saved")));
    } catch (error) {
      fill(place, problem(error));
    }
  }
  return h("section", { class: "card stack" }, h("h2", {}, t("access.settings")), form);
}

/** The whole page, as it is now; what is asked for later stands, whichever answer comes first. */
async function draw(sentence = null, bad = false) {
  state.drawn += 1;
  const turn = state.drawn;
  const none = { consultations: [], residents: {} };
  const [glasses, open, choices, chosen] = await Promise.all([
    may("review_access") ? get("/api/glasses") : none,
    may("grant_consultation") ? get("/api/consultations") : none,
    may("grant_consultation") ? get("/api/consultations/choices") : null,
    may("configure") ? get("/api/consultations/settings") : null,
  ]);
  if (turn !== state.drawn) return;
  const waiting = glasses.consultations.filter((one) => one.judged_by === null);
  const judged = glasses.consultations.filter((one) => one.judged_by !== null);
  const list = (found, residents, build) => h("ul", { class: "stack" }, found.map((one) => build(one, residents)));
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("access.title")),
      sentence && h("p", { class: `note ${bad ? "note-bad" : ""}`, role: bad ? "alert" : "status" }, sentence),
      may("review_access") && [h("h2", {}, t("access.to_judge")), waiting.length === 0 && h("p", { class: "note" }, icon("circle-check"), t("access.none_to_judge")), list(waiting, glasses.residents, glass)],
      may("grant_consultation") && [h("h2", {}, t("access.given")), choices.may_grant && h("p", {}, button(t("access.give"), giveForm, { picture: "plus", look: "button-main" })), open.consultations.length === 0 && h("p", { class: "note" }, t("access.none_given")), list(open.consultations, open.residents, given)],
      judged.length > 0 && [h("h2", {}, t("access.judged")), list(judged, glasses.residents, glass)],
      choices && logSection(choices.residents),
      chosen && settingSection(chosen),
    ),
  );
}

async function start() {
  state.me = await begin();
  state.zone = state.me.establishment.zone;
  headerWhere({ unit: null, moment: null });
  document.title = `${t("access.title")} – medcircuit`;
  try {
    await draw();
  } catch (error) {
    fill(main, h("h1", {}, t("access.title")), problem(error));
  }
}

start();
