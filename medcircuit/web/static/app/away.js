// Stays and absences of a resident: a departure and a return are noted here; after a hospital stay the lines wait to be reconciled.

import { post, remove } from "./api.js";
import "./away_texts.js";
import { hourMinute, instantOf, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say, submits } from "./dom.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

const enc = encodeURIComponent;
const KINDS = ["hospital", "family", "outing"];
const dayOf = (instant, zone) => `${shortDay(instant, zone)} ${hourMinute(instant, zone)}`;
const local = (ms, zone) => `${localDate(ms, zone)}T${hourMinute(ms, zone)}`;
const instant = (value, zone) => {
  const [date, time] = value.split("T");
  return new Date(instantOf(date, time.slice(0, 5), zone)).toISOString();
};

const field = (name, label, attributes) => h("div", { class: "field" }, h("label", { for: name }, label), h("input", { class: "input", id: name, name, type: "datetime-local", ...attributes }));

/** A form in a sheet: `send(elements)` writes; `done()` reads the page again. */
function ask(title, fields, save, send, done) {
  const problem = h("p", { role: "alert" });
  const sent = async (event) => {
    try {
      await send(event.target.elements);
    } catch (error) {
      fill(problem, h("span", { class: "note note-bad" }, error.sentence ?? t("error.server")));
      return;
    }
    close();
    say(t("away.saved"));
    done();
  };
  const form = h("form", { class: "stack", onsubmit: submits(sent) }, fields, problem, h("button", { type: "submit", class: "button button-main" }, save));
  const close = showSheet({ title, body: form });
}

const leaving = (path, zone, done) =>
  ask(
    t("away.leave"),
    [
      h("fieldset", { class: "stack" }, h("legend", {}, t("away.why")), KINDS.map((kind) => h("label", { class: "row" }, h("input", { type: "radio", name: "kind", value: kind, required: true }), t(`away.${kind}`)))),
      field("starts_at", t("away.from"), { required: true, value: local(nowMs(), zone) }),
      field("ends_at", t("away.back_expected"), {}),
    ],
    t("away.save_leave"),
    ({ kind, starts_at: from, ends_at: to }) => post(`${path}/absences`, { kind: kind.value, starts_at: instant(from.value, zone), ends_at: to.value ? instant(to.value, zone) : null }),
    done,
  );

const returning = (one, zone, done) =>
  ask(t("away.back"), field("at", t("away.back_at"), { required: true, value: local(nowMs(), zone) }), t("away.save_back"), ({ at }) => post(`/api/absences/${enc(one.id)}/return`, { at: instant(at.value, zone) }), done);

const mistaken = (one, done) => ask(t("away.mistake"), h("p", {}, t("away.mistake_help")), t("away.withdraw"), () => remove(`/api/absences/${enc(one.id)}`), done);

/** The card of stays and absences; `may`: whether the reader notes departures and returns; `moving`: what changes the room; `done` reads the page again. */
export function whereCard({ value }, { path, zone, may, moving, done }) {
  if (!value) return null;
  const now = nowMs();
  const stay = (one) => t(one.ends_at ? "person.stayed" : "person.stay", { unit: one.unit_name, room: one.room, from: shortDay(one.starts_at, zone), to: one.ends_at && shortDay(one.ends_at, zone) });
  const said = (one) => t(one.ends_at ? "person.away" : "person.away_open", { kind: one.kind_label, from: dayOf(one.starts_at, zone), to: one.ends_at && dayOf(one.ends_at, zone) });
  const open = (one) => !one.ends_at || Date.parse(one.ends_at) > now;
  const away = (one) =>
    h(
      "li",
      { class: "stack" },
      h("p", { class: "row" }, icon("door-open"), said(one)),
      may && open(one) && h("div", { class: "row" }, Date.parse(one.starts_at) <= now && button(t("away.back"), () => returning(one, zone, done), { look: "button-main", picture: "door-open" }), button(t("away.mistake"), () => mistaken(one, done), { look: "button-plain", picture: "x" })),
    );
  return h(
    "section",
    { class: "card stack" },
    h("h2", {}, t("person.where")),
    (may || moving) && h("div", { class: "row" }, may && button(t("away.leave"), () => leaving(path, zone, done), { picture: "door-open" }), moving),
    h("ul", { class: "stack" }, value.absences.map(away), value.stays.map((one) => h("li", {}, stay(one)))),
  );
}

/** What waits after a hospital stay, in red, with the way to answer it; null where nothing does. */
export function returnNote({ value }, { zone, rights, address }) {
  if (!value?.length) return null;
  const [back] = value;
  const due = { n: back.lines.length, day: shortDay(back.due, zone), time: hourMinute(back.due, zone) };
  const [href, label] = rights.includes("prescribe") ? ["/a-signer", "app.to_sign"] : [`${address}/recopier`, "away.reconcile"];
  const link = (rights.includes("prescribe") || rights.includes("transcribe")) && h("a", { class: "button button-main", href }, icon("hospital"), t(label));
  return h("div", { class: "note note-bad stack" }, h("p", { class: "row" }, icon("hospital"), h("strong", {}, t(Date.parse(back.due) < nowMs() ? "away.reconcile_late" : "away.reconcile_before", due))), link);
}
