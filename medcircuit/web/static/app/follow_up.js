// Does it work? The doses of each day over four weeks, and what they did.

import { get } from "./api.js";
import { shortDay } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { comma } from "./fraction.js";
import { t } from "./texts.js";

const WORDS = { effective: "effects.effective", partial: "effects.partial", none: "effects.none_seen", adverse: "effects.adverse" };

/** A column for each day; the figure says in words what it draws. */
function columns(line) {
  const most = Math.max(1, ...line.days.map((day) => day.doses));
  return line.days.map((day) => {
    const column = h("span", { class: "prn-day", title: t("follow_up.day", { date: shortDay(day.date), doses: day.doses }) });
    column.style.height = `${day.doses ? 15 + (85 * day.doses) / most : 4}%`;
    column.dataset.doses = String(day.doses);
    return column;
  });
}

function summary(line) {
  const effects = Object.entries(line.effects).map(([effect, n]) => `${t(WORDS[effect])} ${n}`);
  if (line.not_looked > 0) effects.push(t("follow_up.not_looked", { n: line.not_looked }));
  return effects.join(", ");
}

function figure(line) {
  const use = t("follow_up.use", { label: line.label, doses: line.doses, days: line.days_used });
  const scores = line.scores.slice(-6).map((one) => `${comma(one.before)} → ${comma(one.after)}`);
  return h(
    "figure",
    { class: "card stack prn-figure" },
    h("figcaption", {}, h("strong", {}, use)),
    h("div", { class: "prn-days", role: "img", "aria-label": use }, columns(line)),
    h("p", {}, t("follow_up.effects", { effects: summary(line) })),
    scores.length > 0 && h("p", { class: "quiet" }, t("follow_up.scores", { scores: scores.join(" · ") })),
    line.regular && h("p", { class: "note note-warn row" }, icon("stethoscope"), t("follow_up.regular")),
  );
}

/** The figures of a person's lines as needed; nothing where none was used. */
export function followUp(path) {
  const place = h("div", { class: "stack" });
  get(`${path}/prn/follow-up`, { background: true })
    .then(({ lines }) => fill(place, lines.length > 0 && h("h2", {}, t("follow_up.title")), lines.map(figure)))
    .catch(() => {});
  return place;
}
