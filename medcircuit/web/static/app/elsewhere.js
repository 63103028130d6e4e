// What one has begun follows to another tablet: kept on the server soon after each change, offered again at the next page.

import { call, get } from "./api.js";
import { hourMinute } from "./clock.js";
import { deviceId } from "./db.js";
import { choose } from "./sheet.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

const SOON = 800;

/** Keeps the draft of a round on the server; a silent server costs nothing, for the device has it too. */
export function keepElsewhere(app) {
  const path = `${app.round.path}/draft`;
  let timer = null;
  let turn = Promise.resolve(); // what is kept later must not be overtaken by what was kept before
  const send = async (kept) => {
    const body = { device: await deviceId(), resident: kept.resident, content: kept.resident ? kept : null };
    await call("PUT", path, { body, background: true }).catch(() => {});
  };
  app.draft.saved = (kept) => {
    clearTimeout(timer);
    const copy = JSON.parse(JSON.stringify(kept));
    timer = setTimeout(() => {
      turn = turn.then(() => send(copy)).catch(() => {});
    }, SOON);
  };
}

/** Offers to go on here with what one began on another tablet; true when one does. */
export async function takenUp(app) {
  if (app.draft.resident || !app.me.rights.includes("give")) return false;
  const here = await deviceId().catch(() => null);
  const { draft } = await get(`${app.round.path}/draft`, { background: true }).catch(() => ({ draft: null }));
  const resident = draft && app.round.byResident.get(draft.resident);
  if (!resident || draft.device === here || draft.content.user !== app.me.user.id || app.draft.resident) return false;
  const yes = await choose(t("elsewhere.title", { name: fullName(resident), time: hourMinute(draft.content.since, app.zone) }), [
    { label: t("elsewhere.yes"), value: true, picture: "check" },
    { label: t("elsewhere.no"), value: false, picture: "x" },
  ]);
  if (!yes || app.draft.resident) return false;
  app.draft.take(draft.content);
  return true;
}
