// Why a person could not be entered or set right, and whom they may be where somebody alike is known here.

import "./admission_texts.js";
import { get } from "./api.js";
import { button, fill, h, icon } from "./dom.js";
import { t } from "./texts.js";
import { fullName } from "./who.js";

const enc = encodeURIComponent;

/** Says it at a place, with whoever is alike and the way on where it is another person all the same, and `more`. */
export async function refusedIdentity(place, error, anyway, more = null) {
  const alike = error.members?.residents ?? [];
  const known = await Promise.all(alike.map((id) => get(`/api/residents/${enc(id)}`).catch(() => null)));
  fill(
    place,
    h("p", { class: "note note-bad" }, error.sentence ?? t("error.server")),
    known.filter(Boolean).map((one) => h("a", { class: "button", href: `/residents/${enc(one.id)}` }, icon("user"), t("admit.known", { name: fullName(one) }))),
    alike.length > 0 && button(t("admit.another"), () => anyway(alike), { picture: "users-round" }),
    more,
  );
}
