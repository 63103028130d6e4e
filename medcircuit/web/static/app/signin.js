// The sign-in page: a name and a password, or the one-time code of a first day.

import { post } from "./api.js";
import { deviceId } from "./db.js";
import { button, fill, h, icon } from "./dom.js";
import { t } from "./texts.js";

const main = document.getElementById("main");

/** Where to go next: a page of ours only. */
function next() {
  const wanted = new URLSearchParams(location.search).get("suite") ?? "/";
  return /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}

function field(name, label, attributes) {
  return h("div", { class: "field" }, h("label", { for: name }, label), h("input", { class: "input", id: name, name, required: true, ...attributes }));
}

async function device() {
  try {
    return await deviceId();
  } catch {
    return "no-storage";
  }
}

function draw(first) {
  const problem = h("p", { role: "alert" });
  const go = h("button", { type: "submit", class: "button button-main" }, t("signin.go"));
  const form = h(
    "form",
    { class: "card stack", onsubmit: submit },
    h("h1", {}, t("signin.title")),
    new URLSearchParams(location.search).has("suite") && h("p", { class: "note" }, t("signin.again")),
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
    button(t(first ? "signin.usual" : "signin.first"), () => draw(!first), { look: "button-plain" }),
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
      problem.className = "note note-bad";
      problem.textContent = error.sentence;
      go.disabled = false;
      form.elements.password.focus();
    }
  }

  fill(main, h("div", { class: "narrow" }, form));
  form.elements.login.focus();
}

document.getElementById("top").hidden = true;
draw(false);
