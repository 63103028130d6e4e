// « Mes autorisations »: what one may do, for whom, until when, who trained one, and what is still to be read.

import { get } from "./api.js";
import { helpBar } from "./call_nurse.js";
import { fullDate } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { headerWhere } from "./header.js";
import "./helping_texts.js";
import { begin } from "./session.js";
import { t } from "./texts.js";

const main = document.getElementById("main");
const STATES = { open: ["badge-check", "ok"], ahead: ["clock", "wait"], expired: ["clock-alert", "stop"], revoked: ["ban", "stop"] };

/** What an authorisation says of itself in one sentence. */
function standing(one) {
  if (one.state === "expired") return t("mine.expired", { date: fullDate(one.last_day), who: one.given_by });
  if (one.state === "revoked") return t("mine.revoked", { who: one.ended_by ?? one.given_by });
  if (one.state === "ahead") return t("mine.ahead", { date: fullDate(one.first_day) });
  return t("mine.until", { date: fullDate(one.last_day) });
}

function card(one, lines) {
  const [picture, look] = STATES[one.state];
  return h(
    "section",
    { class: "card stack", "aria-label": t(`mine.kind.${one.kind}`) },
    h("h2", {}, t(`mine.kind.${one.kind}`)),
    h("p", { class: `help-light help-light-${look}` }, icon(picture), h("strong", {}, standing(one))),
    one.ends_soon && h("p", { class: "note note-warn" }, t("mine.soon", { who: one.given_by })),
    one.residents.map((who) => person(one, who, lines)),
    h("p", { class: "quiet" }, t("mine.trained", { date: fullDate(one.trained_on), who: one.trained_by })),
    one.act && h("p", { class: "quiet" }, one.act),
  );
}

/** One person, and the medicines one may help them with: those that are named, and those that a protocol opens. */
function person(one, who, lines) {
  const opened = [...lines.values()].filter((line) => line.authorisation === one.id && !one.lines.some((named) => named.line === line.line));
  const theirs = [...one.lines, ...opened].filter((line) => line.resident === who.id);
  return [h("h3", {}, icon("user-round"), " ", who.name), h("ul", { class: "help-items" }, theirs.map((line) => medicine(line, lines.get(line.line)))), theirs.length === 0 && h("p", { class: "quiet" }, t("mine.nothing"))];
}

/** One medicine, and what is missing before one may help with it. */
function medicine(line, known) {
  const missing = known?.open === false ? known.findings : [];
  return h("li", {}, icon(missing.length > 0 ? "octagon-x" : "circle-check"), " ", h("strong", {}, line.said), missing.map((one) => h("p", { class: "quiet" }, one.sentence, one.advice && ` ${one.advice}`)), missing.some((one) => one.code === "protocol_unread") && h("a", { class: "button", href: "/protocoles" }, icon("book-open-check"), h("span", {}, t("mine.read"))));
}

async function start() {
  const me = await begin();
  headerWhere({ unit: null, moment: null });
  document.body.classList.add("helping");
  const about = () => ({ unit: me.units[0]?.id, resident: null, why: "call", context: t("mine.title"), said: null });
  const bar = helpBar({ about, person: () => null, zone: me.establishment.zone });
  try {
    const { authorisations, lines } = await get("/api/me/authorisations");
    const known = new Map(lines.map((line) => [line.line, line]));
    const order = Object.keys(STATES);
    const mine = [...authorisations].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
    fill(
      main,
      h(
        "div",
        { class: "stack" },
        h("div", { class: "row spread" }, h("h1", {}, t("mine.title")), h("a", { class: "button button-plain", href: "/mon-groupe" }, icon("arrow-left"), h("span", {}, t("group.title")))),
        mine.length === 0 && h("p", { class: "note" }, t("mine.none")),
        mine.map((one) => card(one, known)),
      ),
      bar,
    );
  } catch (error) {
    fill(main, h("h1", {}, t("mine.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")), bar);
  }
}

start();
