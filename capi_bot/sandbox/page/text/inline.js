/**
 * One scanner for inline markup; mrkdwn.js and markdown.js give it their own tables of readers.
 *
 * A reader looks at a text from a place and gives back `{ node, end }`, or null when the character there means nothing.
 * Nodes are plain data: `{ kind: "bold", nodes: […] }`, `{ kind: "text", text }`; marks.js turns them into elements.
 */

import { emoji } from "./emoji.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const WORD = /[\p{L}\p{N}]/u;

/** Take Slack's three escapes back, each once. */
export const unescape = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

export const isWord = (character) => character !== undefined && WORD.test(character);

/** Read a text into nodes with a table of readers by first character. */
export function scan(text, readers, options = {}) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push({ kind: "text", text: (options.unescape ?? unescape)(plain) });
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = readers[text[at]]?.(text, at, options);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else plain += text[at++];
  }
  flush();
  return nodes;
}

/** Make a reader for a span between two equal marks on one line, such as `*bold*`; `read` reads what is inside. */
export const span = (kind, mark, read) => (text, at, options) => {
  const start = at + mark.length;
  if (!text.startsWith(mark, at) || isWord(text[at - 1]) || /^(\s|$)/.test(text.slice(start, start + 1))) return null;
  const end = closing(text, start, mark);
  if (end < 0) return null;
  return { node: { kind, nodes: read(text.slice(start, end), options) }, end: end + mark.length };
};

/** Find the mark that closes a span; what stands in `<…>` or in backticks does not count. */
function closing(text, start, mark) {
  const opened = { "<": true, "`": true };
  for (let at = start; at < text.length && text[at] !== "\n"; at++) {
    if (opened[text[at]]) {
      const end = text.indexOf(text[at] === "<" ? ">" : "`", at + 1);
      if (end < 0) opened[text[at]] = false;
      else at = end;
    } else if (at > start && closes(text, at, mark)) return at;
  }
  return -1;
}

function closes(text, at, mark) {
  return text.startsWith(mark, at) && !/\s/.test(text[at - 1]) && !isWord(text[at + mark.length]);
}

/** Read `:short_code:`; one that nobody knows stays text. */
export function readEmoji(text, at) {
  const code = /:([a-z0-9_+'-]{1,60}):/y;
  code.lastIndex = at;
  const name = code.exec(text)?.[1];
  return emoji(name) ? { node: { kind: "emoji", name }, end: at + name.length + 2 } : null;
}

/** Read a bare web address, as Slack links one on its own. */
export function readAddress(text, at, options) {
  const address = /https?:\/\/[^\s<>|`"]+/y;
  address.lastIndex = at;
  const url =
    options.verbatim || isWord(text[at - 1]) ? null : address.exec(text)?.[0].replace(/[.,;:!?)*_~'\]]+$/, "");
  return url
    ? {
        node: { kind: "link", url: unescape(url), nodes: [{ kind: "text", text: unescape(url) }] },
        end: at + url.length,
      }
    : null;
}
