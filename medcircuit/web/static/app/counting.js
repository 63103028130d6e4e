// What is left of a narcotic that one helps with: asked before « A pris », typed by the person who counted, never proposed.

import { askValue } from "./pad.js";
import { t } from "./texts.js";

/** Whether an answer says that what is left is to be counted. */
export const asksCount = (answer) => (answer?.findings ?? []).some((one) => one.code === "count_asked");

/** The number of units left as the API writes it; null where the person went back: nothing is recorded then. */
export const countLeft = (medicine) => askValue({ title: t("count.title"), label: t("count.left"), hint: t("count.hint", { medicine }) });
