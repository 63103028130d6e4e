// Boxes coming in: scan, scan, scan. What is certain is taken in without a key; a doubt waits in the list for a person.

import { get, post } from "./api.js";
import { now, nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon, say } from "./dom.js";
import { uuid7 } from "./ids.js";
import { isLocked } from "./lock.js";
import { begin } from "./session.js";
import { closeSheet } from "./sheet.js";
import { play } from "./sounds.js";
import { boxCard, listRow } from "./stock_box.js";
import { byUnit, loadPlaces, placeIcon, rememberPlace, rememberedPlace } from "./stock_places.js";
import { t } from "./texts.js";
import { Wedge } from "./wedge.js";
import { fullName } from "./who.js";

const main = document.getElementById("main");
const state = { places: [], place: null, boxes: 1, entries: [], current: null, from: null };
const brought = new URLSearchParams(location.search).get("pour"); // a resident who came with boxes
const card = h("div", { id: "card" });
const list = h("section", { class: "card", "aria-labelledby": "list-title" });
let turn = Promise.resolve();

/** A scan becomes an entry at once, and is sent when those before it have their answer. */
function scanned(raw) {
  if (!state.place || isLocked()) {
    say(t(isLocked() ? "lock.scan" : "reception.choose"), { urgent: true });
    return;
  }
  closeSheet();
  const entry = {
    place: state.place,
    asked: { id: uuid7(nowMs()), raw, boxes: state.boxes, place: state.place.id, at: now(), ...opened() },
    answer: null,
    problem: null,
  };
  state.boxes = 1;
  state.entries.unshift(entry);
  state.current = entry;
  draw();
  send(entry);
}

/** Sends an entry, with what a person added to it; the same id however often. */
function send(entry, more = {}) {
  const before = entry.answer;
  Object.assign(entry.asked, more);
  Object.assign(entry, { answer: null, problem: null, wrong: null });
  turn = turn.then(() => ask(entry, more, before));
  return turn;
}

async function ask(entry, more, before) {
  try {
    entry.answer = await post("/api/stock/receptions", entry.asked);
    tell(entry);
  } catch (error) {
    refused(entry, error, more, before);
    play("unknown");
    say(error.sentence, { urgent: true });
  }
  draw();
  if (entry === state.current) inSight();
}

/** The answer is in sight, wherever on the page its code was typed or the last one left it. */
function inSight() {
  const { top } = card.getBoundingClientRect();
  const hidden = document.getElementById("top").getBoundingClientRect().bottom;
  if (top < hidden || top > innerHeight / 2) card.scrollIntoView({ block: "start" });
}

/** An amount that cannot be goes back to the question; anything else may be sent again. */
function refused(entry, error, more, before) {
  if (error.status !== 422 || !before) {
    entry.problem = error;
    return;
  }
  for (const name of Object.keys(more)) delete entry.asked[name];
  entry.answer = { ...before };
  entry.wrong = error.members.errors?.units?.[0] ?? error.sentence;
}

function tell(entry) {
  const { answer } = entry;
  play(answer.verdict);
  const words = answer.findings.map((one) => `${one.sentence} ${one.advice}`).join(" ");
  const name = answer.product?.label ?? "";
  say(`${t(`reception.verdict.${answer.verdict}`)}. ${name} ${words}`, { urgent: answer.verdict === "stop" });
}

const acts = {
  send,
  aside: (entry) => {
    entry.aside = true;
    state.current = null;
    draw();
  },
  resume: (entry) => {
    entry.aside = false;
    state.current = entry;
    draw();
    focusOn(card.querySelector("h2"));
  },
};

let shown = null;

/** Draws what changed: the card stays as it is while a person types in it. */
function draw() {
  const { current } = state;
  const now = current && [current, current.answer, current.problem];
  if (!shown || !now || now.some((part, place) => part !== shown[place])) fill(card, current ? boxCard(current, acts) : prompt());
  shown = now;
  drawStepper();
  drawList();
}

function prompt() {
  return h("div", { class: "prompt" }, icon("scan-barcode"), h("h2", {}, t("reception.scan")), h("p", {}, t("reception.scan_hint")));
}

const waiting = (entry) => !entry.aside && (entry.problem || (entry.answer && !entry.answer.stored && entry.answer.verdict !== "repeat"));

function drawList() {
  const stored = state.entries.filter((entry) => entry.answer?.stored).reduce((sum, entry) => sum + entry.answer.boxes, 0);
  const left = state.entries.filter((entry) => entry !== state.current && waiting(entry)).length;
  fill(
    list,
    h("h2", { id: "list-title" }, t("reception.list")),
    h(
      "p",
      { class: "row quiet" },
      state.entries.length ? t("reception.stored", { n: stored }) : t("reception.list_none"),
      left > 0 && h("strong", { class: "badge badge-short" }, icon("triangle-alert"), t("reception.left", { n: left })),
    ),
    h("ul", {}, state.entries.map((entry) => listRow(entry, { current: entry === state.current, waiting: waiting(entry) }, acts))),
  );
}

const count = h("output", { "aria-label": t("reception.boxes") }, "1");

function drawStepper() {
  count.textContent = String(state.boxes);
}

function step(by) {
  state.boxes = Math.min(500, Math.max(1, state.boxes + by));
  drawStepper();
}

/** What a person counted in an opened box, told with the next scan; whose box it is, where somebody came with it. */
function opened() {
  if (!brought) return {};
  const counted = left.value.trim().replace(",", ".");
  left.value = "";
  return { brought_for: brought, ...(counted ? { left: counted } : {}) };
}

const left = h("input", { class: "input", id: "left", inputmode: "decimal", autocomplete: "off", maxlength: 8 });

function leftField() {
  return h("div", { class: "field card" }, h("label", { for: "left" }, t("reception.opened")), left, h("p", { class: "small quiet" }, t("reception.opened_hint")));
}

function stepper() {
  const small = (by, name, picture) =>
    h("button", { type: "button", class: "button", "aria-label": t(name), onclick: () => step(by) }, icon(picture));
  return h(
    "div",
    { class: "row spread card" },
    h("span", {}, t("reception.boxes")),
    h("div", { class: "stepper" }, small(-1, "reception.fewer", "minus"), count, small(1, "reception.more", "plus")),
  );
}

function typedCode() {
  const input = h("input", { class: "input grow", id: "code", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  return h(
    "details",
    {},
    h("summary", { class: "button button-plain" }, icon("keyboard"), t("reception.type")),
    h(
      "form",
      {
        class: "field",
        onsubmit: (event) => {
          event.preventDefault();
          const raw = input.value.trim();
          input.value = "";
          if (raw) scanned(raw);
        },
      },
      h("label", { for: "code" }, t("reception.code")),
      h("div", { class: "row" }, input, h("button", { type: "submit", class: "button" }, t("reception.send"))),
    ),
  );
}

function frame() {
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h(
        "div",
        { class: "row spread" },
        h("h1", { tabindex: "-1" }, state.from ? t("reception.brought", { name: fullName(state.from) }) : t("reception.title")),
        state.from
          ? h("a", { class: "button button-plain", href: `/residents/${encodeURIComponent(brought)}` }, icon("arrow-left"), t("reception.person"))
          : h("a", { class: "button button-plain", href: "/stock" }, icon("package"), t("reception.back")),
      ),
      h(
        "div",
        { class: "row spread card" },
        h("p", { class: "row" }, placeIcon(state.place), t("reception.into"), h("strong", {}, state.place.name)),
        button(t("reception.change"), choosePlace, { picture: "map-pin" }),
      ),
      h("div", { class: "split" }, h("div", { class: "stack" }, card, brought ? leftField() : stepper(), typedCode()), list),
    ),
  );
  draw();
}

function choosePlace() {
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("reception.choose")),
      byUnit(state.places).map(([name, group]) =>
        h(
          "section",
          { class: "stack" },
          h("h2", {}, name),
          h(
            "div",
            { class: "choices" },
            group.map((place) => h("button", { type: "button", class: "button", onclick: () => chosen(place) }, placeIcon(place), h("span", {}, place.name))),
          ),
        ),
      ),
    ),
  );
  focusOn(main.querySelector("h1"));
}

function chosen(place) {
  state.place = place;
  rememberPlace(place);
  frame();
  focusOn(main.querySelector("h1"));
}

async function start() {
  const me = await begin();
  state.places = me.rights.includes("move_stock") ? await loadPlaces() : [];
  if (state.places.length === 0) {
    fill(main, h("h1", {}, t("reception.title")), h("p", { class: "note" }, t("stock.no_place")));
    return;
  }
  if (brought) state.from = await get(`/api/residents/${encodeURIComponent(brought)}`);
  new Wedge(({ raw }) => scanned(raw));
  const known = rememberedPlace(state.places);
  if (known) chosen(known);
  else choosePlace();
}

start().catch((error) => {
  fill(main, h("h1", {}, t("reception.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
});
