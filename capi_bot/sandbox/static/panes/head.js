/** The head of the middle pane: where you are and, at the app, its tabs. */

import { h, reconcile } from "../dom.js";
import { writePlace } from "../place.js";

const MEMBER = "capi is in this channel";
const NO_MEMBER = "capi is not in this channel; its commands still work";
const DIRECT = "Only you and the app are here";
const TABS = [
  ["home", "Home"],
  ["messages", "Messages"],
];

/** Bring the head up to date; `look` is `{ channel, tab, team, user, unread }`. */
export function showHead({ name, about, tabs }, { channel, tab, team, user, unread }) {
  const title = titleOf(channel);
  document.title = `${title} · ${team}`;
  name.textContent = channel.is_im ? title : `# ${channel.name}`;
  about.textContent = channel.is_im ? DIRECT : channel.has_bot ? MEMBER : NO_MEMBER;
  tabs.hidden = !tab;
  reconcile(tabs, tab ? TABS.map(([key, words]) => tabItem({ key, words, tab, user, unread })) : []);
}

/** Say a channel's name as one would write it: `#calls`, or `capi` for the app. */
export const titleOf = ({ name, is_im: direct }) => (direct ? name : `#${name}`);

function tabItem({ key, words, tab, user, unread }) {
  const fresh = unread && key === "messages";
  const here = tab === key ? "page" : null;
  const href = writePlace({ user, tab: key });
  return {
    key,
    signature: JSON.stringify([here, href, fresh]),
    build: () =>
      h(
        "a",
        { href, class: fresh ? "tab unread" : "tab", "aria-current": here },
        words,
        fresh && h("span", { class: "visually-hidden" }, " (new messages)"),
      ),
  };
}
