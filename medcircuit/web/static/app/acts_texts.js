// Sentences of the acts that are more than a plain dose, French and English side by side.

import { addTexts } from "./texts.js";

addTexts({
  "group.removal": ["À retirer", "To take off"],
  "off.line": ["retirer celui posé {when} ({site})", "take off the one put on {when} ({site})"],
  "off.done": ["Retiré", "Taken off"],
  "off.saved": ["Enregistré : retiré", "Saved: taken off"],
  "off.hint": ["Notez {n|le retrait|les {n} retraits}", "Note {n|the removal|the {n} removals}"],
  "off.identify": ["Identifiez d'abord la personne.", "Identify the person first."],
  "worn.title": ["En place", "On the body"],
  "worn.line": ["posé {when} ({site})", "put on {when} ({site})"],
  "worn.due": ["à retirer {when}", "to come off {when}"],
  "worn.off": ["Retirer maintenant", "Take off now"],
  "site.ask": ["Où ?", "Where?"],
  "site.last": ["Avant : {sites}.", "Before: {sites}."],
  "site.was": ["{site} (dernière fois)", "{site} (last time)"],
  "site.again": ["Choisir un autre endroit", "Choose another place"],
  "site.same": ["Même endroit que la dernière fois.", "Same place as the last time."],
  "site.at": ["Endroit : {site}", "Place: {site}"],
});
