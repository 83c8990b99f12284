/** Messages as items for `reconcile`: grouped by person and day, each with its blocks, files, thread and toolbar. */

import { blockItems } from "../blocks/blocks.js";
import { renderUnsupported } from "../blocks/elements.js";
import { valuesIn } from "../blocks/values.js";
import { h, icon, iconButton, reconcile } from "../dom.js";
import { copy, openMenu } from "../popover.js";
import { formatRoute, isReply, parseRoute } from "../state.js";
import { formatDate, formatFullDate } from "../text/dates.js";
import { parseMrkdwn } from "../text/mrkdwn.js";
import { render } from "../text/render.js";
import { messageJson } from "./json.js";
import { avatar } from "./sidebar.js";

const GROUP_SECONDS = 300;
const SIZE_UNITS = ["kB", "MB", "GB"];

/**
 * List a channel's messages, with a line above those after the ts `newFrom`; `context` is `{ names, act, suggest,
 * openThread, messages, shortcuts, runShortcut, editor }`.
 */
export function channelItems(messages, context, newFrom = null) {
  const firstNew = newFrom && messages.find(({ ts }) => Number(ts) >= Number(newFrom));
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const isNewDay = !before || dayOf(before.ts) !== dayOf(message.ts);
    const item = messageItem(message, context, {
      isContinued: !isNewDay && continues(before, message),
      thread: threadOf(message, context),
    });
    const line = message === firstNew && dividerItem("New", "new");
    return [line, isNewDay && dividerItem(dayOf(message.ts)), item].filter(Boolean);
  });
}

/** List a thread: its first message, a divider with the number of replies, and the replies. */
export function threadItems(messages, context) {
  const replies = messages.filter(isReply);
  const items = messages.map((message, index) =>
    messageItem(message, context, { isContinued: index > 1 && continues(messages[index - 1], message) }),
  );
  const first = items.splice(0, messages.length - replies.length);
  const divider = replies.length ? [dividerItem(countReplies(replies.length), "reply-count")] : [];
  return [...first, ...divider, ...items];
}

function dayOf(ts) {
  const day = formatDate("{day_divider_pretty}", ts);
  return day.charAt(0).toUpperCase() + day.slice(1);
}

const countReplies = (number) => (number === 1 ? "1 reply" : `${number} replies`);

function dividerItem(text, key = `day-${text}`) {
  const attributes = { class: "divider", role: "separator", "aria-label": text };
  return { key, signature: text, build: () => h("div", attributes, h("span", {}, text)) };
}

/** Return whether a message is shown without a header, as one of a group of its author's. */
function continues(before, message) {
  const isPlain = (one) => !one.ephemeral_to && !one.blocks;
  const isGrouped = before.user === message.user && isPlain(before) && isPlain(message);
  return isGrouped && !before.reply_count && message.ts - before.ts < GROUP_SECONDS;
}

function threadOf({ ts, channel, reply_count: known = 0 }, { messages }) {
  const replies = messages.filter((one) => isReply(one) && one.thread_ts === ts && one.channel === channel);
  const count = Math.max(known, replies.length);
  const users = [...new Set(replies.map(({ user }) => user))].slice(0, 4);
  return count ? { count, users, last: replies.at(-1)?.ts } : null;
}

function messageItem(message, context, options) {
  const users = [context.names.me, context.names.user(message.user)];
  return {
    key: `ts-${message.ts}`,
    signature: JSON.stringify([message, options, users, context.shortcuts, context.editor.isOpen(message)]),
    build: () => renderMessage(message, context, options),
  };
}

function renderMessage(message, context, { isContinued, thread }) {
  const { ts, channel, user, ephemeral_to: isEphemeral } = message;
  const { names } = context;
  const name = names.user(user);
  const classes = ["message", isContinued && "continued", isEphemeral && "ephemeral"].filter(Boolean).join(" ");
  const label = `${name}, ${formatDate("{time}", ts)}`;
  return h(
    "article",
    { class: classes, tabindex: "-1", "aria-label": label, dataset: { ts, channel, user } },
    isEphemeral && h("p", { class: "visibility" }, icon("eye"), "Only visible to you"),
    h("div", { class: "gutter" }, isContinued ? renderTime(ts) : avatar(user, name, names.isBot(user))),
    h(
      "div",
      { class: "content" },
      !isContinued && renderAuthor(message, context),
      context.editor.isOpen(message) ? renderEditor(message, context) : renderBody(message, context),
      renderFiles(message.files),
      thread && renderThreadLink(message, thread, context),
    ),
    renderToolbar(message, isEphemeral ? { names, shortcuts: [] } : context),
  );
}

function renderTime(ts) {
  const attributes = { title: formatFullDate(ts), datetime: new Date(ts * 1000).toISOString() };
  return h("time", { class: "time", ...attributes }, formatDate("{time}", ts));
}

function renderAuthor({ user, ts }, { names }) {
  const badge = names.isBot(user) && h("span", { class: "badge" }, "APP");
  return h("header", {}, h("span", { class: "name" }, names.user(user)), badge, renderTime(ts));
}

function renderBody(message, { names, act, suggest }) {
  const body = h("div", { class: "body" });
  const container = { ts: message.ts, channel: message.channel };
  const surface = {
    names,
    act: (...press) => act({ ...container, state: { values: valuesIn(body) } }, ...press),
    suggest: (...query) => suggest(container, ...query),
  };
  if (message.blocks?.length) reconcile(body, blockItems(message.blocks, surface));
  else if (message.text) body.append(renderText(message, names));
  body.append(...(message.attachments ?? []).map((attachment) => renderUnsupported("attachment", attachment)));
  return body;
}

/** Render the field in which people change what they wrote: Return saves, Escape cancels. */
function renderEditor(message, { names, editor }) {
  const box = h("textarea", { class: "input", rows: 2, "aria-label": "Edit message" }, typedText(message.text, names));
  const save = () => editor.close(message, box.value);
  const onkeydown = (event) => {
    const run = { Enter: !event.shiftKey && !event.isComposing && save, Escape: () => editor.close(message) }[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  const cancel = h("button", { type: "button", class: "button", onclick: () => editor.close(message) }, "Cancel");
  const button = h("button", { type: "button", class: "button primary", onclick: save }, "Save");
  return h("div", { class: "editor", onkeydown }, box, cancel, button);
}

/** Return a text as it was typed: with names for ids, and without escapes. */
function typedText(text, names) {
  const named = text
    .replace(/<@(\w+)>/g, (_, id) => `@${names.user(id)}`)
    .replace(/<#\w+\|([^>]*)>/g, "#$1")
    .replace(/<(https?:[^>|]*)>/g, "$1");
  return named.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

function renderText(message, names) {
  const edited = message.edited && !names.isBot(message.user) && h("small", {}, " (edited)");
  return h("div", { class: "text" }, render(parseMrkdwn(message.text), names), edited);
}

function renderFiles(files) {
  return files?.length ? h("ul", { class: "files", "aria-label": "Files" }, files.map(renderFile)) : null;
}

function renderFile({ name, title, mimetype, size, url }) {
  const type = /\.(\w{1,5})$/.exec(name)?.[1].toUpperCase() ?? mimetype;
  const description = [title !== name && name, type, formatSize(size)].filter(Boolean).join(" · ");
  const text = h("div", {}, h("b", {}, title || name), h("small", {}, description));
  const attributes = { class: "button", href: url, download: name, "aria-label": `Download ${name}` };
  return h("li", { class: "file" }, icon("file"), text, h("a", attributes, "Download"));
}

/** Format a number of bytes: `512 bytes`, `1.5 kB`. */
function formatSize(bytes) {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const power = Math.min(SIZE_UNITS.length, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${SIZE_UNITS[power - 1]}`;
}

function renderThreadLink({ ts }, { count, users, last }, { names, openThread }) {
  const latest = last && `Last reply ${formatDate("{date_short_pretty}", last)} at ${formatDate("{time}", last)}`;
  const label = `${countReplies(count)}. View thread`;
  return h(
    "button",
    { type: "button", class: "thread-link", "aria-label": label, onclick: () => openThread(ts) },
    users.map((id) => avatar(id, names.user(id), names.isBot(id))),
    h("b", {}, countReplies(count)),
    latest && h("span", { class: "latest" }, latest),
    h("span", { class: "view-thread" }, "View thread"),
  );
}

function renderToolbar(message, { names, openThread, shortcuts, runShortcut, editor }) {
  const reply = openThread && iconButton("Reply in thread", icon("thread"), () => openThread(message.ts));
  const shortcutItems = shortcuts.map((one) => ({
    label: one.name,
    description: one.description,
    run: () => runShortcut(one, message),
  }));
  const isOwn = message.user === names.me && !message.subtype;
  const edit = { label: "Edit message", run: () => editor.open(message) };
  const ownItems = isOwn ? [edit, { label: "Delete message…", run: () => editor.remove(message) }] : [];
  const open = ({ currentTarget: button }) =>
    openMenu(button, [...shortcutItems, ...copyItems(message, names, button), ...ownItems], ({ run }) => run());
  const more = iconButton("More actions", icon("dots"), open, { "aria-haspopup": "menu" });
  return h("div", { class: "toolbar" }, reply, more);
}

/** List what can be copied of a message; a link to an ephemeral one would not work for others. */
function copyItems(message, names, button) {
  const item = (label, description, text) => ({ label, description, run: () => copy(text, button) });
  return [
    item("Copy JSON", "For Block Kit Builder", messageJson(message)),
    message.text && item("Copy text", "", message.text),
    !message.ephemeral_to && item("Copy link", "To this message on this page", linkTo(message, names)),
    item("Copy ts", message.ts, message.ts),
  ].filter(Boolean);
}

function linkTo({ channel, ts, thread_ts: thread }, { channels }) {
  const isDirect = channels.find(({ id }) => id === channel)?.is_im;
  const { team } = parseRoute(location.hash);
  const tab = isDirect && "messages";
  const hash = formatRoute({ team, channel, tab, thread: thread !== ts && thread, message: ts });
  return `${location.origin}${location.pathname}${hash}`;
}
