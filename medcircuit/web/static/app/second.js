// The second person: identifies on the same tablet, sees only the question, and enters the dose that they find.

import "./acts_texts.js";
import { get, post } from "./api.js";
import { nowMs } from "./clock.js";
import { takeCodes } from "./codes.js";
import { button, fill, h, icon, submits } from "./dom.js";
import { read, readTyped, write } from "./fraction.js";
import { uuid7 } from "./ids.js";
import { drug } from "./line.js";
import { refusal } from "./lock.js";
import { freshOf, saidOf } from "./measuring.js";
import { askValue } from "./pad.js";
import { rowText } from "./scale.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import * as verdict from "./verdict.js";

export const FINDING = "second_person";

/** What a line asks once its dose is known: another person, or why there is none. */
export function secondAsks(app, dose) {
  if (!dose.second) return [];
  const reasons = app.round.pack.override_reasons[FINDING];
  return [
    {
      type: "second",
      finding: FINDING,
      sentence: t("second.ask"),
      choices: [
        { label: t("second.look"), value: "enter", picture: "users-round", look: "button-main" },
        { label: t("second.redo"), value: "redo", picture: "undo-2" },
        ...reasons.map(({ code, label }) => ({ label: t("second.alone", { why: label }), value: code })),
      ],
    },
  ];
}

/** The dose is another now: what was found for it before stands no more. */
export function askAnew(app, line) {
  const dose = app.round.doses.get(line.dose);
  if (!dose?.second) return;
  line.second = null;
  line.overrides = line.overrides.filter((one) => one.finding !== FINDING);
  line.asks = [...line.asks.filter((ask) => ask.type !== "second"), ...secondAsks(app, dose)];
}

/** What is needed to find the dose anew: for a scale its rows and the value measured, never the dose prepared. */
function basis(app, dose) {
  const { scale } = dose;
  if (!scale) return h("p", {}, t("second.count", { unit: dose.unit ?? "" }));
  const kind = app.round.pack.measure_kinds.find((one) => one.code === scale.kind);
  const measure = freshOf(app, dose, dose.needs.find((one) => one.kind === scale.kind));
  return [
    h("p", { class: "dose" }, `${kind.label} : `, h("strong", {}, measure ? saidOf(kind, measure) : t("second.unmeasured"))),
    h("table", {}, h("caption", { class: "quiet" }, t("second.scale")), h("tbody", {}, scale.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, rowText(row)), h("td", {}, row.said))))),
    h("p", { class: "quiet" }, scale.conduct),
  ];
}

const field = (id, label, input) => h("div", { class: "field" }, h("label", { for: id }, label), input);

/** The whole screen is the question, `early` a badge read before it stood there; resolves to {login, pin, found}, or null when they went back. */
function question(app, dose, people, early) {
  return new Promise((resolve) => {
    const who = h("select", { class: "input", id: "second-who", required: true }, h("option", { value: "" }, t("second.choose")), people.map(({ login, name }) => h("option", { value: login }, name)));
    const pin = h("input", { class: "input pin", id: "second-pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "6", required: true });
    const amount = h("input", { class: "input pad-value", id: "second-found", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "8", required: true });
    const problem = h("p", { role: "alert" });
    const wrong = (sentence) => {
      problem.className = "note note-bad";
      problem.textContent = sentence;
    };
    const badge = async (raw) => {
      try {
        const { login, name, mine } = await post("/api/session/badge", { raw }, { unlocking: true });
        if (!people.some((one) => one.login === login)) {
          wrong(t(mine ? "second.yourself" : "second.no_pin", { name }));
          return;
        }
        who.value = login;
        problem.className = "";
        problem.textContent = "";
        pin.focus();
      } catch (error) {
        wrong(error.sentence);
      }
    };
    const send = async () => {
      const found = readTyped(amount.value);
      if (!found || found.top <= 0n) {
        wrong(t("pad.not_a_number"));
        amount.focus();
        return;
      }
      try {
        const looked = await ask({ login: who.value, pin: pin.value, found: write(found) });
        release();
        close();
        resolve(looked);
      } catch (error) {
        pin.value = "";
        wrong(refusal(error));
        pin.focus();
      }
    };
    const ask = app.lookedAt;
    const form = h(
      "form",
      { class: "stack", onsubmit: submits(send), autocomplete: "off" },
      h("p", { class: "note" }, icon("users-round"), h("span", {}, t("second.hand"))),
      h("p", { class: "dose" }, h("strong", {}, drug(dose.label)), dose.route && ` — ${dose.route}`),
      basis(app, dose),
      field("second-who", t("second.who"), who),
      field("second-pin", t("second.pin"), pin),
      field("second-found", t("second.found", { unit: dose.scale?.unit ?? dose.unit ?? "" }), amount),
      problem,
      h("button", { type: "submit", class: "button button-main" }, icon("check"), h("span", {}, t("second.send"))),
    );
    const back = () => {
      release();
      resolve(null);
    };
    const close = showSheet({ title: t("second.title"), body: form, closed: back, look: "sheet-whole" });
    const release = takeCodes(badge);
    who.focus();
    if (early) badge(early);
  });
}

/** The dose that the first person prepared, in its unit: that of the line, else the planned one, else what they type. */
async function prepared(line, dose) {
  const known = line.amount ?? dose.amount;
  if (known) return write(read(known));
  return askValue({ title: t("second.stated"), label: t("scale.dose"), unit: dose.unit ?? "", check: (value) => (value.top > 0n ? null : t("pad.not_a_number")) });
}

/**
 * Has a second person look. Where they find the same, the line goes on with the proof; where not, it stops and neither
 * value is shown: "redo" lets the first prepare anew. What the server could not verify proves nothing.
 */
export async function lookTwice(app, line, how) {
  if (how === "redo") {
    app.dropReady(line);
    return;
  }
  const dose = app.round.doses.get(line.dose);
  const stated = await prepared(line, dose);
  if (stated === null) return;
  line.amount = stated;
  let people;
  let early = null;
  const release = takeCodes((raw) => {
    early = raw;
  });
  try {
    people = await get("/api/second-people");
  } catch (error) {
    release();
    verdict.show({ verdict: "unknown", headline: t("second.unreachable"), findings: [{ sentence: error.sentence, advice: t("second.or_alone") }] });
    return;
  }
  let made = null;
  app.lookedAt = ({ login, pin, found }) => {
    const same = made && made.key === JSON.stringify([login, found]);
    made = same ? made : { id: uuid7(nowMs()), key: JSON.stringify([login, found]) }; // sent again after a silence it is the same look
    return post("/api/second-looks", { id: made.id, dose: dose.key, resident: dose.resident, stated, found, login, pin }, { unlocking: true });
  };
  const looked = await question(app, dose, people, early);
  if (!looked) return;
  if (!looked.agrees) {
    verdict.show({ verdict: "stop", headline: t("second.differs"), findings: [{ sentence: t("second.differs_why"), advice: t("second.differs_do") }] });
    return;
  }
  verdict.clear();
  line.second = looked.id;
  line.said = [line.said, t("second.done", { name: looked.by_name })].filter(Boolean).join(" · ");
  line.asks = line.asks.filter((ask) => ask.type !== "second");
  app.draft.put(line);
  app.changed();
}
