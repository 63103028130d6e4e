// The night profile: dark, silent, from 21:00 to 06:30 of the establishment, unless a person chose otherwise.

import { minuteOfDay, nowMs } from "./clock.js";

const NIGHT = { from: 21 * 60, to: 6 * 60 + 30 };

const kept = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const keep = (key, value) => {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Only for as long as this page is open, then.
  }
};

/** Whether the night profile is shown now. */
export const isNight = () => document.documentElement.dataset.theme === "night";

function show(night) {
  const theme = night ? "night" : "day";
  if (document.documentElement.dataset.theme === theme) return;
  document.documentElement.dataset.theme = theme;
  keep("theme.shown", theme);
}

/** Follows the hour; a choice made by hand holds until the profile of the hour is the same again. */
export function followHour(zone) {
  const minute = minuteOfDay(nowMs(), zone);
  const byHour = minute >= NIGHT.from || minute < NIGHT.to ? "night" : "day";
  const chosen = kept("theme.chosen");
  if (chosen === byHour) keep("theme.chosen", null);
  show((chosen ?? byHour) === "night");
}

/** Changes between day and night by hand. */
export function toggle() {
  const next = isNight() ? "day" : "night";
  keep("theme.chosen", next);
  show(next === "night");
}
