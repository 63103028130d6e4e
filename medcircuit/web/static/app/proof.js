// Proving anew who acts: the PIN, or where one has them a code of the application or a passkey.

import { get } from "./api.js";
import { button, fill, h } from "./dom.js";
import { passkeyToConfirm, passkeysKnown } from "./passkey.js";
import { t } from "./texts.js";
import "./account_texts.js";

const LOOKS = {
  pin: { id: "seal-pin", label: "account.pin", type: "password", maxlength: 6, autocomplete: "off" },
  code: { id: "seal-code", label: "account.code", type: "text", maxlength: 7, autocomplete: "one-time-code" },
};

/**
 * The field of a proof about what was shown under `nonce`: its `element`; `read()` gives the proof as the API takes it,
 * `clear()` empties it, `focus()` goes to it.
 */
export function proofField(nonce) {
  const state = { way: "pin", ways: ["pin"], input: null };
  const element = h("div", { class: "stack" });
  const focus = () => state.input?.focus();

  function draw() {
    const look = LOOKS[state.way];
    state.input = look && h("input", { class: "input pin", id: look.id, type: look.type, inputmode: "numeric", autocomplete: look.autocomplete, maxlength: look.maxlength, required: true });
    const others = state.ways.filter((way) => way !== state.way);
    fill(
      element,
      look ? h("div", { class: "field" }, h("label", { for: look.id }, t(look.label)), state.input) : h("p", { class: "note" }, t("account.passkey_will_ask")),
      others.length > 0 && h("div", { class: "row" }, others.map((way) => button(t(`account.use.${way}`), () => choose(way), { look: "button-plain", picture: way === "passkey" ? "key-round" : way === "code" ? "smartphone" : "lock" }))),
    );
  }

  function choose(way) {
    state.way = way;
    draw();
    focus();
  }

  async function read() {
    if (state.way === "passkey") return { passkey: await passkeyToConfirm(nonce) };
    return { [state.way]: state.input.value.replace(/\s/g, "") };
  }

  function clear() {
    if (state.input) state.input.value = "";
  }

  draw();
  get("/api/account", { background: true })
    .then((mine) => {
      if (mine.totp) state.ways.push("code");
      if (mine.passkeys.length > 0 && mine.passkeys_possible && passkeysKnown()) state.ways.push("passkey");
      if (state.ways.length === 1) return;
      const typed = state.input?.value ?? "";
      const here = document.activeElement === state.input;
      draw();
      state.input.value = typed;
      if (here) focus();
    })
    .catch(() => {});
  return { element, read, clear, focus };
}
