// A second person finds a dose as needed anew, before it is given: the question of a round, asked here.

import { FINDING, lookTwice } from "./second.js";
import { choose } from "./sheet.js";
import { t } from "./texts.js";

/**
 * What stands for the second person: the proof of what they found (`second`), or why there is none (`override`); null
 * where the carer went back, or both did not find the same.
 */
export async function secondLook({ line, resident, answer }, found) {
  const alone = found.reasons.map(({ code, label }) => ({ label: t("second.alone", { why: label }), value: code }));
  const how = await choose(t("second.ask"), [{ label: t("second.look"), value: "enter", picture: "users-round", look: "button-main" }, ...alone]);
  if (!how) return null;
  if (how !== "enter") return { override: { finding: FINDING, reason: how } };
  const { label, route, unit } = line;
  const dose = { key: answer.dose, resident, label, route, unit, scale: null, needs: [], amount: answer.amount };
  const prepared = { dose: dose.key, amount: answer.amount, overrides: [], asks: [], said: null };
  const round = { doses: new Map([[dose.key, dose]]), pack: { measure_kinds: [] } };
  await lookTwice({ round, draft: { put() {} }, changed() {} }, prepared, how);
  return prepared.second ? { second: prepared.second } : null;
}
