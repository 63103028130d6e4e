// Copying a paper order for one person: photograph, copy line by line, have it compared, answer a hospital return.

import { get, post } from "./api.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import "./copy_texts.js";
import { AddLine } from "./copy_line.js";
import { button, fill, h, icon, once, say, submits } from "./dom.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { drug, glued } from "./line.js";
import { keptTerms } from "./mentions.js";
import { begin } from "./session.js";
import { throughChecks } from "./sign_checks.js";
import { askDosage } from "./signing.js";
import { t } from "./texts.js";
import { band } from "./who.js";

const enc = encodeURIComponent;
const id = decodeURIComponent(location.pathname.split("/")[2]);
const path = `/api/residents/${enc(id)}`;
const WIDEST = 2000; // pixels of a page's longer side
const state = { me: null, zone: null, resident: null, orders: [], lines: [], returns: [], document: null, picked: 0 };
const main = document.getElementById("main");
const problem = h("div", { role: "alert" });

async function load() {
  Object.assign(state, { document: null, picked: state.picked + 1 }); // the next order has a paper of its own
  const [{ card, ...entry }, orders, lines, returns] = await Promise.all([get(path), get("/api/orders"), get(`${path}/lines`), get(`${path}/returns`)]);
  state.resident = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry, id };
  Object.assign(state, { orders: orders.filter((one) => one.resident === id), lines, returns });
  draw();
}

let turn = Promise.resolve();

/** Runs a request after those before it, shows what it changed, or says why nothing did; `ask` gives what the checks found where they keep it back. */
function run(work, done = null, ask = null) {
  turn = turn.then(() => runNow(work, done, ask));
  return turn;
}

async function runNow(work, done, ask) {
  fill(problem);
  try {
    const went = await throughChecks(work, { title: t("order.checks"), ask, stopped: t("copy.stopped") });
    if (!went) return;
    if (done) say(t(done));
    await load();
  } catch (error) {
    fill(problem, h("p", { class: "note note-bad" }, error.sentence ?? t("error.server")));
    problem.scrollIntoView();
  }
}

function draw() {
  const open = state.orders.filter((one) => !one.compared_at);
  fill(
    main,
    h(
      "div",
      { class: "stack sign" },
      h("div", { class: "who" }, band(state.resident, { zone: state.zone })),
      h("h2", {}, t("copy.title")),
      h("p", { class: "quiet" }, t("copy.steps")),
      problem,
      state.orders.filter((one) => one.compared_at).map(again),
      open.map(order),
      open.length === 0 && beginning(),
      state.returns.map(returned),
      h("div", { class: "row" }, h("a", { class: "button", href: `/stock/reception?pour=${enc(id)}` }, icon("package"), t("copy.boxes")), h("a", { class: "button", href: `/residents/${enc(id)}` }, icon("arrow-left"), t("copy.back"))),
    ),
  );
}

/** A photo as a JPEG that a page needs; a PDF as it is. */
async function smaller(file) {
  if (!file.type.startsWith("image/")) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
  const canvas = h("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
}

/** Keeps a page; of two that were picked one after the other the last stands. */
async function upload(file) {
  state.document = null;
  state.picked += 1;
  const { picked } = state;
  const answer = await fetch(`${path}/papers`, { method: "POST", body: await smaller(file), headers: { "Content-Type": "application/octet-stream", "X-Requested-With": "medcircuit" } });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.code), { sentence: body.detail });
  if (picked === state.picked) state.document = body.id;
}

function beginning() {
  const field = (name, label, attributes) => h("div", { class: "field" }, h("label", { for: name }, t(label)), h("input", { class: "input", id: name, required: true, ...attributes }));
  const kept = h("p", { role: "status" }, state.document ? t("copy.photo_kept") : "");
  const kind = (value) => h("label", { class: "row" }, h("input", { type: "radio", name: "kind", value, required: true }), t(`copy.${value}`));
  const sent = ({ target: form }) => {
    if (!state.document) {
      kept.textContent = t("copy.photo_coming");
      return null;
    }
    return run(() => post(`${path}/orders`, { id: uuid7(nowMs()), kind: form.elements.kind.value, prescriber: form.elements.prescriber.value, written_on: form.elements.written_on.value, document: state.document }));
  };
  const picked = async (event) => {
    kept.textContent = t("copy.photo_coming");
    try {
      await upload(event.target.files[0]);
      kept.textContent = t(state.document ? "copy.photo_kept" : "copy.photo_coming");
    } catch (error) {
      kept.textContent = "";
      event.target.value = "";
      fill(problem, h("p", { class: "note note-bad" }, error.sentence ?? t("error.network")));
    }
  };
  return h(
    "form",
    { class: "card stack", onsubmit: submits(sent) },
    h("div", { class: "field" }, h("label", { for: "paper" }, t("copy.photo")), h("input", { class: "input", id: "paper", type: "file", accept: "image/jpeg,image/png,application/pdf", required: true, onchange: picked })),
    kept,
    field("prescriber", "copy.prescriber", { name: "prescriber", maxlength: 120 }),
    field("written_on", "copy.written_on", { name: "written_on", type: "date" }),
    h("fieldset", { class: "stack" }, h("legend", {}, t("copy.kind")), kind("paper"), kind("hospital")),
    h("button", { type: "submit", class: "button button-main" }, t("copy.begin")),
  );
}

const heading = (one) => [
  h("h3", {}, t(`copy.${one.kind}`), " · ", t("copy.of", { who: one.prescriber, day: shortDay(one.written_on, state.zone) })),
  h("a", { class: "button", href: `/api/papers/${enc(one.document)}`, target: "_blank", rel: "noopener" }, icon("file-text"), t("copy.see")),
];

const said = (line) => [h("strong", {}, drug(line.label)), " — ", glued((line.version ?? line.coming[0])?.sentence ?? "")];

function order(one) {
  const waiting = one.lines.filter((line) => line.status === "proposed");
  return h(
    "section",
    { class: "card stack", data: { order: one.id } },
    heading(one),
    h("h4", {}, t("copy.lines")),
    waiting.length === 0 && h("p", { class: "quiet" }, t("copy.no_line")),
    waiting.length > 0 && h("ul", { class: "stack" }, waiting.map((line) => h("li", {}, said(line)))),
    one.entered_by === state.me.user.id && new AddLine(state.resident, once((body) => run(() => post(`/api/orders/${enc(one.id)}/lines`, body), null, () => proposed(body)))).root,
    waiting.length > 0 ? comparison(one, waiting) : one.kind === "hospital" && nothingNew(one),
  );
}

/** What the checks find about one line that is not written yet. */
async function proposed(line) {
  const { findings, data } = await post(`${path}/checks`, { lines: [line] });
  return { findings: findings.filter((one) => one.lines.length === 0 || one.lines.includes(line.id)), data };
}

/** A discharge order that adds nothing is closed too; a second person reads it again. */
function nothingNew(one) {
  const alone = one.entered_by === state.me.user.id ? t("copy.nothing_new") : null;
  return button(t("copy.close_empty"), once(() => run(() => post(`/api/orders/${enc(one.id)}/comparison`, { lines: [], alone_reason: alone }), "copy.closed")), { picture: "check" });
}

function comparison(one, waiting) {
  const mine = one.entered_by === state.me.user.id;
  const choice = (line, right) => h("label", { class: "row" }, h("input", { type: "radio", name: line.id, value: right ? "right" : "wrong", required: true }), t(right ? "copy.right" : "copy.wrong"));
  const sent = ({ target: { elements } }) => {
    const lines = waiting.map((line) => ({ line: line.id, right: elements[line.id].value === "right" }));
    return run(() => post(`/api/orders/${enc(one.id)}/comparison`, { lines, alone_reason: mine ? elements.alone.value : null }), "copy.done", () => post(`/api/orders/${enc(one.id)}/checks`));
  };
  return h(
    "form",
    { class: "stack", onsubmit: submits(sent) },
    h("h4", {}, t("copy.compare")),
    h("p", {}, t("copy.compare_help")),
    mine && h("p", { class: "note note-warn" }, t("copy.mine")),
    waiting.map((line) => h("fieldset", { class: "stack" }, h("legend", {}, said(line)), choice(line, true), choice(line, false))),
    mine && h("div", { class: "field" }, h("label", { for: "alone" }, t("copy.alone")), h("input", { class: "input", id: "alone", name: "alone", maxlength: 300, required: true }), h("p", { class: "small" }, t("copy.alone_help"))),
    h("button", { type: "submit", class: "button button-main" }, t("copy.compared")),
  );
}

function again(one) {
  return h(
    "section",
    { class: "card stack note-warn" },
    heading(one),
    h("p", {}, t("copy.again", { reason: one.alone_reason })),
    h("ul", { class: "stack" }, one.lines.filter((line) => line.status !== "stopped").map((line) => h("li", {}, said(line)))),
    one.entered_by !== state.me.user.id && button(t("copy.countersign"), once(() => run(() => post(`/api/orders/${enc(one.id)}/countersignature`, undefined))), { look: "button-main", picture: "check" }),
  );
}

/** A nurse answers from the discharge order that she has just copied; a prescriber from their own page. */
function returned(back) {
  const from = back.discharge;
  const address = `/api/returns/${enc(back.absence)}`;
  const answer = (line, said_, more = {}) => {
    const body = { id: uuid7(nowMs()), line: line.id, answer: said_, seen_version: line.latest, document: from.document, prescriber: from.prescriber, ...more };
    return run(() => post(`${address}/lines`, body), "copy.answered", () => post(`${address}/checks`, body));
  };
  const change = async (line) => {
    const dosage = await askDosage(state.resident, line, { now: (line.version ?? line.coming[0])?.sentence });
    if (dosage) await answer(line, "change", { terms: { dosage, ...keptTerms(line.version ?? line.coming[0]) } });
  };
  const waiting = state.lines.filter((line) => back.lines.includes(line.id));
  return h(
    "section",
    { class: "card stack" },
    h("h3", {}, t("copy.returns", { day: shortDay(back.due, state.zone), time: hourMinute(back.due, state.zone) })),
    from ? h("p", { class: "row" }, t("copy.from", { who: from.prescriber, day: shortDay(from.written_on, state.zone) }), h("a", { class: "button button-plain", href: `/api/papers/${enc(from.document)}`, target: "_blank", rel: "noopener" }, icon("file-text"), t("copy.see"))) : h("p", { class: "note note-warn" }, t("copy.returns_help")),
    h(
      "ul",
      { class: "stack" },
      waiting.map((line) =>
        h("li", { class: "stack", data: { line: line.id } }, h("p", {}, said(line)), from && h("div", { class: "row" }, button(t("copy.keep"), once(() => answer(line, "keep")), { look: "button-main", picture: "check" }), button(t("copy.change"), once(() => change(line)), { picture: "pencil" }), button(t("copy.stop"), once(() => answer(line, "stop")), { picture: "octagon-x" }))),
      ),
    ),
  );
}

async function start() {
  state.me = await begin({ changed: (me) => { state.me = me; draw(); } });
  headerWhere({ unit: null, moment: null });
  state.zone = state.me.establishment.zone;
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("copy.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
