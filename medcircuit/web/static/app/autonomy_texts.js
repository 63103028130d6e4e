// Sentences of the page of a resident who manages medicines alone, French and English side by side.

import { addTexts } from "./texts.js";

addTexts({
  "autonomy.title": ["Autonomie", "Self-management"],
  "autonomy.help": ["Une ligne gérée par la personne est montrée « Autonome » pendant le tour. Les doses de la semaine se remettent et se vérifient tous les sept jours.", "The round shows a line that the person manages as self-managed. The week's doses are handed over and checked every seven days."],
  "autonomy.nursed": ["Donné par l'équipe", "Given by the team"],
  "autonomy.own": ["Autonome depuis le {when} (évalué par {by})", "Self-managing since {when} (assessed by {by})"],
  "autonomy.handed": ["remis le {when}", "handed over on {when}"],
  "autonomy.checked": ["vérifié le {when}", "checked on {when}"],
  "autonomy.next": ["Prochaine remise et vérification : {when}", "Next hand-over and check: {when}"],
  "autonomy.missed": ["Remise ou vérification manquée, attendue le {when}.", "Hand-over or check missed, expected on {when}."],
  "autonomy.all": ["Tout cocher", "Tick all"],
  "autonomy.act.assessed": ["Évalué : capable de gérer seul", "Assessed: able to manage alone"],
  "autonomy.act.handed": ["Remis : doses de la semaine", "Handed over: the week's doses"],
  "autonomy.act.checked": ["Vérifié : prises et restes comptés", "Checked: what was taken and is left"],
  "autonomy.act.ended": ["Réévalué : l'équipe donne de nouveau", "Assessed again: the team gives"],
  "autonomy.choose": ["Cochez les lignes que cela concerne.", "Tick the lines this is about."],
  "autonomy.note": ["Ce que vous avez vu (évaluation, restes, difficultés)", "What you saw (assessment, what is left, difficulties)"],
  "autonomy.save": ["Enregistrer", "Save"],
  "autonomy.saved": ["Enregistré.", "Saved."],
  "autonomy.log": ["Historique", "History"],
  "autonomy.none": ["Rien n'a été noté.", "Nothing was noted."],
  "autonomy.no_lines": ["Aucune ligne en cours.", "No line under way."],
  "autonomy.back": ["Sa fiche", "Their page"],
});
