// The dose of the day: by the prescriber's scale for what was measured, or dictated by who decides.

import "./acts_texts.js";
import { confirmations } from "./asks.js";
import { comma, less, read } from "./fraction.js";
import { freshOf } from "./measuring.js";
import { askValue } from "./pad.js";
import { t } from "./texts.js";

/** The row that holds a value: from its lower edge on, to just below the upper. */
function rowFor(scale, value) {
  const known = read(value);
  return scale.rows.find((row) => !(row.low && less(known, read(row.low))) && (!row.high || less(known, read(row.high)))) ?? null;
}


export function rowText({ low, high }) {
  if (low && high) return t("scale.between", { low: comma(low), high: comma(high) });
  return low ? t("scale.from", { low: comma(low) }) : t("scale.below", { high: comma(high) });
}

/** What a line asks about its dose: that of the scale once there is a measure, or another that somebody dictates. */
export function scaleAsks(app, dose) {
  const { scale } = dose;
  if (!scale) return [];
  const need = dose.needs.find((one) => one.kind === scale.kind);
  const measure = freshOf(app, dose, need);
  const row = measure && rowFor(scale, measure.value);
  const other = { label: t("scale.other"), value: "dictated", picture: "pencil" };
  if (!measure) return [{ type: "scale", sentence: t("scale.unmeasured"), choices: [other] }];
  if (!row) return [{ type: "scale", sentence: t("scale.off"), advice: scale.conduct, choices: [other] }];
  const { said } = row;
  const zero = read(row.dose).top === 0n;
  return [
    {
      type: "scale",
      sentence: t("scale.row", { row: rowText(row), dose: said }),
      advice: zero ? t("scale.nothing") : "",
      choices: [...(zero ? [] : [{ label: t("scale.give", { dose: said }), value: row.dose, picture: "check", look: "button-main" }]), other],
    },
  ];
}

/** The finding that another dose than the scale's is, with the reasons that say who decided. */
function differs(app, dose) {
  const need = dose.needs.find((one) => one.kind === dose.scale.kind);
  const measure = freshOf(app, dose, need);
  if (!measure) return [];
  const code = rowFor(dose.scale, measure.value) ? "scale_differs" : "off_scale";
  const reasons = app.round.pack.override_reasons[code];
  return confirmations([{ code, tier: "confirm", sentence: t("scale.who"), reasons }]);
}

/** Puts the dose of the day into a verified line: the scale's, or the one dictated, with who decided. */
export async function putDose(app, line, given) {
  const dose = app.round.doses.get(line.dose);
  const { scale } = dose;
  let amount = given;
  if (given === "dictated") {
    amount = await askValue({ title: t("scale.other"), label: t("scale.dose"), unit: scale.unit, check: (value) => (value.top > 0n ? null : t("pad.not_a_number")) });
    if (amount === null) return false;
  }
  const row = rowFor(scale, freshOf(app, dose, dose.needs.find((one) => one.kind === scale.kind))?.value ?? "0");
  line.amount = amount;
  line.units = null;
  line.said = t("scale.decided", { dose: `${comma(amount)} ${scale.unit}` });
  line.asks = line.asks.filter((ask) => ask.type !== "scale");
  if (amount !== row?.dose) line.asks.unshift(...differs(app, dose));
  return true;
}
