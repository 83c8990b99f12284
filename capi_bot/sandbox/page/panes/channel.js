/** The header of the middle pane, and the introduction at the beginning of a channel. */

import { h, reconcile } from "../dom.js";
import { channelTitle } from "../state.js";

const TABS = { home: "Home", messages: "Messages" };
const BUILT_IN_COMMANDS = ["/invite", "/remove"];

/** Update the header: the channel's title and description, and the app's tabs; `unread` marks its tab of messages. */
export function renderHeader({ title, description, tabs, addApp }, { channel, tab, names, unread, hrefOf }) {
  title.textContent = headingOf(channel);
  description.textContent = describe(channel, names);
  addApp.hidden = !names.app || channel.is_im || channel.has_bot || Boolean(channel.is_archived);
  tabs.hidden = !tab;
  const item = (key) =>
    tabItem({ key, href: hrefOf({ tab: key }), current: key === tab, unread: unread && key === "messages" });
  reconcile(tabs, tab ? Object.keys(TABS).map(item) : []);
}

const headingOf = (channel) => (channel.is_im ? channelTitle(channel) : `# ${channel.name}`);

function describe(channel, { app }) {
  if (channel.is_im) return "Only you and the app are here";
  const others = (channel.shared_with ?? []).map(({ name }) => name).join(", ");
  const membership = channel.has_bot ? `${app} is in this channel` : `${app} is not in this channel`;
  const facts = [
    channel.topic,
    channel.is_archived && "Archived",
    others && `Shared with ${others}`,
    app ? membership : "The app is not installed in this workspace",
  ];
  return facts.filter(Boolean).join(" · ");
}

function tabItem({ key, href, current, unread }) {
  const suffix = unread && h("span", { class: "visually-hidden" }, " (new messages)");
  const attributes = { href, class: unread ? "tab unread" : "tab", "aria-current": current && "page" };
  const signature = JSON.stringify([href, current, unread]);
  return { key, signature, build: () => h("a", attributes, TABS[key], suffix) };
}

/**
 * Create the introduction of a channel as an item. An empty channel shows an `example` of what to type, which a button
 * sends with `send`.
 */
export function introductionItem(channel, { app, isEmpty, example, send }) {
  const build = () =>
    h(
      "section",
      { class: "introduction" },
      h("h3", {}, headingOf(channel)),
      h("p", {}, introduce(channel, app)),
      isEmpty && example && renderExample(example, send),
    );
  return { key: "introduction", signature: JSON.stringify([channel, app, isEmpty, example]), build };
}

/** Return an example of what to type: the first form of the app's first command. */
export function exampleCommand(commands, channel) {
  const { command, usage_hint: usage = "" } = commands.find((one) => !BUILT_IN_COMMANDS.includes(one.command)) ?? {};
  const form = /^[\w-]+/.exec(usage)?.[0] ?? "";
  if (channel.is_im) return form || null;
  return command ? `${command} ${form}`.trim() : null;
}

function introduce(channel, app) {
  if (channel.is_im) return "Ask the app here, without a slash; only you see this conversation.";
  if (!app) return "The app is not installed in this workspace: it has no commands here.";
  if (channel.has_bot) return `This is the very beginning of the channel. ${app} is a member.`;
  return `${app} is not a member of this channel; its commands work here all the same.`;
}

function renderExample(example, send) {
  const sentence = h("p", {}, "Type ", h("code", {}, example), " to begin, then press the buttons of the answer.");
  const attributes = { type: "button", class: "button large primary", onclick: () => send(example) };
  return h("div", { class: "example" }, sentence, h("button", attributes, "Type it for me"));
}
