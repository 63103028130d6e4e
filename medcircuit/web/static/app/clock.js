// Knows what time it is for the server: the device's clock plus the offset measured at the last answer.

let offset = 0;

/** Takes the server's time of an answer that was asked at `sent` and came at `received` (device ms). */
export function sync(serverTime, sent, received) {
  const server = Date.parse(serverTime);
  if (!Number.isNaN(server)) offset = server - (sent + received) / 2;
}

/** Now, in ms, as the server counts it. */
export const nowMs = () => Date.now() + offset;

/** Now as an ISO instant, for what is recorded. */
export const now = () => new Date(nowMs()).toISOString();

/**
 * The device's own clock, in ms, with which acts are dated: the server corrects it and keeps both. A demonstration
 * lives in another hour than its devices, on purpose: there the clock is the server's.
 */
export const deviceMs = () => Date.now() + offset - behind();

/** By how many ms the clock that acts are dated with is behind the server's. */
const behind = () => (document.documentElement.dataset.demo ? 0 : offset);

/** The device's own clock as an ISO instant. */
export const deviceNow = () => new Date(deviceMs()).toISOString();

/** By how many minutes this device's clock is off; shown from two minutes on. */
export const offsetMinutes = () => Math.round(offset / 60000);

const parts = (options, zone) => new Intl.DateTimeFormat("fr-FR", { timeZone: zone, ...options });

/** "08:05" in the establishment's time. */
export function hourMinute(instant, zone = "Europe/Paris") {
  return parts({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone).format(new Date(instant));
}

/** "08:05", with the day before it where it is not today's. */
export function hourOf(instant, zone = "Europe/Paris") {
  const ms = new Date(instant).getTime();
  return localDate(ms, zone) === localDate(nowMs(), zone) ? hourMinute(ms, zone) : `${shortDay(ms, zone)} ${hourMinute(ms, zone)}`;
}

/** Minutes since local midnight. */
export function minuteOfDay(ms, zone = "Europe/Paris") {
  const [hour, minute] = hourMinute(ms, zone).split(":").map(Number);
  return hour * 60 + minute;
}

/** The local date "YYYY-MM-DD" of an instant. */
export function localDate(ms, zone = "Europe/Paris") {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    new Date(ms),
  );
}

/** The instant (ms) at which a local date and time "YYYY-MM-DD", "HH:MM" is read on the wall of the establishment. */
export function instantOf(date, time, zone = "Europe/Paris") {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const shown = (ms) => Date.parse(`${localDate(ms, zone)}T${hourMinute(ms, zone)}:00Z`);
  let ms = wanted;
  for (let turn = 0; turn < 2; turn += 1) ms += wanted - shown(ms);
  return ms;
}

/** An instant of the house's time by this device's own clock, as acts are dated. */
export const byDevice = (ms) => new Date(ms - behind()).toISOString();

/** "sam. 21/11" for a date or an instant. */
export function shortDay(value, zone = "Europe/Paris", language = document.documentElement.lang || "fr") {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00Z` : value;
  const options = { weekday: "short", day: "2-digit", month: "2-digit", timeZone: zone };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "fr-FR", options).format(new Date(instant));
}

/** "12/03/1938" for a date of birth. */
export function fullDate(value) {
  const [year, month, day] = value.split("-");
  return `${day}/${month}/${year}`;
}
