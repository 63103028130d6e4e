// A line as its box begins it: what is verified, and everything that is asked before it can be given.

import * as asks from "./asks.js";
import { ready } from "./draft.js";
import { isMeasured, measureAsks } from "./measuring.js";
import { siteAsks } from "./removal.js";
import { scaleAsks } from "./scale.js";
import { secondAsks } from "./second.js";
import { t } from "./texts.js";

/** The brand of the box where it is another than the one prescribed by. */
function otherBrand(product, dose) {
  const plain = (text) => (text ?? "").toUpperCase();
  return plain(dose.label.brand).startsWith(plain(product?.brand)) ? "" : t("line.box", { brand: product.brand });
}

/** Everything a line asks: what its scan left open, its measures, its dose of the day once they are there, its site. */
export function allAsks(app, dose, open) {
  const first = dose.scale ? open.filter((ask) => ask.type !== "count") : open;
  const measures = measureAsks(app, dose);
  return [...first, ...measures, ...(measures.some((ask) => ask.type === "measure") ? [] : scaleAsks(app, dose)), ...siteAsks(app, dose), ...secondAsks(app, dose)];
}

/** The line of a due dose whose box was read and judged; what another question already settles is not asked twice. */
export function begunBy(app, dose, answer) {
  const known = Object.fromEntries((app.draft.identified?.overrides ?? []).map((one) => [one.finding, one.reason]));
  const elsewhere = (finding) => isMeasured(finding) || finding.code === "second_person" || (dose.scale && finding.code === "dose_to_decide");
  const { proposal } = answer;
  return ready(dose, {
    scans: [...(app.draft.lines[dose.key]?.scans ?? []), answer.id],
    amount: proposal?.amount ?? dose.amount,
    units: proposal?.units ?? dose.units,
    asks: allAsks(app, dose, asks.of(answer, known, elsewhere)),
    said: otherBrand(answer.product, dose),
    proposal,
  });
}
