// What waits for a person to decide: held entries, answers that disagree, the prescriber to be told, entries never received.

import { get, post } from "./api.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { uuid7 } from "./ids.js";
import { begin } from "./session.js";
import { choose, showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { endingCard, unsignedCard } from "./follow_signing.js";
import "./follow_texts.js";
import { fullName, room } from "./who.js";

const main = document.getElementById("main");
const NOTHING = { unsigned: [], ending: [] };
const state = { asked: 0, zone: "Europe/Paris", body: null, waiting: NOTHING, rights: [] };
const enc = encodeURIComponent;

const saidOf = ({ word, at, by_name: by }) => t("follow.said", { word, day: shortDay(at, state.zone), time: hourMinute(at, state.zone), by });

/** Who and which medicine: the name leads to the resident's page. */
function subject({ resident, line }) {
  const person = state.body.residents[resident];
  return h(
    "p",
    {},
    person ? h("a", { class: "whose", href: `/residents/${enc(resident)}` }, h("strong", {}, fullName(person))) : h("strong", {}, t("follow.unknown")),
    person && ` · ${room(person)}`,
    h("br", {}),
    h("span", { class: "dose" }, state.body.lines[line] ?? t("follow.unknown_line")),
  );
}

/** A few words typed by a person; null when they went back. */
function askWords(title, { required = false } = {}) {
  return new Promise((resolve) => {
    const field = h("textarea", { class: "input", id: "words", rows: "3", maxlength: "500", required });
    const form = h(
      "form",
      {
        class: "stack",
        onsubmit: (event) => {
          event.preventDefault();
          close();
          resolve(field.value.trim());
        },
      },
      h("div", { class: "field" }, h("label", { for: "words" }, t("follow.note")), field),
      h("button", { type: "submit", class: "button button-main" }, t("follow.save")),
    );
    const close = showSheet({ title, body: form, closed: () => resolve(null) });
    field.focus();
  });
}

const pick = (title, reasons) => choose(title, reasons.map(({ code, label }) => ({ label, value: code })));
const made = () => uuid7(nowMs());

/** Sends a decision, says so, and shows what is left; a refusal is said in its own words. */
async function settle(path, body) {
  try {
    const answer = await post(path, { id: made(), ...body });
    const [receipt] = answer?.receipts ?? [];
    if (receipt?.status === "question") return receipt.question;
    say(t("follow.done"));
    await load();
  } catch (error) {
    await load(error.sentence);
  }
  return null;
}

async function place(one, resident = one.resident) {
  const people = Object.entries(state.body.residents);
  let near = null;
  try {
    if (state.body.residents[resident]) near = await get(`/api/held/${enc(one.id)}/doses?resident=${enc(resident)}`);
  } catch (error) {
    draw(error.sentence);
    return;
  }
  const doses = (near?.doses ?? []).map((dose) => ({
    label: `${dose.medicine} — ${dose.sentence} · ${shortDay(dose.due, state.zone)} ${hourMinute(dose.due, state.zone)} · ${dose.word}${dose.state_by ? ` (${dose.state_by})` : ""}`,
    value: dose,
  }));
  const others = people.filter(([id]) => id !== resident).length > 0 ? [{ label: t("follow.other_person"), value: "other", picture: "users-round" }] : [];
  const chosen = await choose(t("follow.which"), [...doses, ...others], { text: doses.length ? saidOf(one) : t("follow.no_dose") });
  if (!chosen) return;
  if (chosen === "other") {
    const who = await choose(t("follow.whose"), people.filter(([id]) => id !== resident).map(([id, person]) => ({ label: `${fullName(person)} · ${room(person)}`, value: id })));
    if (who) await place(one, who);
    return;
  }
  const body = { dose: chosen.key, line: chosen.line, resident: near.resident };
  const question = await settle(`/api/held/${enc(one.id)}/placing`, body);
  if (!question) return;
  const twice = await choose(t("follow.really", { sentence: question.sentence }), [
    { label: t("follow.back"), value: false, picture: "arrow-left" },
    { label: t("follow.double"), value: true, picture: "triangle-alert", look: "button-danger" },
  ]);
  if (twice) await settle(`/api/held/${enc(one.id)}/placing`, { ...body, asserted: true });
}

async function close(one) {
  const reason = await pick(t("follow.close_why"), state.body.closed_because);
  if (!reason) return;
  const note = reason === "other" ? await askWords(t("follow.close_why"), { required: true }) : "";
  if (note !== null) await settle(`/api/held/${enc(one.id)}/closing`, { reason, note: note || null });
}

async function keep(dose, fact) {
  const said = saidOf(fact);
  const sure = await choose(t("follow.keep_sure", { said }), [
    { label: t("follow.back"), value: false, picture: "arrow-left" },
    { label: t("follow.sure"), value: true, picture: "check", look: "button-main" },
  ]);
  if (sure) await settle("/api/doses/decisions", { dose: dose.dose, keep: fact.id });
}

async function both(dose) {
  const note = await askWords(t("follow.both_why"), { required: true });
  if (note) await settle("/api/doses/decisions", { dose: dose.dose, note });
}

async function tell(one) {
  const reason = await pick(t("follow.how"), state.body.how);
  const conduct = reason && (await pick(t("follow.conduct"), state.body.conduct));
  if (!conduct) return;
  const note = await askWords(t("follow.tell"));
  if (note !== null) await settle(`/api/events/${enc(one.id)}/prescriber`, { reason, conduct, note: note || null });
}

const reserved = () => h("p", { class: "quiet" }, t("follow.only_idec"));

function heldCard(one) {
  return h(
    "li",
    { class: "card stack" },
    subject(one),
    h("p", {}, saidOf(one), one.reason && ` · ${one.reason}`, one.note && ` · ${one.note}`),
    one.corrects && h("p", { class: "quiet" }, t("follow.correction")),
    state.body.may_decide
      ? h("div", { class: "row" }, one.kind !== "void" && button(t("follow.place"), () => place(one), { picture: "check", look: "button-main" }), button(t("follow.close"), () => close(one), { picture: "x" }))
      : reserved(),
  );
}

function doseCard(dose) {
  const corrected = new Set(dose.facts.map((fact) => fact.replaces).filter(Boolean));
  const shown = dose.facts.filter((fact) => fact.kind !== "void");
  return h(
    "li",
    { class: "card stack" },
    subject(dose),
    dose.flags.map((flag) => h("p", { class: "note note-warn" }, icon("triangle-alert"), t(`flag.${flag}`))),
    h("ul", { class: "stack" }, shown.map((fact) => h("li", {}, corrected.has(fact.id) ? h("s", {}, saidOf(fact)) : saidOf(fact)))),
    state.body.may_decide
      ? h(
          "div",
          { class: "choices" },
          shown.filter((fact) => fact.kind !== "spat_out").map((fact) => button(t("follow.keep", { said: saidOf(fact) }), () => keep(dose, fact), { picture: "check" })),
          dose.flags.join() === "double" && button(t("follow.both"), () => both(dose), { picture: "triangle-alert" }),
        )
      : reserved(),
  );
}

function toldCard(one) {
  return h(
    "li",
    { class: "card stack" },
    subject(one),
    h("p", {}, saidOf(one), one.reason && ` · ${one.reason}`),
    h("p", {}, h("strong", {}, one.why)),
    state.body.may_tell && h("div", { class: "row" }, button(t("follow.tell"), () => tell(one), { picture: "pencil", look: "button-main" })),
  );
}

async function countersign(one) {
  const note = await askWords(t("follow.countersign"));
  if (note !== null) await settle(`/api/events/${enc(one.id)}/countersigning`, { note: note || null });
}

async function recounted(one) {
  const note = await askWords(t("follow.recounted"), { required: true });
  if (note) await settle(`/api/events/${enc(one.id)}/countersigning`, { note });
}

function countCard(one) {
  const said = one.counted === null ? t("follow.not_counted") : t("follow.counted", { counted: one.counted, expected: one.expected });
  return h(
    "li",
    { class: "card stack" },
    subject(one),
    h("p", {}, saidOf(one)),
    h("p", { class: "note note-bad" }, icon("triangle-alert"), h("span", {}, said)),
    state.body.may_decide ? h("div", { class: "row" }, button(t("follow.recounted"), () => recounted(one), { picture: "pencil", look: "button-main" })) : reserved(),
  );
}

function aloneCard(one) {
  return h(
    "li",
    { class: "card stack" },
    subject(one),
    h("p", {}, saidOf(one), one.why && ` · ${one.why}`),
    one.late && h("p", { class: "note note-bad" }, icon("clock"), h("span", {}, t("follow.alone_late"))),
    state.body.may_decide ? h("div", { class: "row" }, button(t("follow.countersign"), () => countersign(one), { picture: "pencil", look: "button-main" })) : reserved(),
  );
}

async function overLine(one) {
  const note = await askWords(t(one.change === null ? "follow.countersign" : "follow.recounted"), { required: one.change !== null });
  if (note !== null && (note || one.change === null)) await settle(`/api/register-lines/${enc(one.id)}/countersigning`, { note: note || null });
}

function narcoticCard(one) {
  const when = { day: shortDay(one.at, state.zone), time: hourMinute(one.at, state.zone) };
  return h(
    "li",
    { class: "card stack" },
    h("p", {}, h("strong", {}, one.product), ` – ${one.place}`),
    h("p", {}, t("follow.narcotic_line", { n: one.number, by: one.by_name, ...when }), one.alone && ` · ${t("follow.narcotic_alone")}`),
    one.change !== null && h("p", { class: "note note-bad" }, icon("triangle-alert"), h("span", {}, t("follow.narcotic_differs", { change: one.change.replace(".", ",") }))),
    one.late && h("p", { class: "note note-bad" }, icon("clock"), h("span", {}, t("follow.alone_late"))),
    state.body.may_decide ? h("div", { class: "row" }, button(t("follow.countersign"), () => overLine(one), { picture: "pencil", look: "button-main" })) : reserved(),
  );
}

function helperCard(one) {
  return h(
    "li",
    { class: "card stack" },
    subject(one),
    h("p", {}, t("follow.helper_by", { by: one.by_name, day: shortDay(one.at, state.zone), time: hourMinute(one.at, state.zone) })),
    one.findings.filter((each) => each.tier === "stop").map((each) => h("p", { class: "note note-bad" }, icon("octagon-x"), h("span", {}, each.sentence))),
  );
}

function autonomyCard(one) {
  const when = { day: shortDay(one.due, state.zone), time: hourMinute(one.due, state.zone) };
  return h("li", { class: "card stack" }, subject(one), h("p", {}, t("follow.autonomy_due", when)), h("div", { class: "row" }, h("a", { class: "button button-main", href: `/residents/${enc(one.resident)}/autonomie` }, icon("user-round-check"), t("follow.autonomy_go"))));
}

function deviceCard({ device, missing, forks }) {
  const tail = device.slice(-6);
  return h(
    "li",
    { class: "card stack" },
    missing.length > 0 && h("p", {}, t("follow.device", { device: tail, n: missing.length, which: missing.join(", ") })),
    forks.length > 0 && h("p", {}, t("follow.fork", { device: tail, which: forks.join(", ") })),
  );
}

const section = (key, items, build, why = null) =>
  items.length > 0 && h("section", { class: "stack" }, h("h2", {}, `${t(key)} (${items.length})`), why && h("p", { class: "quiet" }, t(why)), h("ul", { class: "stack" }, items.map(build)));

function draw(problem) {
  const { held, doses, prescriber, alone, counts, narcotics, autonomy, devices, helpers } = state.body;
  const { unsigned, ending } = state.waiting;
  const n = held.length + doses.length + prescriber.length + alone.length + counts.length + narcotics.length + autonomy.length + devices.length + helpers.length + unsigned.length + ending.length;
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("follow.title")),
      problem && h("p", { class: "note note-bad", role: "alert" }, problem),
      n === 0 && h("p", { class: "note" }, icon("circle-check"), t("follow.none")),
      section("follow.unsigned", unsigned, (one) => unsignedCard(one, state.zone), "follow.unsigned_why"),
      section("follow.prescriber", prescriber, toldCard),
      section("follow.doses", doses, doseCard),
      section("follow.held", held, heldCard, "follow.held_why"),
      section("follow.alone", alone, aloneCard, "follow.alone_why"),
      section("follow.counts", counts, countCard, "follow.counts_why"),
      section("follow.narcotics", narcotics, narcoticCard, "follow.narcotics_why"),
      section("follow.helpers", helpers, helperCard, "follow.helpers_why"),
      section("follow.ending", ending, endingCard, "follow.ending_why"),
      section("follow.autonomy", autonomy, autonomyCard, "follow.autonomy_why"),
      section("follow.devices", devices, deviceCard),
    ),
  );
}

async function load(problem = null) {
  state.asked += 1;
  const { asked } = state;
  const reads = state.rights.includes("read_prescription");
  const [body, waiting] = await Promise.all([get("/api/attention"), reads ? get("/api/waiting") : NOTHING]);
  if (asked !== state.asked) return;
  Object.assign(state, { body, waiting });
  draw(problem);
}

async function start() {
  const me = await begin();
  state.rights = me.rights;
  state.zone = me.establishment.zone;
  document.title = `${t("follow.title")} – medcircuit`;
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("follow.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

start();
