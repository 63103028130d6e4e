// The sentences of what waits for a person.

import { addTexts } from "./texts.js";

addTexts({
  "follow.title": ["À traiter", "To deal with"],
  "follow.none": ["Rien n'attend de décision.", "Nothing waits for a decision."],
  "follow.only_idec": [
    "Réservé à l'infirmier coordinateur. Prévenez-le.",
    "For the coordinating nurse only. Tell them.",
  ],
  "follow.held": ["Saisies à rattacher", "Entries to be placed"],
  "follow.held_why": [
    "Ces actes sont conservés, mais aucune prise prévue ne les reçoit.",
    "These acts are kept, but no planned dose receives them.",
  ],
  "follow.doses": ["Réponses qui ne s'accordent pas", "Answers that disagree"],
  "follow.prescriber": ["Prescripteur à informer", "Prescriber to be told"],
  "follow.devices": ["Appareils dont des saisies manquent", "Devices with entries missing"],
  "follow.device": [
    "Tablette …{device} : {n} {n|saisie n'est jamais arrivée|saisies ne sont jamais arrivées} (n° {which}). Ouvrez cette tablette et laissez-la envoyer.",
    "Tablet …{device}: {n} {n|entry|entries} never arrived (no. {which}). Open this tablet and let it send.",
  ],
  "follow.fork": [
    "Tablette …{device} : deux saisies différentes portent le n° {which}. Prévenez l'administrateur.",
    "Tablet …{device}: two different entries are numbered {which}. Tell the administrator.",
  ],
  "follow.unknown": ["Personne inconnue ici", "Person unknown here"],
  "follow.unknown_line": ["Ligne inconnue ici", "Line unknown here"],
  "follow.said": ["{word} – {day} {time} – {by}", "{word} – {day} {time} – {by}"],
  "follow.correction": ["Cette saisie en corrige une autre, introuvable.", "This entry corrects another that cannot be found."],
  "follow.place": ["Rattacher à une prise", "Put to a dose"],
  "follow.which": ["À quelle prise appartient cette saisie ?", "To which dose does this entry belong?"],
  "follow.whose": ["Pour qui était-ce ?", "For whom was it?"],
  "follow.other_person": ["Une autre personne", "Another person"],
  "follow.no_dose": ["Aucune prise proche. Fermez cette saisie avec un motif.", "No dose near. Close this entry with a reason."],
  "follow.close": ["Fermer avec un motif", "Close with a reason"],
  "follow.close_why": ["Pourquoi cette saisie n'a-t-elle pas de prise ?", "Why has this entry no dose?"],
  "follow.really": ["{sentence} Rattacher comme double prise ?", "{sentence} Place it as given twice?"],
  "follow.double": ["Oui, deux prises ont eu lieu", "Yes, it was given twice"],
  "follow.back": ["Non, revenir", "No, go back"],
  "follow.keep": ["C'est juste : {said}", "This is right: {said}"],
  "follow.keep_sure": [
    "Garder « {said} » ? Les autres réponses seront corrigées en votre nom ; elles restent visibles.",
    "Keep “{said}”? The other answers will be corrected in your name; they stay visible.",
  ],
  "follow.sure": ["Garder cette réponse", "Keep this answer"],
  "follow.both": ["Les deux prises ont eu lieu", "Both were really given"],
  "follow.both_why": ["Qu'a-t-on fait pour la personne ? (médecin prévenu, surveillance)", "What was done for the person? (physician told, monitoring)"],
  "follow.tell": ["Noter la réponse du prescripteur", "Note the prescriber's answer"],
  "follow.how": ["Comment l'avez-vous informé ?", "How did you tell them?"],
  "follow.conduct": ["Quelle conduite à tenir ?", "What is to be done?"],
  "follow.note": ["Précisions", "Details"],
  "follow.save": ["Enregistrer", "Save"],
  "follow.done": ["Enregistré.", "Saved."],
});
