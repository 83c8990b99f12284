/** The head of the middle pane: where you are and, at the app, its tabs. */

import { h, reconcile } from "../dom.js";
import { titleOf } from "../names.js";

const TABS = [
  ["home", "Home"],
  ["messages", "Messages"],
];

/** Bring the head up to date; `look` is `{ channel, tab, names, fresh, hrefOf }`; `fresh` marks the tab of messages. */
export function showHead({ name, about, tabs, add }, { channel, tab, names, fresh, hrefOf }) {
  name.textContent = channel.is_im ? titleOf(channel) : `# ${channel.name}`;
  about.textContent = aboutOf(channel, names);
  add.hidden = !names.app || channel.is_im || channel.has_bot || Boolean(channel.is_archived);
  tabs.hidden = !tab;
  reconcile(tabs, tab ? TABS.map(([key, words]) => tabItem({ key, words, tab, fresh, hrefOf })) : []);
}

function aboutOf(channel, { app }) {
  if (channel.is_im) return "Only you and the app are here";
  const others = (channel.shared_with ?? []).map(({ name }) => name).join(", ");
  const member = channel.has_bot ? `${app} is in this channel` : `${app} is not in this channel`;
  const facts = [
    channel.topic,
    channel.is_archived && "Archived",
    others && `Shared with ${others}`,
    app ? member : "The app is not installed in this workspace",
  ];
  return facts.filter(Boolean).join(" · ");
}

function tabItem({ key, words, tab, fresh: anyFresh, hrefOf }) {
  const fresh = anyFresh && key === "messages";
  const here = tab === key ? "page" : null;
  const href = hrefOf({ tab: key });
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
