// A resident's page: who they are, what is prescribed, and the supports that identify them.

import { get } from "./api.js";
import { shortDay } from "./clock.js";
import { fill, h, icon } from "./dom.js";
import { drug, glued } from "./line.js";
import { begin } from "./session.js";
import { t } from "./texts.js";
import { band } from "./who.js";

const main = document.getElementById("main");
const path = `/api/residents/${encodeURIComponent(decodeURIComponent(location.pathname.split("/")[2]))}`;

/** What a person may not read is left out; what the server could not say is said. */
async function part(address) {
  try {
    return { value: await get(address) };
  } catch (problem) {
    return problem.status === 403 ? {} : { problem };
  }
}

const section = (title, { value, problem }, build) =>
  (value || problem) &&
  h(
    "section",
    { class: "card stack" },
    h("h2", {}, title),
    problem && h("p", { class: "note note-bad" }, problem.sentence),
    value && (value.length > 0 ? h("ul", { class: "stack" }, value.map(build)) : h("p", { class: "quiet" }, t("person.none"))),
  );

function line({ label, status, version, coming }) {
  const shown = version ?? coming[0];
  return h(
    "li",
    {},
    h("p", { class: "dose" }, h("strong", {}, drug(label)), shown?.sentence ? ` — ${glued(shown.sentence)}` : ""),
    h("p", { class: "line-more" }, [label.brand, ...(shown?.instructions ?? [])].filter(Boolean).join(" · ")),
    status !== "active" && h("span", { class: "badge" }, t(`person.${status}`)),
  );
}

function token({ support, number, tail, revoked_at: revoked }) {
  return h(
    "li",
    { class: "row" },
    icon("id-card"),
    t("person.token", { number, support: t(`person.${support}`), tail }),
    h("span", { class: "quiet" }, revoked ? t("person.revoked", { date: shortDay(revoked) }) : t("person.valid")),
  );
}

async function start() {
  const me = await begin();
  try {
    const { card, ...entry } = await get(path);
    const [lines, tokens] = await Promise.all([part(`${path}/lines`), part(`${path}/tokens`)]);
    document.title = `${t("person.title")} – medcircuit`;
    const known = { age: null, room: null, homonyms: [], absence: null, portrait: null, ...card, ...entry };
    fill(
      main,
      h(
        "div",
        { class: "stack" },
        h("div", { class: "who" }, band(known, { zone: me.establishment.zone })),
        !card && h("p", { class: "note note-warn" }, t("person.gone")),
        section(t("person.lines"), lines, line),
        section(t("person.tokens"), tokens, token),
      ),
    );
  } catch (error) {
    fill(main, h("h1", {}, t("person.title")), h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")));
  }
}

start();
