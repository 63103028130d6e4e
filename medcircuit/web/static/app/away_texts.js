// The sentences of departures, returns, and what waits after a hospital stay.

import { addTexts } from "./texts.js";

addTexts({
  "away.leave": ["Noter un départ", "Note a departure"],
  "away.why": ["Où va la personne ?", "Where is the person going?"],
  "away.hospital": ["À l'hôpital", "To hospital"],
  "away.family": ["En famille", "To family"],
  "away.outing": ["En sortie", "On an outing"],
  "away.from": ["Départ", "Departure"],
  "away.back_expected": ["Retour prévu (laisser vide s'il n'est pas connu)", "Expected return (leave empty if not known)"],
  "away.save_leave": ["Enregistrer le départ", "Save the departure"],
  "away.back": ["Noter le retour", "Note the return"],
  "away.back_at": ["Retour", "Return"],
  "away.save_back": ["Enregistrer le retour", "Save the return"],
  "away.mistake": ["Noté par erreur", "Noted by mistake"],
  "away.mistake_help": ["L'absence est retirée : la personne était là, ses doses redeviennent à donner.", "The absence is taken back: the person was there, their doses are due again."],
  "away.withdraw": ["Retirer cette absence", "Take this absence back"],
  "away.saved": ["Enregistré.", "Saved."],
  "away.reconcile": ["Réconcilier", "Reconcile"],
  "away.reconcile_before": ["Retour d'hôpital : {n} {n|ligne|lignes} à réconcilier avant le {day} {time}", "Hospital return: {n} {n|line|lines} to reconcile before {day} {time}"],
  "away.reconcile_late": ["Retour d'hôpital : {n} {n|ligne|lignes} à réconcilier, délai dépassé depuis le {day} {time}", "Hospital return: {n} {n|line|lines} to reconcile, overdue since {day} {time}"],
});
