// Passkeys: what the browser asks an authenticator, and its answer, as JSON.

import { Problem, post } from "./api.js";
import { t } from "./texts.js";
import "./account_texts.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** Whether this browser knows passkeys (a secure context only). */
export const passkeysKnown = () => typeof PublicKeyCredential === "function";

/** What the authenticator answered; a person who went back, or a key that does not know them, is one sentence. */
async function answered(asking) {
  try {
    return await asking();
  } catch {
    throw new Problem({ status: 400, code: "passkey_not_used", detail: t("account.passkey_not_used") });
  }
}

function shown(credential, response) {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: credential.getClientExtensionResults(), authenticatorAttachment: credential.authenticatorAttachment, response };
}

/** Makes a passkey, once the PIN is proved; gives what the server keeps. */
export async function makePasskey(pin) {
  const asked = await post("/api/account/passkeys/challenge", { pin }, { unlocking: true });
  const publicKey = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: named(asked.excludeCredentials) };
  const made = await answered(() => navigator.credentials.create({ publicKey }));
  const { response } = made;
  return shown(made, { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] });
}

async function used(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const found = await answered(() => navigator.credentials.get({ publicKey }));
  const { response } = found;
  return shown(found, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

/** The authenticator's answer with which anyone comes in. */
export const passkeyToSignIn = async () => used(await post("/api/session/passkey/challenge", {}, { unlocking: true }));

/** The authenticator's answer that confirms what was shown under this nonce. */
export const passkeyToConfirm = async (about) => used(await post("/api/account/confirmation", { about }, { unlocking: true }));
