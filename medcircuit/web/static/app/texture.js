// The texture of somebody's food in English: usual words are said, words of one's own stand as they were written.

const ENGLISH = new Map([
  ["entier", "whole"],
  ["coupé", "cut up"],
  ["tendre", "soft"],
  ["haché", "minced"],
  ["mouliné", "ground"],
  ["mixé", "puréed"],
  ["mixé lisse", "smooth purée"],
  ["liquide", "liquid"],
  ["eau gélifiée", "jellied water"],
  ["boissons épaissies", "thickened drinks"],
]);

/** "Mixé, boissons épaissies" as it was written; in English where every part of it is a usual word. */
export function textureSaid(texture) {
  const parts = texture.split(",").map((part) => ENGLISH.get(part.trim().toLowerCase()));
  if (document.documentElement.lang !== "en" || parts.includes(undefined)) return texture;
  const said = parts.join(", ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}
