/** Nodes of text (see mrkdwn.js) rendered as elements, or as a plain string. */

import { h } from "../dom.js";
import { formatDate, formatFullDate } from "./dates.js";
import { emojiOf, parseMrkdwn, parsePlainText } from "./mrkdwn.js";

const EMOJI = String.raw`(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)\p{Emoji_Modifier}?`;
const EMOJI_SEQUENCES = new RegExp(`(${EMOJI}(?:\\u200D${EMOJI})*)`, "u");

const BLOCK_ELEMENTS = /[\u2580-\u259f]/; // a bar drawn in text, which is unreadable when it wraps

const wrap = (tag) => (node, names) => h(tag, {}, render(node.nodes, names));

const RENDERERS = {
  text: ({ text }) => renderText(text),
  bold: wrap("strong"),
  italic: wrap("em"),
  strike: wrap("s"),
  underline: wrap("u"),
  code: (node, names) => renderCode("code", node, names),
  pre: (node, names) => renderCode("pre", node, names),
  quote: wrap("blockquote"),
  paragraph: wrap("p"),
  heading: wrap("h4"),
  rule: () => h("hr"),
  list: (node, names) => renderList(node, names),
  table: (node, names) => renderMarkdownTable(node, names),
  link: (node, names) => anchor(node.url, render(node.nodes, names)),
  user: ({ id, label }, names) =>
    mention(`@${names.user(id, label)}`, id === names.me ? "mention mention-me" : "mention", { userId: id }),
  channel: ({ id, label }, names) => mention(`#${names.channel(id, label)}`, "mention", { channelId: id }),
  group: ({ id, label }) => mention(`@${(label ?? id).replace(/^@/, "")}`, "mention", { groupId: id }),
  broadcast: ({ id }) => mention(`@${id}`, "mention mention-me", { range: id }),
  emoji: ({ name, unicode }) => renderEmoji(name, unicode),
  date: (node) => renderDate(node),
  unknown: ({ name }) => h("span", { class: "unsupported" }, `“${name}” is not drawn here`),
};

/** Render nodes as an array of elements and strings. */
export const render = (nodes, names) => nodes.flatMap((node) => RENDERERS[node.kind](node, names));

/** Render nodes as one plain string. */
export function toPlainText(nodes, names) {
  return render(nodes, names)
    .map((part) => (typeof part === "string" ? part : part.textContent))
    .join("");
}

/** Render a text object of Block Kit. */
export const renderTextObject = (text, names) => render(parseTextObject(text), names);

/** Render a text object of Block Kit as a plain string. */
export const textOf = (text, names = {}) => toPlainText(parseTextObject(text), names);

function parseTextObject(text) {
  if (!text) return [];
  return text.type === "mrkdwn" ? parseMrkdwn(text.text, { verbatim: text.verbatim }) : parsePlainText(text.text, text);
}

/** Create an external link; only web, mail and telephone addresses become one. */
export function anchor(url, children) {
  const safe = /^(?:https?:\/\/|mailto:|tel:)/i.test(url);
  return safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
}

/** Update relative dates such as "3 minutes ago". */
export function refreshDates(root) {
  for (const node of root.querySelectorAll("time[data-format*='{ago}'], time[data-format*='pretty}']")) {
    node.textContent = formatDate(node.dataset.format, node.dataset.seconds);
  }
}

/** Create a scrollable table: `head` and `rows` hold contents, `cell(column, isHead)` returns a cell's attributes. */
export function renderTable(head, rows, cell) {
  const row = (tag) => (contents) =>
    h(
      "tr",
      {},
      contents.map((content, column) => h(tag, cell(column, tag === "th"), content)),
    );
  const table = h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, rows.map(row("td"))));
  return h("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": "Table" }, table);
}

/** Emoji get an element of their own: some text fonts have flat, black ones. */
function renderText(text) {
  return text
    .split(EMOJI_SEQUENCES)
    .map((part, index) => (index % 2 ? h("span", { class: "emoji" }, part) : part))
    .filter((part) => part !== "");
}

function renderCode(tag, { nodes }, names) {
  const hasBar = nodes.some(({ text }) => BLOCK_ELEMENTS.test(text));
  return h(tag, hasBar ? { class: "nowrap" } : {}, render(nodes, names));
}

function mention(text, className, dataset) {
  return h("span", { class: className, dataset }, text);
}

function renderEmoji(name, unicode) {
  const character = unicode
    ? String.fromCodePoint(...unicode.split("-").map((point) => parseInt(point, 16) || 63))
    : emojiOf(name);
  const label = name.replaceAll("_", " ");
  return character ? h("span", { class: "emoji", role: "img", "aria-label": label }, character) : `:${name}:`;
}

function renderDate({ seconds, format, url, fallback }) {
  const text = formatDate(format, seconds);
  if (text === null) return fallback;
  const datetime = new Date(Number(seconds) * 1000).toISOString();
  const dataset = { format, seconds: String(seconds) };
  const node = h("time", { datetime, title: formatFullDate(seconds), dataset }, text);
  return url ? anchor(url, [node]) : node;
}

function renderList({ ordered, indent = 0, start = 1, items }, names) {
  const rows = items.map((nodes) => h("li", {}, render(nodes, names)));
  const list = ordered ? h("ol", { start }, rows) : h("ul", {}, rows);
  list.dataset.indent = indent;
  list.style.setProperty("--indent", Math.min(indent, 8));
  return list;
}

function renderMarkdownTable({ align, head, rows }, names) {
  const contents = (row) => row.map((nodes) => render(nodes, names));
  return renderTable(contents(head), rows.map(contents), (column) => ({
    class: `align-${align[column] ?? "left"} wraps`,
  }));
}
