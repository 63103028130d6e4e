// What a person does to a lot on the stock page: count it, carry it to another place, or hand it back to the pharmacy.

import { post } from "./api.js";
import { fullDate, now, nowMs } from "./clock.js";
import { button, fill, h } from "./dom.js";
import { comma } from "./fraction.js";
import { uuid7 } from "./ids.js";
import { refusal } from "./lock.js";
import { showSheet } from "./sheet.js";
import { byUnit } from "./stock_places.js";
import { unitName } from "./stock_texts.js";
import { t } from "./texts.js";
import { witnessFields } from "./witness.js";

const RETURNS = [
  ["stopped", "circle-slash"],
  ["left", "user-minus"],
  ["expired", "calendar-x"],
  ["recalled", "rotate-ccw"],
  ["surplus", "package-minus"],
];
const REASONS = [
  ["inventory", "clipboard-check"],
  ["found", "circle-plus"],
  ["lost", "circle-minus"],
  ["broken", "trash"],
  ["entry_error", "pencil"],
];

/** A field for an amount, and what is wrong with what was typed in it. */
function amountField(label, value) {
  const input = h("input", { class: "input short-input", id: "amount", inputmode: "decimal", autocomplete: "off", value, "aria-describedby": "amount-problem" });
  const problem = h("p", { id: "amount-problem", role: "alert" });
  const element = h("div", { class: "field" }, h("label", { for: "amount" }, label), input, problem);
  const tell = (sentence) => {
    problem.className = sentence ? "note note-bad" : "";
    problem.textContent = sentence;
    if (sentence) input.focus();
  };
  return { element, input, tell };
}

/**
 * Sends one entry under one id, however often its button is pressed; a narcotic's with who stood beside, where its act
 * asks a `witness`. A different entry has another id.
 */
function sender(path, field, close, finish, witness = null) {
  const ids = new Map();
  let busy = false;
  return async (rest) => {
    const units = field.input.value.trim();
    if (!units) {
      field.tell(t("stock.amount_missing"));
      return;
    }
    const beside = witness ? witness.read() : {};
    if (busy || !beside) return;
    busy = true;
    field.tell("");
    const asked = JSON.stringify([units, rest, beside]);
    const entry = ids.get(asked) ?? { id: uuid7(nowMs()), at: now() };
    ids.set(asked, entry);
    try {
      const answer = await post(path, { ...entry, ...rest, ...beside, units }, { unlocking: Boolean(witness) });
      close();
      finish(answer);
    } catch (error) {
      field.tell(error.members?.errors?.units?.[0] ?? refusal(error));
    } finally {
      busy = false;
    }
  };
}

/** Which of the lots on the shelf it is about. */
function lotLine(lot) {
  const name = lot.lot ? t("stock.lot", { lot: lot.lot }) : t("stock.lot_unknown");
  const expiry = lot.expiry ? t("stock.expiry", { date: fullDate(lot.expiry) }) : t("stock.expiry_unknown");
  return h("p", {}, h("strong", {}, name), ` – ${expiry}`);
}

/** Asks what was counted of a lot and why, of a narcotic without saying what the book holds; `done(sentence)` is told what was recorded, `closed` that nothing was. */
export function askCount(product, lot, { done, closed }) {
  const field = amountField(t("stock.counted", { unit: unitName(product.unit) }), "");
  const choices = h("div", { class: "choices", role: "group", "aria-label": t("stock.why") });
  const witness = product.narcotic ? witnessFields() : null;
  const close = showSheet({
    title: t("stock.count_of", { what: product.label }),
    closed,
    body: [lotLine(lot), witness ? null : h("p", {}, t("stock.known", { words: lot.words })), field.element, witness?.element, h("h3", {}, t("stock.why")), choices],
  });
  const send = sender("/api/stock/counts", field, close, (answer) => done(t("stock.count_done", { words: answer.level.words })), witness);
  fill(
    choices,
    REASONS.map(([reason, picture]) =>
      button(t(`stock.reason.${reason}`), () => send({ account: lot.account, seen: lot.units, reason }), { picture }),
    ),
  );
  field.input.focus();
}

/** Asks how much of a lot goes where; `done(sentence)` is told what was recorded, `closed` that nothing was. */
export function askCarry(product, lot, places, { done, closed }) {
  const field = amountField(t("stock.to_carry", { unit: unitName(product.unit) }), comma(lot.units));
  const choices = h("div", { class: "stack" });
  const close = showSheet({
    title: t("stock.carry_of", { what: product.label }),
    closed,
    body: [lotLine(lot), h("p", {}, t("stock.known", { words: lot.words })), field.element, h("h3", {}, t("stock.where")), choices],
  });
  const send = sender("/api/stock/transfers", field, close, (answer) => done(t("stock.carry_done", { words: answer.level.words })));
  fill(
    choices,
    byUnit(places).map(([name, group]) =>
      h(
        "div",
        { class: "stack", role: "group", "aria-label": name },
        h("p", { class: "quiet" }, name),
        h("div", { class: "choices" }, group.map((place) => button(place.name, () => send({ account: lot.account, place: place.id })))),
      ),
    ),
  );
  field.input.focus();
}

/** Asks how much of a lot goes back to the pharmacy and why; `done(sentence, path)` is told what was recorded and where its receipt is. */
export function askReturn(product, lot, { done, closed }) {
  const field = amountField(t("stock.to_return", { unit: unitName(product.unit) }), lot.units.replace(".", ","));
  const choices = h("div", { class: "choices", role: "group", "aria-label": t("stock.why_return") });
  const witness = product.narcotic ? witnessFields() : null;
  const close = showSheet({
    title: t("stock.return_of", { what: product.label }),
    closed,
    body: [lotLine(lot), h("p", {}, t("stock.known", { words: lot.words })), field.element, witness?.element, h("h3", {}, t("stock.why_return")), choices],
  });
  const finish = (answer) => done(t("stock.return_done", { words: answer.level.words }), `/api/stock/returns/${answer.id}/receipt.pdf`);
  const send = sender("/api/stock/returns", field, close, finish, witness);
  fill(
    choices,
    RETURNS.map(([reason, picture]) => button(t(`stock.reason.${reason}`), () => send({ account: lot.account, reason }), { picture })),
  );
  field.input.focus();
}
