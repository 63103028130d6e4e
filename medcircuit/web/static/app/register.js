// The register of narcotics: each presentation in each place, every entry and exit with its date, and the balance.

import { get } from "./api.js";
import { hourMinute, localDate, nowMs, shortDay } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { comma } from "./fraction.js";
import { headerWhere } from "./header.js";
import "./register_texts.js";
import { begin } from "./session.js";
import { t } from "./texts.js";

const main = document.getElementById("main");
const enc = encodeURIComponent;
const state = { me: null, unit: null, from: null, to: null };

const zone = () => state.me.establishment.zone;
const today = () => localDate(nowMs(), zone());
const query = () => `from=${state.from}&to=${state.to}`;

/** What an operation was, for whom, and what was counted after it. */
function what(one) {
  return [
    h("strong", {}, t(`register.why.${one.why}`)),
    one.resident_name && h("span", {}, one.resident_name),
    one.prescriber && h("span", { class: "quiet" }, t("register.prescribed", { by: one.prescriber })),
    one.counted !== null && h("span", { class: Number(one.difference) === 0 ? "quiet" : "register-wrong" }, t("register.counted", { n: comma(one.counted) })),
    one.reason && h("span", {}, t(`register.reason.${one.reason}`)),
    one.witness && h("span", { class: "quiet" }, t("register.witness", { name: one.witness })),
    one.alone && h("span", { class: "register-wrong" }, t("register.alone")),
    one.lot && h("span", { class: "quiet" }, t("register.lot", { lot: one.lot })),
  ];
}

function entry(one) {
  const came = one.in !== null;
  const moved = one.in ?? one.out;
  return h(
    "li",
    { class: "register-entry" },
    h("div", { class: "register-when" }, h("span", { class: "quiet" }, t("register.number", { n: one.number })), h("strong", {}, shortDay(one.at, zone())), h("span", {}, hourMinute(one.at, zone())), h("span", { class: "quiet" }, one.by)),
    h("div", { class: "register-what" }, what(one)),
    h("p", { class: `register-change register-${came ? "in" : "out"}` }, moved !== null && [icon(came ? "circle-plus" : "circle-minus"), h("span", { class: "unseen" }, t(came ? "register.in" : "register.out")), comma(moved)]),
    h("p", { class: "register-after" }, h("span", { class: "quiet" }, t("register.balance")), h("strong", {}, comma(one.after))),
  );
}

function book(one) {
  return h(
    "section",
    { class: "card stack register-book" },
    h("div", { class: "row spread" }, h("h2", {}, one.product), h("p", { class: "register-now" }, t("register.left", { left: one.left_said }))),
    h("p", { class: "quiet" }, `${one.place} · ${t("register.before", { n: comma(one.before) })}`),
    one.entries.length === 0 ? h("p", { class: "quiet" }, t("register.still")) : h("ol", { class: "register-entries" }, one.entries.map(entry)),
  );
}

function field(id, label, value) {
  const change = ({ target }) => {
    if (!target.value) return;
    state[id] = target.value;
    load();
  };
  return h("div", { class: "field" }, h("label", { for: `register-${id}` }, t(label)), h("input", { class: "input", id: `register-${id}`, type: "date", value, max: today(), onchange: change }));
}

function unitChoice() {
  const { units } = state.me;
  if (units.length < 2) return null;
  const change = ({ target }) => {
    state.unit = target.value;
    load();
  };
  return h("div", { class: "field" }, h("label", { for: "register-unit" }, t("register.unit")), h("select", { class: "input", id: "register-unit", onchange: change }, units.map((one) => h("option", { value: one.id, selected: one.id === state.unit }, one.name))));
}

const list = h("div", { class: "stack", "aria-live": "polite" });
const print = h("a", { class: "button", target: "_blank", rel: "noopener" }, icon("printer"), h("span", {}));

async function load() {
  const path = `/api/units/${enc(state.unit)}/register`;
  print.href = `${path}.pdf?${query()}`;
  print.lastChild.textContent = t("register.print");
  try {
    const { books } = await get(`${path}/books?${query()}`);
    fill(list, books.length === 0 && h("p", { class: "note" }, icon("circle-check"), t("register.none")), books.map(book));
  } catch (error) {
    fill(list, h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

async function start() {
  state.me = await begin();
  headerWhere({ unit: null, moment: null });
  state.unit = state.me.units[0]?.id ?? null;
  state.to = today();
  state.from = `${state.to.slice(0, 8)}01`;
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("div", { class: "row spread" }, h("h1", { tabindex: "-1" }, t("register.title")), print),
      h("p", { class: "quiet" }, t("register.hint")),
      h("div", { class: "row register-asked" }, unitChoice(), field("from", "register.from", state.from), field("to", "register.to", state.to)),
      list,
    ),
  );
  await load();
}

start();
