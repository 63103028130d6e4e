// A resident's page: who they are, what to beware of, what is prescribed, what became of it, and the supports that identify them.

import { get } from "./api.js";
import { returnNote, whereCard } from "./away.js";
import { hourMinute, shortDay } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { drug, glued } from "./line.js";
import { measuresOf } from "./measures.js";
import { mentionWords, termWords, wrongDose } from "./mentions.js";
import { aboutButtons } from "./person_about.js";
import { wornCard } from "./person_body.js";
import { tokensCard } from "./person_card.js";
import { correctionsCard, identityButton, moveButton } from "./person_identity.js";
import { answerRow, answers, coming, comingRow, strip, tomorrow, week } from "./person_week.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import "./person_texts.js";
import { vitalButton } from "./vital.js";
import { band, fullName } from "./who.js";
import { followsInr } from "./daily_texts.js";

const main = document.getElementById("main");
const path = `/api/residents/${encodeURIComponent(decodeURIComponent(location.pathname.split("/")[2]))}`;

/** What a person may not read is left out; what the server could not say is said. */
async function part(address) {
  try {
    return { value: await get(address) };
  } catch (problem) {
    return problem.status === 403 ? {} : { problem };
  }
}

const card = (title, ...body) => h("section", { class: "card stack" }, h("h2", {}, title), body);

const section = (title, { value, problem }, build) =>
  (value || problem) &&
  card(
    title,
    problem && h("p", { class: "note note-bad" }, problem.sentence),
    value && (value.length > 0 ? h("ul", { class: "stack" }, value.map(build)) : h("p", { class: "quiet" }, t("person.none"))),
  );

/** The versions of a line, asked for when somebody opens them. */
function versions(id) {
  const list = h("ul", { class: "stack" });
  const row = (one) =>
    h(
      "li",
      {},
      h("p", {}, one.sentence),
      h("p", { class: "quiet" }, [t("person.version", { number: one.number, from: `${shortDay(one.effective_from)} ${hourMinute(one.effective_from)}`, by: one.signed_by }), one.reason].filter(Boolean).join(" · ")),
    );
  const open = async ({ target }) => {
    if (!target.open || list.firstChild) return;
    const { value, problem } = await part(`/api/lines/${encodeURIComponent(id)}`);
    fill(list, value ? [...value.versions].reverse().map(row) : h("li", { class: "note note-bad" }, problem?.sentence ?? t("person.none")));
  };
  return h("details", { ontoggle: open }, h("summary", { class: "button button-plain" }, t("person.versions")), list);
}

/** Whether the doses of a version are told day by day: its moments are written, its dose is not. */
const byDay = (version) => !version?.care?.scale && (version?.dosage ?? []).some((one) => one.timing && !one.doseAndRate && !one.asNeededBoolean && !one.asNeededCodeableConcept);

function line({ id, cis, class: what, label, status, version, coming: next, mentions, awaits, ends_at: ends }) {
  const shown = version ?? next[0];
  return h(
    "li",
    { class: "stack" },
    h("p", { class: "dose" }, h("strong", {}, drug(label)), shown?.sentence ? ` — ${glued(shown.sentence)}` : ""),
    h("p", { class: "line-more" }, [label.brand, ...(shown ? termWords(shown) : []), ...mentionWords(mentions), ends && status !== "stopped" && t("person.ends", { date: lastDay(ends) })].filter(Boolean).join(" · ")),
    (status !== "active" || awaits !== null) && h("p", { class: "row" }, status !== "active" && h("span", { class: "badge" }, t(`person.${status}`)), awaits !== null && status !== "stopped" && h("span", { class: "badge badge-missing" }, icon("signature"), t(shown?.origin === "oral" ? "person.oral" : "person.awaits"))),
    h("div", { class: "row" }, shown && status !== "stopped" && wrongDose(shown.care ?? {}), versions(id), followsInr(label) && byDay(shown) && h("a", { class: "button button-main", href: `${location.pathname}/dose-du-jour/${encodeURIComponent(id)}` }, icon("pencil"), t("daily.link")), h("a", { class: "button button-plain", href: `/medicaments/${encodeURIComponent(cis ?? what)}` }, icon("pill"), t("line.medicine"))),
  );
}

/** The last whole day before an end, as it is written on the paper. */
const lastDay = (ends) => shortDay(new Date(Date.parse(ends) - 1));

function doses({ value, problem }, days, zone) {
  if (problem) return card(t("person.week"), h("p", { class: "note note-bad" }, problem.sentence));
  if (!value) return null;
  const said = answers(value.doses, zone);
  return [
    section(t("person.next"), { value: coming(value.doses) }, (dose) => comingRow(dose, zone)),
    card(t("person.week"), strip(value.doses, days, zone)),
    said.length > 0 && card(t("person.answers"), h("ul", { class: "stack" }, said.map((one) => answerRow(one, zone)))),
  ];
}

/** What can be printed about the treatment, each in its own tab. */
function documents() {
  const names = ["transfer-sheet", "treatment-plan", "ordonnance"];
  const link = (name) => h("a", { class: "button", href: `${path}/${name}`, target: "_blank", rel: "noopener" }, icon("printer"), t(`person.${name}`));
  return h("section", { class: "stack" }, h("h2", {}, t("person.print")), h("div", { class: "row" }, names.map(link)));
}

/** People of the same name, as far as this reader may know them. */
async function namesakes(ids) {
  const known = await Promise.all(ids.map((id) => part(`/api/residents/${encodeURIComponent(id)}`)));
  return known.map(({ value }) => value?.card).filter(Boolean);
}

async function start() {
  await show(await begin());
}

let shown = 0;

async function show(me) {
  shown += 1;
  const turn = shown;
  const { zone } = me.establishment;
  const days = week(zone);
  try {
    const { card: present, ...entry } = await get(path);
    const known = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...present, ...entry };
    const [lines, tokens, lately, stays, back, homonyms, changes] = await Promise.all([
      part(`${path}/lines`),
      part(`${path}/tokens`),
      part(`${path}/doses?first=${days[0]}&last=${tomorrow(days)}`),
      part(`${path}/whereabouts`),
      part(`${path}/returns`),
      namesakes(known.homonyms),
      known.corrections > 0 ? part(`${path}/identity-changes`) : {},
    ]);
    const manages = me.rights.includes("manage_resident");
    const set = { path, resident: { ...known, card: present }, done: () => show(me) };
    if (turn !== shown) return; // something was noted meanwhile: the page that knows of it is on its way
    document.title = `${t("person.title")} – medcircuit`;
    fill(
      main,
      h(
        "div",
        { class: "stack person" },
        h("div", { class: "who" }, band(known, { homonyms, zone })),
        returnNote(back, { zone, rights: me.rights, address: location.pathname }),
        present && h("p", {}, vitalButton({ id: known.id, name: fullName(known) })),
        known.notes && h("p", { class: "note" }, icon("info"), t("person.notes", { notes: known.notes })),
        !present && h("p", { class: "note note-warn" }, t("person.gone")),
        !lines.value && !lines.problem && h("p", { class: "note" }, t("person.rights")),
        h(
          "div",
          { class: "person-acts" },
          lines.value?.some((one) => one.version?.as_needed) && me.rights.includes("read_round") && h("a", { class: "button", href: `${location.pathname}/si-besoin` }, icon("hand"), t("resident.needed")),
          me.rights.includes("transcribe") && present && h("a", { class: "button", href: `${location.pathname}/recopier` }, icon("file-text"), t("app.copy")),
          me.rights.includes("transcribe") && present && h("a", { class: "button", href: `${location.pathname}/ordre-oral` }, icon("phone"), t("app.oral")),
          me.rights.includes("prescribe") && present && h("a", { class: "button", href: `/a-signer${location.pathname.slice("/residents".length)}` }, icon("signature"), t("app.to_sign")),
          me.rights.includes("prescribe") && present && h("a", { class: "button button-main", href: `${location.pathname}/prescrire` }, icon("pencil"), t("app.prescribe")),
          present && manages && aboutButtons(set),
          manages && identityButton(set),
          lines.value && present && h("a", { class: "button", href: `${location.pathname}/autonomie` }, icon("user-round-check"), t("person.autonomy")),
        ),
        section(t("person.lines"), lines, line),
        lines.value && documents(),
        measuresOf(path, { may: present && me.rights.includes("measure"), zone }),
        wornCard(lately, card, zone),
        doses(lately, days, zone),
        whereCard(stays, { path, zone, may: present && manages, moving: manages && stays.value && moveButton(set, { stays: stays.value.stays, units: me.units, zone }), done: () => show(me) }),
        tokensCard(tokens, { path, may: present && manages, done: () => show(me) }),
        correctionsCard(changes, zone),
      ),
    );
  } catch (error) {
    fill(main, h("h1", {}, t("person.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
