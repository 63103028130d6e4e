// Sentences of the choice of the time from which a decision holds, French and English side by side.

import { addTexts } from "./texts.js";

addTexts({
  "effect.title": ["{act} {drug} : à partir de quand ?", "{act} {drug}: from when?"],
  "effect.next": ["À partir de la prochaine prise : {when}", "From the next dose on: {when}"],
  "effect.now": ["Dès maintenant", "From now on"],
  "effect.from": ["À partir de : {when}", "From: {when}"],
  "effect.today": ["aujourd'hui {time}", "today {time}"],
  "effect.tonight": ["ce soir {time}", "this evening {time}"],
  "effect.tomorrow": ["demain {time}", "tomorrow {time}"],
  "effect.other": ["À une autre date", "On another date"],
  "effect.day": ["Date et heure", "Date and time"],
  "effect.use": ["Choisir cette date", "Use this date"],
});
