// What a prescriber chooses beside the posology: route, length, who may give, crushing, the legal mentions.

import { h } from "./dom.js";
import { t } from "./texts.js";

let made = 0;

/** One choice among several, none in advance. */
function choice(legend, name, chosen, choices, change) {
  const group = `r${(made += 1)}`;
  return h(
    "fieldset",
    { class: "choice", data: { term: name } },
    h("legend", {}, legend),
    choices.map(([value, label, more]) =>
      h(
        "label",
        { class: "option" },
        h("input", { type: "radio", name: group, value: value ?? "", checked: value === chosen, onchange: () => change(value) }),
        h("span", {}, h("strong", {}, label), more && h("span", { class: "quiet small" }, more)),
      ),
    ),
  );
}

function check(label, on, change) {
  return h("label", { class: "check" }, h("input", { type: "checkbox", checked: on, onchange: (event) => change(event.target.checked) }), label);
}

function input(label, value, change, attributes = {}) {
  const id = `t${(made += 1)}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), h("input", { class: "input", id, autocomplete: "off", value: value ?? "", onchange: (event) => change(event.target.value), ...attributes }));
}

const whole = (text) => (/^\d{1,3}$/.test(text.trim()) && Number(text) > 0 ? Number(text) : null);
const LENGTHS = [
  [7, "d"],
  [14, "d"],
  [28, "d"],
  [1, "mo"],
  [3, "mo"],
  [6, "mo"],
];

/** How long, where the posology does not say it. */
export function lengthField(line, seen, changed) {
  const said = seen?.bounded && !line.length;
  const same = (value, unit) => line.length?.value === value && line.length?.unit === unit;
  const put = (length) => {
    line.length = length;
    changed();
  };
  return h(
    "fieldset",
    { class: "choice", data: { term: "length" } },
    h("legend", {}, t("order.length")),
    said
      ? h("p", { class: "quiet" }, t("order.length_said"))
      : [
          h(
            "div",
            { class: "chips" },
            LENGTHS.map(([value, unit]) =>
              h("button", { type: "button", class: "button chip-button", "aria-pressed": String(same(value, unit)), onclick: () => put(same(value, unit) ? null : { value, unit }) }, t(`order.${unit}`, { n: value })),
            ),
          ),
          h(
            "div",
            { class: "build-fields" },
            input(t("order.other_length"), line.length?.unit === "d" ? line.length.value : "", (text) => put(whole(text) ? { value: whole(text), unit: "d" } : null), { inputmode: "numeric", maxlength: "3" }),
            input(t("order.until"), line.length?.until, (text) => put(text ? { until: text } : null), { type: "date" }),
          ),
        ],
  );
}

/** The route, where the medicine has several and the posology names none. */
export function routeField(line, seen, changed) {
  const routes = seen?.routes ?? line.medicine.routes ?? [];
  if (routes.length < 2) return null;
  return choice(t("order.route"), "route", line.route, routes.map((route) => [route, route]), (value) => {
    line.route = value;
    changed();
  });
}

/** The brand or the common name. */
export function nameField(line, changed) {
  const { medicine } = line;
  const put = (value) => {
    line.by_class = value;
    changed();
  };
  return choice(t("order.by"), "by", line.by_class, [
    [true, t("order.by_class"), medicine.class_label],
    [false, t("order.by_brand", { brand: medicine.brand ?? "" }), medicine.label],
  ], put);
}

/** The rest of what is signed. */
export function termsFields(line, changed) {
  const put = (name) => (value) => {
    line[name] = value;
    changed();
  };
  return [
    choice(t("order.regime"), "regime", line.regime, ["assisted", "entrusted", "nurse_only"].map((code) => [code, t(`order.${code}`), t(`order.${code}_more`)]), put("regime")),
    choice(t("order.crush"), "crush", line.crush, [
      [null, t("order.crush_unsaid")],
      ["allowed", t("order.crush_allowed")],
      ["forbidden", t("order.crush_forbidden")],
    ], put("crush")),
    h(
      "details",
      { class: "more", open: Boolean(line.substitution || line.ald || line.packs || line.renewals || line.off_label || line.note || line.missed || line.doubled || line.starts_at) },
      h("summary", {}, t("order.more")),
      h(
        "div",
        { class: "stack" },
        input(t("order.note"), line.note, put("note"), { maxlength: "200" }),
        input(t("order.missed"), line.missed, put("missed"), { maxlength: "300" }),
        input(t("order.doubled"), line.doubled, put("doubled"), { maxlength: "300" }),
        input(t("order.start"), line.starts_at, put("starts_at"), { type: "datetime-local" }),
        choice(t("order.substitution"), "substitution", line.substitution, [[null, t("order.subst_none")], ...["MTE", "EFG", "CIF"].map((code) => [code, t(`order.${code}`)])], put("substitution")),
        check(t("order.ald"), line.ald, put("ald")),
        check(t("order.critical"), line.time_critical, put("time_critical")),
        h("div", { class: "build-fields" }, input(t("order.packs"), line.packs, (text) => put("packs")(whole(text)), { inputmode: "numeric", maxlength: "2" }), input(t("order.renewals"), line.renewals || "", (text) => put("renewals")(whole(text) ?? 0), { inputmode: "numeric", maxlength: "2" })),
        input(t("order.off_label"), line.off_label, put("off_label"), { maxlength: "300" }),
      ),
    ),
  ];
}
