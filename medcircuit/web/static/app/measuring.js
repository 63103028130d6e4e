// The measures that a dose asks for before it is given: taken on the pad, kept with the act, and their limits said.

import "./acts_texts.js";
import { confirmations } from "./asks.js";
import { deviceNow, hourMinute, nowMs } from "./clock.js";
import { button, h, icon } from "./dom.js";
import { comma, less, read } from "./fraction.js";
import { uuid7 } from "./ids.js";
import { askValue } from "./pad.js";
import { scaleAsks } from "./scale.js";
import { askAnew } from "./second.js";
import { t } from "./texts.js";

const kindOf = (round, code) => round.pack.measure_kinds.find((kind) => kind.code === code);

/** "48 /min", "145/80 mmHg" */
export function saidOf(kind, { value, second }) {
  const values = [value, second].filter(Boolean).map(comma).join("/");
  return kind.unit ? `${values} ${kind.unit}` : values;
}

/** The last measure of a kind that is young enough: of this visit, else of the pack. */
export function freshOf(app, dose, need) {
  const { draft, round } = app;
  const own = draft.resident === dose.resident ? Object.values(draft.measures) : [];
  const young = [...own, ...(round.pack.measures ?? []).filter((one) => one.resident === dose.resident)].filter(
    (one) => one.kind === need.kind && nowMs() - Date.parse(one.at) <= need.within_min * 60000,
  );
  return young.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0] ?? null;
}

function within(need, { value }) {
  const known = read(value);
  return !(need.low && less(known, read(need.low))) && !(need.high && less(read(need.high), known));
}

/** What a line asks about its measures: those missing, those outside what the prescriber states. */
export function measureAsks(app, dose, overrides = []) {
  const answered = new Set(overrides.map((one) => one.finding));
  return (dose.needs ?? []).flatMap((need) => {
    const kind = kindOf(app.round, need.kind);
    const measure = freshOf(app, dose, need);
    if (!measure) return answered.has("required_measure") ? [] : [missing(app, kind)];
    return within(need, measure) || answered.has("measure_out_of_limits") ? [] : outside(app, kind, need, measure);
  });
}

function missing(app, kind) {
  const reasons = app.round.pack.override_reasons.required_measure;
  return {
    type: "measure",
    kind: kind.code,
    finding: "required_measure",
    sentence: t("measure.before", { kind: kind.label }),
    choices: [
      { label: t("measure.enter", { kind: kind.label }), value: "enter", picture: "activity", look: "button-main" },
      ...reasons.map((reason) => ({ label: reason.label, value: reason.code })),
    ],
  };
}

function outside(app, kind, need, measure) {
  const sentence = t("measure.outside", { kind: kind.label, value: saidOf(kind, measure), limits: need.limits });
  const reasons = app.round.pack.override_reasons.measure_out_of_limits;
  return confirmations([{ code: "measure_out_of_limits", tier: "confirm", sentence, advice: need.conduct, reasons }]);
}

/** The findings of a scan that this device puts itself: what was just measured has not left the tablet yet. */
export const isMeasured = (finding) => ["required_measure", "measure_out_of_limits"].includes(finding.code);

const titled = (word) => word.charAt(0).toUpperCase() + word.slice(1);

function askOne(kind, label, less_than = null) {
  const wrong = (amount) => {
    if (kind.most !== null && less(read(String(kind.most)), amount)) return t("measure.at_most", { most: kind.most });
    if (kind.least === null && amount.top <= 0n) return t("pad.not_a_number");
    return less_than && !less(amount, read(less_than)) ? t("measure.lower") : null;
  };
  return askValue({ title: titled(kind.label), label: titled(label), unit: kind.unit, check: wrong });
}

/** Asks a measure on the pad and keeps it in what is begun; the lines that wait for it go on. */
export async function takeMeasure(app, code) {
  const kind = kindOf(app.round, code);
  const value = await askOne(kind, kind.pair ? t("measure.high_value") : kind.label);
  if (value === null) return null;
  const second = kind.pair ? await askOne(kind, t("measure.low_value"), value) : null;
  if (kind.pair && second === null) return null;
  const measure = { id: uuid7(nowMs()), kind: code, value, second, at: deviceNow() };
  app.draft.measures[code] = measure;
  for (const line of app.draft.entries) {
    const dose = app.round.doses.get(line.dose);
    if (!(dose?.needs ?? []).some((need) => need.kind === code)) continue;
    line.overrides = line.overrides.filter((one) => !isMeasured({ code: one.finding }));
    const asked = measureAsks(app, dose, line.overrides);
    const kept = line.asks.filter((ask) => ask.type !== "scale" && !isMeasured({ code: ask.finding }));
    if (dose.scale) line.amount = null;
    line.asks = [...asked, ...(asked.some((ask) => ask.type === "measure") ? [] : scaleAsks(app, dose)), ...kept];
    if (dose.scale) askAnew(app, line);
    app.draft.put(line);
  }
  app.changed();
  return measure;
}

/** What an act carries of what was just measured: that of the kinds its dose asks for. */
export function measuresFor(app, dose) {
  if (app.draft.resident !== dose.resident) return [];
  return (dose.needs ?? []).map((need) => app.draft.measures[need.kind]).filter(Boolean);
}

/** Acts are on the disk: what was measured with them stays to be seen. */
export function keepMeasures(app, acts) {
  for (const act of acts) {
    for (const measure of act.measures) {
      const kind = kindOf(app.round, measure.kind);
      const known = app.round.pack.measures.some((one) => one.id === measure.id);
      if (!known) app.round.pack.measures.unshift({ ...measure, resident: act.resident, said: saidOf(kind, measure), by_name: app.me.user.name });
    }
  }
}

/** « Surveillance avant prise »: each kind that the open doses ask for, with its value or what to do. */
export function watched(app, doses) {
  const needs = new Map();
  for (const dose of doses) for (const need of dose.needs ?? []) needs.set(need.kind, needs.get(need.kind) ?? { dose, need });
  return [...needs.values()].map(({ dose, need }) => {
    const kind = kindOf(app.round, need.kind);
    const measure = freshOf(app, dose, need);
    return { kind, need, measure, text: measure && saidOf(kind, measure), ok: Boolean(measure) && within(need, measure) };
  });
}

/** The element of what is watched. */
export function watchLine(app, { kind, need, measure, text, ok }) {
  const state = measure ? t("measure.is", { value: text, time: hourMinute(measure.at, app.zone) }) : t("measure.to_take", { n: need.within_min });
  return h(
    "div",
    { class: `note note-line ${measure && ok ? "" : "note-warn"}` },
    icon("activity"),
    h(
      "span",
      { class: "grow" },
      h("strong", {}, titled(kind.label)),
      ` — ${state}`,
      need.limits && h("span", { class: "line-more" }, t("measure.else", { limits: need.limits, conduct: need.conduct })),
    ),
    button(t(measure ? "measure.again" : "measure.take"), () => takeMeasure(app, kind.code), { look: measure ? "button-plain" : "button-main", data: { focus: `measure-${kind.code}` } }),
  );
}
