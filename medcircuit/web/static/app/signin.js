// The sign-in page: a name and a password and the second factor, a passkey, or the one-time code of a first day.

import "./account_texts.js";
import { get, post } from "./api.js";
import { deviceId } from "./db.js";
import { button, fill, h, icon, submits } from "./dom.js";
import { forgotten } from "./forgotten.js";
import { passkeyToSignIn, passkeysKnown } from "./passkey.js";
import { t } from "./texts.js";

const main = document.getElementById("main");
/** Why Pro Santé Connect opened nothing, where one comes back from it. */
const refused = document.querySelector("meta[name='refused']");
let passkeys = false;
let national = false;

/** Where to go next: a page of ours only. */
function next() {
  const wanted = new URLSearchParams(location.search).get("suite") ?? "/";
  return /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}

function field(name, label, attributes) {
  return h("div", { class: "field" }, h("label", { for: name }, label), h("input", { class: "input", id: name, name, required: true, ...attributes }));
}

/** Whether somebody signed in on this browser before: a first visitor has no session that could have ended. */
function usedBefore() {
  return /(?:^|; )lang=/.test(document.cookie);
}

async function device() {
  try {
    return await deviceId();
  } catch {
    return "no-storage";
  }
}

function complain(problem, error) {
  problem.className = "note note-bad";
  problem.textContent = error.sentence;
}

/** A button that asks the authenticator; nothing where this browser or this house knows no passkey. */
function passkeyButton(problem, { main: first = false } = {}) {
  if (!passkeys) return null;
  const go = async () => {
    try {
      await post("/api/session/passkey", { credential: await passkeyToSignIn(), device: await device() });
      location.replace(next());
    } catch (error) {
      complain(problem, error);
    }
  };
  return button(t("signin.passkey"), go, { picture: "key-round", look: first ? "button-main" : "" });
}

/** Leads to Pro Santé Connect; nothing where the house did not switch it on. */
function nationalButton(problem) {
  if (!national) return null;
  const go = async () => {
    try {
      location.assign((await post("/api/session/psc", { device: await device() })).location);
    } catch (error) {
      complain(problem, error);
    }
  };
  return button(t("signin.psc"), go, { picture: "id-card" });
}

/** The ways in besides the password. */
const others = (problem) => [nationalButton(problem), passkeyButton(problem)].filter(Boolean);

/** The password is right: now the code, or the passkey. */
function drawFactor({ ticket, ways }) {
  const problem = h("p", { role: "alert" });
  const coded = ways.includes("totp") || ways.includes("recovery");
  const code = h("input", { class: "input", id: "code", autocomplete: "one-time-code", autocapitalize: "characters", spellcheck: "false", maxlength: 24, required: true });
  const form = h(
    "form",
    { class: "card stack", onsubmit: submits(submit) },
    h("h1", { tabindex: "-1" }, t("signin.factor")),
    ways.includes("passkey") && passkeyButton(problem, { main: !ways.includes("totp") }),
    coded && h("div", { class: "field" }, h("label", { for: "code" }, t("signin.factor_code")), code),
    problem,
    coded && h("button", { type: "submit", class: "button button-main" }, t("signin.go")),
    button(t("signin.restart"), () => draw(false), { look: "button-plain" }),
  );

  async function submit() {
    try {
      await post("/api/session/factor", { ticket, device: await device(), code: code.value });
      location.replace(next());
    } catch (error) {
      complain(problem, error);
      code.value = "";
      code.focus();
    }
  }

  fill(main, h("div", { class: "narrow" }, form));
  if (ways.includes("totp")) code.focus();
  else form.querySelector("h1").focus();
}

function draw(first) {
  const problem = h("p", { role: "alert" });
  const go = h("button", { type: "submit", class: "button button-main" }, t("signin.go"));
  const form = h(
    "form",
    { class: "card stack", onsubmit: submit },
    h("h1", {}, t("signin.title")),
    new URLSearchParams(location.search).has("suite") && usedBefore() && h("p", { class: "note" }, t("signin.again")),
    refused && h("p", { class: "note note-bad" }, refused.content),
    field("login", t("signin.login"), { autocomplete: "username", autocapitalize: "none", spellcheck: "false" }),
    first
      ? [
          field("code", t("signin.code"), { autocomplete: "one-time-code", autocapitalize: "none", spellcheck: "false" }),
          field("password", t("signin.new_password"), { type: "password", autocomplete: "new-password", minlength: "12" }),
          field("pin", t("signin.new_pin"), { type: "password", inputmode: "numeric", autocomplete: "off", pattern: "[0-9]{4,6}" }),
        ]
      : field("password", t("signin.password"), { type: "password", autocomplete: "current-password" }),
    problem,
    go,
    !first && others(problem),
    button(t(first ? "signin.usual" : "signin.first"), () => draw(!first), { look: "button-plain" }),
    !first && forgotten(),
    document.documentElement.dataset.demo && h("p", { class: "note" }, icon("info"), t("signin.demo")),
  );

  async function submit(event) {
    event.preventDefault();
    go.disabled = true;
    problem.textContent = "";
    problem.className = "";
    const values = Object.fromEntries(new FormData(form));
    try {
      await post(first ? "/api/session/first" : "/api/session", { ...values, device: await device() });
      location.replace(next());
    } catch (error) {
      if (error.code === "second_factor_needed") {
        drawFactor(error.members);
        return;
      }
      complain(problem, error);
      go.disabled = false;
      form.elements.password.focus();
    }
  }

  fill(main, h("div", { class: "narrow" }, form));
  form.elements.login.focus();
}

/** What else opens this house, beside whatever is typed meanwhile. */
async function offerWays() {
  const ways = await get("/api/session/ways", { background: true }).catch(() => null);
  passkeys = Boolean(ways?.passkeys) && passkeysKnown();
  national = Boolean(ways?.psc);
  const usual = main.querySelector("form .button-main");
  const problem = main.querySelector("[role='alert']");
  if (usual && main.querySelector("#password[autocomplete='current-password']")) usual.after(...others(problem));
}

document.getElementById("top").hidden = true;
draw(false);
offerWays();
