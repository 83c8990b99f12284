/** Messages as items to reconcile: grouped by person, divided by day, each with its marks, blocks, thread and tools. */

import { drawAttachments } from "../blocks/attachments.js";
import { blockItems } from "../blocks/blocks.js";
import { messageJson } from "../builder.js";
import { copy } from "../clipboard.js";
import { formatDate, fullDate } from "../text/dates.js";
import { h, icon, reconcile } from "../dom.js";
import { draw } from "../text/marks.js";
import { parseMrkdwn } from "../text/mrkdwn.js";
import { isReply } from "../news.js";
import { readPlace, writePlace } from "../place.js";
import { avatar } from "./avatar.js";
import { drawFiles } from "./files.js";
import { openMenu } from "../blocks/menu.js";
import { valuesIn } from "../blocks/holding.js";

const GROUP_SECONDS = 300;

/** List a channel's messages; `desk` is `{ names, act, suggest, openThread, messages, shortcuts, run }`. */
export function channelItems(messages, desk) {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const newDay = !before || dayOf(before.ts) !== dayOf(message.ts);
    const item = messageItem(message, desk, {
      follows: !newDay && follows(before, message),
      thread: repliesOf(message, desk),
    });
    return newDay ? [dividerItem(dayOf(message.ts)), item] : [item];
  });
}

/** List a thread: its first message, a line that counts the replies, and the replies. */
export function threadItems(messages, desk) {
  const replies = messages.filter(isReply);
  const count = replies.length && dividerItem(counted(replies.length), "reply-count");
  const items = messages.map((message, index) =>
    messageItem(message, desk, { follows: index > 1 && follows(messages[index - 1], message) }),
  );
  const head = items.splice(0, messages.length - replies.length);
  return [...head, ...(count ? [count] : []), ...items];
}

function dayOf(ts) {
  const day = formatDate("{day_divider_pretty}", ts);
  return day.charAt(0).toUpperCase() + day.slice(1);
}

const counted = (number) => (number === 1 ? "1 reply" : `${number} replies`);

function dividerItem(text, key = `day-${text}`) {
  return {
    key,
    signature: text,
    build: () => h("div", { class: "divider", role: "separator", "aria-label": text }, h("span", {}, text)),
  };
}

function follows(before, message) {
  const same =
    before.user === message.user && !before.ephemeral_to && !message.ephemeral_to && !before.blocks && !message.blocks;
  return same && !before.reply_count && message.ts - before.ts < GROUP_SECONDS;
}

function repliesOf(message, { messages }) {
  const replies = messages.filter(
    (one) => isReply(one) && one.thread_ts === message.ts && one.channel === message.channel,
  );
  const count = Math.max(message.reply_count ?? 0, replies.length);
  return count
    ? { count, people: [...new Set(replies.map(({ user }) => user))].slice(0, 4), last: replies.at(-1)?.ts }
    : null;
}

function messageItem(message, desk, look) {
  const who = [desk.names.me, desk.names.user(message.user)];
  return {
    key: `ts-${message.ts}`,
    signature: JSON.stringify([message, look, who, desk.shortcuts]),
    build: () => drawMessage(message, desk, look),
  };
}

function drawMessage(message, desk, { follows: continued, thread }) {
  const { ts, channel, user, ephemeral_to: onlyYou } = message;
  const name = desk.names.user(user);
  const classes = ["message", continued && "continued", onlyYou && "ephemeral"].filter(Boolean).join(" ");
  return h(
    "article",
    {
      class: classes,
      tabindex: "-1",
      "aria-label": `${name}, ${formatDate("{time}", ts)}`,
      dataset: { ts, channel, user },
    },
    onlyYou && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    h("div", { class: "gutter" }, continued ? clock(ts) : avatar(user, name, desk.names.isBot(user))),
    h(
      "div",
      { class: "main" },
      !continued && drawHead(message, name, desk),
      drawBody(message, desk),
      drawFiles(message.files),
      thread && drawThreadLink(message, thread, desk),
    ),
    drawTools(message, onlyYou ? { names: desk.names, shortcuts: [] } : desk),
  );
}

function clock(ts) {
  return h(
    "time",
    { class: "clock", title: fullDate(ts), datetime: new Date(ts * 1000).toISOString() },
    formatDate("{time}", ts),
  );
}

function drawHead({ user, ts }, name, { names }) {
  return h(
    "header",
    {},
    h("span", { class: "name" }, name),
    names.isBot(user) && h("span", { class: "badge" }, "APP"),
    clock(ts),
  );
}

function drawBody(message, { names, act, suggest }) {
  const body = h("div", { class: "body" });
  const whose = { ts: message.ts, channel: message.channel };
  const where = () => ({ ...whose, state: { values: valuesIn(body) } });
  const surface = { names, act: (...press) => act(where(), ...press), suggest: (...query) => suggest(whose, ...query) };
  if (message.blocks?.length) reconcile(body, blockItems(message.blocks, surface));
  else if (message.text) body.append(drawText(message, names));
  body.append(...drawAttachments(message.attachments, surface));
  return body;
}

function drawText(message, names) {
  const edited = message.edited && !names.isBot(message.user) && h("small", { class: "edited" }, " (edited)");
  return h("div", { class: "text" }, draw(parseMrkdwn(message.text), names), edited);
}

function drawThreadLink({ ts }, { count, people, last }, { names, openThread }) {
  const faces = people.map((id) => avatar(id, names.user(id), names.isBot(id)));
  const latest =
    last &&
    h(
      "span",
      { class: "latest" },
      `Last reply ${formatDate("{date_short_pretty}", last)} at ${formatDate("{time}", last)}`,
    );
  return h(
    "button",
    { type: "button", class: "thread-link", onclick: () => openThread(ts) },
    faces,
    h("b", {}, counted(count)),
    latest,
    h("span", { class: "view-thread" }, "View thread"),
  );
}

function drawTools(message, { names, openThread, shortcuts, run }) {
  const reply = openThread && drawTool("Reply in thread", "thread", () => openThread(message.ts));
  const runs = shortcuts.map((one) => ({ ...one, choose: () => run(one, message) }));
  const words = [({ name }) => name, ({ description }) => description];
  const open = ({ currentTarget: more }) =>
    openMenu(more, [...runs, ...copies(message, names, more)], ({ choose }) => choose(), ...words);
  const more = drawTool("More actions", "dots", open);
  more.setAttribute("aria-haspopup", "menu");
  return h("div", { class: "tools" }, reply, more);
}

/** List what of a message can be copied: nobody else finds one that only one person sees. */
function copies(message, names, near) {
  const copied = (name, description, text) => ({ name, description, choose: () => copy(text, near) });
  return [
    copied("Copy JSON", "For Block Kit Builder", messageJson(message)),
    message.text && copied("Copy text", "", message.text),
    !message.ephemeral_to && copied("Copy link", "To this message on this page", linkTo(message, names)),
    copied("Copy ts", message.ts, message.ts),
  ].filter(Boolean);
}

function linkTo({ channel, ts, thread_ts: thread }, { channels }) {
  const direct = channels.find(({ id }) => id === channel)?.is_im;
  const { team } = readPlace(location.hash);
  const place = writePlace({ team, channel, tab: direct && "messages", thread: thread !== ts && thread, message: ts });
  return `${location.origin}${location.pathname}${place}`;
}

function drawTool(label, picture, onclick) {
  const attributes = { type: "button", class: "icon-button", "aria-label": label, title: label, onclick };
  return h("button", attributes, icon(picture));
}
