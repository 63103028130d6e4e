// One sound and one vibration a verdict, made here so that no file has to come first; silent at night, never still.

import { isNight } from "./theme.js";

// [frequency in Hz, start in s, length in s]
const NOTES = {
  ok: [[660, 0, 0.12], [990, 0.12, 0.12]],
  confirm: [[520, 0, 0.25]],
  stop: [[196, 0, 0.18], [196, 0.24, 0.18], [147, 0.48, 0.3]],
  repeat: [[1400, 0, 0.02]],
  unknown: [[330, 0, 0.35]],
};
const LOUDNESS = { ok: 0.25, confirm: 0.3, stop: 0.5, repeat: 0.08, unknown: 0.3 };
const WAVES = { stop: "square", unknown: "triangle" };
const SHAKES = { ok: [80], confirm: [200], stop: [200, 100, 200, 100, 200], repeat: [], unknown: [200] };

let context = null;

function player() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
  return context;
}

function note(audio, verdict, [frequency, start, length]) {
  const tone = audio.createOscillator();
  const level = audio.createGain();
  const begin = audio.currentTime + start;
  tone.type = WAVES[verdict] ?? "sine";
  tone.frequency.value = frequency;
  level.gain.setValueAtTime(0, begin);
  level.gain.linearRampToValueAtTime(LOUDNESS[verdict], begin + 0.008);
  level.gain.setValueAtTime(LOUDNESS[verdict], begin + length - 0.015 > begin ? begin + length - 0.015 : begin);
  level.gain.linearRampToValueAtTime(0, begin + length);
  tone.connect(level).connect(audio.destination);
  tone.start(begin);
  tone.stop(begin + length);
}

/** Makes the player ready while nothing happens: building it takes a while, and the first verdict must not wait. */
export function prepareSound() {
  const ready = () => {
    try {
      if (window.AudioContext) context ??= new AudioContext();
    } catch {
      // Silent, then.
    }
  };
  if (window.requestIdleCallback) requestIdleCallback(ready, { timeout: 3000 });
  else setTimeout(ready, 1000);
}

/** Sounds and shakes for a verdict: ok, confirm, stop, repeat, unknown. */
export function play(verdict) {
  try {
    navigator.vibrate?.(SHAKES[verdict]);
    if (isNight() || !window.AudioContext) return;
    const audio = player();
    for (const one of NOTES[verdict]) note(audio, verdict, one);
  } catch {
    // A device without sound still shows the verdict.
  }
}
