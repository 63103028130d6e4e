// Builds and updates elements without markup strings, so that no text can ever become code.

import { icon } from "./icons.js";

export { icon };

/**
 * An element with its attributes, listeners (`onclick`), dataset (`data`) and children (text, nodes, arrays, null).
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...flat(children));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/** What no line may part: a number and its unit (a strength is read as one word), a room and its number; in French, a high sign and its word. */
const UNITS = /(?<=\d) (?=(?:mg|g|kg|ml|mL|microgrammes?|unités?|UI|h|%)(?![\p{L}\d]))|(?<=\((?:ch\.|room)) (?=\d)/gu;
const heldUnits = (words) => words.replace(UNITS, "\u00a0");
const held = (words) => heldUnits(words).replace(/ (?=[:;?!»])/g, "\u00a0").replace(/« /g, "«\u00a0");
/** In English nothing stands between a word and its colon, however a sentence was put together. */
const closed = (words) => heldUnits(words).replace(/ : /g, ": ");

function flat(children) {
  const shown = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  const keep = document.documentElement.lang === "en" ? closed : held;
  return shown.map((child) => (typeof child === "string" ? keep(child) : child));
}

/** A button with an optional picture. */
export function button(label, onclick, { look = "", picture = null, ...attributes } = {}) {
  return h(
    "button",
    { type: "button", class: `button ${look}`.trim(), onclick, ...attributes },
    picture && icon(picture),
    h("span", {}, label),
  );
}

/** An act that a second tap does not begin again while the first is under way: both get the first's end. */
export function once(act) {
  let going = null;
  return (...given) => {
    going ??= Promise.resolve(act(...given)).finally(() => {
      going = null;
    });
    return going;
  };
}

/** What a form does when it is sent: by its script alone, and once at a time. */
export function submits(send) {
  const alone = once(send);
  return (event) => {
    event.preventDefault();
    alone(event);
  };
}

/** Replaces what a container holds; the same as before keeps the focus where it was. */
export function fill(container, ...children) {
  container.replaceChildren(...flat(children));
  return container;
}

/**
 * Shows `items` in `container`, one element each; an element is rebuilt only when its signature changed,
 * and the focus inside a rebuilt one comes back to the same `data-focus`.
 */
export function keyed(container, items, { key, build, signature = JSON.stringify }) {
  const known = new Map([...container.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const now = signature(item);
    const old = known.get(String(key(item)));
    if (old && old.signature === now) return old;
    const fresh = build(item);
    fresh.dataset.key = key(item);
    fresh.signature = now;
    if (old) {
      const focus = old.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
      old.replaceWith(fresh);
      if (focus) fresh.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
    }
    return fresh;
  });
  for (const child of [...container.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, place) => {
    if (container.children[place] !== child) container.insertBefore(child, container.children[place] ?? null);
  });
}

/** Says a sentence to a screen reader: politely, or at once when `urgent`. */
export function say(sentence, { urgent = false } = {}) {
  const region = document.getElementById(urgent ? "assertive" : "polite");
  if (!region) return;
  region.textContent = "";
  // The same sentence twice in a row is only heard twice when the region was seen empty in between.
  setTimeout(() => {
    region.textContent = sentence;
  }, 30);
}

/** Moves the focus to a heading or a region that a person has to read next. */
export function focusOn(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex") && !element.matches("button, a, input, select, textarea")) {
    element.setAttribute("tabindex", "-1");
  }
  element.focus({ preventScroll: false });
  element.firstElementChild?.scrollIntoView({ block: "nearest" }); // what is taller than its place is read from its beginning
}
