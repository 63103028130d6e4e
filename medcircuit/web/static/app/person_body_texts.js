// Sentences of what a resident wears, French and English side by side.

import { addTexts } from "./texts.js";

addTexts({
  "body.worn": ["Sur la peau", "On the skin"],
  "body.line": ["{site} · posé {when} par {by}", "{site} · put on {when} by {by}"],
  "body.due": ["à retirer {when}", "to come off {when}"],
  "body.late": ["Retrait dépassé : à retirer depuis {when}", "Removal overdue: to come off since {when}"],
});
