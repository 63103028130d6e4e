// Who a person is and where they live, set right on their page: a correction, what it makes of the status, which cards to print again.

import { refusedIdentity } from "./alike.js";
import { call, get, post } from "./api.js";
import { fullDate, hourMinute, instantOf, localDate, nowMs, shortDay } from "./clock.js";
import { button, fill, h, icon, say, submits } from "./dom.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import "./admission_texts.js";
import "./person_identity_texts.js";
import "./person_texts.js";
import { fullName } from "./who.js";

const enc = encodeURIComponent;
const PROOFS = ["CN", "PA", "CS", "AN", "LE"];
const field = (name, label, attributes) => h("div", { class: "field" }, h("label", { for: `set-${name}` }, label), h("input", { class: "input", id: `set-${name}`, name, autocomplete: "off", maxlength: 100, ...attributes }));
const option = (name, value, label, checked = false) => h("label", { class: "option" }, h("input", { type: "radio", name, value, required: true, checked }), h("span", {}, label));

/** The identity as the form says it; the matricule only where another was read. */
function identity(values, resident) {
  const names = values.get("first_names").trim().split(/[\s,]+/);
  // A first name of two words ("Marie Anne") stays one where the list still begins with it.
  const first = names.join(" ").startsWith(`${resident.first_name} `) || names.join(" ") === resident.first_name ? resident.first_name : names[0];
  const matricule = values.get("ins_matricule")?.trim();
  return {
    birth_name: values.get("birth_name").trim(),
    first_name: first,
    first_names: names.join(" "),
    used_name: values.get("used_name").trim() || null,
    birth_date: values.get("birth_date"),
    sex: values.get("sex"),
    birthplace_code: values.get("birthplace_code").trim().toUpperCase() || null,
    ins_matricule: matricule && matricule !== resident.ins_matricule ? matricule : null,
  };
}

/** What was kept, said at once: the status where it went down, and every support that carries what was before. */
async function kept({ path, done }, title, before) {
  await done();
  const [now, tokens] = await Promise.all([get(path), get(`${path}/tokens`).catch(() => [])]);
  const again = tokens.filter((one) => one.outdated).map((one) => t(`person.${one.support}`));
  const status = before && before.ins_status !== now.ins_status;
  say(title);
  if (!status && again.length === 0) return;
  showSheet({
    title,
    body: [
      status && h("p", { class: "note" }, icon("id-card"), t("set.status_now", { status: t(`set.status_${now.ins_status}`) })),
      again.length > 0 && h("p", { class: "note note-warn" }, icon("printer"), t("set.again", { supports: again.join(", ") })),
      h("p", {}, t("set.papers")),
    ],
  });
}

function identityForm(known) {
  const { path, resident } = known;
  const problem = h("div", { role: "alert", class: "stack" });
  const held = ["RECUP", "QUAL"].includes(resident.ins_status);
  const sent = async (distinct = []) => {
    const values = new FormData(form);
    fill(problem);
    const body = { identity: identity(values, resident), proof: values.get("proof") || null, seen: resident.corrections, distinct_from: distinct };
    try {
      await call("PUT", `${path}/identity`, { body });
    } catch (error) {
      await refusedIdentity(problem, error, sent, error.code === "identity_changed" && button(t("set.reload"), () => location.reload(), { picture: "rotate-ccw" }));
      problem.scrollIntoView({ block: "nearest" });
      return;
    }
    close();
    await kept(known, t("set.done"), resident);
  };
  const form = h(
    "form",
    { class: "stack", onsubmit: submits(() => sent()) },
    h("p", { class: "quiet" }, t("set.help")),
    field("birth_name", t("admit.birth_name"), { required: true, value: resident.birth_name }),
    field("first_names", t("admit.first_names"), { required: true, value: resident.first_names }),
    field("used_name", t("admit.used_name"), { value: resident.used_name ?? "" }),
    field("birth_date", t("admit.birth_date"), { type: "date", required: true, value: resident.birth_date }),
    h("fieldset", { class: "options" }, h("legend", {}, t("admit.sex")), option("sex", "F", t("admit.F"), resident.sex === "F"), option("sex", "M", t("admit.M"), resident.sex === "M")),
    field("birthplace_code", t("set.birthplace"), { maxlength: 5, value: resident.birthplace_code ?? "" }),
    held && field("ins_matricule", t("set.matricule"), { maxlength: 30, inputmode: "numeric", value: resident.ins_matricule ?? "" }),
    held && !resident.ins_matricule && h("p", { class: "small quiet" }, t("set.matricule_kept")),
    h("fieldset", { class: "options" }, h("legend", {}, t("set.proof")), option("proof", "", t("set.proof_none"), true), PROOFS.map((one) => option("proof", one, t(`set.proof_${one}`)))),
    h("p", { class: "note" }, icon("info"), t("set.status", { status: t(`set.status_${resident.ins_status}`) })),
    problem,
    h("button", { type: "submit", class: "button button-main" }, t("set.save")),
  );
  const close = showSheet({ title: t("set.title_of", { name: fullName(resident) }), body: form });
}

/** The button that sets an identity right. */
export const identityButton = (known) => button(t("set.title"), () => identityForm(known), { picture: "id-card" });

/** After the last one of a unit's walk; in one's own unit the place stays. */
async function place(unit, { card }) {
  if (card && card.unit === unit) return card.order;
  const people = await get(`/api/units/${enc(unit)}/residents`);
  return 1 + Math.max(0, ...people.map((one) => one.order));
}

function moveForm(known, { units, zone, stay }) {
  const { path, resident } = known;
  const problem = h("div", { role: "alert", class: "stack" });
  const local = `${localDate(nowMs(), zone)}T${hourMinute(nowMs(), zone)}`;
  const sent = async () => {
    const values = new FormData(form);
    fill(problem);
    try {
      const unit = values.get("unit");
      const [day, time] = values.get("at").split("T");
      // "Now" is a second ago: the device may think itself a little ahead, and the new room is shown at once.
      const at = values.get("at") === local ? nowMs() - 1000 : instantOf(day, time.slice(0, 5), zone);
      await post(`${path}/stays`, { unit, room: values.get("room").trim(), order: await place(unit, resident), at: new Date(at).toISOString(), seen: stay?.starts_at ?? null });
    } catch (error) {
      fill(problem, h("p", { class: "note note-bad" }, error.sentence ?? t("error.server")), error.code === "stay_changed" && button(t("set.reload"), () => location.reload(), { picture: "rotate-ccw" }));
      return;
    }
    close();
    await kept(known, t("set.moved"));
  };
  const form = h(
    "form",
    { class: "stack", onsubmit: submits(sent) },
    h("fieldset", { class: "options" }, h("legend", {}, t("admit.unit")), units.map((unit) => option("unit", unit.id, unit.name, unit.id === (stay?.unit ?? units[0].id)))),
    field("room", t("admit.room"), { required: true, maxlength: 20, value: stay?.room ?? "" }),
    field("at", t("set.from"), { type: "datetime-local", required: true, value: local }),
    h("p", { class: "quiet" }, t("set.move_help")),
    problem,
    h("button", { type: "submit", class: "button button-main" }, t("set.move_save")),
  );
  const close = showSheet({ title: t("set.move_of", { name: fullName(resident) }), body: form });
}

/** The button that has a person live in another room, or come back; `stays` are theirs, `units` the house's. */
export function moveButton(known, { stays, units, zone }) {
  const stay = stays.find((one) => !one.ends_at);
  return button(t(stay ? "set.move" : "set.back"), () => moveForm(known, { units, zone, stay }), { picture: "door-open" });
}

const shown = (name, text) => {
  if (text === null) return t("set.nothing");
  if (name === "birth_date") return fullDate(text);
  if (name === "sex") return t(`admit.${text}`);
  return name === "ins_status" ? t(`set.status_${text}`) : text;
};

function correction(one, zone) {
  const said = one.changes.map(({ field: name, before, after }) => t("set.was", { what: t(`set.of_${name}`), before: shown(name, before), after: shown(name, after) }));
  return h(
    "li",
    { class: "stack" },
    h("p", { class: "quiet" }, t("set.by", { day: shortDay(one.at, zone), time: hourMinute(one.at, zone), name: one.by_name }), one.proof && ` · ${t(`set.proof_${one.proof}`)}`),
    said.map((sentence) => h("p", {}, sentence)),
    one.matricule && h("p", {}, t("set.number")),
  );
}

/** What the identity was before, by whom and when it was set right; nothing where it never was. */
export function correctionsCard({ value }, zone) {
  if (!value?.length) return null;
  return h("section", { class: "card stack" }, h("details", {}, h("summary", {}, t("set.history", { n: value.length })), h("ul", { class: "stack" }, value.map((one) => correction(one, zone)))));
}
