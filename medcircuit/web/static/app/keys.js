// The round without a pointer: F2 résident, F4 si besoin, F6 refus, F8 terminer, Échap back; nothing here ever confirms by itself.

import { openStates } from "./states.js";
import { isStopped } from "./verdict.js";
import { isLocked } from "./lock.js";

/** Installs the function keys. */
export function installKeys(app) {
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isLocked() || isStopped() || document.querySelector("dialog[open]")) return;
    const act = { F2: findResident, F4: asNeeded, F6: refuse, F8: finish, Escape: back }[event.key];
    if (!act) return;
    event.preventDefault();
    act(app);
  });
}

async function findResident(app) {
  if (app.view !== app.views.board) await app.leave();
  if (app.view === app.views.board) app.views.board.field.focus();
}

function refuse(app) {
  if (app.view !== app.views.resident) return;
  const row = document.activeElement?.closest(".line");
  const dose = row && app.round.doses.get(row.dataset.key);
  if (dose && app.round.isOpen(dose)) openStates(app, dose, app.round.state("refused"));
  else app.answerAll(app.round.state("refused"));
}

function asNeeded(app) {
  if (app.view === app.views.resident) location.assign(`/residents/${encodeURIComponent(app.draft.resident)}/si-besoin`);
}

function finish(app) {
  if (app.view !== app.views.resident) return;
  if (app.draft.verified.length > 0) app.give();
  else app.leave();
}

function back(app) {
  if (app.view === app.views.resident) app.leave();
  else if (app.view === app.views.closing) app.showBoard();
}
