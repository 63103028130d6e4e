// The protocols: those to read first, then those in force, then the past ones; a physician writes them here.

import { get } from "./api.js";
import { shortDay } from "./clock.js";
import { button, fill, h, icon } from "./dom.js";
import { headerWhere } from "./header.js";
import { glued } from "./line.js";
import { showProtocol, stateOf } from "./protocol_read.js";
import { writeProtocol } from "./protocol_write.js";
import "./protocols_texts.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { turns } from "./turns.js";

const main = document.getElementById("main");
const state = { me: null, all: [] };
const asking = turns();
const zone = () => state.me.establishment.zone;
const writes = () => state.me.rights.includes("prescribe");

function card(one) {
  const { protocol } = one;
  const closed = one.lines.filter((line) => line.misfits.length > 0).length;
  const read = one.readers.filter((reader) => reader.at).length;
  return h(
    "li",
    {},
    h(
      "a",
      { class: `card protocol-card protocol-${protocol.kind}`, href: `/protocoles/${encodeURIComponent(one.id)}`, onclick: (event) => open(event, one) },
      h("span", { class: "row protocol-kind" }, icon(protocol.kind === "vital" ? "siren" : "clipboard-list"), t(`protocol.kind.${protocol.kind}`)),
      h("strong", { class: "protocol-name" }, protocol.title),
      h("span", {}, glued(`${one.dose_said} – ${protocol.medicine}`)),
      h("span", { class: "row quiet" }, icon("users-round"), t("protocol.people", { n: one.lines.length }), one.readers.length > 0 && ` · ${t("protocol.readers", { n: read, all: one.readers.length })}`),
      stateOf(one, zone()),
      closed > 0 && h("span", { class: "row protocol-soon" }, icon("triangle-alert"), `${t("protocol.closed")} ${t("protocol.people", { n: closed })}`),
      one.read_at ? h("span", { class: "row" }, icon("circle-check"), t("protocol.read", { day: shortDay(one.read_at, zone()) })) : !one.may_write && !past(one) && h("span", { class: "row protocol-soon" }, icon("book-open-check"), h("strong", {}, t("protocol.unread"))),
    ),
  );
}

const past = (one) => one.state === "over" || one.state === "ended";
const toRead = (one) => !one.read_at && !one.may_write && !past(one);

function group(title, shown) {
  return shown.length > 0 && h("section", { class: "stack" }, h("h2", {}, title), h("ul", { class: "protocol-cards" }, shown.map(card)));
}

function open(event, one) {
  if (event && (event.metaKey || event.ctrlKey)) return;
  event?.preventDefault();
  history.pushState(null, "", `/protocoles/${encodeURIComponent(one.id)}`);
  show(one);
}

function show(one) {
  asking(); // a list that is still on its way does not take its place
  showProtocol(main, one, { zone: zone(), back, edit: (it) => write(it) });
}

function back() {
  history.pushState(null, "", "/protocoles");
  list();
}

function write(one = null) {
  asking();
  writeProtocol(main, state.me, one, {
    done: (signed) => open(null, signed),
    leave: () => (one ? show(one) : back()),
  });
}

async function list() {
  const isLast = asking();
  try {
    const all = await get("/api/protocols");
    if (!isLast()) return;
    state.all = all;
  } catch (error) {
    if (isLast()) fill(main, h("h1", {}, t("protocol.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
    return;
  }
  const { all } = state;
  fill(
    main,
    h(
      "div",
      { class: "stack protocol" },
      h("h1", { tabindex: "-1" }, t("protocol.title")),
      writes() && h("p", {}, button(t("protocol.new"), () => write(), { picture: "pencil", look: "button-main" })),
      all.length === 0 && h("p", { class: "note" }, t("protocol.none")),
      group(t("protocol.to_read"), all.filter(toRead)),
      group(t("protocol.running"), all.filter((one) => !toRead(one) && !past(one))),
      group(t("protocol.past"), all.filter(past)),
    ),
  );
  main.querySelector("h1").focus();
}

async function route() {
  const id = location.pathname.split("/")[2];
  if (!id) {
    await list();
    return;
  }
  const isLast = asking();
  try {
    const one = await get(`/api/protocols/${id}`);
    if (isLast()) show(one);
  } catch (error) {
    if (isLast()) fill(main, h("h1", {}, t("protocol.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence), button(t("protocol.back"), back, { picture: "arrow-left" }));
  }
}

async function start() {
  state.me = await begin();
  headerWhere({ unit: null, moment: null });
  document.title = `${t("protocol.title")} – medcircuit`;
  addEventListener("popstate", route);
  await route();
}

start();
