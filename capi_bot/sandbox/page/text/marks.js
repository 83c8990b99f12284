/** Nodes of text (see inline.js) drawn as elements, or said as plain words. */

import { formatDate, fullDate } from "./dates.js";
import { h } from "../dom.js";
import { emoji } from "./emoji.js";

const PICTURE = String.raw`(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)\p{Emoji_Modifier}?`;
const PICTURES = new RegExp(`(${PICTURE}(?:\\u200D${PICTURE})*)`, "u");

const BAR = /[\u2580-\u259f]/; // block elements: a bar drawn in text, which is nothing when it wraps

const wrap = (tag, name) => (node, names) => h(tag, name ? { class: name } : {}, draw(node.nodes, names));

const MARKS = {
  text: ({ text }) => drawText(text),
  bold: wrap("strong"),
  italic: wrap("em"),
  strike: wrap("s"),
  underline: wrap("u"),
  code: (node, names) => drawCode("code", node, names),
  pre: (node, names) => drawCode("pre", node, names),
  quote: wrap("blockquote"),
  paragraph: wrap("p"),
  heading: wrap("h4"),
  rule: () => h("hr"),
  list: (node, names) => drawList(node, names),
  table: (node, names) => drawTable(node, names),
  link: (node, names) => anchor(node.url, draw(node.nodes, names)),
  user: ({ id, label }, names) =>
    pill(`@${names.user(id, label)}`, id === names.me ? "mention mention-me" : "mention", { userId: id }),
  channel: ({ id, label }, names) => pill(`#${names.channel(id, label)}`, "mention", { channelId: id }),
  group: ({ id, label }) => pill(`@${(label ?? id).replace(/^@/, "")}`, "mention", { groupId: id }),
  broadcast: ({ id }) => pill(`@${id}`, "mention mention-all", { range: id }),
  emoji: ({ name, unicode }) => drawEmoji(name, unicode),
  date: (node) => drawDate(node),
  unknown: ({ name }) => h("span", { class: "not-drawn" }, `“${name}” is not drawn here`),
};

/** Draw nodes as an array of elements and strings. */
export const draw = (nodes, names) => nodes.flatMap((node) => MARKS[node.kind](node, names));

/** Say nodes as one plain string: for the live region and for short previews. */
export function say(nodes, names) {
  return draw(nodes, names)
    .map((part) => (typeof part === "string" ? part : part.textContent))
    .join("");
}

/** A link that leaves the page; only web, mail and telephone addresses become one. */
export function anchor(url, children) {
  const safe = /^(?:https?:\/\/|mailto:|tel:)/i.test(url);
  return safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
}

/** Bring what says "3 minutes ago" up to date. */
export function refreshDates(root) {
  for (const node of root.querySelectorAll("time[data-format*='{ago}'], time[data-format*='pretty}']")) {
    node.textContent = formatDate(node.dataset.format, node.dataset.seconds);
  }
}

/** Emoji get an element of their own: some fonts for text have flat, black ones. */
function drawText(text) {
  const parts = text.split(PICTURES);
  return parts
    .map((part, index) => (index % 2 ? h("span", { class: "emoji" }, part) : part))
    .filter((part) => part !== "");
}

function drawCode(tag, { nodes }, names) {
  const barred = nodes.some(({ text }) => BAR.test(text));
  return h(tag, barred ? { class: "barred" } : {}, draw(nodes, names));
}

function pill(text, name, dataset) {
  return h("span", { class: name, dataset }, text);
}

function drawEmoji(name, unicode) {
  const character = unicode
    ? String.fromCodePoint(...unicode.split("-").map((point) => parseInt(point, 16) || 63))
    : emoji(name);
  return character
    ? h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, character)
    : `:${name}:`;
}

function drawDate({ seconds, format, url, fallback }) {
  const text = formatDate(format, seconds);
  if (text === null) return fallback;
  const iso = new Date(Number(seconds) * 1000).toISOString();
  const node = h(
    "time",
    { datetime: iso, title: fullDate(seconds), dataset: { format, seconds: String(seconds) } },
    text,
  );
  return url ? anchor(url, [node]) : node;
}

function drawList({ ordered, indent = 0, start = 1, items }, names) {
  const rows = items.map((nodes) => h("li", {}, draw(nodes, names)));
  const level = `indent-${Math.min(indent, 8)}`;
  return ordered ? h("ol", { start, class: level }, rows) : h("ul", { class: level }, rows);
}

function drawTable({ align, head, rows }, names) {
  const cell = (tag) => (nodes, nth) => h(tag, { class: `align-${align[nth] ?? "left"} wraps` }, draw(nodes, names));
  const row = (tag) => (nodes) => h("tr", {}, nodes.map(cell(tag)));
  const table = h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, rows.map(row("td"))));
  return h("div", { class: "block-table", tabindex: "0", role: "region", "aria-label": "Table" }, table);
}
