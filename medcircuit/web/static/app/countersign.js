// Monday's queue: each act that was not a nurse's, and each emergency, read again and countersigned one by one.

import { get, post } from "./api.js";
import { hourMinute, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { comma } from "./fraction.js";
import { headerWhere } from "./header.js";
import { uuid7 } from "./ids.js";
import { begin } from "./session.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";
import "./prn_texts.js";
import "./vital_texts.js";

const main = document.getElementById("main");
let zone = "Europe/Paris";

const when = (instant) => `${shortDay(instant, zone)} ${hourMinute(instant, zone)}`;
const late = ({ at, received_at: received }) => Date.parse(received) - Date.parse(at) >= 5 * 60000;

function said({ at, received_at: received }) {
  if (!late({ at, received_at: received })) return when(at);
  const same = localDate(Date.parse(at), zone) === localDate(Date.parse(received), zone);
  return t("counter.late", { time: when(at), received: same ? hourMinute(received, zone) : when(received) });
}

function effect(act) {
  if (!act.effect) return act.reason ? t("counter.not_looked") : null;
  const { effect: seen, score, note, by } = act.effect;
  return [t(`effects.${seen === "none" ? "none_seen" : seen}`), score, note, by].filter(Boolean).join(" · ");
}

/** What the carer answered to the protocol's questions. */
function checked({ answers, agreed_by: by }) {
  const said = ["sign", "tried", "contra"].filter((code) => answers[code]).map((code) => t(`counter.answer.${code}_${answers[code]}`));
  return [...said, by && t("counter.answer.call", { name: by })].filter(Boolean).join(" · ");
}

const row = (key, value) => value && [h("dt", {}, t(`counter.${key}`)), h("dd", {}, value)];

function card(act, person) {
  const name = person ? fullName(person) : act.resident;
  const amount = [comma(act.amount), act.amount_unit].filter(Boolean).join(" ");
  const what = [act.medicine, amount].filter(Boolean).join(", ");
  return h(
    "li",
    { class: `card act ${act.why.includes("vital") ? "act-vital" : ""}` },
    h("div", { class: "row" }, act.why.map((why) => h("span", { class: "badge" }, t(`counter.${why}`))), act.called && h("span", { class: "badge" }, icon("phone"), t("counter.called"))),
    h("h2", {}, person?.room ? `${name} · ${person.room}` : name),
    h("p", { class: "act-what" }, `${t(`counter.kind.${act.kind}`)} : ${what || "—"}`),
    h(
      "dl",
      {},
      row("who", act.by),
      row("when", said(act)),
      row("why", [act.reason, comma(act.score)].filter(Boolean).join(" · ")),
      row("checked", checked(act)),
      row("effect", effect(act)),
      row("note", act.note),
      row("incidents", act.incidents.length > 0 && h("ul", {}, act.incidents.map((one) => h("li", {}, one.sentence)))),
    ),
    act.held && h("p", { class: "note note-warn" }, t("counter.held")),
    act.corrected && h("p", { class: "note" }, t("counter.corrected")),
    act.remarks.map((one) => h("p", { class: "note note-warn" }, t("counter.seen_again", { by: one.by, day: when(one.at), text: one.text }))),
    act.own
      ? h("p", { class: "quiet" }, t("counter.own"))
      : h(
          "div",
          { class: "row" },
          button(t("counter.sign"), () => sign(act, "countersigned"), { look: "button-main", picture: "check", "aria-label": t("counter.sign_of", { what: `${name}, ${what}` }) }),
          button(t("counter.remark"), () => remark(act, "countersigned"), { picture: "pencil" }),
          button(t("counter.review"), () => remark(act, "review"), { picture: "triangle-alert" }),
        ),
  );
}

const signing = new Set(); // acts whose countersignature is on its way: a second tap is not a second one

async function sign(act, outcome, text = null) {
  if (signing.has(act.event)) return;
  signing.add(act.event);
  try {
    await post("/api/countersignatures", { id: uuid7(nowMs()), event: act.event, outcome, remark: text });
    const sentence = t(outcome === "review" ? "counter.reviewed" : "counter.done");
    say(sentence);
    await draw(sentence);
  } catch (error) {
    await draw(error.sentence, true);
  } finally {
    signing.delete(act.event);
  }
}

function remark(act, outcome) {
  const text = h("textarea", { class: "input", id: "remark", rows: "3", maxlength: "500", required: outcome === "review" });
  const form = h("form", { class: "stack", onsubmit: submit }, h("div", { class: "field" }, h("label", { for: "remark" }, t("counter.remark_label")), text), h("button", { type: "submit", class: "button button-main" }, t("counter.send")));
  const close = showSheet({ title: t(outcome === "review" ? "counter.review" : "counter.remark"), body: form });
  text.focus();
  function submit(event) {
    event.preventDefault();
    close();
    sign(act, outcome, text.value.trim() || null);
  }
}

let drawn = 0;

async function draw(sentence = null, bad = false) {
  drawn += 1;
  const turn = drawn;
  try {
    const { acts, residents } = await get("/api/countersignatures");
    if (turn !== drawn) return; // the list that knows of a later one is on its way
    fill(
      main,
      h(
        "div",
        { class: "stack" },
        h("h1", { tabindex: "-1" }, t("counter.title")),
        h("p", { class: "quiet" }, t("counter.hint")),
        sentence && h("p", { class: `note ${bad ? "note-bad" : ""}`, role: bad ? "alert" : "status" }, sentence),
        acts.length === 0 && h("p", { class: "note" }, icon("circle-check"), t("counter.none")),
        h("ul", { class: "acts" }, acts.map((act) => card(act, residents[act.resident]))),
      ),
    );
  } catch (error) {
    fill(main, h("h1", {}, t("counter.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

async function start() {
  const me = await begin();
  zone = me.establishment.zone;
  headerWhere({ unit: null, moment: null });
  await draw();
}

start();
