// Who stands in for which prescriber, and between which days: planned by the prescriber, or by who manages the team.

import { get, post, remove } from "./api.js";
import { fullDate, localDate, nowMs } from "./clock.js";
import { button, fill, h, icon, once, say } from "./dom.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { begin } from "./session.js";
import "./sign_texts.js";
import "./stand_ins_texts.js";
import { t } from "./texts.js";

const main = document.getElementById("main");
const state = { me: null, prescribers: [], periods: [] };

const may = (right) => state.me.rights.includes(right);
const today = () => localDate(nowMs(), state.me.establishment.zone);
const nameOf = (id) => state.prescribers.find((one) => one.id === id)?.name ?? t("stand.unknown");

async function load(problem = null) {
  const [prescribers, periods] = await Promise.all([get("/api/prescribers"), get("/api/stand-ins")]);
  Object.assign(state, { prescribers, periods });
  draw(problem);
}

/** Runs a request and shows what it changed, or says why nothing did. */
const run = once(async (work, done) => {
  try {
    await work();
    say(t(done));
    await load();
  } catch (error) {
    draw(error.sentence);
  }
});

function period(one) {
  const who = { who: nameOf(one.prescriber), by: nameOf(one.stand_in) };
  const mine = one.prescriber === state.me.user.id || may("manage_staff");
  const end = () => run(() => remove(`/api/stand-ins/${encodeURIComponent(one.id)}`), "stand.ended");
  return h(
    "li",
    { class: "card row spread", data: { period: one.id } },
    h("div", {}, h("p", {}, h("strong", {}, t("stand.one", who))), h("p", {}, t("stand.dates", { first: fullDate(one.starts), last: fullDate(one.ends) }))),
    mine && button(t("stand.end"), end, { picture: "x", "aria-label": t("stand.end_which", who) }),
  );
}

function group(key, periods) {
  return periods.length > 0 && h("section", { class: "stack" }, h("h2", {}, t(key)), h("ul", { class: "stack" }, periods.map(period)));
}

const select = (name, people) =>
  h(
    "div",
    { class: "field" },
    h("label", { for: name }, t(`stand.${name}`)),
    h("select", { class: "input", id: name, name, required: true }, h("option", { value: "" }, t("stand.choose")), people.map(({ id, name: said }) => h("option", { value: id }, said))),
  );

const day = (name) => h("div", { class: "field" }, h("label", { for: name }, t(`stand.${name}`)), h("input", { class: "input", id: name, name, type: "date", required: true, min: today(), value: today() }));

/** A prescriber plans their own absence; who manages the team, anybody's. */
function adding() {
  const own = !may("manage_staff");
  if (own && !may("prescribe")) return null;
  const others = own ? state.prescribers.filter((one) => one.id !== state.me.user.id) : state.prescribers;
  if (others.length < (own ? 1 : 2)) return h("p", { class: "note" }, t("stand.alone"));
  const sent = (event) => {
    event.preventDefault();
    const { who, by, first, last } = event.target.elements;
    const body = { id: uuid7(nowMs()), prescriber: own ? state.me.user.id : who.value, stand_in: by.value, starts: first.value, ends: last.value };
    run(() => post("/api/stand-ins", body), "stand.saved");
  };
  return h(
    "form",
    { class: "card stack", onsubmit: sent },
    h("h2", {}, t("stand.add")),
    !own && select("who", others),
    select("by", others),
    day("first"),
    day("last"),
    h("button", { type: "submit", class: "button button-main" }, t("stand.save")),
  );
}

function draw(problem) {
  const begun = (one) => one.starts <= today();
  document.title = `${t("stand.title")} – medcircuit`;
  fill(
    main,
    h(
      "div",
      { class: "stack sign" },
      h("h1", { tabindex: "-1" }, t("stand.title")),
      h("p", {}, t("stand.help")),
      h("div", { role: "alert" }, problem && h("p", { class: "note note-bad" }, problem)),
      state.periods.length === 0 && h("p", { class: "note" }, t("stand.none")),
      group("stand.now", state.periods.filter(begun)),
      group("stand.later", state.periods.filter((one) => !begun(one))),
      adding(),
      may("prescribe") && h("p", {}, h("a", { class: "button", href: "/a-signer" }, icon("arrow-left"), t("sign.title"))),
    ),
  );
}

async function start() {
  state.me = await begin({
    changed: (me) => {
      state.me = me;
      draw(null);
    },
  });
  headerWhere({ unit: null, moment: null });
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("stand.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

start();
