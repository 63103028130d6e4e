// One's own account: the second factors one has, adding and removing them, and the recovery codes.

import { get, post } from "./api.js";
import { fullDate, localDate } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { refusal } from "./lock.js";
import { makePasskey, passkeysKnown } from "./passkey.js";
import { begin } from "./session.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./account_texts.js";

const enc = encodeURIComponent;
const main = document.getElementById("main");
const state = { me: null, mine: null };

const day = (at) => fullDate(localDate(Date.parse(at), state.me.establishment.zone));

/** Asks for the PIN and does something with it; a refusal is said where it was typed, and the sheet stays. */
function withPin(title, { more = [], go = t("account.go"), danger = false } = {}, act) {
  const pin = h("input", { class: "input pin", id: "own-pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 6, required: true });
  const problem = h("p", { role: "alert" });
  const press = h("button", { type: "submit", class: `button ${danger ? "" : "button-main"}`.trim() }, go);
  const form = h("form", { class: "stack", onsubmit: submit }, more, h("div", { class: "field" }, h("label", { for: "own-pin" }, t("account.pin")), pin), problem, press);
  const close = showSheet({ title, body: form });
  (form.querySelector("input:not(#own-pin)") ?? pin).focus();

  async function submit(event) {
    event.preventDefault();
    press.disabled = true;
    try {
      await act(pin.value, form);
      close();
    } catch (error) {
      problem.className = "note note-bad";
      problem.textContent = refusal(error) ?? t("error.server");
      press.disabled = false;
      pin.value = "";
      pin.focus();
    }
  }
}

/** Shows a whole view from its top, its heading read first. */
function show(...children) {
  fill(main, h("div", { class: "stack narrow" }, children));
  window.scrollTo(0, 0);
  main.querySelector("h1").focus({ preventScroll: true });
}

const section = (title, ...children) => h("section", { class: "card stack" }, h("h2", {}, title), ...children);

function draw() {
  const { mine } = state;
  const none = !mine.totp && mine.passkeys.length === 0;
  show(
    h("h1", { tabindex: "-1" }, t("account.title")),
    h("p", {}, state.me.user.name),
    state.me.factor_due && h("p", { class: "note note-warn" }, icon("triangle-alert"), h("span", {}, t("account.due"))),
    none && !state.me.factor_due && h("p", { class: "note" }, icon("info"), h("span", {}, t("account.why"))),
    section(
      t("account.app"),
      h("p", {}, mine.totp ? t("account.app_since", { day: day(mine.totp) }) : t("account.app_what")),
      h(
        "div",
        { class: "row" },
        button(t(mine.totp ? "account.app_replace" : "account.app_add"), addApp, { look: none ? "button-main" : "", picture: "smartphone" }),
        mine.totp && button(t("account.app_remove"), removeApp, { picture: "x" }),
      ),
    ),
    section(
      t("account.passkeys"),
      h("p", {}, t("account.passkey_what")),
      h("ul", { class: "stack" }, mine.passkeys.map(keyRow)),
      mine.passkeys_possible && passkeysKnown() ? button(t("account.passkey_add"), addPasskey, { picture: "key-round" }) : h("p", { class: "quiet" }, t("account.passkey_not_here")),
    ),
    !none && section(t("account.recovery"), h("p", {}, t("account.recovery_left", { n: mine.recovery_left })), button(t("account.recovery_new"), newCodes, { picture: "printer" })),
  );
}

function keyRow(one) {
  const used = one.used_at ? t("account.used", { day: day(one.used_at) }) : t("account.unused");
  return h(
    "li",
    { class: "member" },
    h("div", {}, h("strong", {}, one.name), h("p", { class: "quiet" }, `${t("account.made", { day: day(one.made_at) })} · ${used}`)),
    button(t("account.remove"), () => removePasskey(one), { picture: "x", "aria-label": t("account.remove_of", { name: one.name }) }),
  );
}

function addApp() {
  withPin(t("account.app_add"), {}, async (pin) => showApp(await post("/api/account/totp", { pin }, { unlocking: true })));
}

/** The secret as a picture to photograph and as letters to type; the first code confirms. */
function showApp({ secret, picture }) {
  const code = h("input", { class: "input pin", id: "first-code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 7, required: true });
  const problem = h("p", { role: "alert" });
  const form = h(
    "form",
    { class: "card stack", onsubmit: submit },
    h("h1", { tabindex: "-1" }, t("account.app_add")),
    h("ol", { class: "steps stack" }, h("li", {}, t("account.step_open")), h("li", {}, t("account.step_scan")), h("li", {}, t("account.step_code"))),
    h("img", { class: "qr", src: picture, alt: t("account.qr") }),
    h("div", {}, h("p", { class: "quiet" }, t("account.by_hand")), h("p", { class: "secret" }, secret.match(/.{1,4}/g).join(" "))),
    h("div", { class: "field" }, h("label", { for: "first-code" }, t("account.code")), code),
    problem,
    h("button", { type: "submit", class: "button button-main" }, t("account.check")),
    button(t("account.back"), load, { look: "button-plain" }),
  );
  setTimeout(() => show(form)); // once the sheet is closed

  async function submit(event) {
    event.preventDefault();
    try {
      const { codes } = await post("/api/account/totp/confirm", { code: code.value }, { unlocking: true });
      say(t("account.app_added"));
      await showCodes(codes);
    } catch (error) {
      problem.className = "note note-bad";
      problem.textContent = error.sentence;
      code.value = "";
      code.focus();
    }
  }
}

function removeApp() {
  withPin(t("account.app_remove"), { go: t("account.remove"), danger: true }, async (pin) => {
    await post("/api/account/totp/remove", { pin }, { unlocking: true });
    await load();
  });
}

function addPasskey() {
  const name = h("input", { class: "input", id: "key-name", maxlength: 60, required: true, autocomplete: "off", value: t("account.passkey_name_first") });
  const more = h("div", { class: "field" }, h("label", { for: "key-name" }, t("account.passkey_name")), name);
  withPin(t("account.passkey_add"), { more }, async (pin) => {
    const credential = await makePasskey(pin);
    const { codes } = await post("/api/account/passkeys", { name: name.value.trim() || t("account.passkey_name_first"), credential }, { unlocking: true });
    say(t("account.passkey_added"));
    await showCodes(codes);
  });
}

function removePasskey(one) {
  withPin(t("account.remove_of", { name: one.name }), { go: t("account.remove"), danger: true }, async (pin) => {
    await post(`/api/account/passkeys/${enc(one.id)}/remove`, { pin }, { unlocking: true });
    await load();
  });
}

function newCodes() {
  withPin(t("account.recovery_new"), { more: h("p", {}, t("account.recovery_void")) }, async (pin) => {
    const { codes } = await post("/api/account/recovery", { pin }, { unlocking: true });
    await showCodes(codes);
  });
}

/** The codes, this once; with none to show, straight on. */
async function showCodes(codes) {
  if (codes.length === 0) {
    await load();
    return;
  }
  setTimeout(() =>
    show(
      h("h1", { tabindex: "-1" }, t("account.recovery")),
      h("p", {}, t("account.recovery_what")),
      h("ol", { class: "card recovery" }, codes.map((code) => h("li", {}, code))),
      h("div", { class: "row no-print" }, button(t("account.print"), () => window.print(), { picture: "printer" }), button(t("account.noted"), load, { look: "button-main", picture: "check" })),
    ),
  );
}

async function load() {
  const due = state.me.factor_due;
  [state.mine, state.me] = [await get("/api/account"), await get("/api/me")];
  const wanted = new URLSearchParams(location.search).get("suite") ?? "";
  if (due && !state.me.factor_due && /^\/(?![/\\])/.test(wanted)) location.replace(wanted);
  else draw();
}

async function start() {
  state.me = await begin();
  document.title = `${t("account.title")} – medcircuit`;
  try {
    await load();
  } catch (error) {
    fill(main, h("h1", {}, t("account.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence));
  }
}

start();
