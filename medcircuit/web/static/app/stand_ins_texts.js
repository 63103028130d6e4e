// The sentences of the stand-ins' page.

import { addTexts } from "./texts.js";

addTexts({
  "stand.title": ["Remplacements", "Stand-ins"],
  "stand.help": ["Pendant ces jours, les lignes à renouveler et les demandes vont aussi à la personne qui remplace.", "During these days, renewals and requests also go to who stands in."],
  "stand.none": ["Aucun remplacement prévu.", "No stand-in is planned."],
  "stand.now": ["En cours", "Now"],
  "stand.later": ["À venir", "To come"],
  "stand.one": ["{by} remplace {who}", "{by} stands in for {who}"],
  "stand.dates": ["du {first} au {last} inclus", "from {first} to {last}, both included"],
  "stand.end": ["Mettre fin", "End it"],
  "stand.end_which": ["Mettre fin : {by} remplace {who}", "End it: {by} stands in for {who}"],
  "stand.ended": ["Le remplacement est terminé.", "The stand-in has ended."],
  "stand.add": ["Prévoir un remplacement", "Plan a stand-in"],
  "stand.who": ["Qui s'absente", "Who is away"],
  "stand.by": ["Qui remplace", "Who stands in"],
  "stand.choose": ["Choisir…", "Choose…"],
  "stand.first": ["Premier jour", "First day"],
  "stand.last": ["Dernier jour", "Last day"],
  "stand.save": ["Enregistrer", "Save"],
  "stand.saved": ["Remplacement enregistré.", "Stand-in recorded."],
  "stand.alone": ["Personne d'autre ne peut prescrire ici : demandez un accès pour le remplaçant.", "Nobody else may prescribe here: ask for an access for the stand-in."],
  "stand.unknown": ["une personne qui n'a plus accès", "someone without access now"],
});
