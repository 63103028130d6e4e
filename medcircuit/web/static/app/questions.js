// « L'avez-vous donné aussi ? »: what the server asks about an act of this device; no answer is chosen for anyone.

import { button, h, icon, keyed } from "./dom.js";
import { drug } from "./line.js";
import { queue } from "./queue.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

/** Shows each open question above the round until it is answered. */
export function drawQuestions(app, place) {
  keyed(place, queue.questions, {
    key: (item) => item.order,
    signature: (item) => JSON.stringify(item),
    build: (item) => card(app, item),
  });
}

function card(app, item) {
  const dose = app.round.doses.get(item.body.dose);
  const resident = app.round.byResident?.get(item.body.resident);
  const answer = async (yes) => {
    await queue.answer(item.order, yes);
    if (yes && dose) app.round.lay({ ...item.body, asserted: true });
    app.round.tell();
  };
  return h(
    "div",
    { class: "card question", role: "alertdialog", "aria-label": item.question.sentence },
    h("p", {}, icon("users-round"), h("strong", {}, ` ${resident ? fullName(resident) : ""} `), dose ? drug(dose.label) : ""),
    h("p", { class: "dose" }, item.question.sentence),
    h("div", { class: "row" }, button(t("question.no"), () => answer(false), { look: "button-main", picture: "x" }), button(t("question.yes"), () => answer(true), { picture: "check" })),
  );
}
