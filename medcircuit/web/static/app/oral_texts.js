// The sentences of an order told by voice.

import { addTexts } from "./texts.js";

addTexts({
  "oral.title": ["Ordre oral", "Verbal order"],
  "oral.rules": ["Urgence seulement. Une prise, ou jusqu'au prochain passage du médecin, 24 heures au plus. Jamais un stupéfiant. L'infirmier donne. En rouge jusqu'à la signature du médecin.", "Emergency only. One dose, or until the physician's next visit, 24 hours at most. Never a narcotic. The nurse gives. Red until the physician signs."],
  "oral.none": ["Un ordre oral est saisi par l'infirmier qui l'entend. Appelez l'infirmier.", "A verbal order is entered by the nurse who hears it. Call the nurse."],
  "oral.prescriber": ["Médecin qui ordonne", "Physician who orders"],
  "oral.reason": ["Ce qui ne peut pas attendre", "What cannot wait"],
  "oral.reason_hint": ["Par exemple : fièvre 39,5, convulsion", "For example: fever 39.5, seizure"],
  "oral.narcotic": ["C'est un stupéfiant : jamais sur ordre oral. Demandez une ordonnance au médecin.", "It is a narcotic: never on a verbal order. Ask the physician for a prescription."],
  "oral.how": ["Combien de temps ?", "For how long?"],
  "oral.once": ["Une seule prise, maintenant", "One dose, now"],
  "oral.until": ["Jusqu'au prochain passage du médecin", "Until the physician's next visit"],
  "oral.dose": ["Dose", "Dose"],
  "oral.dose_hint": ["Par exemple : 1 cp, 10 mg", "For example: 1 cp, 10 mg"],
  "oral.end": ["Prochain passage prévu", "Next visit planned"],
  "oral.end_hint": ["24 heures au plus, avant le {day} {time}", "24 hours at most, before {day} {time}"],
  "oral.read": ["Relisez à voix haute :", "Read aloud:"],
  "oral.read_words": ["{name}, {drug} : {sentence}", "{name}, {drug}: {sentence}"],
  "oral.read_back": ["J'ai relu à voix haute, le médecin a confirmé", "I read it aloud, the physician confirmed"],
  "oral.save": ["Enregistrer l'ordre oral", "Save the verbal order"],
  "oral.saved": ["Ordre oral enregistré.", "Verbal order saved."],
  "oral.saved_more": ["À donner par l'infirmier. En rouge jusqu'à la signature du médecin, terminé le {day} à {time}.", "The nurse gives it. Red until the physician signs, ended on {day} at {time}."],
  "oral.need.prescriber": ["le médecin qui ordonne", "the physician who orders"],
  "oral.need.reason": ["ce qui ne peut pas attendre", "what cannot wait"],
  "oral.need.how": ["une prise, ou jusqu'au prochain passage", "one dose, or until the next visit"],
  "oral.need.end": ["l'heure du prochain passage", "the time of the next visit"],
  "oral.need.read_back": ["la relecture à voix haute", "the reading aloud"],
});
