// One medicine: how it is prescribed, whether it is to be had, what is in it, its boxes, what the HAS thinks, how old this is.

import { get } from "./api.js";
import { fullDate } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { comma } from "./fraction.js";
import { ageNote, hitLine, marks } from "./medicine_parts.js";
import { begin } from "./session.js";
import { t } from "./texts.js";

const main = document.getElementById("main");
const id = decodeURIComponent(location.pathname.split("/")[2]);
const LEAFLET = "https://base-donnees-publique.medicaments.gouv.fr/medicament";

const section = (title, ...children) => h("section", { class: "card stack" }, h("h2", {}, title), ...children);
const outside = (href, label) =>
  /^https?:\/\//.test(href) && h("a", { class: "outside", href, target: "_blank", rel: "noopener noreferrer" }, label, icon("external-link"));
const facts = (rows) => h("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));

function limit({ limit_days: days, limit_days_longest: longest, limit_months: months }) {
  if (days && longest) return t("med.days_or", { a: days, b: longest });
  if (days) return t("med.days", { n: days });
  return months && t("med.months", { n: months });
}

function status({ narcotic, assimilated, list }) {
  return [narcotic && t("med.narcotic"), assimilated && t("med.assimilated"), list && t("med.list", { list })].filter(Boolean).join(", ");
}

function rules({ conditions, summary }) {
  if (conditions === null) return section(t("med.rules"), h("p", { class: "note note-warn" }, icon("triangle-alert"), t("med.rules_unknown")));
  if (conditions.length === 0) return section(t("med.rules"), h("p", {}, t("med.rules_none")));
  const where = ["hospital_use", "hospital_prescription", "restricted"].filter((one) => summary[one]).map((one) => t(`med.${one}`));
  return section(
    t("med.rules"),
    facts([
      [t("med.class"), status(summary)],
      [t("med.secure"), summary.secure_prescription && t("med.yes")],
      [t("med.limit"), limit(summary)],
      [t("med.fraction"), summary.fraction_days && t("med.days", { n: summary.fraction_days })],
      [t("med.where"), where.join(", ")],
      [t("med.surveillance"), summary.surveillance && t("med.required")],
    ]),
    h("ul", { class: "words", lang: "fr" }, conditions.map((one) => h("li", {}, one.text, one.kind === "unknown" && h("p", { class: "note note-warn" }, icon("triangle-alert"), t("med.new_condition"))))),
  );
}

function declaration(one) {
  const dates = [
    one.cip13 && t("med.of_box", { cip: one.cip13 }),
    one.started && one.supply !== "back" && t("med.since", { date: fullDate(one.started) }),
    one.back_on && t("med.back", { date: fullDate(one.back_on) }),
    one.updated_on && t("med.updated", { date: fullDate(one.updated_on) }),
  ].filter(Boolean);
  const word = one.supply === "other" ? one.label : t(`med.supply.${one.supply}`);
  return h("li", {}, h("p", {}, h("strong", {}, word)), h("p", { class: "quiet" }, dates.join(", ")), outside(one.link, t("med.ansm")));
}

function supply({ supply: declared }) {
  if (declared === null) return section(t("med.supply"), h("p", { class: "note note-warn" }, icon("triangle-alert"), t("med.supply_unknown")));
  return section(t("med.supply"), declared.length === 0 ? h("p", {}, t("med.supply_none")) : h("ul", { class: "rows" }, declared.map(declaration)));
}

function composition({ composition: parts }) {
  const name = (part) => (part.nature === "FT" ? t("med.base", { name: part.name }) : part.name);
  return section(
    t("med.composition"),
    h("ul", { class: "rows", lang: "fr" }, parts.map((part) => h("li", {}, h("strong", {}, name(part)), ` ${part.dosage} `, part.reference && t("med.for", { reference: part.reference })))),
  );
}

/** « 28 comprimés », « 5 dispositifs transdermiques »: a word after « à » or « de » stays as it is. */
function several(words) {
  const stop = words.search(/ (à|de|en|d')/);
  const head = stop < 0 ? words : words.slice(0, stop);
  return head.replace(/[^\s]*[^\ssx](?=\s|$)/g, "$&s") + words.slice(head.length);
}

function holds({ units, stock_unit: unit, unit_word: word }) {
  if (!units) return t("med.units_unknown");
  const name = unit === "ml" ? "ml" : Number.parseFloat(units) >= 2 ? several(word) : word;
  return t("med.units", { n: comma(units), unit: name });
}

function boxes({ presentations }) {
  return section(
    t("med.boxes"),
    presentations.length === 0
      ? h("p", { class: "quiet" }, t("med.no_box"))
      : h(
          "ul",
          { class: "rows" },
          presentations.map((box) =>
            h("li", {}, h("p", { lang: "fr" }, box.pack), h("p", { class: "quiet" }, `${holds(box)} · CIP ${box.cip13}`), h("p", { class: "hit-marks" }, marks({ ...box, narcotic: undefined }, null))),
          ),
        ),
  );
}

function classification({ medicine, groups, major_interest: interest }) {
  const code = medicine.atc && (medicine.atc_from === "group" ? t("med.atc_group", { code: medicine.atc }) : medicine.atc);
  return section(
    t("med.groups"),
    facts([
      [t("med.atc"), code || t("med.atc_none")],
      [t("med.group"), groups.length > 0 && h("span", { lang: "fr" }, groups.join(" ; "))],
      [t("med.interest"), interest !== null && t("med.yes")],
    ]),
  );
}

function opinions({ opinions: every }) {
  if (every.length === 0) return null;
  return section(
    t("med.opinions"),
    h(
      "ul",
      { class: "rows", lang: "fr" },
      every.map((one) =>
        h(
          "li",
          {},
          h("p", {}, h("strong", {}, t("med.opinion", { kind: one.kind, value: one.value })), one.given_on && ` (${fullDate(one.given_on)})`, one.motive && `, ${one.motive}`),
          h("p", {}, one.text),
          one.links.map((link) => outside(link, t("med.has", { dossier: one.dossier }))),
        ),
      ),
    ),
  );
}

const another = () => h("p", {}, h("a", { class: "button", href: "/medicaments" }, icon("search"), t("med.all")));

function heading(title, subtitle, badges) {
  document.title = `${title} – medcircuit`;
  return h("div", { class: "stack-small" }, h("h1", { tabindex: "-1" }, title), subtitle && h("p", { class: "quiet" }, subtitle), h("p", { class: "hit-marks" }, badges));
}

function drawMedicine(sheet) {
  const { medicine } = sheet;
  const routes = medicine.routes.length ? `, ${medicine.routes.join(", ")}` : "";
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      heading(medicine.label, `${medicine.class_label}${routes}`, marks(medicine, sheet.shortage)),
      ageNote(sheet.age),
      h("div", { class: "sheet-columns" }, h("div", { class: "stack" }, rules(sheet), supply(sheet), opinions(sheet)), h("div", { class: "stack" }, composition(sheet), boxes(sheet), classification(sheet))),
      h("p", { class: "quiet" }, t("med.source"), " ", outside(`${LEAFLET}/${medicine.cis}/extrait`, t("med.leaflet"))),
      another(),
    ),
  );
}

function drawClass(found) {
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      heading(found.label, t("med.same_hint"), marks({ ...found, retired: false, marketed: true }, null)),
      ageNote(found.age),
      section(t("med.same"), found.medicines.length === 0 ? h("p", { class: "quiet" }, t("med.no_same")) : h("ul", { class: "hits" }, found.medicines.map(hitLine))),
      h("p", { class: "quiet" }, t("med.source")),
      another(),
    ),
  );
}

async function start() {
  await begin();
  fill(main, h("p", { class: "quiet" }, t("med.loading")));
  if (/^\d{8}$/.test(id)) drawMedicine(await get(`/api/medicines/${id}`));
  else drawClass(await get(`/api/medicine-classes/${encodeURIComponent(id)}`));
}

start().catch((error) => {
  fill(main, h("h1", {}, t("med.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")), another());
});
