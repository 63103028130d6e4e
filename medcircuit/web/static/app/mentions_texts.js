// Sentences of what a line says beside its dose, French and English side by side.

import { addTexts } from "./texts.js";

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
