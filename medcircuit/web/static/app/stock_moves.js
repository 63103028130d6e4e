// The ledger on the page: every move with its time, what it was, who did it and why; older ones on demand.

import { get } from "./api.js";
import { fullDate, hourMinute, localDate, shortDay } from "./clock.js";
import { button, fill, h, icon } from "./dom.js";
import { t } from "./texts.js";

const PICTURES = {
  received: "package-plus",
  given: "pill",
  destroyed: "trash",
  returned: "package-minus",
  transferred: "arrow-right-left",
  found: "circle-plus",
  missed: "circle-minus",
  undone: "undo",
};
const LOOKS = { received: "more", found: "difference", missed: "difference", undone: "undone" };
const TOLD_LATER = 2 * 60 * 1000; // from two minutes on, both instants are shown

/** A list of moves that fills itself page by page. */
export class Moves {
  constructor({ place, account, zone }) {
    this.query = account ? `account=${account.id}` : `place=${place.id}`;
    this.zone = zone;
    this.after = null;
    this.day = null;
    this.list = h("div", {});
    this.foot = h("div", {});
    this.element = h("div", { class: "card" }, this.list, this.foot);
  }

  async load() {
    fill(this.foot, h("p", { class: "quiet" }, t("stock.loading")));
    try {
      const after = this.after ? `&after=${encodeURIComponent(this.after)}` : "";
      const page = await get(`/api/stock/ledger?${this.query}${after}`);
      for (const move of page.moves) this.add(move);
      this.after = page.after;
      fill(this.foot, this.after && button(t("stock.more"), () => this.load(), { picture: "chevron-down" }));
      if (!this.list.children.length) fill(this.foot, h("p", { class: "quiet" }, t("stock.no_move")));
    } catch (error) {
      fill(
        this.foot,
        h("p", { class: "note note-bad", role: "alert" }, error.sentence),
        button(t("stock.retry"), () => this.load(), { picture: "refresh-cw" }),
      );
    }
  }

  add(move) {
    const day = localDate(Date.parse(move.recorded_at), this.zone);
    if (day !== this.day) {
      this.day = day;
      this.rows = h("ol", {});
      this.list.append(h("h2", { class: "day" }, shortDay(day, this.zone)), this.rows);
    }
    this.rows.append(moveRow(move, this.zone));
  }
}

function where(move) {
  if (move.source && move.target) return t("stock.from_to", { source: move.source.name, target: move.target.name });
  if (move.target) return t("stock.into", { target: move.target.name });
  return move.source ? t("stock.out_of", { source: move.source.name }) : "";
}

function who(move, zone) {
  const name = move.by === "system" ? t("stock.automatic") : move.by;
  const said = t("stock.by", { name, time: hourMinute(move.at, zone) });
  const later = Math.abs(Date.parse(move.recorded_at) - Date.parse(move.at)) >= TOLD_LATER;
  return later ? `${said} ${t("stock.told_at", { time: hourMinute(move.recorded_at, zone) })}` : said;
}

function moveRow(move, zone) {
  const lot = move.lot ? t("stock.lot", { lot: move.lot }) : t("stock.lot_unknown");
  const expiry = move.expiry ? t("stock.expiry", { date: fullDate(move.expiry) }) : t("stock.expiry_unknown");
  return h(
    "li",
    { class: "move", data: { why: move.why } },
    icon(PICTURES[move.why]),
    h(
      "div",
      {},
      h("p", { class: `move-${LOOKS[move.why] ?? "less"}` }, h("strong", {}, `${t(`stock.why.${move.why}`)} : ${move.words}`)),
      h("p", {}, move.label),
      h("p", { class: "quiet" }, `${move.brand} – ${lot}, ${expiry}`),
      h(
        "p",
        { class: "quiet small" },
        [where(move), move.reason && t(`stock.reason.${move.reason}`), who(move, zone)].filter(Boolean).join(" – "),
      ),
    ),
  );
}
