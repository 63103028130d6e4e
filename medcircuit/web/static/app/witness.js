// The witness of what is done to a narcotic: another member of staff with their PIN, or the word that there was none.

import { get } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { t } from "./texts.js";

const ALONE = "alone";

/** Fields that ask who stands beside; `read()` gives what to send, or null once it has said what is missing. */
export function witnessFields() {
  const who = h("select", { class: "input", id: "witness" }, h("option", { value: "" }, t("witness.choose")));
  const pin = h("input", { class: "input pin", id: "witness-pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "6" });
  const pinField = h("div", { class: "field" }, h("label", { for: "witness-pin" }, t("witness.pin")), pin);
  const problem = h("p", { role: "alert" });
  const tell = (sentence) => {
    problem.className = sentence ? "note note-bad" : "";
    problem.textContent = sentence;
  };
  const people = (known) =>
    fill(who, h("option", { value: "" }, t("witness.choose")), known.map(({ login, name }) => h("option", { value: login }, name)), h("option", { value: ALONE }, t("witness.alone")));
  who.addEventListener("change", () => {
    pinField.hidden = who.value === ALONE;
    tell("");
  });
  people([]);
  get("/api/stock/witnesses").then(people, (error) => tell(error.sentence));
  const read = () => {
    if (who.value === ALONE) return { alone: true };
    if (who.value && pin.value) return { witness: { login: who.value, pin: pin.value } };
    tell(t(who.value ? "witness.no_pin" : "witness.missing"));
    (who.value ? pin : who).focus();
    return null;
  };
  const element = h(
    "div",
    { class: "stack" },
    h("p", { class: "note" }, icon("users-round"), h("span", {}, t("witness.asked"))),
    h("div", { class: "field" }, h("label", { for: "witness" }, t("witness.who")), who),
    pinField,
    problem,
  );
  return { element, read };
}
