// Every dose as needed whose effect is to be looked at, the most overdue first.

import { get } from "./api.js";
import { fill, h } from "./dom.js";
import { effectCard } from "./effects.js";
import { headerWhere } from "./header.js";
import { begin } from "./session.js";
import { t } from "./texts.js";

const main = document.getElementById("main");

async function draw(sentence = null, bad = false) {
  try {
    const { effects, scales } = await get("/api/prn/effects");
    fill(
      main,
      h(
        "div",
        { class: "stack" },
        h("h1", {}, t("effects.title")),
        sentence && h("p", { class: `note ${bad ? "note-warn" : ""}`, role: "status" }, sentence),
        effects.length === 0 && h("p", { class: "note" }, t("effects.none")),
        h("ul", { class: "stack prn-list" }, effects.map((one) => effectCard(one, scales, draw, { named: true }))),
      ),
    );
  } catch (error) {
    fill(main, h("h1", {}, t("effects.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

async function start() {
  await begin();
  headerWhere({ unit: null, moment: null });
  await draw();
}

start();
