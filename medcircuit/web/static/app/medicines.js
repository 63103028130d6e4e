// The search over the whole catalogue: each letter asks the server, the last question asked is the one answered.

import { get } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { ageNote, hitLine } from "./medicine_parts.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { Wedge } from "./wedge.js";

const main = document.getElementById("main");
const SHOWN = 30;
const PAUSE = 120; // ms without a key before the server is asked

const results = h("div", { class: "stack", id: "results" });
const field = h("input", { class: "input", id: "search", type: "search", autocomplete: "off", spellcheck: "false", maxlength: "100" });
let asked = 0;
let pause = null;

async function search() {
  const text = field.value.trim();
  const question = ++asked;
  history.replaceState(null, "", text ? `#${encodeURIComponent(text)}` : location.pathname);
  if (!text) return fill(results, h("p", { class: "quiet" }, t("med.hint")));
  try {
    const hits = await get(`/api/medicines?q=${encodeURIComponent(text)}&limit=${SHOWN}`);
    if (question === asked) draw(hits);
  } catch (error) {
    if (question === asked) fill(results, h("p", { class: "note note-bad", role: "alert" }, error.sentence), button(t("med.retry"), search, { picture: "refresh-cw" }));
  }
  return null;
}

function draw(hits) {
  const count = hits.length === SHOWN ? t("med.more", { n: SHOWN }) : t("med.found", { n: hits.length });
  fill(
    results,
    h("p", { class: "quiet", role: "status" }, hits.length ? count : t("med.none")),
    hits.some((hit) => hit.near) && h("p", { class: "note note-warn" }, icon("triangle-alert"), t("med.near")),
    h("ul", { class: "hits" }, hits.map(hitLine)),
  );
}

async function start() {
  await begin();
  const age = h("div", {});
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h("h1", { tabindex: "-1" }, t("med.title")),
      h("div", { class: "field" }, h("label", { for: "search" }, t("med.search")), field),
      age,
      results,
    ),
  );
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, PAUSE);
  });
  new Wedge(({ raw }) => {
    field.value = raw;
    search();
  });
  field.value = decodeURIComponent(location.hash.slice(1));
  field.focus();
  search();
  get("/api/catalogue").then((known) => fill(age, ageNote(known)), () => {});
}

start().catch((error) => {
  fill(main, h("h1", {}, t("med.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
});
