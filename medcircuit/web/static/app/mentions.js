// What a line says beside its dose: who may give, crushing, and what the pharmacy and the insurer read, in words.

import { h } from "./dom.js";
import { addTexts, t } from "./texts.js";

addTexts({
  "mention.assisted": ["Aide à la prise", "Help with taking"],
  "mention.entrusted": ["Confié par l'infirmier", "Entrusted by the nurse"],
  "mention.nurse_only": ["Infirmier seul", "Nurse only"],
  "mention.critical": ["À heure critique", "Time-critical"],
  "mention.crush_allowed": ["Écrasement autorisé", "May be crushed"],
  "mention.crush_forbidden": ["Ne pas écraser", "Do not crush"],
  "mention.MTE": ["Non substituable (MTE : marge thérapeutique étroite)", "Not to be substituted (MTE: narrow margin)"],
  "mention.EFG": ["Non substituable (EFG : enfant de moins de 6 ans)", "Not to be substituted (EFG: child under 6)"],
  "mention.CIF": ["Non substituable (CIF : excipient contre-indiqué)", "Not to be substituted (CIF: excipient)"],
  "mention.ald": ["En rapport avec une ALD", "For a long-term condition (ALD)"],
  "mention.packs": ["{n} {n|boîte|boîtes}", "{n} {n|box|boxes}"],
  "mention.renewals": ["à renouveler {n} fois", "to renew {n} {n|time|times}"],
  "mention.off_label": ["Hors AMM : {reason}", "Off label: {reason}"],
  "mention.wrong_dose": ["Oubli ou double prise", "Missed or double dose"],
  "mention.missed": ["Oubli : {said}", "Missed: {said}"],
  "mention.doubled": ["Double prise : {said}", "Double dose: {said}"],
  "mention.unsaid": ["rien n'est écrit. Ne donnez pas d'autre dose. Appelez l'infirmier ou le médecin.", "nothing is written. Give no other dose. Call the nurse or the physician."],
});

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
