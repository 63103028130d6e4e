// Writing an order: who it is for, what they already take, its lines; kept as a draft at every change, then signed.

import "./order_texts.js";
import { call, get, remove } from "./api.js";
import { hourMinute, now, nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon, say } from "./dom.js";
import { drug, glued } from "./line.js";
import { Checks } from "./order_checks.js";
import { LineEditor, missing, newLine, signedLine } from "./order_line.js";
import { chooseTemplate, keepTemplate } from "./order_templates.js";
import { begin } from "./session.js";
import { choose } from "./sheet.js";
import { signThrough } from "./signing.js";
import { t } from "./texts.js";
import { band } from "./who.js";

const main = document.getElementById("main");
const resident = decodeURIComponent(location.pathname.split("/")[2]);
const path = `/api/residents/${encodeURIComponent(resident)}`;
const SAVE_MS = 600;

const app = { me: null, person: null, known: [], lines: [], open: 0, editors: new Map(), timer: null, saving: Promise.resolve(), reading: false, signing: false };
const place = {
  known: h("div", {}),
  lines: h("div", { class: "stack" }),
  draft: h("p", { class: "small quiet", role: "status" }),
  checks: h("div", { class: "stack", id: "checks" }),
  needs: h("div", { class: "stack", role: "alert" }),
  sign: h("div", {}),
};

const checks = new Checks(path, place.checks, () => app.lines.map((line) => [line, editorOf(line).seen]), () => fill(place.needs));

const zone = () => app.me.establishment.zone;

function editorOf(line) {
  if (!app.editors.has(line.id)) app.editors.set(line.id, new LineEditor(line, path, (what) => changed(what)));
  return app.editors.get(line.id);
}

/** Something changed: the draft is kept in a moment, and what the signature waits for is worked out again. */
function changed({ saved = false } = {}) {
  drawSign();
  checks.soon();
  if (saved) return;
  clearTimeout(app.timer);
  app.timer = setTimeout(save, SAVE_MS);
}

function save() {
  app.saving = app.saving.then(async () => {
    if (app.signing) return;
    try {
      await call("PUT", `${path}/draft`, { body: { content: { lines: app.lines, open: app.open } } });
      place.draft.textContent = t("order.saved", { time: hourMinute(nowMs(), zone()) });
    } catch (problem) {
      place.draft.textContent = problem.temporary ? t("order.unsaved") : problem.sentence;
    }
  });
  return app.saving;
}

function summary(line, at) {
  const { seen } = editorOf(line);
  return h(
    "div",
    { class: "row spread" },
    h("p", { class: "dose" }, line.medicine ? h("strong", {}, glued(`${line.medicine.substances.toUpperCase()} ${line.medicine.strength}`)) : t("order.need.medicine"), ` — ${glued(seen?.sentence || line.text)}`),
    button(t("order.open"), () => show(at), { picture: "pencil" }),
  );
}

function drawLines() {
  fill(
    place.lines,
    app.lines.map((line, at) =>
      h(
        "section",
        { class: "card stack order-line", "aria-label": t("order.line", { n: at + 1 }) },
        h("div", { class: "row spread" }, h("h2", { tabindex: "-1" }, t("order.line", { n: at + 1 })), at === app.open && button(t("order.templates"), () => chooseTemplate((kept) => apply(line, kept)), { picture: "bookmark", look: "button-plain" })),
        at === app.open ? editorOf(line).root : summary(line, at),
        h("div", { class: "row" }, at === app.open && button(t("order.keep"), () => keepTemplate(line), { picture: "bookmark-plus", look: "button-plain" }), app.lines.length > 1 && button(t("order.remove"), () => drop(at), { picture: "trash", look: "button-plain" })),
      ),
    ),
    button(t("order.add"), () => add(newLine()), { picture: "plus" }),
  );
}

function apply(line, kept) {
  Object.assign(line, newLine(), structuredClone(kept), { id: line.id });
  app.editors.delete(line.id);
  drawLines();
  changed();
}

function show(at) {
  app.open = at;
  drawLines();
  drawSign();
  focusOn(place.lines.children[at]?.querySelector("h2"));
}

function add(line) {
  app.lines.push(line);
  show(app.lines.length - 1);
  changed();
}

function drop(at) {
  app.editors.delete(app.lines[at].id);
  app.lines.splice(at, 1);
  show(Math.min(app.open, app.lines.length - 1));
  changed();
}

function drawSign() {
  fill(place.sign, button(t("order.sign", { n: app.lines.length }), sign, { look: "button-primary", picture: "signature", id: "sign" }));
}

/** What is missing, line by line; the first is shown. */
function drawNeeds() {
  const needs = app.lines.map((line) => missing(line, editorOf(line).seen));
  const first = needs.findIndex((codes) => codes.length > 0);
  fill(
    place.needs,
    first >= 0 && h("div", { class: "note note-bad stack" }, h("strong", {}, t("order.missing")), h("ul", {}, needs.flatMap((codes, at) => codes.map((code) => h("li", {}, `${t("order.line", { n: at + 1 })} : ${t(`order.need.${code}`)}`))))),
  );
  if (first >= 0 && first !== app.open) show(first);
  return first < 0;
}

/** Whether nothing is missing and every alert is answered; what lacks is said. */
async function complete() {
  clearTimeout(app.timer);
  await Promise.all(app.lines.map((line) => line.medicine && editorOf(line).look()));
  if (!drawNeeds()) return false;
  await checks.look();
  if (checks.open.length === 0) return true;
  fill(place.needs, h("p", { class: "note note-bad" }, h("strong", {}, `${t("order.missing")} ${t("order.need.checks")}`)));
  focusOn(place.checks.querySelector("h2"));
  return false;
}

async function sign() {
  if (app.reading) return; // a second press while the first is being read
  app.reading = true;
  const whole = await complete().finally(() => { app.reading = false; });
  if (!whole) return;
  const body = {
    lines: app.lines.map((line) => signedLine(line, editorOf(line).seen)),
    seen: app.known.map((line) => ({ line: line.id, version: line.latest })),
  };
  document.getElementById("sign").disabled = true;
  app.signing = true;
  await app.saving;
  const { sealed, moved, code, answer } = await signThrough("draft/signature", app.person, body, { zone: zone(), labels: Object.fromEntries(app.known.map((line) => [line.id, line.label])) });
  if (sealed) {
    done(answer?.lines ?? (await mine()));
    return;
  }
  if (moved) await readKnown().catch(() => {});
  app.signing = false;
  drawSign();
  if (moved || ["order_stopped", "alerts_unanswered"].includes(code)) await checks.again();
}

/** The lines of this order as the server has them: its answer was lost on the way. */
async function mine() {
  const ids = new Set(app.lines.map((line) => line.id));
  const lines = await get(`${path}/lines`).catch(() => []);
  return lines.filter((line) => ids.has(line.id));
}

function done(lines) {
  say(t("order.signed", { n: lines.length }));
  fill(
    main,
    h(
      "div",
      { class: "order-page stack" },
      h("h1", { tabindex: "-1" }, icon("circle-check"), " ", t("order.signed", { n: lines.length })),
      h("ul", { class: "stack" }, lines.map((line) => h("li", { class: "card" }, h("strong", {}, drug(line.label)), ` — ${glued((line.version ?? line.coming[0]).sentence)}`))),
      h("div", { class: "row" }, h("a", { class: "button button-main", href: `/residents/${encodeURIComponent(resident)}` }, t("order.see")), button(t("order.another"), () => location.reload(), { picture: "plus" })),
    ),
  );
  focusOn(main.querySelector("h1"));
}

async function forget() {
  const sure = await choose(t("order.drop_sure"), [
    { label: t("app.no"), value: false },
    { label: t("app.yes"), value: true, picture: "trash" },
  ]);
  if (!sure) return;
  clearTimeout(app.timer);
  app.signing = true;
  await app.saving;
  await remove(`${path}/draft`).catch(() => {});
  location.reload();
}

async function readKnown() {
  app.known = await get(`${path}/lines`);
  fill(place.known, known(app.known));
}

function known(lines) {
  const running = lines.filter((line) => line.status !== "stopped");
  return h(
    "details",
    { class: "card" },
    h("summary", {}, t("order.known", { n: running.length })),
    running.length === 0 ? h("p", { class: "quiet" }, t("order.none_known")) : h("ul", { class: "stack" }, running.map((line) => h("li", {}, h("strong", {}, drug(line.label)), ` — ${glued((line.version ?? line.coming[0])?.sentence ?? "")}`))),
  );
}

async function start() {
  app.me = await begin();
  if (!app.me.rights.includes("prescribe")) {
    fill(main, h("h1", {}, t("order.title")), h("p", { class: "note note-warn" }, t("order.none_read")));
    return;
  }
  try {
    const [{ card, ...entry }, draft] = await Promise.all([get(path), get(`${path}/draft`), readKnown()]);
    document.title = `${t("order.title")} – medcircuit`;
    const begun = draft.content?.lines?.length > 0;
    app.lines = begun ? draft.content.lines.map((line) => ({ ...newLine(), ...line })) : [newLine()];
    app.open = begun ? Math.min(draft.content.open ?? 0, app.lines.length - 1) : 0;
    app.person = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry, id: resident };
    fill(
      main,
      h(
        "div",
        { class: "order-page stack" },
        h("div", { class: "who" }, band(app.person, { zone: zone() })),
        place.known,
        h("div", { class: "row spread" }, place.draft, button(t("order.drop"), forget, { picture: "trash", look: "button-plain" })),
        place.lines,
        place.checks,
        place.needs,
        place.sign,
      ),
    );
    if (begun) place.draft.textContent = t("order.restored", { time: hourMinute(draft.saved_at ?? now(), zone()) });
    show(app.open);
  } catch (problem) {
    fill(main, h("h1", {}, t("order.title")), h("p", { class: "note note-bad", role: "alert" }, problem.sentence ?? t("error.server")));
  }
}

start();
