// The top band of every page: where, which moment, who, the state of the network and of what waits, the time.

import "./account_texts.js";
import { get, onReach, post } from "./api.js";
import { hourMinute, nowMs, offsetMinutes } from "./clock.js";
import { button, fill, h, icon } from "./dom.js";
import { leaveAs } from "./leaving.js";
import { lockNow } from "./lock.js";
import { queue } from "./queue.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { followHour, isNight, toggle } from "./theme.js";

/** The picture and colour of a moment, by its code; always beside its word. */
const MOMENTS = [
  [/^(MORN|CM|WAKE|ACM|LEVER|MATIN)/i, "sun", "morning"],
  [/^(NOON|CD|ACD|MIDI)/i, "utensils", "noon"],
  [/^(AFT|SNACK|GOUTER|COLL)/i, "cookie", "snack"],
  [/^(EVE|CV|ACV|SOIR|DINER)/i, "sunset", "evening"],
  [/^(HS|BED|COUCHER)/i, "bed", "bed"],
  [/^(NIGHT|NUIT)/i, "moon-star", "night"],
];

/** The moment as a chip: icon, word, colour. */
export function momentChip(moment) {
  const [, picture, colour] = MOMENTS.find(([code]) => code.test(moment.code)) ?? [null, "clock", "other"];
  return h("span", { class: `moment moment-${colour}` }, icon(picture), moment.label);
}

const state = { me: null, unit: null, moment: null, offlineSince: null, planAt: null };

/** Draws the band and keeps it true. */
export function showHeader(me) {
  state.me = me;
  draw();
  queue.addEventListener("change", drawSync);
  onReach((answered) => {
    const since = answered ? null : (state.offlineSince ?? nowMs());
    if ((since === null) === (state.offlineSince === null)) return;
    state.offlineSince = since;
    drawSync();
  });
  setInterval(tick, 5000);
  if (me.rights.includes("review_access")) setInterval(askGlasses, 30000);
}

/** Tells the band which round is shown. */
export function headerWhere({ unit, moment }) {
  Object.assign(state, { unit, moment });
  draw();
}

/** Tells the band who is signed in now. */
export function headerUser(me) {
  state.me = me;
  draw();
}

/** Tells the band when the plan was last known to be current. */
export function planSeen(ms) {
  state.planAt = ms;
}

function tick() {
  followHour(state.me.establishment.zone);
  const clock = document.getElementById("clock");
  const now = hourMinute(nowMs(), state.me.establishment.zone);
  if (clock && clock.textContent !== now) clock.textContent = now;
}

function draw() {
  const { me, unit, moment } = state;
  const zone = me.establishment.zone;
  followHour(zone);
  fill(
    document.getElementById("top"),
    h(
      "div",
      { class: "top-row" },
      h(
        "div",
        { class: "top-where" },
        h("a", { class: "button button-plain home", href: "/", title: t("app.home") }, icon("house"), h("span", { class: "unseen" }, t("app.home"))),
        h("span", { class: "top-unit" }, unit ? unit.name : me.establishment.name),
        moment && momentChip(moment),
      ),
      h("span", { id: "glasses" }),
      h("button", { type: "button", class: "button button-plain sync", id: "sync", onclick: showSync }),
      button(me.user.name, showMenu, { picture: "user-round", look: "button-plain top-user", "aria-label": t("app.menu", { name: me.user.name }) }),
      h("time", { class: "clock", id: "clock", title: t("app.clock") }, hourMinute(nowMs(), zone)),
    ),
    h("div", { id: "offline", role: "status" }),
  );
  drawSync();
  if (me.rights.includes("review_access")) askGlasses();
}

/** Tells whoever answers for it that somebody broke the glass, on whatever page they are. */
async function askGlasses() {
  const { to_judge: n } = await get("/api/glasses/notices", { background: true }).catch(() => ({ to_judge: 0 }));
  const place = document.getElementById("glasses");
  if (!place || place.dataset.n === String(n)) return; // a link that is being pressed stays
  place.dataset.n = String(n);
  fill(place, n > 0 && h("a", { class: "button", href: "/acces" }, icon("siren"), h("span", { class: "top-wide" }, t("app.glasses", { n })), h("span", { class: "top-narrow", "aria-hidden": "true" }, String(n))));
}

function syncState() {
  if (queue.refused.length > 0) return ["triangle-alert", t("sync.refused", { n: queue.refused.length })];
  if (queue.pending > 0) return ["hourglass", t("sync.waiting", { n: queue.pending })];
  if (state.offlineSince !== null) return ["wifi-off", t("sync.offline_short")];
  return ["cloud-check", t("sync.done")];
}

function drawSync() {
  const place = document.getElementById("sync");
  if (!place) return;
  const [picture, word] = syncState();
  const quiet = picture === "cloud-check";
  fill(place, icon(picture), h("span", { class: quiet ? "sync-quiet" : "" }, word));
  const zone = state.me.establishment.zone;
  const band = document.getElementById("offline");
  const since = state.offlineSince;
  band.className = since === null ? "" : "offline";
  const plan = state.planAt ?? since;
  const sentence = since === null ? "" : t("sync.offline", { time: hourMinute(since, zone), plan: hourMinute(plan, zone) });
  if (band.textContent !== sentence) band.textContent = sentence;
}

function showSync() {
  const zone = state.me.establishment.zone;
  const acts = queue.items.filter((item) => item.kind === "event");
  const off = offsetMinutes();
  showSheet({
    title: t("sync.title"),
    body: h(
      "div",
      { class: "stack" },
      h("p", { class: "row" }, icon(syncState()[0]), acts.length ? t("sync.saved", { n: acts.length }) : t("sync.done")),
      acts.length > 0 && h("p", {}, t("sync.oldest", { time: hourMinute(acts[0].body.at, zone) })),
      queue.ofOthers > 0 && h("p", { class: "note note-warn" }, t("sync.others", { n: queue.ofOthers })),
      queue.refused.map((item) => h("p", { class: "note note-bad" }, `${hourMinute(item.body.at, zone)} – ${item.problem} ${t("sync.kept")}`)),
      Math.abs(off) >= 2 && !document.documentElement.dataset.demo && h("p", { class: "note note-warn" }, t("sync.clock", { n: off })),
    ),
  });
}

function showMenu() {
  const close = showSheet({
    title: state.me.user.name,
    body: h(
      "div",
      { class: "choices" },
      button(t("menu.lock"), () => leave(close, () => lockNow()), { picture: "lock" }),
      button(t("menu.switch"), () => leave(close, () => lockNow({ choose: true })), { picture: "users-round" }),
      button(isNight() ? t("menu.day") : t("menu.night"), () => leave(close, toggle), { picture: isNight() ? "sun" : "moon" }),
      button(t("menu.language"), () => leave(close, changeLanguage), { picture: "languages", lang: document.documentElement.lang === "en" ? "fr" : "en" }),
      state.me.rights.includes("help") && h("a", { class: "button", href: "/mon-groupe" }, icon("hand-heart"), t("app.group")),
      h("a", { class: "button", href: "/mon-compte" }, icon("user-round"), t("account.title")),
      state.me.rights.includes("read_round") && h("a", { class: "button", href: "/suivi" }, icon("list-checks"), t("app.follow")),
      state.me.rights.includes("countersign") && h("a", { class: "button", href: "/a-contresigner" }, icon("signature"), t("app.countersign")),
      state.me.rights.includes("break_glass") && h("a", { class: "button", href: "/consulter" }, icon("eye"), t("app.consult")),
      ["grant_consultation", "configure"].some((right) => state.me.rights.includes(right)) && h("a", { class: "button", href: "/acces" }, icon("key-round"), t("app.accesses")),
      state.me.rights.includes("read_resident") && h("a", { class: "button", href: "/protocoles" }, icon("clipboard-list"), t("app.protocols")),
      state.me.rights.includes("read_authorisation") && h("a", { class: "button", href: "/autorisations" }, icon("badge-check"), t("app.authorisations")),
      h("a", { class: "button", href: "/astreinte" }, icon("phone"), t("app.on_call")),
      state.me.rights.includes("manage_resident") && h("a", { class: "button", href: "/admission" }, icon("user-plus"), t("app.admit")),
      state.me.rights.includes("manage_staff") && h("a", { class: "button", href: "/equipe" }, icon("users-round"), t("app.team")),
      state.me.rights.includes("configure") && h("a", { class: "button", href: "/unites" }, icon("layers"), t("app.units")),
      state.me.rights.includes("prescribe") && h("a", { class: "button", href: "/a-signer" }, icon("signature"), t("app.to_sign")),
      state.me.rights.includes("read_prescription") && h("a", { class: "button", href: "/analyse" }, icon("list-checks"), t("app.review")),
      state.me.rights.includes("read_stock") && h("a", { class: "button", href: "/stock" }, icon("package"), t("app.stock")),
      state.me.rights.includes("read_register") && h("a", { class: "button", href: "/registre" }, icon("book-lock"), t("app.register")),
      state.me.rights.includes("read_catalogue") && h("a", { class: "button", href: "/medicaments" }, icon("pill"), t("app.medicines")),
      button(t("menu.out"), () => leave(close, signOut), { picture: "log-out" }),
      queue.pending > 0 && h("p", { class: "note note-warn" }, t("menu.out_waiting", { n: queue.pending })),
    ),
  });
}

function leave(close, then) {
  close();
  then();
}

async function changeLanguage() {
  const language = document.documentElement.lang === "en" ? "fr" : "en";
  document.cookie = `lang=${language}; path=/; max-age=31536000; samesite=strict`;
  await post("/api/session/language", { language }).catch(() => {});
  location.reload();
}

async function signOut() {
  await queue.kick();
  await leaveAs(state.me);
}
