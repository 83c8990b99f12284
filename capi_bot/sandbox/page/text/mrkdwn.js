/**
 * Slack's mrkdwn, read into nodes.
 *
 * Mentions become nodes wherever they stand, in code too: a text that could ping somebody must be seen to do so.
 * https://docs.slack.dev/messaging/formatting-message-text
 */

import { readAddress, readEmoji, scan, span, unescape } from "./inline.js";

const QUOTED = /^(?:&gt;|>) ?/;
const QUOTED_TO_THE_END = /^(?:&gt;|>){3} ?/;
const IN_CODE = { "<": readAngle };
const READERS = {
  "<": readAngle,
  "`": readCode,
  "*": span("bold", "*", inline),
  _: span("italic", "_", inline),
  "~": span("strike", "~", inline),
  ":": readEmoji,
  h: readAddress,
};

function inline(text, options) {
  return scan(text, READERS, options);
}

/** Read a mrkdwn text; `verbatim` leaves bare web addresses alone. */
export function parseMrkdwn(text, options = {}) {
  const pieces = String(text ?? "").split(/```([\s\S]+?)```\n?/);
  return pieces.flatMap((piece, index) => (index % 2 ? [preformatted(piece)] : lines(piece, options)));
}

/** Read a plain_text object: literal, but for emoji codes when it asks for them. */
export function parsePlain(text, { emoji = true } = {}) {
  return scan(String(text ?? ""), emoji ? { ":": readEmoji } : {}, { unescape: (literal) => literal });
}

function preformatted(text) {
  return { kind: "pre", nodes: scan(text.replace(/^\n|\n$/g, ""), IN_CODE) };
}

function lines(text, options) {
  return runs(text.split("\n")).flatMap(({ quoted, rows }) => {
    const nodes = inline(rows.join("\n"), options);
    return quoted ? [{ kind: "quote", nodes }] : nodes;
  });
}

/** Group neighbouring lines into quoted and ordinary runs. */
function runs(rows) {
  const groups = [];
  let toTheEnd = false;
  for (const row of rows) {
    toTheEnd ||= QUOTED_TO_THE_END.test(row);
    const quoted = toTheEnd || QUOTED.test(row);
    if (groups.at(-1)?.quoted !== quoted) groups.push({ quoted, rows: [] });
    groups.at(-1).rows.push(row.replace(QUOTED_TO_THE_END, "").replace(quoted && !toTheEnd ? QUOTED : "", ""));
  }
  return groups;
}

function readCode(text, at) {
  const code = /`([^`\n]+)`/y;
  code.lastIndex = at;
  const inside = code.exec(text)?.[1];
  return inside ? { node: { kind: "code", nodes: scan(inside, IN_CODE) }, end: at + inside.length + 2 } : null;
}

function readAngle(text, at) {
  const angle = /<([^<>\n]+)>/y;
  angle.lastIndex = at;
  const inside = angle.exec(text)?.[1];
  const node = inside && reference(inside);
  return node ? { node, end: at + inside.length + 2 } : null;
}

/** Name what `<…>` points at; null when Slack would show it as typed. */
function reference(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("!date^")) return date(target, label);
  if (/^(?:https?:\/\/|mailto:|tel:)/i.test(target)) return link(unescape(target), label);
  const [, sign, id] = /^(@|#|!subteam\^|!)([\w-]+)$/.exec(target) ?? [];
  const kind = { "@": "user", "#": "channel", "!subteam^": "group", "!": "broadcast" }[sign];
  return kind ? { kind, id, label: label && unescape(label) } : null;
}

function link(url, label) {
  return { kind: "link", url, nodes: label ? inline(label, { verbatim: true }) : [{ kind: "text", text: url }] };
}

function date(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  return {
    kind: "date",
    seconds,
    format: unescape(format ?? ""),
    url: url && unescape(url),
    fallback: unescape(fallback ?? ""),
  };
}
