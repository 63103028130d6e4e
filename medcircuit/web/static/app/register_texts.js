// The sentences of the register of narcotics.

import { addTexts } from "./texts.js";

addTexts({
  "register.title": ["Registre interne des stupéfiants", "Internal register of narcotics"],
  "register.hint": ["Chaque entrée et chaque sortie a sa ligne, numérotée sans trou. Rien ne s'y modifie : une correction est une ligne de plus.", "Each entry and exit has its line, numbered without gap. Nothing is changed: a correction is one more line."],
  "register.unit": ["Unité", "Unit"],
  "register.from": ["Du", "From"],
  "register.to": ["Au", "To"],
  "register.print": ["Imprimer", "Print"],
  "register.none": ["Aucun stupéfiant détenu ni mouvementé sur cette période.", "No narcotic held or moved over this time."],
  "register.still": ["Aucun mouvement sur cette période.", "Nothing moved over this time."],
  "register.left": ["Reste {left}", "{left} left"],
  "register.before": ["Solde au début : {n}", "Balance at first: {n}"],
  "register.number": ["Ligne {n}", "Line {n}"],
  "register.balance": ["Solde", "Balance"],
  "register.in": ["Entrée :", "In:"],
  "register.out": ["Sortie :", "Out:"],
  "register.prescribed": ["Prescrit par {by}", "Prescribed by {by}"],
  "register.counted": ["Reste compté : {n}", "Counted as left: {n}"],
  "register.lot": ["Lot {lot}", "Lot {lot}"],
  "register.why.received": ["Reçu", "Received"],
  "register.why.given": ["Donné", "Given"],
  "register.why.destroyed": ["Détruit", "Destroyed"],
  "register.why.returned": ["Rendu", "Returned"],
  "register.why.transferred": ["Changé de place", "Moved to another place"],
  "register.why.found": ["Trouvé en plus", "Found beyond the book"],
  "register.why.missed": ["Trouvé en moins", "Missing from the book"],
  "register.why.carried_over": ["Report de ce qui était déjà là", "Carried over: what lay there before"],
  "register.why.undone": ["Annulé", "Undone"],
});
