// The questions that a verdict leaves open: a reason for each thing to confirm, the count, what becomes of the rest.

import { over, read, rest, same, show, times, write } from "./fraction.js";
import { t } from "./texts.js";

/** À CONFIRMER: one tap on a specific reason. */
export function confirmations(findings, known = {}) {
  return findings
    .filter((finding) => finding.tier === "confirm" && !known[finding.code])
    .map((finding) => ({
      type: "confirm",
      finding: finding.code,
      sentence: finding.sentence,
      advice: finding.advice,
      choices: (finding.reasons ?? []).map((reason) => ({ label: reason.label, value: reason.code })),
    }));
}

/** How many units: the proposed count in words, or another one. */
export function count(proposal) {
  const label = proposal.units_label || (proposal.units && `${show(read(proposal.units))} ${proposal.unit}`);
  const usual = ["1/2", "1", "2", "3"].map((units) => ({ label: `${show(read(units))} ${proposal.unit ?? ""}`, value: write(read(units)) }));
  return {
    type: "count",
    sentence: t(proposal.units ? "ask.count" : "ask.count_unknown"),
    choices: [
      ...(proposal.units ? [{ label, value: proposal.units, picture: "check", look: "button-main" }] : usual),
      { label: t("ask.other_count"), value: "other", picture: "pencil" },
    ],
  };
}

/** What becomes of the rest of a cut unit. */
export function remainder(left) {
  return {
    type: "remainder",
    sentence: t("ask.rest", { rest: show(read(left)) }),
    choices: [
      { label: t("ask.discard"), value: "discard", picture: "trash" },
      { label: t("ask.keep"), value: "keep", picture: "package" },
    ],
  };
}

/** Every question of an answer about a product, in the order in which they are put; those put `elsewhere` apart. */
export function of(answer, known, elsewhere = () => false) {
  const { proposal } = answer;
  const asked = proposal?.ask ?? [];
  return [
    ...confirmations((answer.findings ?? []).filter((finding) => !elsewhere(finding)), known),
    ...(asked.includes("count") ? [count(proposal)] : []),
    ...(asked.includes("remainder") && proposal.remainder ? [remainder(proposal.remainder)] : []),
  ];
}

/** Puts a counted number of units into a verified line; another number than planned changes the amount and the rest. */
export function counted(line, units) {
  const planned = line.units && read(line.units);
  const given = read(units);
  if (planned && !same(planned, given)) {
    if (line.amount) line.amount = write(times(read(line.amount), over(given, planned)));
    line.differs = true;
  }
  line.units = write(given);
  line.asks = line.asks.filter((ask) => ask.type !== "remainder");
  line.asks.push(...remainderOf(line.units));
}

/** The question about the rest of a planned number of units, where there is one. */
export function remainderOf(units) {
  const left = rest(read(units));
  return left ? [remainder(write(left))] : [];
}
