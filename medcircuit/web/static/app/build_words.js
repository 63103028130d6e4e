// Builds the French words of a posology from what the buttons say. The server reads them again: one grammar for both.

export const MOMENTS = [
  ["lever", "au lever"],
  ["matin", "le matin"],
  ["midi", "à midi"],
  ["goûter", "au goûter"],
  ["soir", "le soir"],
  ["coucher", "au coucher"],
  ["nuit", "la nuit"],
];
export const DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
export const KINDS = ["moments", "times", "day", "every", "weekdays", "month", "cycle", "alternate", "prn", "patch", "scale", "event", "told", "once"];
const MEALS = { matin: "petit-déjeuner", midi: "déjeuner", soir: "dîner" };

/** A step as the buttons first show it: no dose, no moment. */
export const newStep = (unit) => ({
  kind: "moments",
  dose: "",
  high: "",
  unit,
  doses: {},
  at: [],
  hours: "",
  n: "",
  number: "",
  period: "heures",
  days: [],
  day: "",
  on: "",
  off: "",
  other: "",
  reason: "",
  gap: "",
  most: "",
  worn: "",
  changed: "",
  measure: "glycémie",
  rows: [{ from: "", to: "", dose: "" }],
  before: "",
  event: "l'intervention",
  meal: "",
  offset: "",
  fasting: false,
  length: "",
  length_unit: "jours",
  until: "",
});

const listed = (parts) => (parts.length > 1 ? `${parts.slice(0, -1).join(", ")} et ${parts.at(-1)}` : (parts[0] ?? ""));
const word = (code) => MOMENTS.find(([name]) => name === code)?.[1] ?? code;

/** « ½ comprimé », « 1 à 2 gouttes ». */
function dosed(step, dose = step.dose) {
  if (!dose) return "";
  const range = step.high && dose === step.dose ? ` à ${step.high}` : "";
  return `${dose}${range} ${step.unit}`;
}

/** The moments, with the meal beside them where one is said. */
function at(step) {
  const chosen = MOMENTS.map(([name]) => name).filter((name) => step.at.includes(name));
  if (!step.meal) return listed(chosen.map(word));
  const side = { avant: "avant le", pendant: "au", apres: "après le" }[step.meal];
  const lapse = step.offset && step.meal !== "pendant" ? `${step.offset} minutes ` : "";
  return listed(chosen.map((name) => (MEALS[name] ? `${lapse}${side} ${MEALS[name]}` : word(name))));
}

function moments(step) {
  const doses = new Map();
  for (const name of step.at) {
    const dose = step.doses[name] || step.dose;
    doses.set(dose, [...(doses.get(dose) ?? []), name]);
  }
  return [...doses].map(([dose, names]) => `${dosed(step, dose)} ${at({ ...step, at: names })}`);
}

const hours = (text) => listed(text.split(/[,;]/).map((one) => one.trim()).filter(Boolean).map((one) => (/^\d{1,2}$/.test(one) ? `${one} h` : one)));
const span = (number, unit) => (unit === "jours" && number === "1" ? "tous les jours" : `${unit === "mois" || unit === "jours" ? "tous les" : "toutes les"} ${number} ${unit}`);

function needed(step) {
  const reason = step.reason.trim();
  const why = !reason ? "si besoin" : /^(si|en cas) /.test(reason) ? reason : `si besoin (${reason})`;
  const gap = step.gap && `espacés de ${step.gap} heures`;
  const most = step.most && `au maximum ${step.most} ${step.unit} par 24 heures`;
  return [`${dosed(step)} ${why}`, gap, most].filter(Boolean).join(", ");
}

function scale(step) {
  const place = at(step);
  return step.rows
    .filter((row) => row.dose)
    .map((row) => {
      const value = row.from && row.to ? `de ${row.from} à ${row.to}` : row.from ? `> ${row.from}` : `< ${row.to}`;
      return `${dosed(step, row.dose)} ${place} si ${step.measure} ${value}${step.measure === "INR" ? "" : " g/l"}`;
    });
}

const SAID = {
  moments,
  times: (step) => [`${dosed(step)} à ${hours(step.hours)}`],
  day: (step) => [`${dosed(step)} ${step.n} fois par jour`],
  every: (step) => [[dosed(step), span(step.number, step.period), step.period === "heures" ? "" : at(step)].filter(Boolean).join(" ")],
  weekdays: (step) => [[dosed(step), listed(DAYS.filter((day) => step.days.includes(day)).map((day) => `le ${day}`)), at(step)].filter(Boolean).join(" ")],
  month: (step) => [[dosed(step), `le ${step.day === "1" ? "1er" : step.day} du mois`, at(step)].filter(Boolean).join(" ")],
  cycle: (step) => [`${dosed(step)} ${at(step)}, les jours 1 à ${step.on} de chaque cycle de ${Number(step.on) + Number(step.off)} jours`],
  alternate: (step) => [step.dose, step.other].map((dose, place) => `${dosed(step, dose)} ${at(step)}, le jour ${place + 1} de chaque cycle de 2 jours`),
  prn: (step) => [needed(step)],
  patch: (step) => [[dosed(step), step.changed ? span(step.changed, "heures") : at(step), step.worn && `, à retirer après ${step.worn} heures`].filter(Boolean).join(" ").replace(" ,", ",")],
  scale,
  event: (step) => [`${dosed(step)} ${step.before} heures avant ${step.event}`],
  told: (step) => [`selon ${step.measure === "INR" ? "l'INR" : `la ${step.measure}`} ${at(step)}`],
  once: (step) => [[dosed(step), at(step), "en dose unique"].filter(Boolean).join(", ")],
};

function step(one) {
  const until = one.until.trim();
  const length = one.length ? `pendant ${one.length} ${one.length_unit}` : until ? `jusqu'à ${until}` : "";
  const said = SAID[one.kind](one).map((dose) => [dose, one.fasting && "à jeun", length].filter(Boolean).join(", "));
  return said.join(" ; et ");
}

/** « 1 comprimé le matin, pendant 5 jours ; puis … ». */
export const words = (steps) => steps.map(step).join(" ; puis ").replace(/\s+/g, " ").trim();
