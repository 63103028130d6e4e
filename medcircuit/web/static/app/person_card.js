// The cards, bracelets and badges of a person: which are in force, and printing the next copy of one.

import { shortDay } from "./clock.js";
import { button, h, icon } from "./dom.js";
import { printedLink } from "./paper.js";
import { choose, showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./person_identity_texts.js";
import "./person_texts.js";

const SUPPORTS = ["card", "bracelet", "badge"];

function token({ support, number, tail, outdated, revoked_at: revoked }) {
  return h(
    "li",
    { class: "row" },
    icon("id-card"),
    t("person.token", { number, support: t(`person.${support}`), tail }),
    h("span", { class: "quiet" }, revoked ? t("person.revoked", { date: shortDay(revoked) }) : t("person.valid")),
    outdated && h("span", { class: "badge badge-missing" }, icon("printer"), t("set.outdated")),
  );
}

/** The next copy of a support; the one before it is worth nothing any more, and that is said first. */
async function print(path, tokens, done) {
  const inForce = (support) => tokens.some((one) => one.support === support && !one.revoked_at);
  const choices = SUPPORTS.map((value) => ({ value, picture: "id-card", label: t(inForce(value) ? "person.card_again" : "person.card_first", { support: t(`person.${value}`) }) }));
  const support = await choose(t("person.card_print"), choices, { text: t("person.card_what") });
  if (!support) return;
  let body;
  try {
    const link = await printedLink(`${path}/tokens`, { support }, { name: `${support}.pdf`, label: t("person.card_open") });
    body = [h("p", {}, t("person.card_ready")), h("div", { class: "row" }, link)];
  } catch (error) {
    body = h("p", { class: "note note-bad", role: "alert" }, error.sentence);
  }
  await done();
  showSheet({ title: t("person.card_print"), body });
}

/** What a person is identified by; `may`: the reader may print another. */
export function tokensCard(tokens, { path, may, done }) {
  return h(
    "section",
    { class: "card stack" },
    h("h2", {}, t("person.tokens")),
    tokens.problem && h("p", { class: "note note-bad" }, tokens.problem.sentence),
    tokens.value && h("ul", { class: "stack" }, tokens.value.map(token)),
    may && tokens.value && h("div", { class: "row" }, button(t("person.card_print"), () => print(path, tokens.value, done), { picture: "printer" })),
  );
}
