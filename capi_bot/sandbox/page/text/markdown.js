/** The standard Markdown of `markdown` blocks, read into the same nodes as mrkdwn: the parts that Slack draws. */

import { readAddress, readEmoji, scan, span } from "./inline.js";

const LITERAL = { unescape: (text) => text };
const strong = span("bold", "**", inline);
const emphasis = span("italic", "*", inline);
const READERS = {
  "*": (text, at, options) => strong(text, at, options) ?? emphasis(text, at, options),
  _: span("italic", "_", inline),
  "~": span("strike", "~~", inline),
  "`": readCode,
  "[": readLink,
  ":": readEmoji,
  h: readAddress,
};
const TABLE = /^((?:\|.*\n)\|[-:| ]+\|[ ]*(?:\n\|.*)*)$/m;
const BOXES = { " ": "☐", x: "☑", X: "☑" };
const ALIGNMENTS = { "true true": "center", "false true": "right" };
const LINES = [
  [/^(#{1,6})\s+(.*)$/, ([, , text]) => ({ kind: "heading", nodes: inline(text) })],
  [/^(?:---+|\*\*\*+)\s*$/, () => ({ kind: "rule" })],
  [/^>\s?(.*)$/, ([, text]) => ({ kind: "quote", nodes: inline(text) })],
  [/^(\s*)[-*+]\s+\[([ xX])\]\s+(.*)$/, ([, indent, mark, text]) => item(false, indent, `${BOXES[mark]} ${text}`)],
  [/^(\s*)[-*+]\s+(.*)$/, ([, indent, text]) => item(false, indent, text)],
  [/^(\s*)\d+[.)]\s+(.*)$/, ([, indent, text]) => item(true, indent, text)],
];

function inline(text) {
  return scan(text, READERS, LITERAL);
}

/** Read a Markdown text into nodes. */
export function parseMarkdown(text) {
  const pieces = String(text ?? "").split(/^```\w*\n([\s\S]*?)^```$\n?/m);
  return pieces.flatMap((piece, index) => (index % 2 ? [pre(piece)] : withTables(piece)));
}

function withTables(text) {
  const pieces = text.split(TABLE);
  return pieces.flatMap((piece, index) => (index % 2 ? [table(piece)] : merge(piece.split("\n").map(line))));
}

/** Read a table: its head, how each column is aligned, and its rows. */
function table(text) {
  const [head, rule, ...rows] = text.trim().split("\n").map(cells);
  const align = rule.map((dashes) => ALIGNMENTS[`${dashes.startsWith(":")} ${dashes.endsWith(":")}`] ?? "left");
  return { kind: "table", align, head: head.map(inline), rows: rows.map((row) => row.map(inline)) };
}

const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

const pre = (text) => ({ kind: "pre", nodes: [{ kind: "text", text: text.replace(/\n$/, "") }] });

const item = (ordered, indent, text) => ({
  kind: "list",
  ordered,
  indent: Math.floor(indent.length / 2),
  items: [inline(text)],
});

function line(text) {
  for (const [pattern, build] of LINES) {
    const match = pattern.exec(text);
    if (match) return build(match);
  }
  return { kind: "paragraph", nodes: inline(text) };
}

/** Join neighbouring list items and lines of one paragraph; an empty line ends a paragraph. */
function merge(nodes) {
  const merged = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (last?.kind === "list" && node.kind === "list" && last.ordered === node.ordered && last.indent === node.indent)
      last.items.push(...node.items);
    else if (
      ["paragraph", "quote"].includes(node.kind) &&
      last?.kind === node.kind &&
      last.nodes.length &&
      node.nodes.length
    )
      last.nodes.push({ kind: "text", text: "\n" }, ...node.nodes);
    else merged.push(node);
  }
  return merged.filter((node) => node.kind !== "paragraph" || node.nodes.length);
}

function readCode(text, at) {
  const code = /`([^`\n]+)`/y;
  code.lastIndex = at;
  const inside = code.exec(text)?.[1];
  return inside
    ? { node: { kind: "code", nodes: [{ kind: "text", text: inside }] }, end: at + inside.length + 2 }
    : null;
}

function readLink(text, at) {
  const link = /\[([^[\]\n]+)\]\(([^()\s]+)\)/y;
  link.lastIndex = at;
  const [whole, label, url] = link.exec(text) ?? [];
  return whole ? { node: { kind: "link", url, nodes: [{ kind: "text", text: label }] }, end: at + whole.length } : null;
}
