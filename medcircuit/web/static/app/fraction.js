// Exact amounts, as the API writes them ("2", "0.5", "1/3"): never a floating number near a dose.

const common = (a, b) => (b === 0n ? a : common(b, a % b));

function made(top, bottom) {
  const by = common(top < 0n ? -top : top, bottom) || 1n;
  return { top: top / by, bottom: bottom / by };
}

/** Reads an amount; also a typed "0,5" or "½". Null when it is none. */
export function read(text) {
  const plain = String(text).trim().replace(",", ".").replace("½", "1/2").replace("¼", "1/4").replace("¾", "3/4");
  const parts = /^(\d{1,10})(?:\.(\d{1,6})|\/(\d{1,6}))?$/.exec(plain);
  if (!parts) return null;
  const [, whole, decimals, below] = parts;
  if (below !== undefined) return BigInt(below) === 0n ? null : made(BigInt(whole), BigInt(below));
  if (decimals !== undefined) return made(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  return made(BigInt(whole), 1n);
}

/** Reads what a person typed: "1,500" could be a thousand and is no amount. */
export const readTyped = (text) => (/^\s*[1-9]\d*[.,]\d{3}\s*$/.test(text) ? null : read(text));

export const times = (a, b) => made(a.top * b.top, a.bottom * b.bottom);
export const over = (a, b) => made(a.top * b.bottom, a.bottom * b.top);
export const less = (a, b) => a.top * b.bottom < b.top * a.bottom;
export const same = (a, b) => a.top === b.top && a.bottom === b.bottom;

/** What is left of the last unit opened: a half for a half, nothing for two. Null when nothing is. */
export function rest(amount) {
  const left = amount.top % amount.bottom;
  return left === 0n ? null : made(amount.bottom - left, amount.bottom);
}

/**
 * For the API: decimal where it ends, a fraction where it does not; and where three decimals follow a whole number,
 * for the server takes "1.500" for a thousand that could be meant, and refuses it.
 */
export function write(amount) {
  const text = decimal(amount);
  return /^[1-9]\d*\.\d{3}$/.test(text) ? `${amount.top}/${amount.bottom}` : text;
}

function decimal(amount) {
  for (let places = 0, scale = 1n; places <= 6; places += 1, scale *= 10n) {
    if (scale % amount.bottom !== 0n) continue;
    const digits = String((amount.top * scale) / amount.bottom).padStart(places + 1, "0");
    return places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  }
  return `${amount.top}/${amount.bottom}`;
}

/** A number as the API writes it, for a person: a decimal comma in French; nothing where there is none. */
export const comma = (text) => (document.documentElement.lang === "en" ? (text ?? "") : (text ?? "").replace(".", ","));

const GLYPHS = { "1/2": "½", "1/4": "¼", "3/4": "¾", "1/3": "⅓", "2/3": "⅔" };

/** For a person: "½", "1 ½", "2", "0,3"; a decimal comma in French, never a trailing zero. */
export function show(amount) {
  const whole = amount.top / amount.bottom;
  const glyph = GLYPHS[`${amount.top % amount.bottom}/${amount.bottom}`];
  if (glyph) return whole ? `${whole} ${glyph}` : glyph;
  return comma(decimal(amount));
}
