// What the pages of medicines share: the marks beside a name, and how old the data are.

import { fullDate } from "./clock.js";
import { h, icon } from "./dom.js";
import { t } from "./texts.js";
import "./medicine_texts.js";

const mark = (look, picture, word) => h("span", { class: `mark mark-${look}` }, icon(picture), word);

/** The marks of a medicine: what the law says of it, whether it is still there, whether it is short. */
export function marks(medicine, shortage = medicine.shortage) {
  return [
    medicine.narcotic && mark("stop", "vault", t("med.narcotic")),
    medicine.assimilated && mark("confirm", "file-lock", t("med.assimilated")),
    medicine.narcotic === null && mark("confirm", "circle-question-mark", t("med.unknown_rules")),
    medicine.list && mark("plain", "file-text", t("med.list", { list: medicine.list })),
    shortage && shortage !== "back" && mark("confirm", "package-x", t(`med.supply.${shortage}`)),
    medicine.retired && mark("quiet", "archive", t("med.retired")),
    !medicine.retired && !medicine.marketed && mark("quiet", "archive", t("med.unmarketed")),
  ].filter(Boolean);
}

/** How old the data shown are: quiet when fresh, amber when old. */
export function ageNote({ edition, days, old }) {
  if (!edition) return h("p", { class: "note note-warn" }, icon("triangle-alert"), t("med.age_none"));
  const date = fullDate(edition);
  return old
    ? h("p", { class: "note note-warn", data: { old: "1" } }, icon("triangle-alert"), t("med.age_old", { date, n: days }))
    : h("p", { class: "quiet" }, t("med.age", { date }));
}

/** A medicine in one line that leads to its page: substance, strength, form, then its own name and its marks. */
export function hitLine(hit) {
  const substance = hit.substances || hit.label;
  const short = substance.length > 90 ? `${substance.slice(0, 88)}…` : substance;
  return h(
    "li",
    {},
    h(
      "a",
      { class: "hit", href: `/medicaments/${hit.cis}` },
      h("span", { class: "hit-what" }, h("strong", {}, `${short} ${hit.strength ?? ""}`.trim()), `, ${hit.form}`),
      h("span", { class: "hit-name" }, hit.label),
      h("span", { class: "hit-marks" }, marks(hit)),
    ),
  );
}
