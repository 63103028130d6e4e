// The sentences of typing by hand what was done earlier.

import { addTexts } from "./texts.js";

addTexts({
  "later.button": ["Saisie après coup", "Enter afterwards"],
  "later.title": ["Saisie après coup", "Entry made afterwards"],
  "later.intro": [
    "Pour une prise déjà donnée, notée sur papier ou oubliée. Scannez plutôt si vous êtes au lit du résident.",
    "For a dose already given, noted on paper or forgotten. Scan instead if you are at the bedside.",
  ],
  "later.when": ["Heure réelle de la prise", "Real time of the dose"],
  "later.date": ["Jour", "Day"],
  "later.time": ["Heure", "Time"],
  "later.why": ["Pourquoi après coup ?", "Why afterwards?"],
  "later.who": ["Qui a donné ?", "Who gave it?"],
  "later.me": ["Moi ({name})", "I ({name})"],
  "later.doses": ["Qu'a-t-on donné ?", "What was given?"],
  "later.given": ["Pris", "Taken"],
  "later.other": ["Autre réponse", "Another answer"],
  "later.none": ["Aucune prise à saisir : toutes ont une réponse.", "No dose to enter: all have an answer."],
  "later.already": ["Déjà enregistré : {word} {time} {by}", "Recorded already: {word} {time} {by}"],
  "later.save": ["Enregistrer : {n} {n|saisie|saisies}", "Save: {n} {n|entry|entries}"],
  "later.missing_when": ["Indiquez l'heure réelle.", "Say the real time."],
  "later.future": ["Cette heure est dans le futur. Corrigez-la.", "This time is in the future. Correct it."],
  "later.too_late": [
    "Plus de 72 heures après, seul l'infirmier coordinateur saisit cette prise. Prévenez-le.",
    "After 72 hours only the coordinating nurse enters this dose. Tell them.",
  ],
  "later.missing_why": ["Choisissez pourquoi cette saisie est faite après coup.", "Choose why this is entered afterwards."],
  "later.missing_dose": ["Choisissez au moins une prise.", "Choose at least one dose."],
  "later.done": ["Enregistré après coup : {n} {n|prise|prises}", "Entered afterwards: {n} {n|dose|doses}"],
});
