// Signing out: here, and of Pro Santé Connect too for who came in by it.

import { onSession, post, remove } from "./api.js";

/** Ends the session of `me` and leads to the sign-in page, by way of the provider where there is one. */
export async function leaveAs(me) {
  onSession({}); // what was asked before finds the session ended, and must not lead elsewhere than the provider
  const options = { unlocking: true };
  const by = me.factor === "psc" ? await post("/api/session/psc/end", {}, options).catch(() => null) : await remove("/api/session", options).catch(() => null);
  location.assign(by?.location ?? "/connexion");
}
