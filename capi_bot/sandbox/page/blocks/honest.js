/** What stands in the place of something that the page cannot draw: its name, and its JSON folded in. */

import { h } from "../dom.js";

/** Say that there is no drawing for something; `spec` is shown when it is unfolded. */
export function notDrawn(what, spec) {
  const sentence = `${what} type ${spec?.type ?? "unknown"} is not drawn here`;
  const json = h("pre", { tabindex: "0" }, JSON.stringify(spec, null, 2));
  const folded = h("details", {}, h("summary", {}, "Show its JSON"), json);
  return h("div", { class: "not-drawn", role: "note" }, sentence, folded);
}

/** Say what the sandbox leaves out of something that it does draw. */
export const leftOut = (sentence) => h("p", { class: "left-out" }, sentence);
