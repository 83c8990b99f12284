/** Alerts: a level, told by a word too. https://docs.slack.dev/reference/block-kit/blocks/alert-block */

import { h, icon } from "../dom.js";
import { words } from "./words.js";

const LEVELS = {
  default: ["info", ""],
  info: ["info", "Information: "],
  warning: ["alert", "Warning: "],
  error: ["alert", "Error: "],
  success: ["check", "Success: "],
};

/** Draw an alert. */
export function drawAlert({ text, level = "default" }, { names }) {
  const [picture, word] = LEVELS[level] ?? LEVELS.default;
  const spoken = word && h("span", { class: "visually-hidden" }, word);
  const said = h("div", { class: "text" }, spoken, words(text, names));
  return h("div", { class: `block-alert alert-${level}` }, icon(picture), said);
}
