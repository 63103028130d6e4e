// « Appeler l'infirmier » and « 15 », always at hand: who is on call now, their numbers, and a word on their screens.

import { get, post } from "./api.js";
import { deviceMs, hourMinute } from "./clock.js";
import { deviceId } from "./db.js";
import { button, fill, h, icon } from "./dom.js";
import { uuid7 } from "./ids.js";
import "./helping_texts.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { openVital } from "./vital.js";

const POLL = 3000;

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

/** The people who answer the telephone now, their numbers to touch. */
async function numbers(place, unit, zone) {
  try {
    const { now } = await get(`/api/on-call?${new URLSearchParams({ unit })}`);
    fill(place, now.length > 0 ? h("ul", { class: "stack call-list" }, now.map((one) => number(one, zone))) : h("p", { class: "note note-warn" }, t("nurse.none")));
  } catch {
    fill(place, h("p", { class: "note note-warn" }, t("nurse.list_unreachable")));
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
