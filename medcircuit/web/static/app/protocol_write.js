// A physician writes a protocol, on a telephone or a desk: from the lines in force, each field with what is wrong below it.

import { get, post } from "./api.js";
import { nowMs } from "./clock.js";
import { button, fill, focusOn, h, icon, say } from "./dom.js";
import { comma } from "./fraction.js";
import { uuid7 } from "./ids.js";
import { refusal } from "./lock.js";
import { proofField } from "./proof.js";
import { minutesSaid, wordsOf } from "./protocol_read.js";
import { showSheet } from "./sheet.js";
import { t } from "./texts.js";
import { turns } from "./turns.js";
import { fullName, room } from "./who.js";

const enc = encodeURIComponent;
const LISTS = ["contra_signs", "measures_first"];
const UNPROVED = new Set(["wrong_proof", "too_many_proofs", "wrong_code", "code_spent", "too_many_codes", "passkey_refused", "passkey_not_used", "passkeys_unavailable"]);
const EMPTY = { kind: "as_needed", title: "", indication: "", assessment: null, class_id: "", medicine: "", unit: "", dose: "", dose_high: null, once_max: "", day_max: "", interval_min: 0, days_max: 3, contra_signs: [], measures_first: [], regimes: ["assisted"], call_name: "", call_phone: "", call_first: false, recheck_min: 60, rpps: "", ends_on: null, trainer: "" };


/** Opens the form, on a protocol or on a new one; `done(signed)` once it is sealed, `leave()` when it is not. */
export function writeProtocol(main, me, one, { done, leave }) {
  const start = one ? { ...one.protocol } : { ...EMPTY };
  const state = {
    protocol: start,
    unit: one?.lines[0]?.resident.unit ?? me.units[0]?.id ?? null,
    chosen: new Map((one?.lines ?? []).map((line) => [line.line, line.resident.id])),
    choices: null,
    errors: {},
    wrong: {},
    id: uuid7(nowMs()),
  };
  const form = h("form", { class: "stack protocol-form", onsubmit: check, novalidate: true });
  const problem = h("div", { role: "alert" });

  const asking = turns();

  async function load() {
    const isLast = asking();
    try {
      const choices = await get(`/api/units/${enc(state.unit)}/protocol-choices`);
      if (!isLast()) return;
      keep(); // what was typed while they were on their way
      state.choices = choices;
      state.protocol.rpps ||= state.choices.rpps ?? "";
      draw();
    } catch (error) {
      if (isLast()) fill(problem, h("p", { class: "note note-bad" }, error.sentence));
    }
  }

  /** What is typed is kept before anything is drawn anew. */
  function keep() {
    const read = (name) => form.querySelector(`[name="${name}"]`)?.value ?? "";
    const { protocol } = state;
    if (!form.querySelector("[name=title]")) return;
    for (const name of ["title", "indication", "dose", "once_max", "day_max", "call_name", "call_phone", "trainer"]) protocol[name] = read(name).trim();
    for (const name of LISTS) protocol[name] = read(name).split("\n").map((line) => line.trim()).filter(Boolean);
    protocol.rpps = form.querySelector("[name=rpps]") ? read("rpps").trim() : protocol.rpps;
    protocol.interval_min = Math.round(Number(read("interval_h").replace(",", ".")) * 60) || 0;
    protocol.days_max = Number.parseInt(read("days_max"), 10) || 0;
    protocol.recheck_min = Number.parseInt(read("recheck_min"), 10) || 0;
    protocol.ends_on = read("ends_on") || null;
    protocol.call_first = form.querySelector("[name=call_first]")?.checked ?? false;
    protocol.regimes = [...form.querySelectorAll("[name=regimes]:checked")].map((box) => box.value);
    const scale = read("scale");
    protocol.assessment = scale ? { scale, threshold: read("threshold").trim(), at_most: read("way") === "at_most" } : null;
  }

  function body() {
    const { assessment, written_on: _, ...protocol } = state.protocol;
    const before = assessment?.threshold ? assessment : null;
    const amounts = Object.fromEntries(["dose", "once_max", "day_max"].map((name) => [name, protocol[name] || "0"]));
    const lines = [...state.chosen].map(([line, resident]) => ({ line, resident }));
    return { id: state.id, protocol: { ...protocol, ...amounts, assessment: before }, lines, seen_version: one?.version ?? 0 };
  }

  function wrongAt(name) {
    const said = state.errors[name];
    return said && h("p", { class: "note note-bad", id: `wrong-${name}` }, icon("triangle-alert"), h("span", {}, said.join(" ")));
  }

  function field(name, attributes = {}, label = t(`protocol.field.${name}`)) {
    const { tag = "input", hint = null, value = state.protocol[name], key = name, ...more } = attributes;
    const bad = Boolean(state.errors[key]);
    const described = [hint && `hint-${name}`, bad && `wrong-${key}`].filter(Boolean).join(" ") || null;
    return h("div", { class: "field" }, h("label", { for: `p-${name}` }, label), hint && h("p", { class: "small quiet", id: `hint-${name}` }, hint), h(tag, { class: "input", id: `p-${name}`, name, value, autocomplete: "off", "aria-invalid": bad ? "true" : null, "aria-describedby": described, ...more }), wrongAt(key));
  }

  function kinds() {
    return h(
      "fieldset",
      { class: "options" },
      h("legend", {}, t("protocol.field.kind")),
      ["as_needed", "vital"].map((kind) =>
        h("label", { class: "option" }, h("input", { type: "radio", name: "kind", value: kind, checked: state.protocol.kind === kind, disabled: one !== null, onchange: () => change({ kind }) }), h("span", {}, t(`protocol.kind.${kind}`))),
      ),
      wrongAt("kind"),
    );
  }

  function change(more) {
    keep();
    Object.assign(state.protocol, more);
    if (more.kind === "vital") Object.assign(state.protocol, { call_name: state.protocol.call_name || "SAMU", call_phone: "15", call_first: false, days_max: 0, recheck_min: 10 });
    draw();
  }

  /** The lines of the unit by medicine; the first one ticked fills the doses and limits that the protocol may not pass. */
  function lines() {
    const found = state.choices.lines;
    const unit = h("div", { class: "row", role: "group", "aria-label": t("protocol.unit") }, me.units.map((one_) => button(one_.name, () => turn(one_.id), { "aria-pressed": String(one_.id === state.unit) })));
    const medicines = [...new Map(found.map((line) => [line.class_id, line.medicine]))];
    const mine = found.filter((line) => line.class_id === state.protocol.class_id);
    return h(
      "section",
      { class: "stack" },
      h("h2", {}, t("protocol.field.medicine")),
      me.units.length > 1 && unit,
      found.length === 0 && h("p", { class: "note" }, t("protocol.no_line")),
      state.protocol.medicine && h("p", {}, h("strong", {}, state.protocol.medicine)),
      !one && found.length > 0 && h("fieldset", { class: "options" }, h("legend", { class: "unseen" }, t("protocol.field.medicine")), medicines.map(([id, name]) => h("label", { class: "option" }, h("input", { type: "radio", name: "class", value: id, checked: id === state.protocol.class_id, onchange: () => medicine(id) }), h("span", {}, name)))),
      wrongAt("class_id"),
      mine.length > 0 &&
        h(
          "fieldset",
          { class: "options" },
          h("legend", {}, t("protocol.choose_people")),
          mine.map((line) =>
            h(
              "div",
              {},
              h("label", { class: "option" }, h("input", { type: "checkbox", checked: state.chosen.has(line.line), onchange: (event) => tick(line, event.target.checked) }), h("span", {}, h("strong", {}, fullName(line.resident)), ` · ${room(line.resident)}`, h("br", {}), h("span", { class: "small" }, `${line.said}${line.interval_min ? ` · ${minutesSaid(line.interval_min)}` : ""}`))),
              state.wrong[line.line] && h("p", { class: "note note-bad" }, icon("triangle-alert"), h("span", {}, state.wrong[line.line].join(" "))),
            ),
          ),
        ),
    );
  }

  function turn(unit) {
    keep();
    state.unit = unit;
    load();
  }

  function medicine(id) {
    const line = state.choices.lines.find((found) => found.class_id === id);
    state.chosen.clear();
    change({ class_id: id, medicine: line.medicine, unit: line.unit });
    tick(line, true);
  }

  function tick(line, on) {
    keep();
    if (on) state.chosen.set(line.line, line.resident.id);
    else state.chosen.delete(line.line);
    if (on && state.chosen.size === 1 && !one) {
      const { protocol } = state;
      Object.assign(protocol, { dose: comma(line.dose), once_max: comma(line.once ?? line.dose), day_max: comma(line.per_day), interval_min: line.interval_min ?? protocol.interval_min, ends_on: line.last_day ?? protocol.ends_on });
      if (line.regime) protocol.regimes = [line.regime];
    }
    draw();
  }

  const section = (title, ...children) => h("section", { class: "stack" }, h("h2", {}, title), children);

  function measure() {
    const before = state.protocol.assessment;
    const option = (value, label, chosen) => h("option", { value, selected: chosen }, label);
    return [
      field("scale", { tag: "select", key: "assessment", value: null }, t("protocol.field.assessment")),
      h("div", { class: "protocol-pair" }, field("way", { tag: "select", key: "", value: null }, t("protocol.threshold")), field("threshold", { key: "", value: comma(before?.threshold), inputmode: "decimal" }, t("protocol.value"))),
    ].map((made) => {
      made.querySelector("[name=scale]")?.append(option("", t("protocol.choose"), !before), ...state.choices.scales.map((scale) => option(scale.code, `${scale.label}${scale.unit ? ` (${scale.unit})` : ""}`, before?.scale === scale.code)));
      made.querySelector("[name=way]")?.append(option("at_least", t("protocol.at_least"), !before?.at_most), option("at_most", t("protocol.at_most"), Boolean(before?.at_most)));
      return made;
    });
  }

  function who(vital) {
    const trainers = [...new Set([...state.choices.trainers, state.protocol.trainer].filter(Boolean))];
    const trainer = field("trainer", { tag: "select", value: null });
    trainer.querySelector("select").append(h("option", { value: "" }, t("protocol.choose")), ...trainers.map((name) => h("option", { value: name, selected: name === state.protocol.trainer }, name)));
    return [
      h(
        "fieldset",
        { class: "options" },
        h("legend", {}, t("protocol.field.regimes")),
        ["assisted", "entrusted", "nurse_only"].map((regime) => h("label", { class: "option" }, h("input", { type: "checkbox", name: "regimes", value: regime, checked: state.protocol.regimes.includes(regime) }), h("span", {}, t(`protocol.regime.${regime}`)))),
        wrongAt("regimes"),
      ),
      h("div", { class: "protocol-pair" }, field("call_name"), field("call_phone", { type: "tel" })),
      !vital && h("label", { class: "option" }, h("input", { type: "checkbox", name: "call_first", checked: state.protocol.call_first }), h("span", {}, t("protocol.field.call_first"))),
      wrongAt("call_first"),
      trainer,
    ];
  }

  function draw() {
    const { protocol } = state;
    const vital = protocol.kind === "vital";
    const number = { inputmode: "decimal" };
    fill(
      form,
      h("h1", { tabindex: "-1" }, one ? one.protocol.title : t("protocol.new")),
      problem,
      kinds(),
      lines(),
      section(
        t("protocol.field.indication"),
        field("title", { maxlength: 120 }),
        field("indication", { tag: "textarea", rows: 2, maxlength: 300, hint: t("protocol.indication_hint") }),
        !vital && measure(),
        field("measures_first", { tag: "textarea", rows: 3, value: protocol.measures_first.join("\n"), hint: t("protocol.one_a_line") }, t(vital ? "protocol.field.meanwhile" : "protocol.field.measures_first")),
        field("contra_signs", { tag: "textarea", rows: 3, value: protocol.contra_signs.join("\n"), hint: t("protocol.one_a_line") }),
      ),
      section(
        t("protocol.field.dose"),
        h("div", { class: "protocol-pair" }, field("dose", { ...number, value: comma(protocol.dose) }, protocol.unit ? t("protocol.field.dose_of", { unit: protocol.unit }) : t("protocol.field.dose")), field("once_max", { ...number, value: comma(protocol.once_max) })),
        h("div", { class: "protocol-pair" }, field("day_max", { ...number, value: comma(protocol.day_max) }), field("interval_h", { ...number, key: "interval_min", value: protocol.interval_min ? comma(String(protocol.interval_min / 60)) : "" })),
        h("div", { class: "protocol-pair" }, !vital && field("days_max", { inputmode: "numeric", value: protocol.days_max || "" }), field("recheck_min", { inputmode: "numeric", value: protocol.recheck_min || "" }, t("protocol.field.recheck_minutes"))),
      ),
      section(t("protocol.field.regimes"), who(vital)),
      section(t("protocol.field.days"), field("ends_on", { type: "date", value: protocol.ends_on ?? "" }), !state.choices.rpps && field("rpps", { inputmode: "numeric", maxlength: 14 }), wrongAt("written_on")),
      h("div", { class: "row" }, h("button", { type: "submit", class: "button button-main" }, icon("signature"), t("protocol.sign")), button(t("protocol.leave"), leave, { picture: "arrow-left" })),
    );
  }

  function check(event) {
    event.preventDefault();
    keep();
    signSheet();
  }

  /** What is about to be signed, as it will be read. */
  function mine() {
    const { protocol } = state;
    const counted = (name) => `${comma(protocol[name])} ${protocol.unit}`;
    const before = protocol.assessment;
    const scale = state.choices.scales.find((known) => known.code === before?.scale);
    const measured = scale ? `${scale.label} ${before.at_most ? "≤" : "≥"} ${comma(before.threshold)} ${scale.unit}` : "";
    return { protocol: { ...protocol, written_on: null }, before_said: measured, dose_said: counted("dose"), once_max_said: counted("once_max"), day_max_said: counted("day_max") };
  }

  function signSheet() {
    const complaint = h("p", { role: "alert" });
    const proof = proofField(state.id);
    const names = state.choices.lines.filter((line) => state.chosen.has(line.line)).map((line) => fullName(line.resident));
    const go = h("button", { type: "submit", class: "button button-main" }, t("protocol.go"));
    const sheetForm = h(
      "form",
      { class: "stack", onsubmit: send },
      h("p", {}, h("strong", {}, state.protocol.title)),
      wordsOf(mine()),
      names.length > 0 && h("p", {}, `${t("protocol.field.people")} : ${names.join(", ")}`),
      proof.element,
      complaint,
      go,
    );
    const close = showSheet({ title: t("protocol.sign_title"), body: sheetForm });
    proof.focus();

    async function send(event) {
      event.preventDefault();
      go.disabled = true;
      try {
        const path = one ? `/api/protocols/${enc(one.id)}/versions` : "/api/protocols";
        const signed = await post(path, { ...body(), ...(await proof.read()) }, { unlocking: true });
        close();
        say(t("protocol.signed"));
        done(signed);
      } catch (error) {
        go.disabled = false;
        proof.clear();
        const { code } = error;
        if (code === "stale_protocol") return stale(close);
        if (UNPROVED.has(code) || error.status === 0) {
          complaint.className = "note note-bad";
          complaint.textContent = error.status === 0 ? t("protocol.network") : refusal(error);
          return;
        }
        close();
        refused(error);
      }
    }
  }

  /** Says below each question what is wrong with it, and goes to the first. */
  function refused({ sentence, code, members }) {
    const malformed = Object.entries(members.errors ?? {}).map(([path, said]) => [path.split(".")[1] ?? path, said]);
    state.errors = code === "protocol_incomplete" ? members.fields : Object.fromEntries(malformed);
    state.wrong = code === "protocol_does_not_fit" ? members.lines : {};
    draw();
    fill(problem, h("p", { class: "note note-bad" }, sentence));
    focusOn(form.querySelector("[aria-invalid=true]") ?? form.querySelector("h1"));
  }

  async function stale(close) {
    close();
    const current = await get(`/api/protocols/${enc(one.id)}`).catch(() => null);
    if (!current) return;
    const part = (title, shown) => h("section", { class: "card stack" }, h("h3", {}, title), wordsOf(shown));
    const take = button(
      t("protocol.take_theirs"),
      () => {
        shut();
        writeProtocol(main, me, current, { done, leave });
      },
      { look: "button-main" },
    );
    const shut = showSheet({ title: t("protocol.stale"), body: h("div", { class: "stack" }, part(t("protocol.theirs", { n: current.version, by: current.signer }), current), part(t("protocol.yours"), mine()), take) });
  }

  fill(main, form);
  load().then(() => focusOn(form.querySelector("h1")));
}
