/** Formatted text as people type it, made into a `rich_text` block, and back. Pure. */

import { readAddress, readEmoji, scan, span } from "./inline.js";

const READERS = {
  "*": span("bold", "*", read),
  _: span("italic", "_", read),
  "~": span("strike", "~", read),
  "`": readCode,
  ":": readEmoji,
  "@": (text, at, names) => readName(text, at, { people: names.people }),
  "#": (text, at, names) => readName(text, at, { channels: names.channels }),
  h: readAddress,
};
const LINES = [
  ["quote", /^> ?(.*)$/],
  ["bullet", /^[-*•] +(.*)$/],
  ["ordered", /^\d+[.)] +(.*)$/],
  ["section", /^(.*)$/],
];
const BLOCKS = {
  quote: (rows) => ({ type: "rich_text_quote", elements: joined(rows) }),
  section: (rows) => ({ type: "rich_text_section", elements: joined(rows) }),
  bullet: (rows) => listOf("bullet", rows),
  ordered: (rows) => listOf("ordered", rows),
};
const STYLES = ["bold", "italic", "strike", "code"];
const SIGNS = { bold: "*", italic: "_", strike: "~", code: "`" };

/** Make a `rich_text` block of what was typed; `names` are the people and channels that can be meant. */
export function composeRichText(typed, names) {
  const pieces = typed.split(/^```\n?([\s\S]*?)\n?```$\n?/m);
  const elements = pieces.flatMap((piece, nth) => (nth % 2 ? [fence(piece)] : paragraphs(piece, names)));
  return { type: "rich_text", elements };
}

/** Write a `rich_text` block as somebody would type it. */
export function typedRichText({ elements }, names) {
  return elements.map((part) => typedPart(part, names)).join("\n");
}

const fence = (text) => ({ type: "rich_text_preformatted", elements: [{ type: "text", text }] });

/** Group neighbouring lines of one kind. */
function paragraphs(text, names) {
  const groups = [];
  for (const row of text.replace(/\n$/, "").split("\n")) {
    const [kind, pattern] = LINES.find(([, each]) => each.test(row));
    if (groups.at(-1)?.kind !== kind) groups.push({ kind, rows: [] });
    groups.at(-1).rows.push(flat(read(pattern.exec(row)[1], names)));
  }
  const filled = groups.filter(({ rows }) => rows.some(({ length }) => length));
  return filled.map(({ kind, rows }) => BLOCKS[kind](rows));
}

function read(text, names) {
  return scan(text, READERS, { people: [], channels: [], ...names, unescape: (literal) => literal });
}

const joined = (rows) =>
  rows.flatMap((row, nth) => (nth ? [{ type: "text", text: "\n" }, ...row] : row)).reduce(merged, []);

/** Join neighbouring plain texts. */
function merged(elements, element) {
  const last = elements.at(-1);
  const plain = (one) => one?.type === "text" && !one.style;
  if (!plain(last) || !plain(element)) return [...elements, element];
  return [...elements.slice(0, -1), { type: "text", text: last.text + element.text }];
}

const listOf = (style, rows) => ({
  type: "rich_text_list",
  style,
  elements: rows.map((elements) => ({ type: "rich_text_section", elements })),
});

function flat(nodes, style = {}) {
  const styled = Object.keys(style).length ? { style } : {};
  return nodes.flatMap((node) => {
    if (STYLES.includes(node.kind)) return flat(node.nodes, { ...style, [node.kind]: true });
    if (node.kind === "text") return [{ type: "text", text: node.text, ...styled }];
    if (node.kind === "link") return [{ type: "link", url: node.url, ...styled }];
    if (node.kind === "emoji") return [{ type: "emoji", name: node.name }];
    return [{ type: node.kind, [`${node.kind}_id`]: node.id, ...styled }];
  });
}

function readCode(text, at) {
  const code = /`([^`\n]+)`/y;
  code.lastIndex = at;
  const inside = code.exec(text)?.[1];
  return inside
    ? { node: { kind: "code", nodes: [{ kind: "text", text: inside }] }, end: at + inside.length + 2 }
    : null;
}

/** Read `@name` or `#name` of somebody or something that is there. */
function readName(text, at, { people, channels }) {
  const name = /[@#]([\p{L}\p{N}._-]+)/uy;
  name.lastIndex = at;
  const word = name.exec(text)?.[1];
  const found = (people ?? channels).find((one) => one.name === word);
  return found ? { node: { kind: people ? "user" : "channel", id: found.id }, end: at + word.length + 1 } : null;
}

function typedPart({ type, style, elements }, names) {
  if (type === "rich_text_list") {
    const mark = (nth) => (style === "ordered" ? `${nth + 1}. ` : "- ");
    return elements.map((section, nth) => mark(nth) + typedInline(section.elements, names)).join("\n");
  }
  const text = typedInline(elements, names);
  if (type === "rich_text_preformatted") return `\`\`\`\n${text}\n\`\`\``;
  return type === "rich_text_quote" ? text.replace(/^/gm, "> ") : text;
}

function typedInline(elements, names) {
  return elements
    .map((element) => {
      const signs = STYLES.filter((name) => element.style?.[name]).map((name) => SIGNS[name]);
      return [...signs, typedWord(element, names), ...signs.reverse()].join("");
    })
    .join("");
}

function typedWord(element, names) {
  if (element.type === "emoji") return `:${element.name}:`;
  if (element.type === "user") return `@${names.user(element.user_id)}`;
  if (element.type === "channel") return `#${names.channel(element.channel_id)}`;
  return element.text ?? element.url ?? element.fallback ?? "";
}
