// The demonstration's tray: the unit's codes, which a click sends exactly as a keyboard scanner would.

import { get } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { t } from "./texts.js";
import { typeLikeAScanner } from "./wedge.js";

const ofRound = ({ unit, date, moment }) => `/api/demo/tray?${new URLSearchParams({ unit, date, moment })}`;

/** Shows the tray beside the round, or another tray by its address; open on a wide screen, folded on a small one. */
export async function showTray(where) {
  const list = h("div", { class: "tray-groups" });
  const fold = button(t("tray.title"), () => setOpen(tray.dataset.open !== "true"), { picture: "scan-barcode", look: "tray-fold", "aria-controls": "tray-codes" });
  const tray = h("aside", { class: "tray", "aria-label": t("tray.title") }, fold, h("div", { class: "tray-body", id: "tray-codes" }, h("p", { class: "small" }, t("tray.text")), list));
  const setOpen = (open) => {
    tray.dataset.open = String(open);
    document.body.dataset.tray = open ? "open" : "folded";
    fold.setAttribute("aria-expanded", String(open));
    if (open) load(where, list);
  };
  document.body.append(tray);
  setOpen(matchMedia("(min-width: 80rem)").matches);
}

async function load(where, list) {
  try {
    const { groups } = await get(typeof where === "string" ? where : ofRound(where));
    fill(
      list,
      groups.map((group, place) =>
        h("details", { class: "tray-group", open: place < 2 }, h("summary", {}, group.title), h("ul", {}, group.codes.map((code) => h("li", {}, codeButton(code))))),
      ),
    );
  } catch (error) {
    fill(list, h("p", { class: "note" }, error.sentence));
  }
}

/** A click must not take the focus: the scanner types where the person is. */
function codeButton(code) {
  return h(
    "button",
    {
      type: "button",
      class: "tray-code",
      onmousedown: (event) => event.preventDefault(),
      onclick: (event) => {
        event.currentTarget.blur();
        typeLikeAScanner(code.raw);
      },
    },
    icon("barcode"),
    h("span", {}, h("strong", {}, code.label), code.hint && h("span", { class: "small quiet" }, ` ${code.hint}`)),
  );
}
