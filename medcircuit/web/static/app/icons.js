// Pictures from the sprite of icons: fetched once as text and cut out by name, since a browser would parse it all again and again.

const SVG = "http://www.w3.org/2000/svg";

let sprite = null;
const known = new Map();
const waiting = [];

/** The shapes of one symbol; none where the sprite has no such name. */
function shapes(name) {
  if (!known.has(name)) {
    const from = sprite.indexOf(`<symbol id="${name}"`);
    const part = from < 0 ? `<symbol xmlns="${SVG}"/>` : sprite.slice(from, sprite.indexOf("</symbol>", from) + 9);
    const parsed = new DOMParser().parseFromString(part.replace("<symbol ", `<symbol xmlns="${SVG}" `), "image/svg+xml");
    known.set(name, [...parsed.documentElement.children]);
  }
  return known.get(name).map((shape) => document.importNode(shape, true));
}

fetch(new URL("../vendor/icons.svg", import.meta.url))
  .then((response) => (response.ok ? response.text() : ""))
  .catch(() => "")
  .then((text) => {
    sprite = text;
    for (const [svg, name] of waiting.splice(0)) svg.append(...shapes(name));
  });

/** A picture; the word beside it says the same, so it is hidden from readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  if (sprite === null) waiting.push([svg, name]);
  else svg.append(...shapes(name));
  return svg;
}
