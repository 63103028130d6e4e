// A person's last measures with their age, and a form to note one: a weight, a result of the laboratory.

import { get, post } from "./api.js";
import { deviceMs, fullDate, instantOf, localDate, nowMs } from "./clock.js";
import { button, fill, h, say, submits } from "./dom.js";
import { uuid7 } from "./ids.js";
import "./measures_texts.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

const KINDS = ["weight", "clearance", "potassium", "inr", "glucose", "temperature", "pulse", "pressure", "saturation", "pain"];

/** What maximum doses depend on: that there is none is said. */
const NEEDED = ["weight", "clearance"];

/** The last of each kind. */
const lastOf = (noted) => [...new Map([...noted].reverse().map((one) => [one.kind, one])).values()].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));

function number(name) {
  return h("div", { class: "field" }, h("label", { for: name }, t(`measures.${name}`)), h("input", { class: "input", id: name, name, inputmode: "decimal", autocomplete: "off", maxlength: 8, required: true }));
}

/** Asks kind and value; a pressure has two. Gives nothing: `saved` is called once it is kept. */
function ask(path, zone, saved) {
  const problem = h("p", { role: "alert" });
  const second = h("div", {});
  const kind = h("select", { class: "input", id: "kind", name: "kind", required: true, onchange: () => fill(second, kind.value === "pressure" && number("second")) }, h("option", { value: "" }, t("measures.choose")), KINDS.map((code) => h("option", { value: code }, t(`measures.${code}`))));
  const today = localDate(deviceMs(), zone);
  const day = h("div", { class: "field" }, h("label", { for: "day" }, t("measures.day")), h("input", { class: "input", id: "day", name: "day", type: "date", value: today, max: today, required: true }));
  const sent = async (event) => {
    const values = new FormData(event.target);
    const at = values.get("day") === today ? deviceMs() : instantOf(values.get("day"), "12:00", zone);
    const body = { id: uuid7(nowMs()), kind: kind.value, value: values.get("value").trim(), second: values.get("second")?.trim() || null, at: new Date(at).toISOString() };
    try {
      await post(`${path}/measures`, body);
      close();
      say(t("measures.saved"));
      saved();
    } catch (error) {
      problem.className = "note note-bad";
      problem.textContent = error.sentence;
    }
  };
  const form = h("form", { class: "stack", onsubmit: submits(sent) }, h("div", { class: "field" }, h("label", { for: "kind" }, t("measures.kind")), kind), number("value"), second, day, problem, h("button", { type: "submit", class: "button button-main" }, t("measures.save")));
  const close = showSheet({ title: t("measures.note"), body: form });
}

/** The section of a person's page; `may` note. */
export function measuresOf(path, { may, zone }) {
  const place = h("section", { class: "stack" });
  let asked = 0;
  const load = async () => {
    asked += 1;
    const turn = asked;
    const noted = await get(`${path}/measures`, { background: true }).catch(() => null);
    if (!noted || turn !== asked) return; // what was noted meanwhile is in an answer on its way
    const row = (one) => h("li", {}, t(`measures.${one.kind}`), " : ", h("strong", {}, one.said), " · ", h("span", { class: "quiet" }, fullDate(localDate(one.at, zone))));
    const missing = NEEDED.filter((code) => !noted.some((one) => one.kind === code));
    fill(
      place,
      h("h2", {}, t("measures.title")),
      noted.length > 0 && h("ul", {}, lastOf(noted).map(row)),
      missing.map((code) => h("p", { class: "quiet" }, t("measures.missing", { what: t(`measures.${code}`) }))),
      may && h("p", {}, button(t("measures.note"), () => ask(path, zone, load), { picture: "pencil" })),
    );
  };
  load();
  return place;
}
