// What stays on the body: where it is put on, and how it is taken off as an act of its own.

import "./acts_texts.js";
import { confirmations } from "./asks.js";
import { hourOf, shortDay } from "./clock.js";
import { button, h, icon } from "./dom.js";
import { drug } from "./line.js";
import { record } from "./record.js";
import { choose } from "./sheet.js";
import { t } from "./texts.js";

export const isRemoval = (dose) => dose.act === "remove";

export const siteLabel = (round, code) => round.pack.sites.find((site) => site.code === code)?.label ?? code;

/** "retirer celui posé ven. 20/11 08:10 (bras gauche)" */
export function removalText(app, dose) {
  return t("off.line", { when: hourOf(dose.applied.at, app.zone), site: siteLabel(app.round, dose.applied.site) });
}

/** What a line says of where the medicine went. */
export const siteText = (app, code) => t("site.at", { site: siteLabel(app.round, code) });

/** Where it goes: the sites in words, and where the last ones went. */
export function siteAsks(app, dose) {
  if (!dose.sited) return [];
  const last = dose.last_sites.map((one) => `${siteLabel(app.round, one.site)} (${shortDay(one.at, app.zone)})`);
  return [
    {
      type: "site",
      sentence: t("site.ask"),
      advice: last.length > 0 ? t("site.last", { sites: last.join(", ") }) : "",
      choices: app.round.pack.sites
        .filter((site) => (dose.worn ? site.worn : site.injected))
        .map(({ label, code }) => ({ label: code === dose.last_sites[0]?.site ? t("site.was", { site: label }) : label, value: code })),
    },
  ];
}

const AGAIN = "another_site";

/** Puts the chosen site into a verified line; the last one again is asked about. */
export function putSite(app, line, site) {
  const dose = app.round.doses.get(line.dose);
  if (site === AGAIN) {
    line.asks.unshift(...siteAsks(app, dose));
    return;
  }
  line.site = site;
  const reasons = app.round.pack.override_reasons?.same_site;
  if (site !== "other" && dose.last_sites[0]?.site === site && reasons) {
    const [ask] = confirmations([{ code: "same_site", tier: "confirm", sentence: t("site.same"), reasons }]);
    ask.choices.unshift({ label: t("site.again"), value: AGAIN, picture: "arrow-left" });
    line.asks.unshift(ask);
  }
}

/** Whether an answer goes back to the choice of a site. */
export const otherSite = (ask, given) => ask.finding === "same_site" && given === AGAIN;

/** What is on the body of the same medicine: due off in this round and open, or not due yet. */
function wornLike(round, dose) {
  const like = (one) => one.resident === dose.resident && one.label.substance === dose.label.substance;
  const due = [...round.doses.values()].filter((one) => isRemoval(one) && like(one) && round.isOpen(one));
  return [...due, ...(round.pack.worn ?? []).filter(like)];
}

/** The removals that go with what is put on: « retiré à l'instant » is said once, and both are recorded. */
export function removalsWith(app, lines) {
  return lines.flatMap((line) => {
    const said = line.overrides.find((one) => one.finding === "still_worn");
    if (!said) return [];
    const reason = said.reason === "gone" ? "found_off" : null;
    return wornLike(app.round, app.round.doses.get(line.dose)).map((worn) => app.round.act("removed", worn, { reason }));
  });
}

async function saveRemoval(app, dose, reason = null) {
  const act = app.round.act("removed", dose, { reason, scans: app.draft.identified?.scans ?? [] });
  const done = await record(app.round, [act], { done: t("off.saved") });
  if (done) app.recorded([act]);
  return done;
}

/** The button of a removal that is due: one tap, once the person is identified. */
export function removalButton(app, dose) {
  return button(t("off.done"), () => saveRemoval(app, dose), { picture: "bandage", look: "button-main", data: { focus: "off" } });
}

/** The sheet of a removal: taken off, how it came off otherwise, or why it stays. */
export async function openRemoval(app, dose, others) {
  const identified = app.draft.resident === dose.resident && Boolean(app.draft.identified);
  const off = [
    { label: t("off.done"), value: { reason: null }, picture: "bandage", look: "button-main" },
    ...app.round.pack.removal_reasons.map(({ code, label }) => ({ label, value: { reason: code }, picture: "bandage" })),
  ];
  const text = removalText(app, dose) + (identified ? "" : `. ${t("off.identify")}`);
  const chosen = await choose(drug(dose.label), [...(identified ? off : []), ...others], { text });
  if (!chosen) return null;
  return "reason" in chosen && !chosen.code ? saveRemoval(app, dose, chosen.reason) : { state: chosen };
}

/** What is on the body and is not to come off in this round, with the way to take it off before. */
export function wornNotes(app, residentId) {
  const worn = (app.round.pack.worn ?? []).filter((one) => one.resident === residentId);
  if (worn.length === 0) return [];
  const zone = app.zone;
  return [
    h("h2", { class: "group" }, t("worn.title")),
    ...worn.map((one) =>
      h(
        "div",
        { class: "note note-line" },
        icon("bandage"),
        h(
          "span",
          { class: "grow" },
          h("strong", {}, drug(one.label)),
          ` — ${t("worn.line", { when: hourOf(one.applied.at, zone), site: siteLabel(app.round, one.applied.site) })}`,
          ` · ${t("worn.due", { when: hourOf(one.due, zone) })}`,
        ),
        app.draft.identified && button(t("worn.off"), () => saveRemoval(app, one), { look: "button-plain" }),
      ),
    ),
  ];
}
