/** The standard Markdown of `markdown` blocks, parsed into the same nodes as mrkdwn: the subset that Slack renders. */

import { matchAt, parseCode, parseEmoji, parseUrl, scan, spanParser } from "./mrkdwn.js";

const LITERAL = { unescape: (text) => text };
const strong = spanParser("bold", "**", parseInline);
const emphasis = spanParser("italic", "*", parseInline);
const PARSERS = {
  "*": (text, at, options) => strong(text, at, options) ?? emphasis(text, at, options),
  _: spanParser("italic", "_", parseInline),
  "~": spanParser("strike", "~~", parseInline),
  "`": (text, at) => parseCode(text, at, (code) => [{ kind: "text", text: code }]),
  "[": parseLink,
  ":": parseEmoji,
  h: parseUrl,
};
const TABLE = /^((?:\|.*\n)\|[-:| ]+\|[ ]*(?:\n\|.*)*)$/m;
const CHECKBOXES = { " ": "☐", x: "☑", X: "☑" };
const ALIGNMENTS = { "true true": "center", "false true": "right" };
const LINES = [
  [/^(#{1,6})\s+(.*)$/, ([, , text]) => ({ kind: "heading", nodes: parseInline(text) })],
  [/^(?:---+|\*\*\*+)\s*$/, () => ({ kind: "rule" })],
  [/^>\s?(.*)$/, ([, text]) => ({ kind: "quote", nodes: parseInline(text) })],
  [/^(\s*)[-*+]\s+\[([ xX])\]\s+(.*)$/, ([, indent, box, text]) => item(false, indent, `${CHECKBOXES[box]} ${text}`)],
  [/^(\s*)[-*+]\s+(.*)$/, ([, indent, text]) => item(false, indent, text)],
  [/^(\s*)\d+[.)]\s+(.*)$/, ([, indent, text]) => item(true, indent, text)],
];

function parseInline(text) {
  return scan(text, PARSERS, LITERAL);
}

/** Parse a Markdown text into nodes. */
export function parseMarkdown(text) {
  const parts = String(text ?? "").split(/^```\w*\n([\s\S]*?)^```$\n?/m);
  return parts.flatMap((part, index) => (index % 2 ? [preformatted(part)] : parseBlocks(part)));
}

function parseBlocks(text) {
  const parts = text.split(TABLE);
  return parts.flatMap((part, index) => (index % 2 ? [parseTable(part)] : mergeLines(part.split("\n").map(parseLine))));
}

/** Parse a table: its head, the alignment of each column, and its rows. */
function parseTable(text) {
  const [head, rule, ...rows] = text.trim().split("\n").map(splitCells);
  const align = rule.map((dashes) => ALIGNMENTS[`${dashes.startsWith(":")} ${dashes.endsWith(":")}`] ?? "left");
  return { kind: "table", align, head: head.map(parseInline), rows: rows.map((row) => row.map(parseInline)) };
}

function splitCells(row) {
  const cells = row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|");
  return cells.map((cell) => cell.trim());
}

const preformatted = (text) => ({ kind: "pre", nodes: [{ kind: "text", text: text.replace(/\n$/, "") }] });

function item(ordered, indent, text) {
  return { kind: "list", ordered, indent: Math.floor(indent.length / 2), items: [parseInline(text)] };
}

function parseLine(text) {
  for (const [pattern, build] of LINES) {
    const match = pattern.exec(text);
    if (match) return build(match);
  }
  return { kind: "paragraph", nodes: parseInline(text) };
}

/** Join adjacent list items and adjacent lines of a paragraph or quote; an empty line ends a paragraph. */
function mergeLines(nodes) {
  const merged = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (isSameList(last, node)) last.items.push(...node.items);
    else if (isSameParagraph(last, node)) last.nodes.push({ kind: "text", text: "\n" }, ...node.nodes);
    else merged.push(node);
  }
  return merged.filter((node) => node.kind !== "paragraph" || node.nodes.length);
}

const isSameList = (last, node) =>
  last?.kind === "list" && node.kind === "list" && last.ordered === node.ordered && last.indent === node.indent;

const isSameParagraph = (last, node) =>
  ["paragraph", "quote"].includes(node.kind) && last?.kind === node.kind && last.nodes.length && node.nodes.length;

function parseLink(text, at) {
  const [whole, label, url] = matchAt(/\[([^[\]\n]+)\]\(([^()\s]+)\)/y, text, at);
  return whole ? { node: { kind: "link", url, nodes: [{ kind: "text", text: label }] }, end: at + whole.length } : null;
}
