// Tells a scanner from a hand: a burst of keys becomes a scan and never reaches a field or a button.

import { codeTaker } from "./codes.js";

const MEAN = 35; // ms a character, on average, at most: faster than any hand
const MEAN_WITH_PREFIX = 100; // a code that announces itself (AIM prefix) may come slowly
const LENGTH = 6;
const SILENCE = 100; // ms without a key end a burst
// Outside a text field characters mean nothing else: there a slow scanner is heard too, and its Enter presses nothing.
const PATIENCE = 500;
const CERTAIN = 2000; // a scanner that ended with Enter before will again: only a page that got its keys late waits so long
const LATE = 50; // ms by which a timer that comes later shows a page that was busy
const FRAGMENT = 3;
const ENDS = "scanner.enter"; // where the device keeps how its scanner ends a code
const GS = "\u001d";
// ]d2 and its like; $dé and its like: the same sent by a scanner set to a US keyboard on a French one; ]Dé: Caps Lock.
const PREFIX = /^(\][A-Za-z][0-9é&"]|\$[déCAQ&][^\s])/;
const LEAD = /^[\]$]/;
const QUIET = new Set(["Shift", "CapsLock", "Control", "Alt", "AltGraph", "Meta", "NumLock", "Unidentified", "Process"]);

/** Which character a key event types: {char}, {end: true} for Enter and Tab, {quiet: true}, or {} for any other key. */
function typed(event) {
  if (QUIET.has(event.key)) return { quiet: true };
  if (event.key === "Enter" || event.key === "Tab") return { end: true };
  const graph = event.getModifierState?.("AltGraph");
  if (event.ctrlKey && !event.altKey && (event.code === "BracketRight" || event.key === "]" || event.key === GS)) {
    return { char: GS };
  }
  if ((event.ctrlKey || event.altKey || event.metaKey) && !graph) return {};
  if (event.key === "Dead") return { char: event.shiftKey ? "¨" : "^" };
  return event.key?.length === 1 ? { char: event.key } : {};
}

const isText = (element) =>
  element instanceof HTMLTextAreaElement ||
  (element instanceof HTMLInputElement && /^(text|search|tel|password|url)$/.test(element.type));

function remember(field) {
  return isText(field)
    ? { field, value: field.value, start: field.selectionStart, end: field.selectionEnd }
    : null;
}

/** Whether this device's scanner ends with Enter; null while nobody knows. */
function known() {
  try {
    const kept = localStorage.getItem(ENDS);
    return kept === null ? null : kept === "yes";
  } catch {
    return null;
  }
}

function changed(field) {
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Listens to every key before the page does; `onScan({raw, at})` gets each code with the time of its last key. */
export class Wedge {
  /** Whether a page listens already: a sheet over it then needs no ears of its own. */
  static listening = false;

  constructor(onScan, target = document) {
    this.onScan = onScan;
    this.reset();
    this.ended = -Infinity;
    this.rest = null; // what a silence ended, for keys that were only late
    this.terminates = known(); // whether this scanner ends with Enter: a short pause is then no end
    target.addEventListener("keydown", (event) => this.down(event), true);
    target.addEventListener("keyup", (event) => this.up(event), true);
    this.takeOver();
    if (target === document) Wedge.listening = true;
  }

  /** Reads what was typed while the modules were on their way. */
  takeOver() {
    const early = window.medcircuitEarly;
    if (!early) return;
    document.removeEventListener("keydown", early.keep, true);
    for (const event of early.keys.splice(0)) this.down(event);
  }

  reset() {
    clearTimeout(this.timer);
    this.text = "";
    this.held = ""; // characters taken from the field, given back when a hand typed them
    this.given = 0; // how many of these went back already
    this.first = 0;
    this.last = 0;
    this.before = null;
    this.free = false;
    this.alt = "";
  }

  /** How long a silence ends what is being typed. */
  get pause() {
    const slow = this.isScan ? this.terminates !== false : this.free;
    return slow ? PATIENCE : SILENCE;
  }

  get mean() {
    return this.text.length > 1 ? (this.last - this.first) / (this.text.length - 1) : 0;
  }

  get announced() {
    return PREFIX.test(this.text);
  }

  get isScan() {
    return this.text.length >= LENGTH && this.mean <= (this.announced ? MEAN_WITH_PREFIX : MEAN);
  }

  down(event) {
    if (event.isComposing) return;
    if (this.text && event.timeStamp - this.last > this.pause) this.finish();
    if (event.altKey && !event.ctrlKey && /^Numpad\d$/.test(event.code)) {
      this.alt += event.code.at(-1); // some scanners send a separator as Alt+0029
      this.swallow(event);
      return;
    }
    const key = typed(event);
    if (key.quiet) return;
    if (key.end) this.end(event);
    else if (key.char && !event.repeat) this.take(event, key.char);
    else this.release();
  }

  up(event) {
    if (event.key === "Alt" && this.alt) {
      const char = String.fromCharCode(Number(this.alt) % 256);
      this.alt = "";
      if (this.text) this.add(event, char);
    }
    // A space typed by a scanner must not press the button that has the focus.
    if (event.key === " " && (this.held || event.timeStamp - this.ended < SILENCE)) this.swallow(event);
  }

  /** A key that is heard late goes on with what its own time goes on with, whatever was taken for a silence meanwhile. */
  resume(event) {
    const { rest } = this;
    this.rest = null;
    if (rest && !this.text && event.timeStamp - rest.last <= rest.within) Object.assign(this, rest);
  }

  learn(terminates) {
    if (this.terminates === terminates) return;
    this.terminates = terminates;
    try {
      localStorage.setItem(ENDS, terminates ? "yes" : "no");
    } catch {
      // It is then learnt anew on each page.
    }
  }

  take(event, char) {
    this.resume(event);
    if (!this.text) {
      this.first = event.timeStamp;
      this.before = remember(document.activeElement);
      this.free = !isText(document.activeElement);
      this.text = char;
      this.last = event.timeStamp;
      if (LEAD.test(char)) this.hold(event, char);
      else this.arm();
      return;
    }
    const gap = event.timeStamp - this.last;
    if (this.held || gap <= MEAN) this.add(event, char);
    else if (this.free) {
      this.text += char;
      this.last = event.timeStamp;
      this.arm();
    } else {
      this.release();
      this.take(event, char);
    }
  }

  add(event, char) {
    this.text += char;
    this.last = event.timeStamp;
    this.hold(event, char);
    const limit = this.announced || LEAD.test(this.text) ? MEAN_WITH_PREFIX : MEAN;
    if (this.mean > limit && !this.free) this.release();
  }

  hold(event, char) {
    this.held += char;
    this.swallow(event);
    this.arm();
  }

  arm() {
    clearTimeout(this.timer);
    const wait = this.isScan && this.terminates ? CERTAIN : this.pause + 10;
    this.due = performance.now() + wait;
    this.timer = setTimeout(() => this.silent(), wait);
  }

  swallow(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  end(event) {
    const before = this.text;
    this.resume(event);
    if (!before && this.isScan) {
      this.swallow(event); // the Enter of a code that was told before it was heard
      this.learn(true);
      this.reset();
      return;
    }
    const { length } = this.text;
    if (this.isScan || (this.free && length >= LENGTH)) {
      this.swallow(event);
      this.learn(true);
      this.tell(event.timeStamp);
    } else if (this.free && length >= FRAGMENT) {
      this.swallow(event); // half a code: its Enter still presses nothing
      this.reset();
    } else if (!this.text && event.timeStamp - this.ended < SILENCE / 2) {
      this.swallow(event); // a scanner that ends with two keys (CR LF)
    } else this.release();
  }

  /** No key came: the burst is over, but for a page that was busy: it hears its timers before the keys that wait. */
  silent() {
    if (performance.now() - this.due > LATE || navigator.scheduling?.isInputPending?.()) this.arm();
    else this.finish();
  }

  /** A burst is over: a scan is told, anything else goes back to whoever typed it. */
  finish() {
    const { text, held, first, last, free, isScan, pause: within } = this;
    const before = isScan ? null : this.before; // of a code that was told nothing stands in a field
    if (isScan) {
      this.learn(false);
      this.tell(last);
    } else this.release();
    this.rest = { text, held, given: held.length, first, last, before, free, within };
  }

  tell(at) {
    const scan = { raw: this.text, at };
    if (this.before) this.restore();
    this.reset();
    this.ended = scan.at;
    const take = codeTaker();
    if (take) take(scan.raw);
    else this.onScan(scan);
  }

  restore() {
    const { field, value, start, end } = this.before;
    if (field.value === value) return;
    field.value = value;
    field.setSelectionRange(start, end);
    changed(field);
  }

  /** A hand typed this: what was held goes into the field it was meant for. */
  release() {
    const field = document.activeElement;
    const held = this.held.slice(this.given);
    this.reset();
    if (!held || !isText(field) || field.readOnly) return;
    field.setRangeText(held, field.selectionStart, field.selectionEnd, "end");
    changed(field);
  }
}

/** Types a code on the page as a keyboard scanner would: the demonstration's tray has no other way in. */
export function typeLikeAScanner(raw) {
  const send = (init) =>
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }),
    );
  for (const char of raw) {
    if (char === GS) send({ key: "]", code: "BracketRight", ctrlKey: true });
    else send({ key: char });
  }
  send({ key: "Enter", code: "Enter" });
}
