// « Appeler l'infirmier » and « 15 », always at hand: who is on call now, their numbers, and a word on their screens.

import { get, post } from "./api.js";
import { deviceMs, hourMinute, nowMs } from "./clock.js";
import { deviceId } from "./db.js";
import { button, fill, h, icon } from "./dom.js";
import { uuid7 } from "./ids.js";
import "./helping_texts.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { openVital } from "./vital.js";

const POLL = 3000;
const AGAIN = 10 * 60 * 1000;
const keyOf = (unit) => `on_call.${unit ?? ""}`;

/** A number as a telephone dials it. */
const dialled = (number) => `tel:${number.replace(/[^+\d]/g, "")}`;

/** Puts a call on the screens of those who may come; resolves to the call, or null where it could not be sent. */
export async function tellNurse({ unit, resident = null, why, context }) {
  const device = await deviceId().catch(() => "no-storage");
  const body = { id: uuid7(deviceMs()), unit, resident, why, context: context.slice(0, 300), device };
  return post("/api/help-calls", body, { background: true }).catch(() => null);
}

/** Keeps a sentence true about a call: sent, then seen by whom; stops when the place has left the page. */
export function followCall(call, place) {
  const look = async () => {
    if (!place.isConnected) return;
    const now = await get(`/api/help-calls/${encodeURIComponent(call.id)}`, { background: true }).catch(() => null);
    if (now?.taken_by) fill(place, h("strong", {}, t("nurse.taken", { name: now.taken_by })));
    else setTimeout(look, POLL);
  };
  setTimeout(look, POLL);
}

function number({ duty, until }, zone) {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "button call-number", href: dialled(duty.number) },
      icon("phone"),
      h("span", { class: "call-who" }, h("strong", {}, duty.name), ` ${t(`nurse.role.${duty.role}`)}`, h("span", { class: "small" }, ` ${t("nurse.until", { time: hourMinute(until, zone) })}`)),
      h("span", { class: "call-digits" }, duty.number),
    ),
  );
}

/** Who answers the telephone now; kept on the device, for the minute in which the network does not. */
async function onCall(unit) {
  const { now } = await get(`/api/on-call?${new URLSearchParams({ unit })}`, { background: true });
  try {
    localStorage.setItem(keyOf(unit), JSON.stringify({ at: nowMs(), now }));
  } catch {
    // A browser that keeps nothing shows the list while the network answers.
  }
  return now;
}

/** Who answered when the list was last read: {at, now}, or null. */
function keptOf(unit) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(unit)));
  } catch {
    return null;
  }
}

/** The people who answer the telephone, their numbers to touch: as the device knows them, at once, then as they are now. */
async function numbers(place, unit, zone) {
  const listed = (now) => h("ul", { class: "stack call-list" }, now.map((one) => number(one, zone)));
  const kept = keptOf(unit);
  const known = kept?.now.length > 0 ? kept : null;
  if (known) fill(place, listed(known.now));
  try {
    const now = await onCall(unit);
    if (JSON.stringify(now) === JSON.stringify(known?.now)) return; // a number that is being touched stays
    fill(place, now.length > 0 ? listed(now) : h("p", { class: "note note-warn" }, t("nurse.none")));
  } catch {
    const sentence = known ? t("nurse.list_kept", { time: hourMinute(known.at, zone) }) : t("nurse.list_unreachable");
    fill(place, h("p", { class: "note note-warn" }, sentence), known && listed(known.now));
  }
}

/**
 * The sheet of numbers. `about` = {unit, resident, why, context, said}: it is told on the nurse's screen at once, unless
 * `told` says that it was already.
 */
export function callNurse(about, { zone, told = null } = {}) {
  const sent = h("p", { class: "note", role: "status" }, told ? t("nurse.told") : t("nurse.telling"));
  const list = h("div", { class: "stack" });
  showSheet({
    title: t("nurse.title"),
    body: h("div", { class: "stack" }, about.said && h("p", {}, h("strong", {}, about.said)), list, sent, fifteen()),
  });
  numbers(list, about.unit, zone);
  const known = told ? Promise.resolve(told) : tellNurse(about);
  known.then((call) => {
    fill(sent, t(call ? "nurse.told" : "nurse.untold"));
    if (call) followCall(call, sent);
    else sent.className = "note note-bad";
  });
}

const fifteen = () => h("a", { class: "button call-15", href: "tel:15" }, icon("siren"), h("span", {}, t("nurse.emergency")));

/**
 * The two buttons that are always there. `about()` says whom and what the nurse is called for, `person()` who is open:
 * {id, name}, or null.
 */
export function helpBar({ about, person, zone }) {
  const emergency = () => {
    const open = person();
    if (open) openVital(open);
    else callFifteen();
  };
  const look = () => onCall(about().unit).catch(() => {});
  look();
  setInterval(look, AGAIN);
  return h(
    "nav",
    { class: "help-bar", "aria-label": t("nurse.call") },
    button(t("nurse.call"), () => callNurse(about(), { zone }), { picture: "phone-call", look: "help-call" }),
    button(t("nurse.emergency"), emergency, { picture: "siren", look: "call-15" }),
  );
}

function callFifteen() {
  showSheet({ title: t("nurse.emergency"), role: "alertdialog", body: h("div", { class: "stack" }, fifteen()) });
}
