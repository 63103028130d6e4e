// Who has access here and until when; a newcomer's account in one form, with a code shown this once.

import { carryOut, sure } from "./acting.js";
import { call, get, post, remove } from "./api.js";
import { fullDate, localDate, nowMs } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { printedLink } from "./paper.js";
import { begin } from "./session.js";
import { askWords } from "./signing.js";
import { choose, showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./team_texts.js";

const main = document.getElementById("main");
const state = { me: null, staff: null, factor: null };
const DAY_MS = 86400000;
/** How many characters a reason has at least. */
const REASON = 10;
const FIRST_ROLE = "nurse";
const ROLES = ["administrator", "manager", "coordinating_nurse", "nurse", "physician", "pharmacist", "pharmacy_technician", "care_assistant", "educator"];

const zone = () => state.me.establishment.zone;
const inDays = (n) => localDate(nowMs() + n * DAY_MS, zone());
const unitName = (id) => (id ? state.me.units.find((unit) => unit.id === id)?.name ?? "" : t("team.whole"));

function field(name, attributes) {
  return h("div", { class: "field" }, h("label", { for: name }, t(`team.${name}`)), h("input", { class: "input", id: name, name, required: true, maxlength: "100", autocomplete: "off", ...attributes }));
}

/** One answer among few, each a large target; `chosen` is ticked. */
function options(name, values, chosen) {
  return h(
    "fieldset",
    { class: "options" },
    h("legend", {}, t(`team.${name}`)),
    values.map(({ value, label }) => h("label", { class: "option" }, h("input", { type: "radio", name, value, required: true, checked: value === chosen }), h("span", {}, label))),
  );
}

function addForm() {
  const roles = state.staff.roles.map((role) => ({ value: role, label: t(`role.${role}`) }));
  const everywhere = state.staff.everywhere ? [{ value: "", label: t("team.whole") }] : [];
  const units = [...everywhere, ...state.me.units.map((unit) => ({ value: unit.id, label: unit.name }))];
  const ends = [
    [inDays(0), "tonight"],
    [inDays(1), "tomorrow"],
    [inDays(7), "week"],
    [inDays(30), "month"],
    ["", "no_end"],
  ].map(([value, key]) => ({ value, label: t(`team.${key}`) }));
  const problem = h("p", { role: "alert" });
  const go = h("button", { type: "submit", class: "button button-main" }, t("team.create"));
  const form = h(
    "form",
    { class: "card stack", onsubmit: submit },
    h("h1", { tabindex: "-1" }, t("team.add")),
    field("given", { autocapitalize: "words" }),
    field("family", { autocapitalize: "words" }),
    field("rpps", { inputmode: "numeric", pattern: "[0-9]{11}", maxlength: "11", required: null }),
    options("role", roles, roles.some(({ value }) => value === FIRST_ROLE) ? FIRST_ROLE : null),
    options("unit", units, units.length === 1 ? units[0].value : null),
    options("until", ends, null),
    problem,
    go,
  );

  async function submit(event) {
    event.preventDefault();
    go.disabled = true;
    const { given, family, rpps, role, unit, until } = Object.fromEntries(new FormData(form));
    try {
      const made = await post("/api/staff", { given_name: given.trim(), family_name: family.trim(), rpps: rpps || null, role, unit: unit || null, valid_to: until || null });
      showCode(made, t("team.made", { name: `${given.trim()} ${family.trim()}` }));
    } catch (error) {
      problem.className = "note note-bad";
      problem.textContent = error.sentence;
      go.disabled = false;
    }
  }
  return form;
}

function showCode({ login, code }, title) {
  const shown = [["login", login], ["code", code]].map(([key, value]) => [h("dt", {}, t(`team.${key}`)), h("dd", {}, value)]);
  fill(
    main,
    h(
      "div",
      { class: "stack narrow" },
      h("h1", { tabindex: "-1" }, title),
      h("dl", { class: "card code" }, shown),
      h("p", {}, t("team.how")),
      button(t("team.done"), load, { look: "button-main", picture: "check" }),
    ),
  );
  main.querySelector("h1").focus();
}

/** From when to when, in words; nothing of an account that has always been there. */
function period({ valid_from: from, valid_to: to }) {
  const today = inDays(0);
  if (to && to < today) return t("team.over", { day: fullDate(to) });
  if (from > today) return t("team.from", { day: fullDate(from) });
  return to ? t("team.to", { day: fullDate(to) }) : t("team.since", { day: fullDate(from) });
}

function personRow(one) {
  return h(
    "li",
    { class: "card member" },
    h("div", {}, h("strong", {}, one.name), h("p", { class: "quiet" }, [t(`role.${one.role}`), unitName(one.unit), period(one), one.granted_by && t("team.by", { name: one.granted_by })].filter(Boolean).join(" · "))),
    h(
      "div",
      { class: "row" },
      administers() && one.factor && one.user !== state.me.user.id && button(t("team.reset"), () => reset(one), { picture: "key-round", "aria-label": t("team.reset_of", { name: one.name }) }),
      one.yours && button(t("team.renew"), () => renew(one), { picture: "lock", "aria-label": t("team.renew_of", { name: one.name }) }),
      one.yours && button(t("team.badge"), () => badge(one), { picture: "id-card", "aria-label": t("team.badge_of", { name: one.name }) }),
      one.yours && button(t("team.end"), () => end(one), { picture: "x", "aria-label": t("team.end_of", { name: one.name }) }),
    ),
  );
}

/** A person's badge: printed, printed anew, or worth nothing any more once lost. */
function badge(one) {
  const path = `/api/habilitations/${encodeURIComponent(one.id)}/badge`;
  const wanted = choose(t("team.badge_of", { name: one.name }), [
    { label: t(one.badge ? "team.badge_again" : "team.badge_print", { n: (one.badge ?? 0) + 1 }), value: "print", picture: "printer" },
    ...(one.badge ? [{ label: t("team.badge_lost", { n: one.badge }), value: "lost", picture: "x" }] : []),
  ], { text: t("team.badge_what") });
  return carryOut(
    wanted,
    async (what) => {
      if (what === "lost") await remove(path);
      const link = what === "print" && (await printedLink(path, {}, { name: "badge.pdf", label: t("team.badge_open") }));
      await load();
      if (link) showSheet({ title: t("team.badge_of", { name: one.name }), body: [h("p", {}, t("team.badge_ready")), h("div", { class: "row" }, link)] });
      else draw(null, t("team.badge_gone", { name: one.name }));
    },
    draw,
  );
}

/** Who forgot a password or a PIN chooses them anew, with a code that is shown this once. */
const renew = (one) =>
  carryOut(
    askWords(t("team.renew_of", { name: one.name }), t("team.renew_why"), { text: t("team.renew_what", { name: one.name }), hint: t("team.renew_hint"), least: REASON }),
    async (reason) => showCode(await post(`/api/habilitations/${encodeURIComponent(one.id)}/code`, { reason }), t("team.renewed", { name: one.name })),
    draw,
  );

const administers = () => state.me.rights.includes("configure");

const reset = (one) =>
  carryOut(
    askWords(t("team.reset_of", { name: one.name }), t("team.reset_why"), { hint: t("team.reset_hint"), least: REASON }),
    async (reason) => {
      await post(`/api/habilitations/${encodeURIComponent(one.id)}/factor-reset`, { reason });
      state.staff = await get("/api/staff");
      draw(null, t("team.reset_done", { name: one.name }));
    },
    draw,
  );

/** Which roles sign in with a second factor, for who administers. */
function factorRoles() {
  const problem = h("p", { role: "alert" });
  const boxes = ROLES.map((role) => h("label", { class: "option" }, h("input", { type: "checkbox", name: "roles", value: role, checked: state.factor.includes(role) }), h("span", {}, t(`role.${role}`))));
  const form = h(
    "form",
    {
      class: "card stack",
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          const { data } = await call("PUT", "/api/second-factor", { body: { roles: new FormData(form).getAll("roles") } });
          state.factor = data.roles;
          draw(null, t("team.factor_kept"));
        } catch (error) {
          problem.className = "note note-bad";
          problem.textContent = error.sentence;
        }
      },
    },
    h("h2", {}, t("team.factor")),
    h("p", {}, t("team.factor_what")),
    h("fieldset", { class: "options" }, h("legend", { class: "unseen" }, t("team.factor")), boxes),
    problem,
    h("button", { type: "submit", class: "button" }, t("team.factor_keep")),
  );
  return form;
}

const end = (one) =>
  carryOut(
    sure(t("team.end_of", { name: one.name }), t("team.really", { name: one.name }), { label: t("team.end_now"), picture: "x" }, { label: t("team.keep"), picture: "check" }),
    async () => {
      await remove(`/api/habilitations/${encodeURIComponent(one.id)}`);
      say(t("team.ended"));
      await load();
    },
    draw,
  );

function draw(problem = null, done = null) {
  const { people } = state.staff;
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("team.title")),
      problem && h("p", { class: "note note-bad", role: "alert" }, problem),
      done && h("p", { class: "note", role: "status" }, icon("circle-check"), done),
      state.staff.roles.length > 0 && button(t("team.add"), showForm, { look: "button-main", picture: "user-round" }),
      state.me.rights.includes("read_prescription") && h("p", {}, h("a", { class: "button", href: "/remplacements" }, icon("calendar-days"), t("team.stand_ins"))),
      people.length === 0 && h("p", { class: "note" }, icon("circle-check"), t("team.nobody")),
      h("ul", { class: "stack" }, people.map(personRow)),
      state.factor && factorRoles(),
    ),
  );
}

function showForm() {
  fill(main, h("div", { class: "stack narrow" }, addForm()));
  main.querySelector("#given").focus();
}

async function load() {
  state.staff = await get("/api/staff");
  if (administers()) state.factor = (await get("/api/second-factor")).roles;
  draw();
}

async function start() {
  state.me = await begin();
  document.title = `${t("team.title")} – medcircuit`;
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("team.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

start();
