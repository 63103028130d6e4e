// A table of counts that reads on a telephone too: there each row is a block, and each count stands beside its column's name.

import { h } from "./dom.js";

/**
 * `columns` names every column, the first of which heads the rows; a row is its heading's content, then its counts.
 * Roles are written out, for a table laid out as blocks is no table to a screen reader.
 */
export function counts(columns, rows, { by }) {
  const [head, ...rest] = columns;
  const cell = (value, place) => h("td", { role: "cell" }, h("span", { class: "counts-of", "aria-hidden": "true" }, rest[place]), h("span", {}, value));
  return h(
    "table",
    { class: "counts", role: "table", "aria-labelledby": by },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, [head, ...rest].map((column) => h("th", { scope: "col", role: "columnheader" }, column)))),
    h("tbody", { role: "rowgroup" }, rows.map(([name, ...values]) => h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, name), values.map(cell)))),
  );
}
