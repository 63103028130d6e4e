// The choice of a round: the one of this hour first, then the others of the day.

import { get } from "./api.js";
import { hourMinute, localDate, nowMs, shortDay, sync } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { reminder } from "./effects.js";
import { signingSaid } from "./follow_signing.js";
import { headerWhere, momentChip } from "./header.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import "./vital_texts.js";

const main = document.getElementById("main");

function card(round, date, zone) {
  const { unit, moment } = round;
  const path = `/tour/${encodeURIComponent(unit.id)}/${date}/${encodeURIComponent(moment.code)}`;
  const bar = h("progress", { max: Math.max(round.doses, 1), value: round.closed_doses, "aria-label": `${unit.name}, ${moment.label}` });
  return h(
    "li",
    {},
    h(
      "a",
      { class: "card round-card", href: path },
      h("span", { class: "row spread" }, h("strong", { class: "round-unit" }, unit.name), momentChip(moment)),
      h("span", { class: "row quiet" }, icon("clock"), `${hourMinute(round.starts_at, zone)} – ${hourMinute(round.ends_at, zone)}`, " · ", t("rounds.residents", { n: round.residents })),
      bar,
      h("span", {}, t("rounds.done", { done: round.closed_doses, n: round.doses })),
      round.closed && h("span", { class: "row" }, icon("circle-check"), t("rounds.closed", { time: hourMinute(round.closed.at, zone), by: round.closed.by })),
    ),
  );
}

function group(title, rounds, date, zone) {
  return rounds.length > 0 && h("section", { class: "stack" }, h("h2", {}, title), h("ul", { class: "round-cards" }, rounds.map((round) => card(round, date, zone))));
}

/** The day before and the day after: rounds of the last days are completed afterwards. */
function days(date, today, zone) {
  const step = (by) => localDate(Date.parse(`${date}T12:00:00Z`) + by * 86400000, "UTC");
  const link = (day, picture) => h("a", { class: "button", href: day === today ? "/" : `/?jour=${day}` }, icon(picture), shortDay(day, zone));
  return h("nav", { class: "row", "aria-label": t("rounds.days") }, link(step(-1), "arrow-left"), date < today && link(step(1), "arrow-right"), date < today && step(1) !== today && h("a", { class: "button", href: "/" }, t("rounds.today")));
}

/** What prescribers must still sign or renew, for who gives: each leads to the list. */
async function signing(place) {
  const body = await get("/api/waiting", { background: true }).catch(() => null);
  if (body) fill(place, signingSaid(body).map(({ picture, words }) => h("a", { class: "button", href: "/suivi" }, icon(picture), words)));
}

/** What waits for a person, said once it is known: the rounds never wait for it. */
async function waiting(place) {
  const body = await get("/api/attention", { background: true }).catch(() => null);
  const n = body ? body.held.length + body.doses.length + body.prescriber.length + body.counts.length + body.devices.length + body.helpers.length : 0;
  if (n > 0) fill(place, h("a", { class: "button", href: "/suivi" }, icon("triangle-alert"), t("app.follow_count", { n })));
}

/** What a nurse countersigns, said once it is known. */
async function countersigning(place) {
  const body = await get("/api/countersignatures", { background: true }).catch(() => null);
  const n = body ? body.acts.length : 0;
  if (n > 0) fill(place, h("a", { class: "button", href: "/a-contresigner" }, icon("signature"), t("counter.home", { n })));
}

/** What waits for who prescribes: the way there stands at once, the number once it is known. */
function toSign() {
  const words = h("span", {}, t("app.to_sign"));
  get("/api/queue", { background: true })
    .then(({ cards }) => fill(words, cards.length > 0 ? `${t("app.to_sign")} (${cards.length})` : t("app.to_sign")))
    .catch(() => {});
  return h("a", { class: "button", href: "/a-signer" }, icon("signature"), words);
}

/** Where those without rounds are at home: what they have, and the page of it. */
const HOMES = [
  ["review_access", "/acces"], // the management: what waits for it
  ["help", "/mon-groupe"], // who helps: their group
  ["manage_staff", "/equipe"], // the administrator: a new house begins with its people
];

/** The page to lead to, or null for who has rounds. */
function home(rights) {
  if (rights.includes("read_round")) return null;
  return HOMES.find(([right]) => rights.includes(right))?.[1] ?? "/stock";
}

async function start() {
  const me = await begin();
  const elsewhere = home(me.rights);
  if (elsewhere) {
    location.replace(elsewhere);
    return;
  }
  headerWhere({ unit: null, moment: null });
  const zone = me.establishment.zone;
  const today = localDate(nowMs(), zone);
  const asked = new URLSearchParams(location.search).get("jour") ?? "";
  const date = /^\d{4}-\d{2}-\d{2}$/.test(asked) && asked < today ? asked : today;
  try {
    const sent = Date.now();
    const { rounds, server_time: serverTime } = await get(`/api/rounds?date=${date}`);
    if (serverTime) sync(serverTime, sent, Date.now());
    const now = nowMs();
    const shown = rounds.filter((round) => round.doses > 0);
    const later = shown.filter((round) => Date.parse(round.starts_at) > now);
    const current = shown.filter((round) => Date.parse(round.starts_at) <= now && now < Date.parse(round.ends_at));
    const earlier = shown.filter((round) => Date.parse(round.ends_at) <= now).reverse();
    const follow = h("div", {});
    const unsigned = h("div", { class: "row" });
    waiting(follow);
    const countersigned = h("div", {});
    if (me.rights.includes("countersign")) countersigning(countersigned);
    if (me.rights.includes("give") && me.rights.includes("read_prescription")) signing(unsigned);
    fill(
      main,
      h(
        "div",
        { class: "stack" },
        h("h1", {}, t("rounds.title", { day: shortDay(date, zone) })),
        h("div", { class: "row" }, follow, unsigned, countersigned, me.rights.includes("read_round") && reminder()),
        days(date, today, zone),
        me.rights.includes("prescribe") && h("div", { class: "row" }, h("a", { class: "button button-main", href: "/prescrire" }, icon("pencil"), t("app.prescribe")), toSign()),
        shown.length === 0 && h("p", { class: "note" }, t("rounds.none")),
        shown.length === 0 && me.rights.includes("manage_resident") && h("p", {}, h("a", { class: "button", href: "/admission" }, icon("user-plus"), t("app.admit"))),
        group(t("rounds.now"), current, date, zone),
        group(t("rounds.later"), later, date, zone),
        group(t("rounds.earlier"), earlier, date, zone),
      ),
    );
  } catch (error) {
    fill(main, h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

start();
