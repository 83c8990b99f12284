/** The small square that stands for somebody. */

import { h, icon } from "../dom.js";

const HUES = 6;
const SLACKBOT = "USLACKBOT";

/** Draw a person as the initial on a colour of their own, the bot as a wave of sound. */
export function avatar(id, name, isBot) {
  const isApp = isBot && id !== SLACKBOT;
  const face = isApp ? icon("wave") : name.charAt(0).toUpperCase();
  return h("span", { class: `avatar ${isApp ? "avatar-bot" : `hue-${hueOf(id)}`}`, "aria-hidden": "true" }, face);
}

function hueOf(id) {
  return [...id].reduce((sum, letter) => (sum * 33 + letter.codePointAt(0)) % 9973, 0) % HUES;
}
