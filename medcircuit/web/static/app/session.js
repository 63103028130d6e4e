// Opens a page for the person who is signed in: who they are, the time, the outbox, the lock, the top band.

import { call, onSession } from "./api.js";
import { watchAsked } from "./asked.js";
import { sync } from "./clock.js";
import { button, fill, h } from "./dom.js";
import { headerUser, showHeader } from "./header.js";
import { lockedByServer, watch } from "./lock.js";
import { queue } from "./queue.js";
import { t } from "./texts.js";

function toSignIn() {
  const back = encodeURIComponent(location.pathname + location.hash);
  location.assign(`/connexion?suite=${back}`);
}

const ACCOUNT = "/mon-compte";

/** Who must first get a second factor does that before anything else. */
function toAccount() {
  if (location.pathname !== ACCOUNT) location.replace(`${ACCOUNT}?suite=${encodeURIComponent(location.pathname + location.hash)}`);
}

/** Who is signed in; a server that cannot say leaves a sentence and a button, and this promise open. */
async function who() {
  const sent = Date.now();
  try {
    const { data: me } = await call("GET", "/api/me");
    sync(me.server_time, sent, Date.now());
    return me;
  } catch (problem) {
    const again = button(t("app.retry"), () => location.reload(), { picture: "refresh-cw" });
    if (problem.status !== 401) fill(document.getElementById("main"), h("p", { class: "note note-bad", role: "alert" }, problem.sentence), again);
    return new Promise(() => {});
  }
}

/**
 * Who is signed in (GET /api/me), once the page knows it. `changed(me)` is told when the screen is opened again, by
 * the same person or another. Whoever is not signed in is led to the sign-in page.
 */
export async function begin({ changed = () => {} } = {}) {
  onSession({ onLocked: lockedByServer, onSignedOut: toSignIn, onFactorDue: toAccount });
  const me = await who();
  if (me.factor_due) toAccount();
  document.documentElement.lang = me.language;
  document.cookie = `lang=${me.language}; path=/; max-age=31536000; samesite=strict`;
  showHeader(me);
  watchAsked(me);
  watch(me, (now) => {
    queue.user = now.user.id;
    headerUser(now);
    watchAsked(now);
    queue.kick();
    changed(now);
  });
  // A device that cannot store still shows the round; it says so at the first act.
  queue.open(me.user.id).catch(() => {});
  return me;
}
