// Sentences of what a prescriber has just changed, French and English side by side.

import { addTexts } from "./texts.js";

addTexts({
  "stops.title": ["Changements du médecin", "The physician's changes"],
  "stops.stop": ["ARRÊTÉ", "STOPPED"],
  "stops.suspend": ["SUSPENDU", "SUSPENDED"],
  "stops.change": ["MODIFIÉ", "CHANGED"],
  "stops.of": ["{act} : {what}", "{act}: {what}"],
  "stops.by": ["{by}, {time}, à partir de {from}", "{by}, {time}, from {from}"],
  "stops.by_now": ["{by}, {time}", "{by}, {time}"],
  "stops.reason": ["Motif : {reason}", "Reason: {reason}"],
  "stops.to_read": ["{n} {n|changement|changements} à lire", "{n} {n|change|changes} to read"],
  "stops.others": ["{n} {n|autre changement|autres changements} au tableau", "{n} other {n|change|changes} on the board"],
  "stops.seen": ["Vu", "Seen"],
});
