// From which dose on a decision holds: the next one, one of those after it, or a day and an hour.

import "./sign_effect_texts.js";
import { get } from "./api.js";
import { hourMinute, instantOf, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, h } from "./dom.js";
import { drug } from "./line.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

const DAY = 86_400_000;
const EVENING = 18;
/** How many doses are offered after the next one. */
const OFFERED = 2;

/** "ce soir 18:30", "demain 08:00", "lun. 23/11 08:00". */
function when(ms, zone) {
  const time = hourMinute(ms, zone);
  const day = localDate(ms, zone);
  if (day === localDate(nowMs(), zone)) return t(Number(time.slice(0, 2)) >= EVENING ? "effect.tonight" : "effect.today", { time });
  return day === localDate(nowMs() + DAY, zone) ? t("effect.tomorrow", { time }) : `${shortDay(ms, zone)} ${time}`;
}

/** The instants (ms) of the next doses of a line, in order; none where they cannot be read. */
async function nextDoses(resident, line, zone) {
  const span = `first=${localDate(nowMs(), zone)}&last=${localDate(nowMs() + 3 * DAY, zone)}`;
  const read = await get(`/api/residents/${encodeURIComponent(resident.id)}/doses?${span}`).catch(() => null);
  const due = (read?.doses ?? []).filter((dose) => dose.line === line.id).map((dose) => Date.parse(dose.due));
  return [...new Set(due)].filter((at) => at > nowMs()).sort((a, b) => a - b);
}

/** Asks from when `act` holds: `{effective_from}`, null in it for the next dose on; null where the person went back. */
export async function askEffect(resident, line, act, zone) {
  const [next, ...later] = await nextDoses(resident, line, zone);
  return new Promise((resolve) => {
    const done = (at) => {
      close();
      resolve({ effective_from: at === null ? null : new Date(at).toISOString() });
    };
    const other = h("div", {});
    const ask = () => {
      const local = (ms) => `${localDate(ms, zone)}T${hourMinute(ms, zone)}`;
      const field = h("input", { class: "input", id: "effect-day", type: "datetime-local", required: true, min: local(nowMs() - DAY), value: local(next ?? nowMs()) });
      const sent = (event) => {
        event.preventDefault();
        const [date, time] = field.value.split("T");
        if (date && time) done(instantOf(date, time.slice(0, 5), zone));
      };
      fill(other, h("form", { class: "stack", onsubmit: sent }, h("div", { class: "field" }, h("label", { for: "effect-day" }, t("effect.day")), field), h("button", { type: "submit", class: "button button-main" }, t("effect.use"))));
      field.focus();
    };
    const body = h(
      "div",
      { class: "stack" },
      h(
        "div",
        { class: "choices" },
        button(next ? t("effect.next", { when: when(next, zone) }) : t("effect.now"), () => done(null), { look: "button-main", picture: "clock" }),
        later.slice(0, OFFERED).map((at) => button(t("effect.from", { when: when(at, zone) }), () => done(at), { picture: "clock" })),
        button(t("effect.other"), ask, { picture: "calendar-days" }),
      ),
      other,
    );
    const close = showSheet({ title: t("effect.title", { act: t(`sign.${act}`), drug: drug(line.label) }), body, closed: () => resolve(null) });
  });
}
