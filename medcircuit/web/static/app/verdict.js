// Shows the answer to a scan: a band that stays out of the way, or STOP over everything.

import { button, fill, focusOn, h, icon, say } from "./dom.js";
import { glued } from "./line.js";
import { play } from "./sounds.js";
import { t } from "./texts.js";

const PICTURES = { ok: "circle-check", confirm: "triangle-alert", stop: "octagon-x", repeat: "check", unknown: "circle-question-mark" };
const GRACE = 500; // ms during which a key cannot dismiss a STOP that has been on the screen no longer

let stop = null;
let reading = null;

const band = () => document.getElementById("verdict");

/** Marks that a code is being judged, when the answer takes longer than a tenth of a second. */
export function judging() {
  clearTimeout(reading);
  reading = setTimeout(() => {
    fill(band(), h("div", { class: "verdict verdict-reading" }, icon("scan-barcode"), h("strong", {}, t("verdict.reading"))));
  }, 100);
}

function sentences(findings) {
  return findings
    .filter((finding) => finding.sentence)
    .map((finding) => h("p", {}, finding.sentence, finding.advice && h("span", { class: "advice" }, ` ${finding.advice}`)));
}

/**
 * Paints a verdict: {verdict, headline, said, findings}. `at`: when the last key came, for the measure; `asked`: what
 * has to be confirmed is asked elsewhere on the page, and is only spoken here; `then`: what is left to do all the same;
 * `about`: the dose whose questions, once answered, settle it.
 */
export function show(answer, { at = null, asked = false, then = "", about = null } = {}) {
  clearTimeout(reading);
  if (answer.verdict === "stop") showStop(answer);
  else {
    clearStop();
    const word = answer.headline || t(`verdict.${answer.verdict}`);
    fill(
      band(),
      h(
        "div",
        { class: `verdict verdict-${answer.verdict}`, data: { about: about ?? "" } },
        icon(PICTURES[answer.verdict]),
        h("div", { class: "verdict-text" }, h("strong", { class: "verdict-word" }, word), answer.said && h("p", { class: "dose" }, glued(answer.said)), sentences((answer.findings ?? []).filter((finding) => !asked || finding.tier !== "confirm")), then && h("p", { class: "advice verdict-then" }, then)),
      ),
    );
    const heard = [word, answer.said, ...(answer.findings ?? []).map((finding) => finding.sentence), then];
    say(heard.filter(Boolean).join(". "));
  }
  afterPaint(answer.verdict, at);
}

/**
 * Once the verdict is on the screen: its sound, which must not delay it, and how long it took from the scanner's last
 * key. A page that is not in sight paints nothing, and is heard all the same.
 */
function afterPaint(verdict, at) {
  const painted = () => {
    if (at !== null) performance.measure("scan", { start: at, end: performance.now(), detail: { verdict } });
    play(verdict);
  };
  if (document.hidden) painted();
  else requestAnimationFrame(() => setTimeout(painted, 0));
}

/** The last question about a dose is answered: a band that still asked for it asks no more. */
export function settled(about) {
  const shown = band()?.firstElementChild;
  if (!shown || shown.dataset.about !== about) return;
  shown.querySelector(".verdict-then")?.remove();
  if (!shown.matches(".verdict-confirm")) return;
  shown.classList.replace("verdict-confirm", "verdict-settled");
  shown.firstElementChild.replaceWith(icon("check"));
  shown.querySelector(".verdict-word").textContent = t("verdict.settled");
}

/** Empties the band. */
export function clear() {
  clearTimeout(reading);
  if (band()) fill(band());
}

function showStop(answer) {
  clearStop();
  clear();
  let since = Infinity; // until it is painted nobody has seen it
  requestAnimationFrame(() => {
    since = performance.now();
  });
  const aside = button(t("stop.aside"), () => clearStop({ returning: true }), { look: "stop-aside", picture: "hand" });
  // Enter and Space would confirm by reflex: a key counts only after half a second, and never while it repeats.
  aside.addEventListener("keydown", (event) => {
    const early = performance.now() - since < GRACE;
    if ((event.key === "Enter" || event.key === " ") && (early || event.repeat)) event.preventDefault();
  });
  aside.addEventListener("keyup", (event) => {
    if (event.key === " " && performance.now() - since < GRACE) event.preventDefault();
  });
  stop = h(
    "div",
    { class: "stop", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "stop-word", "aria-describedby": "stop-why" },
    h(
      "div",
      { class: "stop-inner" },
      icon("octagon-x"),
      h("p", { class: "stop-word", id: "stop-word" }, "STOP"),
      h("div", { id: "stop-why", class: "stop-why" }, answer.said && h("p", { class: "dose" }, glued(answer.said)), sentences(answer.findings ?? [])),
      aside,
      h("p", { class: "small" }, t("stop.how")),
    ),
  );
  stop.back = document.activeElement;
  for (const other of document.body.children) if (!other.matches(".unseen, .tray, .lock")) other.inert = true;
  document.body.append(stop);
  const heard = (answer.findings ?? []).flatMap((finding) => [finding.sentence, finding.advice]);
  say(["STOP", ...heard].filter(Boolean).join(" "), { urgent: true });
  focusOn(aside);
}

/** Takes STOP away: the right item was scanned, or the wrong one was put aside. */
export function clearStop({ returning = false } = {}) {
  if (!stop) return;
  const { back } = stop;
  const had = stop.contains(document.activeElement);
  stop.remove();
  stop = null;
  for (const other of document.body.children) other.inert = Boolean(document.querySelector(".lock")) && !other.matches(".lock");
  if ((returning || had) && back?.isConnected) focusOn(back);
}

export const isStopped = () => stop !== null;
