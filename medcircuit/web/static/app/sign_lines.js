// A person's lines for their prescriber: renew, change, suspend, resume, stop, each with its instant and its signature.

import { get } from "./api.js";
import { shortDay } from "./clock.js";
import { button, fill, h, icon } from "./dom.js";
import { headerWhere } from "./header.js";
import { drug, glued } from "./line.js";
import { isLocked } from "./lock.js";
import { keptTerms, mentionWords, termWords } from "./mentions.js";
import "./person_texts.js";
import { begin } from "./session.js";
import { askEffect } from "./sign_effect.js";
import { askDosage, askWords, signFor } from "./signing.js";
import { t } from "./texts.js";
import { band, fullName } from "./who.js";

const id = decodeURIComponent(location.pathname.split("/")[2]);
const path = `/api/residents/${encodeURIComponent(id)}`;
const main = document.getElementById("main");
let zone = null;

function item(resident, line) {
  const version = line.version ?? line.coming[0] ?? null;
  const decide = async (decision, more = {}) => {
    const decided = [{ line: line.id, decision, seen_version: line.latest, ...more }];
    if (await signFor(resident, decided, { zone, labels: { [line.id]: line.label } })) await load();
  };
  const withReason = async (decision) => {
    const reason = await askWords(`${t(`sign.${decision}`)} : ${drug(line.label)}`, t("sign.reason_for"));
    const effect = reason && (await askEffect(resident, line, decision, zone));
    if (effect) await decide(decision, { reason, ...effect });
  };
  const change = async () => {
    const dosage = await askDosage(resident, line, { now: version?.sentence });
    const effect = dosage && (await askEffect(resident, line, "change", zone));
    if (effect) await decide("change", { terms: { dosage, ...keptTerms(version) }, ...effect });
  };
  const resume = async () => {
    const effect = await askEffect(resident, line, "resume", zone);
    if (effect) await decide("resume", effect);
  };
  const act = (name, picture, run) => button(t(`sign.${name}`), run, { picture });
  const all = {
    active: [act("renew", "rotate-cw", () => decide("renew")), act("change", "pencil", change), act("suspend", "circle-pause", () => withReason("suspend")), act("stop", "octagon-x", () => withReason("stop"))],
    suspended: [act("resume", "circle-play", resume), act("stop", "octagon-x", () => withReason("stop"))],
    coming: [act("stop", "octagon-x", () => withReason("stop"))],
    proposed: [],
  };
  return h(
    "li",
    { class: "card stack", data: { line: line.id } },
    h("h2", { class: "sign-drug" }, drug(line.label)),
    version && h("p", {}, glued(version.sentence)),
    h("p", { class: "small" }, [...(version ? termWords(version) : []), ...mentionWords(line.mentions), line.ends_at && t("person.ends", { date: shortDay(new Date(Date.parse(line.ends_at) - 1), zone) })].filter(Boolean).join(" · ")),
    h("p", { class: "row" }, h("span", { class: "badge" }, t(`sign.status.${line.status}`)), line.awaits !== null && h("span", { class: "badge badge-missing" }, icon("signature"), t("person.awaits"))),
    h("div", { class: "choices sign-answers" }, all[line.status]),
  );
}

/** Reads the lines anew; until they are there nothing is decided of what they were. */
async function load() {
  main.inert = true;
  try {
    const [{ card, ...entry }, lines] = await Promise.all([get(path), get(`${path}/lines`)]);
    const resident = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry, id };
    const held = lines.filter((line) => line.status !== "stopped");
    document.title = `${t("sign.title")} – medcircuit`;
    fill(
      main,
      h(
        "div",
        { class: "stack sign" },
        h("div", { class: "who" }, band(resident, { zone })),
        h("div", { class: "row" }, h("a", { class: "button", href: "/a-signer" }, icon("arrow-left"), t("sign.back")), h("a", { class: "button", href: `/residents/${encodeURIComponent(id)}/prescrire` }, icon("pencil"), t("sign.write"))),
        h("h2", {}, t("sign.lines_title", { name: fullName(resident) })),
        held.length > 0 ? h("ul", { class: "stack" }, held.map((line) => item(resident, line))) : h("p", { class: "note" }, t("sign.no_lines")),
      ),
    );
  } catch (error) {
    fill(main, h("h1", {}, t("sign.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  } finally {
    main.inert = isLocked();
  }
}

async function start() {
  const me = await begin();
  headerWhere({ unit: null, moment: null });
  zone = me.establishment.zone;
  await load();
}

start();
