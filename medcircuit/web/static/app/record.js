// Writes acts: on the disk first, then on the screen, with ten seconds to take them back.

import { button, fill, h, icon, say } from "./dom.js";
import { queue } from "./queue.js";
import { t } from "./texts.js";

const UNDO = 10000;

let snack = null;
let timer = null;
const writing = new Set(); // doses whose act is on its way to the disk

function hideSnack() {
  clearTimeout(timer);
  snack?.remove();
  snack = null;
}

function showSnack(children, lasting) {
  hideSnack();
  snack = h("div", { class: "snack", role: "group", "aria-label": t("record.last") });
  fill(snack, children);
  (document.querySelector(".snack-place") ?? document.body).append(snack);
  timer = setTimeout(hideSnack, lasting);
}

/** Says that nothing was kept: this is never hidden by a later success. */
function failed(round) {
  const place = document.getElementById("problems");
  fill(place, h("p", { class: "note note-bad" }, icon("octagon-alert"), t("error.storage")));
  say(t("error.storage"), { urgent: true });
  round.tell();
}

/**
 * Records acts, all or none. True once they are on the disk; only then the screen shows them. `done` is what the
 * snackbar says; `undoable` offers to take them back.
 */
export async function record(round, acts, { done, undoable = true }) {
  const doses = acts.map((act) => act.dose);
  if (doses.some((dose) => writing.has(dose))) return false; // a second tap, before the first was on the disk
  for (const dose of doses) writing.add(dose);
  let events;
  try {
    events = await queue.add(acts);
  } catch {
    failed(round);
    return false;
  } finally {
    for (const dose of doses) writing.delete(dose);
  }
  fill(document.getElementById("problems"));
  for (const event of events) round.lay(event);
  round.tell();
  say(done);
  showSnack(
    [icon("check"), h("span", {}, done), undoable && button(t("record.undo"), () => undo(round, events), { picture: "undo-2" })],
    UNDO,
  );
  return true;
}

function undo(round, events) {
  hideSnack();
  const acts = events.map((event) => ({
    ...round.act("void", round.doses.get(event.dose)),
    replaces: event.id,
    reason: "mistake",
  }));
  return record(round, acts, { done: t("record.undone"), undoable: false });
}
