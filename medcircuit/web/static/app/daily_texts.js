// Sentences of the doses decided day by day after an INR.

import { addTexts } from "./texts.js";

addTexts({
  "daily.title": ["Doses des jours suivants", "Doses of the next days"],
  "daily.link": ["Dose du jour : décider", "Dose of the day: decide"],
  "daily.not_by_day": ["La dose de cette ligne est écrite dans la prescription : il n'y a rien à décider ici.", "The dose of this line is written in the order: there is nothing to decide here."],
  "daily.inr": ["INR", "INR"],
  "daily.inr_at": ["Date et heure du prélèvement", "Date and time of the sample"],
  "daily.next": ["Prochain INR le", "Next INR on"],
  "daily.first": ["À partir du", "From"],
  "daily.every": ["Dose de chaque jour", "Dose of each day"],
  "daily.other": ["En alternance avec (facultatif)", "Alternating with (optional)"],
  "daily.fill": ["Remplir les jours", "Fill in the days"],
  "daily.days": ["Dose de chaque jour ({unit}), par exemple 3/4 ; 0 : pas de prise", "Dose of each day ({unit}), 3/4 for example; 0: nothing given"],
  "daily.source": ["D'où vient la décision ?", "Where does the decision come from?"],
  "daily.physician": ["Médecin", "Physician"],
  "daily.laboratory": ["Laboratoire", "Laboratory"],
  "daily.who": ["Son nom", "Their name"],
  "daily.save": ["Noter la décision", "Note the decision"],
  "daily.saved": ["Décision notée. Les doses sont dans le plan.", "Decision noted. The doses are in the plan."],
  "daily.known": ["Décisions", "Decisions"],
  "daily.before": ["Décisions d'avant", "Earlier decisions"],
  "daily.none": ["Aucune décision : chaque dose est à décider.", "No decision: every dose is to be decided."],
  "daily.until": ["du {from} au {to}", "from {from} to {to}"],
  "daily.nothing": ["pas de prise", "nothing given"],
  "daily.bad_amount": ["Le {day} : écrivez une quantité, par exemple 1, 1/2 ou 0.", "On {day}: write an amount, 1, 1/2 or 0 for example."],
  "daily.bad_days": ["Le prochain INR vient après le premier jour, dans les 35 jours.", "The next INR comes after the first day, within 35 days."],
  "daily.back": ["Sa fiche", "Their page"],
  "daily.reader": ["Réservé au prescripteur et à l'infirmier.", "For the prescriber and the nurse only."],
});

/** Whether the doses of a medicine follow the INR, as the server's rules say. */
export const followsInr = (label) => /WARFARIN|FLUINDIONE|AC[EÉ]NOCOUMAROL/i.test(label.substance);
