// A question, then a request, then a sentence: how a page changes something that somebody else lives with.

import { choose } from "./sheet.js";

/** Whether the person means it: one answer does it, the other lets it be. Going back lets it be too. */
export const sure = (title, text, yes, no) =>
  choose(title, [{ ...yes, value: true }, { ...no, value: false }], { text });

/** Sends what was answered to a question, and nothing where the person went back; `refused` is told why it was not done. */
export async function carryOut(answer, send, refused) {
  const said = await answer;
  if (!said) return;
  try {
    await send(said);
  } catch (error) {
    refused(error.sentence);
  }
}
