// Who may help whom with what: person by protocol, until when, trained when; given, taken back and printed here.

import { get, post } from "./api.js";
import { fullDate, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, focusOn, h, icon, say } from "./dom.js";
import { headerWhere } from "./header.js";
import { giveForm } from "./matrix_give.js";
import "./matrix_texts.js";
import { begin } from "./session.js";
import { showSheet } from "./sheet.js";
import { askWords } from "./signing.js";
import { t } from "./texts.js";
import { turns } from "./turns.js";

const enc = encodeURIComponent;
const main = document.getElementById("main");
const WIDE = matchMedia("(min-width: 60rem)");
const LOOKS = { open: "badge-check", ahead: "clock", expired: "clock-alert", revoked: "ban" };
const ORDER = ["open", "ahead", "expired", "revoked"];
const state = { me: null, unit: null, matrix: null, protocols: [] };
const asking = turns();
const problem = h("div", { role: "alert" });
const zone = () => state.me.establishment.zone;

/** The columns: the protocols for people of this unit, then the lines chosen one by one. */
function columns() {
  const named = new Set(state.matrix.authorisations.flatMap((one) => one.protocols));
  const known = state.protocols.filter((one) => named.has(one.id) || (!["over", "ended"].includes(one.state) && one.lines.some((line) => line.resident.unit === state.unit)));
  const titles = new Map(known.map((one) => [one.id, one]));
  const bare = { vital: false, readers: [] };
  const others = [...named].filter((id) => !titles.has(id)).map((id) => ({ ...bare, id, title: t("matrix.protocol") }));
  return [...known.map((one) => ({ id: one.id, title: one.protocol.title, vital: one.protocol.kind === "vital", readers: one.readers })), ...others, { ...bare, id: null, title: t("matrix.lines") }];
}

/** The authorisation that counts for a person and a column: one that holds, else the last one that does not. */
function counting(person, column) {
  const about = state.matrix.authorisations.filter((one) => one.user === person.id && (column.id ? one.protocols.includes(column.id) : one.lines.length > 0));
  return about.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.last_day.localeCompare(a.last_day))[0] ?? null;
}

function until(one) {
  if (one.state === "revoked") return t("matrix.revoked", { day: shortDay(one.ended_at, zone()), by: one.ended_by });
  if (one.state === "expired") return t("matrix.expired", { day: fullDate(one.last_day) });
  if (one.state === "ahead") return t("matrix.from", { day: fullDate(one.first_day) });
  return t(one.ends_soon ? "matrix.soon" : "matrix.until", { day: fullDate(one.last_day) });
}

function cell(person, column) {
  if (column.vital) return vitalCell(person, column);
  const one = counting(person, column);
  if (!one) return [h("p", { class: "row quiet" }, icon("circle-dashed"), t("matrix.no"))];
  const unread = one.state === "open" && column.readers.some((reader) => reader.id === person.id && !reader.at);
  return [
    h("p", { class: `row matrix-${one.ends_soon ? "soon" : one.state}` }, icon(one.ends_soon ? "clock-alert" : LOOKS[one.state]), h("strong", {}, until(one))),
    h("p", { class: "small" }, t("matrix.for", { n: one.residents.length }), ` · ${t(`matrix.kind.${one.kind}`)}`),
    unread && h("p", { class: "row small protocol-soon" }, icon("book-open-check"), t("matrix.unread")),
    h("p", { class: "small quiet" }, t("matrix.trained", { day: fullDate(one.trained_on), by: one.trained_by })),
  ];
}

/** An emergency waits for nobody's authorisation; whether its protocol was read is what counts. */
function vitalCell(person, column) {
  const reader = column.readers.find((known) => known.id === person.id);
  return [
    h("p", { class: "row" }, icon("siren"), t("matrix.anyone")),
    reader && h("p", { class: `row small ${reader.at ? "" : "protocol-soon"}` }, icon(reader.at ? "circle-check" : "book-open-check"), reader.at ? t("matrix.read", { day: shortDay(reader.at, zone()) }) : t("matrix.unread")),
  ];
}

const nameButton = (person) => button(person.name, () => details(person), { look: "button-plain", picture: "user-round" });

function table() {
  const shown = columns();
  return h(
    "table",
    { class: "matrix" },
    h("caption", { class: "unseen" }, t("matrix.caption", { unit: state.matrix.unit.name })),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("matrix.person")), shown.map((column) => h("th", { scope: "col" }, column.title)))),
    h("tbody", {}, state.matrix.people.map((person) => h("tr", {}, h("th", { scope: "row" }, nameButton(person)), shown.map((column) => h("td", {}, cell(person, column)))))),
  );
}

function cards() {
  const shown = columns();
  return h(
    "ul",
    { class: "stack protocol-people" },
    state.matrix.people.map((person) => h("li", { class: "card stack" }, nameButton(person), h("dl", { class: "protocol-words" }, shown.map((column) => h("div", {}, h("dt", {}, column.title), h("dd", {}, cell(person, column))))))),
  );
}

/** One person's authorisations, the past ones too; those that hold can be taken back at once. */
function details(person) {
  const mine = state.matrix.authorisations.filter((one) => one.user === person.id);
  const titles = new Map(columns().map((column) => [column.id, column.title]));
  const part = (one) =>
    h(
      "li",
      { class: "card stack" },
      h("p", { class: "row" }, icon(LOOKS[one.state]), h("strong", {}, `${t(`matrix.kind.${one.kind}`)} · ${until(one)}`)),
      h("ul", {}, one.act && h("li", {}, one.act), one.protocols.map((id) => h("li", {}, titles.get(id) ?? t("matrix.protocol"))), one.lines.map((line) => h("li", {}, line.said))),
      h("p", { class: "small" }, one.residents.map((who) => who.name).join(", ")),
      h("p", { class: "small quiet" }, t("matrix.trained", { day: fullDate(one.trained_on), by: one.trained_by }), " · ", t("matrix.given", { by: one.given_by })),
      one.ended_why && h("p", { class: "small" }, one.ended_why),
      state.matrix.may_authorise && ["open", "ahead"].includes(one.state) && button(t("matrix.revoke"), () => revoke(one, close), { picture: "ban" }),
    );
  const past = mine.filter((one) => ["expired", "revoked"].includes(one.state));
  const close = showSheet({
    title: t("matrix.details", { name: person.name }),
    body: [
      mine.length === 0 && h("p", {}, t("matrix.none_of")),
      h("ul", { class: "stack protocol-people" }, mine.filter((one) => !past.includes(one)).map(part)),
      past.length > 0 && h("details", {}, h("summary", {}, t("matrix.past")), h("ul", { class: "stack protocol-people" }, past.map(part))),
    ],
  });
}

async function revoke(one, close) {
  close();
  const why = await askWords(one.user_name, t("matrix.revoke_why"));
  if (!why) return;
  try {
    await post(`/api/authorisations/${enc(one.id)}/revocation`, { why });
    say(t("matrix.revoked_now"));
    await load();
  } catch (error) {
    fill(problem, h("p", { class: "note note-bad" }, error.sentence));
  }
}

/** Help with taking asks that somebody assessed whether the person can do without it (CASF L.313-26). */
function autonomy() {
  const unknown = state.matrix.residents.filter((who) => who.dependent === null);
  if (unknown.length === 0 || !state.matrix.may_authorise) return null;
  const today = localDate(nowMs(), zone());
  const assess = async (who, dependent) => {
    try {
      await post(`/api/residents/${enc(who.id)}/autonomy`, { dependent, assessed_on: today });
      await load();
    } catch (error) {
      fill(problem, h("p", { class: "note note-bad" }, error.sentence));
    }
  };
  return h(
    "details",
    { class: "card" },
    h("summary", {}, t("matrix.autonomy", { n: unknown.length })),
    h("p", {}, t("matrix.autonomy_why")),
    h("ul", { class: "stack protocol-people" }, unknown.map((who) => h("li", { class: "row" }, h("strong", {}, who.name), button(t("matrix.dependent"), () => assess(who, true)), button(t("matrix.alone"), () => assess(who, false))))),
  );
}

function draw() {
  const { matrix } = state;
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("matrix.title")),
      problem,
      h("div", { class: "row", role: "group", "aria-label": t("matrix.unit") }, state.me.units.map((unit) => button(unit.name, () => turn(unit.id), { "aria-pressed": String(unit.id === state.unit) }))),
      h(
        "div",
        { class: "row" },
        matrix.may_authorise && matrix.people.length > 0 && button(t("matrix.give"), give, { picture: "user-plus", look: "button-main" }),
        h("a", { class: "button", href: `/api/units/${enc(state.unit)}/authorisations.pdf`, target: "_blank", rel: "noopener" }, icon("printer"), t("matrix.print")),
        state.me.rights.includes("read_resident") && h("a", { class: "button", href: "/protocoles" }, icon("clipboard-list"), t("matrix.protocols")),
      ),
      autonomy(),
      matrix.people.length === 0 ? h("p", { class: "note" }, t("matrix.nobody")) : WIDE.matches ? table() : cards(),
    ),
  );
}

function give() {
  asking(); // a table that is still on its way does not take the form's place
  giveForm(main, {
    ...state.matrix,
    protocols: columns().filter((column) => column.id && !column.vital),
    opened: state.protocols,
    zone: zone(),
    done: async () => {
      await load();
      say(t("matrix.given_now"));
      focusOn(main.querySelector("h1"));
      scrollTo(0, 0);
    },
    back: draw,
  });
}

async function turn(unit) {
  state.unit = unit;
  await load();
}

async function load() {
  const isLast = asking();
  try {
    const matrix = await get(`/api/units/${enc(state.unit)}/authorisations`);
    if (!isLast()) return;
    state.matrix = matrix;
    fill(problem);
    draw();
  } catch (error) {
    if (isLast()) fill(main, h("h1", { tabindex: "-1" }, t("matrix.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

async function start() {
  state.me = await begin();
  headerWhere({ unit: null, moment: null });
  document.title = `${t("matrix.title")} – medcircuit`;
  state.unit = state.me.units[0]?.id ?? null;
  state.protocols = state.me.rights.includes("read_resident") ? await get("/api/protocols").catch(() => []) : [];
  WIDE.addEventListener("change", () => main.querySelector("form") || draw());
  await load();
}

start();
