// The stock page: what a place holds, lot by lot, and every move in its order.

import { get } from "./api.js";
import { fullDate } from "./clock.js";
import { button, fill, h, icon, say } from "./dom.js";
import { begin } from "./session.js";
import { askCarry, askCount, askReturn } from "./stock_acts.js";
import { Moves } from "./stock_moves.js";
import { loadPlaces, placeField, placeIcon, rememberPlace, rememberedPlace } from "./stock_places.js";
import { t } from "./texts.js";
import { turns } from "./turns.js";

const main = document.getElementById("main");
const state = { me: null, places: [], place: null, shelf: null, view: "held", search: "", only: null, account: null };
const asking = turns();
const body = h("div", { class: "stack" });
const problem = h("div", { role: "alert" });

const mayMove = () => state.me.rights.includes("move_stock");
const lotName = (lot) => (lot.lot ? t("stock.lot", { lot: lot.lot }) : t("stock.lot_unknown"));

/** Shows the view of the place; false where another was asked for before this one was there. */
async function show() {
  const isLast = asking();
  fill(problem);
  try {
    if (state.view === "held") {
      const shelf = await get(`/api/stock/levels?place=${state.place.id}`);
      if (!isLast()) return false;
      state.shelf = shelf;
      drawHeld();
    } else drawMoves();
  } catch (error) {
    if (!isLast()) return false;
    fill(problem, h("p", { class: "note note-bad" }, error.sentence), button(t("stock.retry"), show, { picture: "refresh-cw" }));
  }
  return true;
}

function frame() {
  const tab = (view, label, picture) =>
    button(label, () => open(view), { picture, "aria-pressed": String(state.view === view) });
  fill(
    main,
    h(
      "div",
      { class: "stack" },
      h(
        "div",
        { class: "row spread" },
        h("h1", { tabindex: "-1" }, t("stock.title")),
        mayMove() && h("a", { class: "button button-main", href: "/stock/reception" }, icon("package-plus"), t("stock.receive")),
      ),
      h("div", { class: "row" }, placeIcon(state.place), placeField(state.places, state.place, choose)),
      h("div", { class: "tabs" }, tab("held", t("stock.held"), "package-open"), tab("moves", t("stock.moves"), "arrow-left-right")),
      problem,
      body,
    ),
  );
}

function choose(place) {
  Object.assign(state, { place, account: null, only: null });
  rememberPlace(place);
  fill(body, h("p", { class: "quiet" }, t("stock.loading")));
  open(state.view);
}

function open(view, account = null) {
  Object.assign(state, { view, account });
  frame();
  show();
}

function drawHeld() {
  const lots = state.shelf.products.flatMap((product) => product.lots);
  const number = (freshness) => lots.filter((lot) => lot.freshness === freshness).length;
  const list = h("div", { class: "stack" });
  const filter = (freshness, key, picture) =>
    number(freshness) > 0 &&
    button(t(key, { n: number(freshness) }), () => {
      state.only = state.only === freshness ? null : freshness;
      drawHeld();
    }, { picture, "aria-pressed": String(state.only === freshness) });
  fill(
    body,
    state.shelf.products.length === 0
      ? h("p", { class: "note" }, icon("info"), t("stock.empty"))
      : [
          h(
            "div",
            { class: "row" },
            h(
              "div",
              { class: "field grow" },
              h("label", { for: "search" }, t("stock.search")),
              h("input", {
                class: "input",
                id: "search",
                type: "search",
                autocomplete: "off",
                value: state.search,
                oninput: (event) => {
                  state.search = event.target.value;
                  drawProducts(list);
                },
              }),
            ),
          ),
          h("div", { class: "row" }, filter("expired", "stock.expired_lots", "calendar-x"), filter("short", "stock.short_lots", "calendar-clock")),
          list,
        ],
  );
  drawProducts(list);
}

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function matching() {
  const wanted = plain(state.search).split(/\s+/).filter(Boolean);
  return state.shelf.products
    .map((product) => ({ ...product, lots: product.lots.filter((lot) => !state.only || lot.freshness === state.only) }))
    .filter((product) => {
      const said = plain(`${product.label} ${product.brand} ${product.cip13} ${product.lots.map((lot) => lot.lot).join(" ")}`);
      return product.lots.length > 0 && wanted.every((word) => said.includes(word));
    });
}

function drawProducts(list) {
  const found = matching();
  fill(
    list,
    h("p", { class: "quiet", role: "status" }, found.length ? t("stock.medicines", { n: found.length }) : t("stock.none_found")),
    found.map(productCard),
  );
}

function productCard(product) {
  return h(
    "section",
    { class: "card held" },
    h(
      "div",
      { class: "held-name" },
      h("div", {}, h("h2", {}, product.label), h("p", { class: "quiet" }, product.brand), product.narcotic && h("p", { class: "badge" }, icon("lock"), t("stock.narcotic"))),
      h("p", { class: "held-level" }, product.words),
    ),
    h("ul", {}, product.lots.map((lot) => lotRow(product, lot))),
  );
}

/** How near its expiry a lot is, as a picture and a word. */
function freshnessBadge(lot) {
  if (lot.freshness !== "expired" && lot.freshness !== "short") return null;
  const picture = lot.freshness === "expired" ? "calendar-x" : "calendar-clock";
  return h("span", { class: `badge badge-${lot.freshness}` }, icon(picture), t(`stock.fresh.${lot.freshness}`));
}

function lotRow(product, lot) {
  const what = `${product.label}, ${lotName(lot)}`;
  return h(
    "li",
    { class: "lot" },
    h(
      "div",
      {},
      h(
        "p",
        { class: "row" },
        h("strong", {}, lotName(lot)),
        h("span", {}, lot.expiry ? t("stock.expiry", { date: fullDate(lot.expiry) }) : t("stock.expiry_unknown")),
        freshnessBadge(lot),
      ),
      product.lots.length > 1 && h("p", {}, lot.words),
    ),
    h(
      "div",
      { class: "lot-actions" },
      mayMove() && button(t("stock.count"), () => askCount(product, lot, after), { picture: "clipboard-check", "aria-label": t("stock.count_of", { what }) }),
      mayMove() &&
        button(t("stock.carry"), () => askCarry(product, lot, others(), after), { picture: "arrow-right-left", "aria-label": t("stock.carry_of", { what }) }),
      mayMove() && button(t("stock.return"), () => askReturn(product, lot, after), { picture: "package-minus", "aria-label": t("stock.return_of", { what }) }),
      button(t("stock.moves"), () => open("moves", { id: lot.account, what }), { picture: "list", look: "button-plain", "aria-label": t("stock.lot_moves_of", { what }) }),
    ),
  );
}

const others = () => state.places.filter((place) => place.id !== state.place.id);

/** A level may have moved while a sheet was open: what the page shows is read again either way. */
const after = {
  closed: () => show(),
  done: (sentence, receipt) => {
    say(sentence);
    const paper = receipt && h("a", { class: "button", href: receipt, target: "_blank", rel: "noopener" }, icon("printer"), h("span", {}, t("stock.receipt")));
    show().then((shown) => shown && body.prepend(h("div", { class: "stack" }, h("p", { class: "note" }, icon("check"), h("span", {}, sentence)), paper)));
  },
};

function drawMoves() {
  const moves = new Moves({ place: state.place, account: state.account, zone: state.me.establishment.zone });
  fill(
    body,
    state.account && [
      h("h2", {}, t("stock.lot_moves_of", { what: state.account.what })),
      button(t("stock.all_moves"), () => open("moves"), { picture: "list", look: "button-plain" }),
    ],
    moves.element,
  );
  return moves.load();
}

async function start() {
  state.me = await begin();
  state.places = await loadPlaces();
  if (state.places.length === 0) {
    fill(main, h("h1", {}, t("stock.title")), h("p", { class: "note" }, t("stock.no_place")));
    return;
  }
  state.place = rememberedPlace(state.places) ?? state.places[0];
  frame();
  fill(body, h("p", { class: "quiet" }, t("stock.loading")));
  await show();
}

start().catch((error) => {
  fill(main, h("h1", {}, "Stock"), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
});
