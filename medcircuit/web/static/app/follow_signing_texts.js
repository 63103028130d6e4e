// The sentences about what prescribers must still sign or renew.

import { addTexts } from "./texts.js";

addTexts({
  "follow.unsigned": ["À faire signer par le médecin", "For the physician to sign"],
  "follow.unsigned_why": ["Le médecin les trouve dans « À signer ». En retard, appelez-le.", "The physician finds them in “To sign”. If late, call."],
  "follow.ending": ["Lignes qui finissent", "Lines that end"],
  "follow.ending_why": ["Annoncées 7 jours puis 3 jours avant la fin. Sans renouvellement, plus aucune dose.", "Announced 7 and 3 days before their end. Without a renewal, no further dose."],
  "follow.oral": ["Ordre oral de {who}", "Verbal order of {who}"],
  "follow.transcribed": ["Ordonnance de {who}, recopiée", "Order of {who}, copied"],
  "follow.sign_before": ["À signer avant le {day} {time}", "To sign before {day} {time}"],
  "follow.sign_late": ["En retard depuis le {day} {time} : appelez le médecin.", "Late since {day} {time}: call the physician."],
  "follow.ends": ["Dernier jour dans {n} {n|jour|jours}", "Last day in {n} {n|day|days}"],
  "follow.ends_today": ["Dernier jour : aujourd'hui", "Last day: today"],
  "follow.ended": ["Terminée : plus aucune dose", "Ended: no further dose"],
  "follow.let_end": ["Le médecin a choisi de la laisser finir.", "The physician chose to let it end."],
  "follow.unsigned_count": ["{n} {n|ligne|lignes} à faire signer", "{n} {n|line|lines} to have signed"],
  "follow.late_count": [", {n} en retard", ", {n} late"],
  "follow.ending_count": ["{n} {n|ligne finit|lignes finissent} sous 7 jours", "{n} {n|line ends|lines end} within 7 days"],
  "follow.near_count": [", dont {n} sous 3 jours", ", {n} of them within 3"],
});
