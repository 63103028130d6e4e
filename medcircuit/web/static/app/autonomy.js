// What a resident takes by themselves: the assessment, the weekly hand-over and check, and the end.

import "./autonomy_texts.js";
import { get, post } from "./api.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { drug } from "./line.js";
import { begin } from "./session.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { band } from "./who.js";

const enc = encodeURIComponent;
const resident = decodeURIComponent(location.pathname.split("/")[2]);
const path = `/api/residents/${enc(resident)}/self-management`;
const main = document.getElementById("main");
const problem = h("div", { role: "alert" });
const state = { zone: null, who: null, body: null, chosen: new Set() };
const when = (at) => `${shortDay(at, state.zone)} ${hourMinute(at, state.zone)}`;

/** What was seen, in a few words; null when they went back. */
function askNote(title) {
  return new Promise((resolve) => {
    const field = h("textarea", { class: "input", id: "note", rows: "3", maxlength: "500" });
    const sent = (event) => {
      event.preventDefault();
      close();
      resolve(field.value.trim());
    };
    const form = h("form", { class: "stack", onsubmit: sent }, h("div", { class: "field" }, h("label", { for: "note" }, t("autonomy.note")), field), h("button", { type: "submit", class: "button button-main" }, t("autonomy.save")));
    const close = showSheet({ title, body: form, closed: () => resolve(null) });
    field.focus();
  });
}

/** The chosen lines to which an act fits: an assessment where the team gives, the others where the person manages. */
const fitting = (act) => state.body.lines.filter((line) => state.chosen.has(line.id) && (act === "assessed") === !line.since).map((line) => line.id);

async function run(act) {
  fill(problem);
  const lines = fitting(act);
  if (lines.length === 0) {
    fill(problem, h("p", { class: "note note-warn" }, t("autonomy.choose")));
    problem.scrollIntoView({ block: "nearest" });
    return;
  }
  const note = await askNote(t(`autonomy.act.${act}`));
  if (note === null) return;
  try {
    state.body = await post(path, { id: uuid7(nowMs()), act, lines, note: note || null });
    state.chosen.clear();
    say(t("autonomy.saved"));
    draw();
  } catch (error) {
    fill(problem, h("p", { class: "note note-bad" }, error.sentence ?? t("error.server")));
  }
}

function row(line) {
  const id = `line-${line.id}`;
  const put = ({ target }) => (target.checked ? state.chosen.add(line.id) : state.chosen.delete(line.id));
  const done = [line.handed && t("autonomy.handed", { when: when(line.handed) }), line.checked && t("autonomy.checked", { when: when(line.checked) })].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: "card" },
    h("label", { class: "check", for: id }, h("input", { type: "checkbox", id, checked: state.chosen.has(line.id), onchange: put }), h("strong", {}, drug(line.label))),
    h("p", { class: "quiet" }, line.since ? t("autonomy.own", { when: when(line.since), by: line.by }) : t("autonomy.nursed")),
    line.since && done && h("p", {}, done),
    line.since && (line.missed ? h("p", { class: "note note-bad" }, icon("clock"), h("span", {}, t("autonomy.missed", { when: when(line.due) }))) : h("p", {}, t("autonomy.next", { when: when(line.due) }))),
  );
}

function logged({ line, act, note, by, at }) {
  const named = state.body.lines.find((one) => one.id === line);
  return h("li", {}, h("strong", {}, t(`autonomy.act.${act}`)), named && ` — ${drug(named.label)}`, h("br", {}), h("span", { class: "quiet" }, [when(at), by, note].filter(Boolean).join(" · ")));
}

function draw() {
  const { lines, log, may_assess: assesses, may_hand: hands } = state.body;
  const act = (name, picture, look = "") => button(t(`autonomy.act.${name}`), () => run(name), { picture, look });
  const all = () => {
    for (const line of lines) state.chosen.add(line.id);
    draw();
  };
  fill(
    main,
    h(
      "div",
      { class: "stack sign" },
      h("div", { class: "who" }, band(state.who, { zone: state.zone })),
      h("h1", { tabindex: "-1" }, t("autonomy.title")),
      h("p", {}, t("autonomy.help")),
      problem,
      lines.length > 0 ? h("ul", { class: "stack" }, lines.map(row)) : h("p", { class: "note" }, t("autonomy.no_lines")),
      lines.length > 0 && assesses && h("div", { class: "choices" }, button(t("autonomy.all"), all, { picture: "list-plus" }), act("assessed", "user-round-check"), hands && act("handed", "package", "button-main"), hands && act("checked", "check", "button-main"), act("ended", "undo-2")),
      h("h2", {}, t("autonomy.log")),
      log.length > 0 ? h("ul", { class: "stack" }, log.map(logged)) : h("p", { class: "quiet" }, t("autonomy.none")),
      h("div", { class: "row" }, h("a", { class: "button", href: `/residents/${enc(resident)}` }, icon("arrow-left"), t("autonomy.back"))),
    ),
  );
}

async function start() {
  const me = await begin();
  headerWhere({ unit: null, moment: null });
  state.zone = me.establishment.zone;
  try {
    const [{ card, ...entry }, known] = await Promise.all([get(`/api/residents/${enc(resident)}`), get(path)]);
    state.who = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry, id: resident };
    state.body = known;
    draw();
  } catch (error) {
    fill(main, h("h1", {}, t("autonomy.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
