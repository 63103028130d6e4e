// What a person is recognised by and must never be given, kept up to date on their page: their photo and their allergies.

import { sure } from "./acting.js";
import { call, post, remove } from "./api.js";
import { button, h } from "./dom.js";
import { choose, showSheet } from "./sheet.js";
import { askWords } from "./signing.js";
import { t } from "./texts.js";
import "./person_texts.js";
import { fullName } from "./who.js";

/** Sides of the square kept of a photo, in pixels: the smaller one where the larger makes a heavy file. */
const SIDES = [320, 200];
const LARGEST = 400 * 1024;

const refusal = (title, error) => showSheet({ title, body: h("p", { class: "note note-bad", role: "alert" }, error.sentence ?? t("error.server")) });

/** The middle of a photo as a square PNG that holds nothing of where and with what it was taken; null where it is no image. */
async function square(file) {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  const side = Math.min(image.width, image.height);
  for (const kept of SIDES) {
    const canvas = h("canvas", { width: kept, height: kept });
    canvas.getContext("2d").drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, kept, kept);
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (png && png.size <= LARGEST) return png;
  }
  return null;
}

/** Shows the photo beside the name before it is kept: a photo of somebody else is a wrong person at the next round. */
async function ask(file, { path, resident }) {
  const title = t("person.photo_of", { name: fullName(resident) });
  const png = await square(file);
  if (!png) {
    refusal(title, { sentence: t("person.photo_unread") });
    return;
  }
  const shown = URL.createObjectURL(png);
  const keep = async () => {
    try {
      await call("PUT", `${path}/portrait`, { body: png });
      location.reload();
    } catch (error) {
      refusal(title, error);
    }
  };
  showSheet({
    title,
    closed: () => URL.revokeObjectURL(shown),
    body: [
      h("img", { class: "portrait portrait-huge", src: shown, alt: title }),
      h("p", {}, t("person.photo_right", { name: fullName(resident) })),
      button(t("person.photo_keep"), keep, { look: "button-main", picture: "check" }),
    ],
  });
}

function photoButton(known) {
  const file = h("input", { type: "file", accept: "image/*", hidden: true, id: "photo", "aria-label": t("person.photo"), onchange: () => file.files[0] && ask(file.files[0], known) });
  return [button(t("person.photo"), () => file.click(), { picture: "user-round" }), file];
}

async function note({ path, done }) {
  const label = await askWords(t("person.allergy_add"), t("person.allergy_what"));
  const severity = label && (await choose(t("person.allergy_severe", { label }), [
    { label: t("person.allergy_yes"), value: "severe", picture: "shield-alert" },
    { label: t("person.allergy_no"), value: "other", picture: "check" },
  ]));
  if (!severity) return;
  await post(`${path}/allergies`, { label, severity });
  await done();
}

async function withdraw(allergy, { done }) {
  const title = t("person.allergy_remove", { label: allergy.label });
  if (!(await sure(title, t("person.allergy_really"), { label: t("person.allergy_wrong"), picture: "x" }, { label: t("person.allergy_keep"), picture: "check" }))) return;
  await remove(`/api/allergies/${encodeURIComponent(allergy.id)}`);
  await done();
}

/** Notes one more, or takes back one that was noted by mistake. */
async function allergies(known) {
  const chosen = await choose(t("person.allergies"), [
    { label: t("person.allergy_add"), value: "add", picture: "pencil", look: "button-main" },
    ...known.resident.allergies.map((one) => ({ label: t("person.allergy_remove", { label: one.label }), value: one, picture: "x" })),
  ]);
  if (!chosen) return;
  try {
    await (chosen === "add" ? note(known) : withdraw(chosen, known));
  } catch (error) {
    refusal(t("person.allergies"), error);
  }
}

/** The buttons of both; `done` draws the page anew. */
export function aboutButtons(known) {
  return [photoButton(known), button(t("person.allergies"), () => allergies(known), { picture: "shield-alert" })];
}
