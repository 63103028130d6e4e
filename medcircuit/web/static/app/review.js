// The pharmacist's review: who waits for it, one resident's lines with the findings, opinions, the thread with the prescriber.

import { get, post } from "./api.js";
import { hourMinute, nowMs, shortDay } from "./clock.js";
import { counts } from "./counts.js";
import { button, fill, h, icon, once, say } from "./dom.js";
import { uuid7 } from "./ids.js";
import { begin } from "./session.js";
import { choose, showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./review_texts.js";
import { fullName, room } from "./who.js";

const main = document.getElementById("main");
const state = { zone: "Europe/Paris", queue: null, open: null, review: null };
const enc = encodeURIComponent;
const made = () => uuid7(nowMs());
const when = (at) => `${shortDay(at, state.zone)} ${hourMinute(at, state.zone)}`;
const TIERS = { stop: ["note-bad", "octagon-x"], confirm: ["note-warn", "triangle-alert"], info: ["", "info"] };

/** Sends what a person decided, says so, and shows the resident anew; a refusal is said in its own words. */
const settle = once(async (path, body) => {
  try {
    await post(path, body);
    say(t("review.done"));
    await load();
  } catch (error) {
    await load(error.sentence);
  }
});

/** A form in a sheet; gives its values, or null when the person goes back. */
function ask(title, build, required = true) {
  return new Promise((resolve) => {
    const text = h("textarea", { class: "input", id: "opinion", rows: "4", maxlength: "1000", required });
    const { fields, values, template } = build(text);
    const form = h(
      "form",
      {
        class: "stack",
        onsubmit: (event) => {
          event.preventDefault();
          close();
          resolve({ ...values(), text: text.value.trim() });
        },
      },
      template,
      fields,
      h("div", { class: "field" }, h("label", { for: "opinion" }, t("review.words")), text),
      h("button", { type: "submit", class: "button button-main" }, t("review.send")),
    );
    const close = showSheet({ title, body: form, closed: () => resolve(null) });
  });
}

const list = (id, label, options) =>
  h("div", { class: "field" }, h("label", { for: id }, label), h("select", { class: "input", id, required: true }, h("option", { value: "" }, t("review.choose")), options.map(({ code, label: said }) => h("option", { value: code }, said))));

function opinionForm(text) {
  const { problems, interventions, templates } = state.review.codes;
  const problem = list("problem", t("review.problem"), problems);
  const intervention = list("intervention", t("review.intervention"), interventions);
  const at = (field) => field.querySelector("select");
  const take = (one) => {
    at(problem).value = one.problem;
    at(intervention).value = one.intervention;
    text.value = one.text;
    text.focus();
  };
  return {
    template: h("div", { class: "choices", role: "group", "aria-label": t("review.templates") }, templates.map((one) => button(one.label, () => take(one)))),
    fields: [problem, intervention],
    values: () => ({ problem: at(problem).value, intervention: at(intervention).value }),
  };
}

async function giveOpinion(kind, line = null) {
  const of = { line: line?.id ?? null, version: line?.version ?? null };
  const path = `/api/residents/${enc(state.open)}/opinions`;
  if (kind === "agreed") return settle(path, { id: made(), kind, ...of });
  const said = await ask(t(`review.${kind}`), opinionForm);
  return said && settle(path, { id: made(), kind, ...of, ...said });
}

async function answer(opinion) {
  const outcomes = state.review.codes.outcomes.filter(({ code }) => code !== "3");
  const outcome = await choose(t("review.answer"), outcomes.map(({ code, label }) => ({ label, value: code })), { text: opinion.text });
  if (outcome) await settle(`/api/opinions/${enc(opinion.id)}/outcome`, { outcome });
}

async function write(opinion) {
  const said = await ask(t("review.write"), () => ({ fields: [], values: () => ({}), template: null }));
  if (said?.text) await settle(`/api/opinions/${enc(opinion.id)}/messages`, { id: made(), text: said.text });
}

function opinionCard(one) {
  return h(
    "li",
    { class: "card stack" },
    h("p", {}, h("strong", {}, one.kind_label), ` – ${one.by}, ${when(one.at)}`),
    one.problem && h("p", {}, `${one.problem} → ${one.intervention}`),
    one.text && h("p", {}, one.text),
    one.messages.map((message) => h("p", { class: "quiet" }, `${message.by}, ${when(message.at)} : ${message.text}`)),
    one.outcome && h("p", { class: "note" }, icon("circle-check"), `${one.outcome} – ${one.answered_by ?? ""}`),
    one.kind !== "agreed" &&
      h(
        "div",
        { class: "row" },
        one.open && state.review.may_settle && button(t("review.answer"), () => answer(one), { picture: "check", look: "button-main" }),
        button(t("review.write"), () => write(one), { picture: "pencil" }),
      ),
  );
}

const finding = (one) =>
  h(
    "li",
    { class: `note ${TIERS[one.tier][0]}` },
    icon(TIERS[one.tier][1]),
    h("div", {}, h("p", {}, h("strong", {}, t(`review.tier.${one.tier}`)), ` ${one.sentence}`), one.advice && h("p", { class: "quiet" }, one.advice), one.source && h("p", { class: "quiet" }, t("review.source", { source: one.source, dated: one.dated ?? t("review.undated") }))),
  );

function lineCard(line) {
  const opinions = state.review.opinions.filter((one) => one.line === line.id);
  const findings = state.review.findings.filter((one) => one.tier !== "info" && one.lines.includes(line.id));
  const title = [line.substance, line.strength].filter(Boolean).join(" ");
  return h(
    "li",
    { class: "card stack" },
    h("h3", {}, title, line.brand && h("span", { class: "quiet" }, ` (${line.brand})`)),
    h("p", { class: "dose" }, line.sentence),
    h("p", { class: "quiet" }, `${line.form}${line.status === "suspended" ? ` · ${t("review.suspended")}` : ""} · ${t("review.since", { at: when(line.since) })}`),
    line.unread && h("p", { class: "note" }, icon("eye"), t("review.unread")),
    findings.length > 0 && h("ul", { class: "stack" }, findings.map(finding)),
    opinions.length > 0 && h("ul", { class: "stack" }, opinions.map(opinionCard)),
    state.review.may_review &&
      h(
        "div",
        { class: "row" },
        button(t("review.agreed"), () => giveOpinion("agreed", line), { picture: "check", "aria-label": t("review.on", { act: t("review.agreed"), title }) }),
        button(t("review.proposal"), () => giveOpinion("proposal", line), { picture: "pencil", "aria-label": t("review.on", { act: t("review.proposal"), title }) }),
        button(t("review.blocking"), () => giveOpinion("blocking", line), { picture: "triangle-alert", look: "button-danger", "aria-label": t("review.on", { act: t("review.blocking"), title }) }),
      ),
  );
}

function drawReview(problem) {
  const { lines, findings, opinions, may_review: may } = state.review;
  const person = state.queue.residents.find((one) => one.id === state.open);
  const whole = opinions.filter((one) => one.line === null);
  const unread = lines.filter((line) => line.unread).length;
  const informed = findings.filter((one) => one.tier === "info" || one.lines.length === 0);
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("p", { class: "row" }, h("a", { class: "button", href: "/analyse" }, icon("arrow-left"), t("review.back"))),
      h("h1", { tabindex: "-1" }, person ? fullName(person) : t("review.title")),
      person && h("p", {}, `${room(person)} · ${t("review.age", { n: person.age })}`),
      problem && h("p", { class: "note note-bad", role: "alert" }, problem),
      may && h("div", { class: "row" }, button(t("review.agree_all", { n: unread }), () => giveOpinion("agreed"), { picture: "list-checks", look: "button-main" }), button(t("review.propose_all"), () => giveOpinion("proposal"), { picture: "pencil" })),
      whole.length > 0 && h("section", { class: "stack" }, h("h2", {}, t("review.whole")), h("ul", { class: "stack" }, whole.map(opinionCard))),
      h("section", { class: "stack" }, h("h2", {}, t("review.lines", { n: lines.length })), h("ul", { class: "stack" }, lines.map(lineCard))),
      informed.length > 0 && h("details", {}, h("summary", {}, t("review.informed", { n: informed.length })), h("ul", { class: "stack" }, informed.map(finding))),
    ),
  );
}

function waiting(one) {
  return h(
    "li",
    { class: "card stack" },
    h("p", {}, h("a", { class: "whose", href: `/analyse?resident=${enc(one.id)}` }, h("strong", {}, fullName(one))), ` · ${room(one)}`),
    h("p", {}, h("strong", { class: "score" }, t("review.score", { n: one.score })), one.why.length > 0 && ` – ${one.why.join(", ")}`),
    h("p", { class: "quiet" }, one.last ? t("review.last", { kind: one.last.kind, at: when(one.last.at) }) : t("review.never"), one.open > 0 && ` · ${t("review.open", { n: one.open })}`),
  );
}

function statistics() {
  const { statistics: rows, days } = state.queue;
  if (rows.length === 0) return null;
  const columns = ["given", "accepted", "modified", "refused", "unanswered"];
  return h(
    "section",
    { class: "stack" },
    h("h2", { id: "statistics" }, t("review.statistics", { n: days })),
    counts(
      [t("review.problem"), ...columns.map((column) => t(`review.${column}`)), t("review.rate")],
      rows.map((row) => [row.label, ...columns.map((column) => String(row[column])), row.rate === null ? "–" : `${row.rate} %`]),
      { by: "statistics" },
    ),
  );
}

function drawQueue(problem) {
  const first = state.queue.residents.filter((one) => one.unread > 0);
  const rest = state.queue.residents.filter((one) => one.unread === 0);
  const section = (key, people) => people.length > 0 && h("section", { class: "stack" }, h("h2", {}, t(key, { n: people.length })), h("ul", { class: "stack" }, people.map(waiting)));
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("review.title")),
      problem && h("p", { class: "note note-bad", role: "alert" }, problem),
      h("p", { class: "quiet" }, t("review.order")),
      h("p", { class: "row" }, h("a", { class: "button", href: "/alertes" }, icon("triangle-alert"), t("review.alerts"))),
      state.queue.residents.length === 0 && h("p", { class: "note" }, icon("circle-check"), t("review.nobody")),
      section("review.waiting", first),
      section("review.read", rest),
      statistics(),
    ),
  );
}

async function load(problem = null) {
  state.queue = await get("/api/review");
  if (state.open) state.review = await get(`/api/residents/${enc(state.open)}/review`);
  (state.open ? drawReview : drawQueue)(problem);
}

async function start() {
  const me = await begin();
  state.zone = me.establishment.zone;
  state.open = new URLSearchParams(location.search).get("resident");
  document.title = `${t("review.title")} – medcircuit`;
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("review.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

start();
