// One protocol as its readers see it: the same words in the same order as on paper, and « J'ai lu et compris ».

import { get, post } from "./api.js";
import { fullDate, hourMinute, shortDay } from "./clock.js";
import { button, fill, focusOn, h, icon, say } from "./dom.js";
import { glued } from "./line.js";
import { showSheet } from "./sheet.js";
import { askWords } from "./signing.js";
import { t } from "./texts.js";
import { fullName, room } from "./who.js";

const enc = encodeURIComponent;

/** Minutes as people say them: "6 h", "1 h 30", "45 min". */
export function minutesSaid(minutes) {
  if (minutes < 60 || minutes % 30 !== 0) return t("protocol.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${t("protocol.hours", { h: hours })} ${minutes % 60}` : t("protocol.hours", { h: hours });
}

/** Where a protocol stands, in words with a picture. */
export function stateOf(one, zone) {
  if (one.ended) return h("p", { class: "row" }, icon("octagon-x"), t("protocol.ended", { day: shortDay(one.ended.at, zone), reason: one.ended.reason }));
  const day = fullDate(one.protocol.ends_on);
  if (one.state === "over") return h("p", { class: "row" }, icon("clock-alert"), t("protocol.over", { day }));
  if (one.state === "ends_soon") return h("p", { class: "row protocol-soon" }, icon("clock-alert"), h("strong", {}, t("protocol.ends_soon", { day })));
  return h("p", { class: "row quiet" }, icon("calendar"), t("protocol.until", { day }));
}

const list = (items) => (items.length === 1 ? items[0] : h("ul", {}, items.map((item) => h("li", {}, item))));

/** All that a protocol says, as terms and their descriptions. */
export function wordsOf(one) {
  const { protocol } = one;
  const vital = protocol.kind === "vital";
  const tel = h("a", { class: "button", href: `tel:${protocol.call_phone.replace(/[^+\d]/g, "")}` }, icon("phone"), `${protocol.call_name} : ${protocol.call_phone}`);
  const rows = [
    ["indication", h("strong", {}, protocol.indication)],
    one.before_said && ["assessment", one.before_said],
    [vital ? "meanwhile" : "measures_first", list(protocol.measures_first)],
    protocol.contra_signs.length > 0 && ["contra_signs", list(protocol.contra_signs)],
    ["medicine", h("strong", {}, glued(protocol.medicine))],
    ["dose", h("strong", {}, one.dose_said)],
    ["once_max", one.once_max_said],
    ["day_max", one.day_max_said],
    ["interval_min", minutesSaid(protocol.interval_min)],
    protocol.days_max > 0 && ["days_max", t("protocol.days_on", { n: protocol.days_max })],
    ["call_name", [tel, protocol.call_first && h("p", {}, t("protocol.first_call"))]],
    ["recheck_min", minutesSaid(protocol.recheck_min)],
    ["regimes", vital ? t("protocol.anyone") : list(protocol.regimes.map((regime) => t(`protocol.regime.${regime}`)))],
    ["trainer", protocol.trainer],
    protocol.ends_on && ["days", protocol.written_on ? t("protocol.from_to", { from: fullDate(protocol.written_on), to: fullDate(protocol.ends_on) }) : t("protocol.until", { day: fullDate(protocol.ends_on) })],
    one.signer && ["signer", `${one.signer}, RPPS ${protocol.rpps}`],
  ];
  return h(
    "dl",
    { class: "protocol-words" },
    rows.filter(Boolean).map(([name, said]) => h("div", {}, h("dt", {}, t(`protocol.field.${name}`)), h("dd", {}, said))),
  );
}

function people(one) {
  if (one.lines.length === 0) return null;
  return h(
    "section",
    { class: "stack" },
    h("h2", {}, t("protocol.field.people")),
    h(
      "ul",
      { class: "stack protocol-people" },
      one.lines.map((line) => h("li", { class: "card" }, h("strong", {}, fullName(line.resident)), ` · ${room(line.resident)}`, line.misfits.length > 0 && h("div", { class: "note note-warn" }, icon("triangle-alert"), h("span", {}, t("protocol.closed"), " ", line.misfits.join(" "))))),
    ),
  );
}

function readers(one, zone) {
  if (one.readers.length === 0) return null;
  const read = one.readers.filter((reader) => reader.at);
  return h(
    "section",
    { class: "stack" },
    h("h2", {}, t("protocol.readers", { n: read.length, all: one.readers.length })),
    h(
      "ul",
      { class: "stack protocol-people" },
      one.readers.map((reader) => h("li", { class: "row" }, icon(reader.at ? "circle-check" : "circle-dashed"), h("span", {}, reader.name, " – ", reader.at ? t("protocol.read", { day: shortDay(reader.at, zone) }) : t("protocol.unread")))),
    ),
  );
}

/** Shows one protocol; `edit(one)` opens it for its physician, `back()` shows the list. */
export function showProtocol(main, one, { zone, back, edit }) {
  const problem = h("div", { role: "alert" });
  const running = one.state === "running" || one.state === "ends_soon";
  const again = (shown) => showProtocol(main, shown, { zone, back, edit });
  const complain = (error) => fill(problem, h("p", { class: "note note-bad" }, error.sentence));

  async function understand(event) {
    event.currentTarget.disabled = true;
    try {
      again(await post(`/api/protocols/${enc(one.id)}/understanding`, { version: one.version_id }));
      say(t("protocol.understood"));
    } catch (error) {
      if (error.code === "stale_protocol") again(await get(`/api/protocols/${enc(one.id)}`));
      else event.target.disabled = false;
      complain(error);
    }
  }

  async function end() {
    const reason = await askWords(one.protocol.title, t("protocol.end_why"));
    if (!reason) return;
    try {
      again(await post(`/api/protocols/${enc(one.id)}/end`, { reason }));
      say(t("protocol.end_done"));
    } catch (error) {
      complain(error);
    }
  }

  fill(
    main,
    h(
      "article",
      { class: "stack protocol" },
      button(t("protocol.back"), back, { picture: "arrow-left", look: "button-plain" }),
      h("p", { class: `row protocol-kind protocol-${one.protocol.kind}` }, icon(one.protocol.kind === "vital" ? "siren" : "clipboard-list"), t(`protocol.kind.${one.protocol.kind}`)),
      h("h1", { tabindex: "-1" }, one.protocol.title),
      stateOf(one, zone),
      problem,
      wordsOf(one),
      one.read_at && h("p", { class: "row" }, icon("circle-check"), t("protocol.read", { day: shortDay(one.read_at, zone) })),
      running && !one.read_at && !one.may_write && button(t("protocol.understand"), understand, { picture: "book-open-check", look: "button-primary" }),
      h(
        "div",
        { class: "row" },
        h("a", { class: "button", href: `/api/protocols/${enc(one.id)}.pdf`, target: "_blank", rel: "noopener" }, icon("printer"), t("protocol.print")),
        one.questions.length > 0 && button(t("protocol.try"), () => tryQuestions(one), { picture: "list-checks" }),
        one.may_write && !one.ended && button(t("protocol.change"), () => edit(one), { picture: "pencil" }),
        one.may_write && !one.ended && button(t("protocol.end"), end, { picture: "octagon-x" }),
      ),
      people(one),
      readers(one, zone),
      h("p", { class: "small quiet" }, t("protocol.version", { n: one.version, by: one.signer, day: shortDay(one.signed_at, zone), time: hourMinute(one.signed_at, zone) })),
    ),
  );
  focusOn(main.querySelector("h1"));
}

/** Walks the tree as a helper will, without recording anything: to learn it. */
async function tryQuestions(one) {
  const answers = {};
  const body = h("div", { class: "stack" });
  showSheet({ title: t("protocol.try"), body });
  const step = async (code, said) => {
    if (code) answers[code] = said;
    try {
      draw(await post(`/api/protocols/${enc(one.id)}/walk`, { answers }));
    } catch (error) {
      fill(body, h("p", { class: "note note-bad", role: "alert" }, error.sentence), button(t("protocol.next"), () => step(), { look: "button-main" }));
      delete answers[code];
    }
  };
  const draw = ({ question, outcome, why, call }) => {
    if (!question) {
      const picture = outcome === "give" ? "circle-check" : "octagon-x";
      fill(body, h("p", { class: `note ${outcome === "give" ? "" : "note-bad"}`, role: "alert" }, icon(picture), why), call && h("p", {}, t("protocol.call", call)), h("p", { class: "quiet" }, t("protocol.try_hint")));
      return;
    }
    const asked = [h("p", { class: "protocol-question", tabindex: "-1" }, h("strong", {}, question.text)), question.items.length > 0 && h("ul", {}, question.items.map((item) => h("li", {}, item)))];
    fill(body, asked, question.unit === null ? yesNo(question.code) : measured(question), h("p", { class: "quiet" }, t("protocol.try_hint")));
    focusOn(body.querySelector(".protocol-question"));
  };
  const yesNo = (code) => h("div", { class: "choices" }, button(t("protocol.yes"), () => step(code, "yes"), { picture: "check" }), button(t("protocol.no"), () => step(code, "no"), { picture: "x" }));
  const measured = (question) => {
    const field = h("input", { class: "input", id: "measured", inputmode: "decimal", autocomplete: "off", required: true, maxlength: 8 });
    return h(
      "form",
      {
        class: "stack",
        onsubmit: (event) => {
          event.preventDefault();
          step(question.code, field.value.trim());
        },
      },
      h("div", { class: "field" }, h("label", { for: "measured" }, `${t("protocol.value")} ${question.unit ? `(${question.unit})` : ""}`), field),
      h("button", { type: "submit", class: "button button-main" }, t("protocol.next")),
    );
  };
  await step();
}
