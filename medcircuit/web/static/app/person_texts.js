// The sentences of a resident's page.

import { addTexts } from "./texts.js";

addTexts({
  "person.print": ["À imprimer", "To print"],
  "person.transfer-sheet": ["Fiche de liaison", "Transfer sheet"],
  "person.treatment-plan": ["Plan de traitement", "Treatment plan"],
  "person.ordonnance": ["Ordonnance", "Order"],
  "person.where": ["Séjours et absences", "Stays and absences"],
  "person.stay": ["{unit}, chambre {room} – depuis le {from}", "{unit}, room {room} – since {from}"],
  "person.stayed": ["{unit}, chambre {room} – du {from} au {to}", "{unit}, room {room} – from {from} to {to}"],
  "person.away": ["{kind} du {from} au {to}", "{kind} from {from} to {to}"],
  "person.away_open": ["{kind} depuis le {from}, retour non connu", "{kind} since {from}, return not known"],
  "person.notes": ["À savoir : {notes}", "To know: {notes}"],
  "person.next": ["Prochaines prises (24 h)", "Next doses (24 h)"],
  "person.next_one": ["{day} {time} – {moment}", "{day} {time} – {moment}"],
  "person.week": ["Les 7 derniers jours", "The last 7 days"],
  "person.week_help": [
    "Une lettre par prise : P pris, R remis, ✗ refusé, E non donné (décision), A absent, O omis, ? non tracé, D à donner.",
    "A letter for each dose: P taken, R handed, ✗ refused, E withheld, A absent, O omitted, ? untraced, D to give.",
  ],
  "person.cell": ["{moment} : {word}{when}{by}", "{moment}: {word}{when}{by}"],
  "person.nothing_due": ["rien de prévu", "nothing due"],
  "person.answers": ["Réponses et corrections des 7 derniers jours", "Answers and corrections of the last 7 days"],
  "person.entered": ["saisi par {by}", "entered by {by}"],
  "person.afterwards": ["saisi après coup ({why})", "entered afterwards ({why})"],
  "person.told": ["prescripteur informé par {by} : {conduct}", "prescriber told by {by}: {conduct}"],
  "person.autonomy": ["Autonomie", "Self-management"],
  "person.second": ["deuxième personne : {by}", "second person: {by}"],
  "person.corrected": ["corrigé", "corrected"],
  "person.versions": ["Historique de la ligne", "History of the line"],
  "person.proposed": ["À comparer", "To compare"],
  "person.awaits": ["À valider par le prescripteur", "To be validated by the prescriber"],
  "person.oral": ["Ordre oral : à signer par le médecin", "Verbal order: to be signed by the physician"],
  "person.ends": ["jusqu'au {date} inclus", "until {date} included"],
  "person.version": ["n° {number}, à partir du {from}, signée par {by}", "no. {number}, from {from}, signed by {by}"],
  "person.rights": [
    "Votre habilitation montre l'identité et les précautions, pas les médicaments.",
    "Your authorisation shows identity and precautions, not the medicines.",
  ],
});
