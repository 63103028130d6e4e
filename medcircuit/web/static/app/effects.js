// The effect of a dose as needed: two taps, the measure after where there was one before.

import { Problem, get, post } from "./api.js";
import { deviceNow, hourMinute, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { comma } from "./fraction.js";
import { uuid7 } from "./ids.js";
import "./prn_texts.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";

const EFFECTS = [
  ["effective", "effects.effective", "thumbs-up"],
  ["partial", "effects.partial", "minus"],
  ["none", "effects.none_seen", "thumbs-down"],
  ["adverse", "effects.adverse", "triangle-alert"],
];

/** « 15:10 » today, « sam. 21/11 15:10 » on another day. */
const said = (instant) => (localDate(instant) === localDate(nowMs()) ? hourMinute(instant) : `${shortDay(instant)} ${hourMinute(instant)}`);

/** Buttons for a scale: every step of a short one, whole numbers then tenths of a fine one. */
export function scaleButtons(scale, chosen) {
  const low = Number(scale.low);
  const high = Number(scale.high);
  const group = (values, pressed, pick) =>
    h("div", { class: "prn-scale", role: "group", "aria-label": scale.label }, values.map(([label, value]) => button(label, () => pick(value), { "aria-pressed": String(pressed(value)) })));
  const wholes = Array.from({ length: Math.round(high - low) + 1 }, (_, place) => low + place);
  if (!scale.step.includes("/") && !scale.step.includes(".")) {
    return group(wholes.map((one) => [String(one), String(one)]), (value) => value === chosen.score, chosen.pick);
  }
  const [whole, tenth = "0"] = (chosen.score ?? "").split(".");
  const tenths = Array.from({ length: 10 }, (_, place) => String(place));
  return [
    group(wholes.map((one) => [`${one}${scale.unit}`, String(one)]), (value) => value === whole, (value) => chosen.pick(Number(value) === high ? value : `${value}.${tenth}`)),
    whole && Number(whole) < high && group(tenths.map((one) => [`,${one}`, one]), (value) => value === tenth, (value) => chosen.pick(`${whole}.${value}`)),
  ];
}

/** Asks what a dose did; `done` is told once it is recorded. */
export function askEffect(one, scales, done) {
  const state = { score: null };
  const id = uuid7(nowMs());
  const scale = scales?.find((known) => known.code === one.scale);
  const problem = h("p", { role: "alert" });
  const measure = h("div", { class: "stack" });
  const draw = () =>
    fill(measure, scale && [h("h3", {}, `${t("effects.score")} – ${scale.label}`), scaleButtons(scale, { score: state.score, pick: (score) => { state.score = score; draw(); } })]);
  draw();
  const send = async (effect) => {
    try {
      const { call } = await post("/api/prn/effects", { id, dose: one.dose, effect, at: deviceNow(), scale: state.score ? one.scale : null, score: state.score });
      close();
      say(t(call ? "effects.call" : "effects.done"));
      done(t(call ? "effects.call" : "effects.done"), call);
    } catch (error) {
      problem.className = "note note-bad";
      problem.textContent = error instanceof Problem ? error.sentence : t("error.server");
    }
  };
  const close = showSheet({
    title: `${t("effects.ask")} ${one.name}`,
    body: [
      h("p", {}, t("effects.of", { label: one.label, time: said(one.at), by: one.by }), one.score && ` – ${t("effects.before", { score: comma(one.score) })}`),
      measure,
      h("div", { class: "choices" }, EFFECTS.map(([effect, text, picture]) => button(t(text), () => send(effect), { picture }))),
      problem,
    ],
  });
}

/** One dose whose effect is to be looked at. */
export function effectCard(one, scales, done, { named = false } = {}) {
  const when = one.next_shift ? t("effects.next_shift") : t(one.due ? "effects.due" : "effects.later", { time: said(one.due_at) });
  return h(
    "li",
    { class: "card row spread", data: { dose: one.dose } },
    h(
      "div",
      {},
      named && h("p", {}, h("strong", {}, one.name)),
      h("p", {}, t("effects.of", { label: one.label, time: said(one.at), by: one.by })),
      h("p", { class: one.due ? "" : "quiet" }, icon(one.due ? "bell-ring" : "clock"), ` ${when}`),
    ),
    button(t("effects.look"), () => askEffect(one, scales, done), { picture: "stethoscope", look: one.due ? "button-main" : "" }),
  );
}

/** How many effects are due now; null where the server does not say. */
export async function effectsDue(unit) {
  const query = unit ? `?unit=${encodeURIComponent(unit)}` : "";
  const body = await get(`/api/prn/effects${query}`, { background: true }).catch(() => null);
  return body && body.effects;
}

/** A quiet link to what is due, kept true every minute; it is empty when nothing is. */
export function reminder(unit = null) {
  const place = h("span", { class: "prn-reminder", "aria-live": "off" });
  const look = async () => {
    const due = (await effectsDue(unit))?.filter((one) => one.due);
    if (due) fill(place, due.length > 0 && h("a", { class: "button", href: "/si-besoin" }, icon("bell-ring"), t("effects.link", { n: due.length })));
  };
  look();
  setInterval(look, 60000);
  return place;
}
