/** Text objects of Block Kit: drawn, or said in plain words. */

import { draw, say } from "../text/marks.js";
import { parseMrkdwn, parsePlain } from "../text/mrkdwn.js";

/** Read a text object into what to append. */
export const words = (text, names) => draw(nodesOf(text), names);

/** Say a text object in plain words. */
export const plainly = (text, names = {}) => say(nodesOf(text), names);

function nodesOf(text) {
  if (!text) return [];
  return text.type === "mrkdwn" ? parseMrkdwn(text.text, { verbatim: text.verbatim }) : parsePlain(text.text, text);
}
