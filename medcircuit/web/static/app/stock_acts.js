// What a person does to a lot on the stock page: count it, or carry it to another place.

import { post } from "./api.js";
import { fullDate, now, nowMs } from "./clock.js";
import { button, fill, h } from "./dom.js";
import { comma } from "./fraction.js";
import { uuid7 } from "./ids.js";
import { showSheet } from "./sheet.js";
import { byUnit } from "./stock_places.js";
import { unitName } from "./stock_texts.js";
import { t } from "./texts.js";

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
 * Sends one entry under one id, however often its button is pressed; `read` gives its body, or null when the amount
 * is missing. A different entry has another id.
 */
function sender(path, field, close, finish) {
  const ids = new Map();
  let busy = false;
  return async (rest) => {
    const units = field.input.value.trim();
    if (!units) {
      field.tell(t("stock.amount_missing"));
      return;
    }
    if (busy) return;
    busy = true;
    field.tell("");
    const asked = JSON.stringify([units, rest]);
    const entry = ids.get(asked) ?? { id: uuid7(nowMs()), at: now() };
    ids.set(asked, entry);
    try {
      const answer = await post(path, { ...entry, ...rest, units });
      close();
      finish(answer);
    } catch (error) {
      field.tell(error.members?.errors?.units?.[0] ?? error.sentence);
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

/** Asks what was counted of a lot and why; `done(sentence)` is told what was recorded, `closed` that nothing was. */
export function askCount(product, lot, { done, closed }) {
  const field = amountField(t("stock.counted", { unit: unitName(product.unit) }), "");
  const choices = h("div", { class: "choices", role: "group", "aria-label": t("stock.why") });
  const close = showSheet({
    title: t("stock.count_of", { what: product.label }),
    closed,
    body: [lotLine(lot), h("p", {}, t("stock.known", { words: lot.words })), field.element, h("h3", {}, t("stock.why")), choices],
  });
  const send = sender("/api/stock/counts", field, close, (answer) => done(t("stock.count_done", { words: answer.level.words })));
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
