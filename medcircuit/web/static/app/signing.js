// One act of signature about one person: what is signed is shown, a PIN is asked again, and it is sealed once.

import { Problem, get, post } from "./api.js";
import { hourMinute, shortDay } from "./clock.js";
import { button, fill, h, say } from "./dom.js";
import { drug, glued } from "./line.js";
import { refusal } from "./lock.js";
import { mentionWords, termWords } from "./mentions.js";
import { proofField } from "./proof.js";
import { showSheet } from "./sheet.js";
import { UNCHECKED, answerChecks, answeredAlerts, ofDecisions } from "./sign_checks.js";
import "./sign_texts.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

const enc = encodeURIComponent;
/** Of how many lines both versions are shown. */
const MOST_SHOWN = 6;
const HOW = [
  ["examination", null],
  ["teleconsultation", null],
  ["record_only", "stable"],
  ["record_only", "urgent"],
  ["record_only", "pending"],
];
/** On the record alone the reason is kept in French, as all that is signed. */
const WHY = { stable: "État stable", urgent: "Urgence", pending: "Visite prévue" };

/** Asks for words, below a `text` that says what they are for, of so many characters at `least`; null when the person went back. */
export function askWords(title, label, { text = null, hint = null, least = null } = {}) {
  return new Promise((resolve) => {
    const field = h("textarea", { class: "input", id: "words", rows: 3, maxlength: 300, minlength: least, required: true, "aria-describedby": hint && "words-hint" });
    const form = h(
      "form",
      {
        class: "stack",
        onsubmit: (event) => {
          event.preventDefault();
          if (!field.value.trim()) return;
          close();
          resolve(field.value.trim());
        },
      },
      text && h("p", {}, text),
      h("div", { class: "field" }, h("label", { for: "words" }, label), field, hint && h("p", { class: "quiet", id: "words-hint" }, hint)),
      h("button", { type: "submit", class: "button button-main" }, t("sign.next")),
    );
    const close = showSheet({ title, body: form, closed: () => resolve(null) });
    field.focus();
  });
}

/** Asks for a new dosage in words, below the one of `now`, echoed before it is taken; gives its FHIR dosages, or null. */
export function askDosage(resident, line, { now = null } = {}) {
  return new Promise((resolve) => {
    let found = null;
    const field = h("textarea", { class: "input", id: "words", rows: 2, placeholder: t("sign.new_dosage_hint"), oninput: () => forget() });
    const echo = h("p", { role: "status" });
    const next = button(t("sign.next"), () => done(found), { look: "button-main", disabled: true });
    const forget = () => {
      found = null;
      next.disabled = true;
      echo.textContent = "";
      echo.className = "";
    };
    const check = async (event) => {
      event.preventDefault();
      forget();
      const text = field.value;
      try {
        const asked = line.cis ? { cis: line.cis } : { class: line.class };
        const preview = await post(`/api/residents/${enc(resident.id)}/preview`, { ...asked, text });
        if (text !== field.value) return; // other words were typed meanwhile
        const wrong = [...preview.troubles.map((one) => one.sentence), ...preview.questions.map((one) => one.sentence), ...preview.unsure];
        echo.className = wrong.length ? "note note-bad" : "note";
        echo.textContent = wrong.length ? wrong.join(" ") : t("sign.understood", { sentence: glued(preview.sentence) });
        found = wrong.length ? null : preview.dosage;
        next.disabled = found === null;
      } catch (error) {
        echo.className = "note note-bad";
        echo.textContent = error.sentence;
      }
    };
    const form = h("form", { class: "stack", onsubmit: check }, now && h("p", { class: "quiet" }, t("sign.now_said", { sentence: glued(now) })), h("div", { class: "field" }, h("label", { for: "words" }, t("sign.new_dosage")), field), h("button", { type: "submit", class: "button" }, t("sign.check")), echo, next);
    const close = showSheet({ title: drug(line.label), body: form, closed: () => resolve(null) });
    const done = (dosage) => {
      close();
      resolve(dosage);
    };
    field.focus();
  });
}

/** Signs decisions about a person's lines; true once they are sealed, or where the list must be read again. */
export async function signFor(resident, decisions, where) {
  const { sealed, moved, code, sentence } = await signThrough("signatures", resident, { decisions }, { ...where, handled: UNCHECKED });
  if (!UNCHECKED.includes(code)) return sealed || moved;
  const answering = { title: t("sign.sheet", { name: fullName(resident) }), sentence, ask: ofDecisions(resident, decisions) };
  return (await answerChecks(answering)) ? signFor(resident, decisions, where) : false;
}

/**
 * Shows what would be signed through a door of the API, asks how the person was seen and for the PIN. Gives `sealed`
 * with its `answer` (null where it was lost on the way), or `moved` where something changed meanwhile; refusals whose
 * code is among `handled` are left to the caller to say.
 */
export async function signThrough(door, resident, asked, { zone, labels, handled = [] }) {
  const path = `/api/residents/${enc(resident.id)}/${door}`;
  let challenge;
  try {
    challenge = await post(`${path}/challenge`, asked);
  } catch (error) {
    if (!handled.includes(error.code)) await refused(error, labels);
    return { sealed: false, moved: error.code === "changed_meanwhile", code: error.code, sentence: error.sentence };
  }
  return sheet(path, resident, challenge, { zone, labels });
}

function sheet(path, resident, challenge, { zone, labels }) {
  return new Promise((resolve) => {
    let unsure = false;
    let how = null;
    const problem = h("p", { role: "alert" });
    const proof = proofField(challenge.nonce);
    const choices = h("div", { class: "choices", role: "group", "aria-labelledby": "how" });
    const draw = () =>
      fill(
        choices,
        HOW.map((one, place) =>
          button(
            t(`sign.how.${one[1] ?? one[0]}`),
            () => {
              how = place;
              draw();
              proof.focus();
            },
            { "aria-pressed": String(how === place) },
          ),
        ),
      );
    draw();
    const form = h(
      "form",
      {
        class: "stack",
        onsubmit: async (event) => {
          event.preventDefault();
          problem.className = "";
          problem.textContent = "";
          if (how === null) {
            complain(problem, t("sign.choose_how"));
            return;
          }
          const [seenHow, why] = HOW[how];
          const seen = { nonce: challenge.nonce, seen_how: seenHow, seen_reason: why && WHY[why] };
          const done = (answer) => {
            close();
            say(t("sign.done", { n: challenge.shown.length }));
            resolve({ sealed: true, moved: false, answer });
          };
          try {
            done(await post(path, { ...seen, ...(await proof.read()) }, { unlocking: true }));
          } catch (error) {
            proof.clear();
            if (error.code === "changed_meanwhile") {
              close();
              await refused(error, labels);
              resolve({ sealed: false, moved: true });
            } else if (error.code === "challenge_spent" && unsure) done(null);
            else {
              unsure ||= error instanceof Problem && error.temporary;
              complain(problem, error instanceof Problem && error.status === 0 ? t("sign.unsure") : refusal(error));
            }
          }
        },
      },
      challenge.shown.map((one) => shown(one, zone)),
      answeredAlerts(challenge.answered, (at) => shortDay(at, zone)),
      h("p", { id: "how" }, h("strong", {}, t("sign.how"))),
      choices,
      proof.element,
      problem,
      h("button", { type: "submit", class: "button button-main" }, t("sign.go")),
    );
    const close = showSheet({ title: t("sign.sheet", { name: fullName(resident) }), body: form, closed: () => resolve({ sealed: false, moved: false }) });
  });
}

function complain(place, sentence) {
  place.className = "note note-bad";
  place.textContent = sentence;
}

const shown = (one, zone) =>
  h(
    "div",
    { class: "note stack" },
    h("p", {}, h("strong", {}, drug(one.label)), " — ", one.status === "stopped" ? t("sign.stopped") : one.status === "suspended" ? t("sign.status.suspended") : glued(one.sentence)),
    one.reason && h("p", {}, t("sign.reason", { reason: one.reason })),
    one.decision !== "prescribe" && one.care_said.length > 0 && h("p", { class: "small" }, one.care_said.join(" ")),
    one.decision === "prescribe" && h("p", { class: "small" }, [...termWords(one), ...mentionWords(one.mentions)].join(" · ")),
    (one.before !== null || one.decision === "prescribe") && h("p", { class: "small" }, t("sign.effect", { day: shortDay(one.effective_from, zone), time: hourMinute(one.effective_from, zone) })),
  );

/** Says why nothing was signed; where a line moved on, both versions side by side. */
async function refused(error, labels) {
  const moved = Object.entries(error.members?.lines ?? {});
  if (error.code !== "changed_meanwhile" || moved.length === 0) {
    await told(error.status === 0 ? t("sign.offline") : error.sentence);
    return;
  }
  const both = await Promise.all(moved.slice(0, MOST_SHOWN).map(([line, versions]) => bothVersions(line, versions, labels[line])));
  await told(error.sentence, { title: t("sign.changed"), more: both });
}

/** A line as it was seen and as it is now; version 0: it was not there. */
async function bothVersions(line, [seen, current], label) {
  const history = await get(`/api/lines/${enc(line)}`).catch(() => null);
  const words = (one) => (one.status === "active" ? glued(one.sentence) : t(`sign.${one.status === "stopped" ? "stopped" : "status.suspended"}`));
  const part = (title, number) => {
    const one = history?.versions.find((version) => version.number === Number(number));
    return h("div", { class: "note stack" }, h("p", {}, h("strong", {}, t(title, { n: number }))), one && h("p", {}, words(one)));
  };
  const before = seen === "0" ? h("p", { class: "note" }, t("sign.not_there")) : part("sign.version_seen", seen);
  return [h("h3", {}, drug(history?.label ?? label)), before, part("sign.version_now", current)];
}

function told(sentence, { title = t("sign.title"), more = [] } = {}) {
  return new Promise((resolve) => {
    const body = h("div", { class: "stack" }, h("p", { class: "note note-warn", role: "alert" }, sentence), more, button(t("sign.reload"), () => close(), { look: "button-main" }));
    const shut = showSheet({ title, body, closed: resolve });
    const close = () => {
      shut();
      resolve();
    };
  });
}
