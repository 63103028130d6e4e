// What a line says beside its dose: who may give, crushing, and what the pharmacy and the insurer read, in words.

import "./mentions_texts.js";
import { h } from "./dom.js";
import { t } from "./texts.js";

/** What to do after a dose that was missed or given twice, as the prescriber wrote it; where nothing is, whom to ask. */
export const wrongDose = ({ missed, doubled }) =>
  h(
    "details",
    { class: "wrong-dose" },
    h("summary", { class: "button button-plain" }, t("mention.wrong_dose")),
    h("p", {}, t("mention.missed", { said: missed || t("mention.unsaid") })),
    h("p", {}, t("mention.doubled", { said: doubled || t("mention.unsaid") })),
  );

/** The legal mentions of a line, each a few words; none where it says nothing. */
export const mentionWords = (said) =>
  [
    said?.substitution && t(`mention.${said.substitution}`),
    said?.ald && t("mention.ald"),
    said?.packs && [t("mention.packs", { n: said.packs }), said.renewals > 0 && t("mention.renewals", { n: said.renewals })].filter(Boolean).join(", "),
    !said?.packs && said?.renewals > 0 && t("mention.renewals", { n: said.renewals }),
    said?.off_label && t("mention.off_label", { reason: said.off_label }),
  ].filter(Boolean);

/** What else of a version was chosen: its regime, whether it is crushed, its directions. */
export const termWords = (version) =>
  [
    version.regime && t(`mention.${version.regime}`),
    version.crush && t(`mention.crush_${version.crush}`),
    version.time_critical && t("mention.critical"),
    ...(version.instructions ?? []),
    ...(version.care_said ?? []),
  ].filter(Boolean);

/** What a change of the posology leaves as it was: above all what giving asks (measures, scale, second person). */
export const keptTerms = (version) => ({
  regime: version.regime ?? "nurse_only",
  instructions: version.instructions,
  time_critical: version.time_critical,
  crush: version.crush,
  fasting: version.badges.includes("fasting"),
  care: version.care,
});
