// What the server prints once, when it is asked: a PDF, and the link by which a person opens it.

import { Problem } from "./api.js";
import { h, icon } from "./dom.js";

/** Asks for a document and gives the address of what came. Throws a Problem, never anything else. */
async function printed(path, body) {
  const headers = { Accept: "application/pdf", "X-Requested-With": "medcircuit", "Content-Type": "application/json" };
  let response;
  try {
    response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(15000) });
  } catch {
    throw new Problem({ status: 0, code: "network" });
  }
  if (!response.ok) throw new Problem({ ...(await response.json().catch(() => ({}))), status: response.status });
  return URL.createObjectURL(await response.blob());
}

/** Has a document printed; gives the link to it. */
export async function printedLink(path, body, { name, label }) {
  const href = await printed(path, body);
  return h("a", { class: "button button-main", href, download: name }, icon("printer"), label);
}
