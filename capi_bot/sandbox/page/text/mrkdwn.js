/**
 * Slack's mrkdwn, parsed into nodes: plain data such as `{ kind: "bold", nodes: […] }` or `{ kind: "text", text }`, which
 * render.js turns into elements.
 *
 * Mentions become nodes in code too: a text that notifies somebody must show it.
 * https://docs.slack.dev/messaging/formatting-message-text
 */

/** Common emoji short codes; others stay as they were typed. */
const EMOJI_CODES = `
+1 👍 -1 👎 100 💯 alarm_clock ⏰ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_up ⬆️ arrows_counterclockwise 🔄
bar_chart 📊 bell 🔔 black_circle ⚫ blush 😊 boom 💥 bug 🐛 bulb 💡 bust_in_silhouette 👤 busts_in_silhouette 👥
calendar 📅 calling 📲 checkered_flag 🏁 clap 👏 clipboard 📋 coffee ☕ cry 😢 email 📧 exclamation ❗ eyes 👀 fire 🔥
gear ⚙️ grin 😁 headphones 🎧 heart ❤️ heavy_check_mark ✔️ hourglass ⌛ hourglass_flowing_sand ⏳ inbox_tray 📥
information_source ℹ️ iphone 📱 joy 😂 key 🔑 large_blue_circle 🔵 large_green_circle 🟢 large_orange_circle 🟠
large_yellow_circle 🟡 link 🔗 lock 🔒 loud_sound 🔊 mag 🔍 memo 📝 microphone 🎤 mute 🔇 new 🆕 no_bell 🔕 no_entry ⛔
octagonal_sign 🛑 ok 🆗 ok_hand 👌 outbox_tray 📤 phone ☎️ point_right 👉 pray 🙏 pushpin 📌 question ❓ raised_hands 🙌
red_circle 🔴 repeat 🔁 robot_face 🤖 rocket 🚀 rotating_light 🚨 slightly_smiling_face 🙂 smile 😄 sob 😭 sparkles ✨
speaker 🔈 speech_balloon 💬 star ⭐ stopwatch ⏱️ sunglasses 😎 tada 🎉 telephone_receiver 📞 thinking_face 🤔 thread 🧵
thumbsdown 👎 thumbsup 👍 unlock 🔓 warning ⚠️ wastebasket 🗑️ wave 👋 white_check_mark ✅ white_circle ⚪ wink 😉
wrench 🔧 x ❌ zap ⚡ zzz 💤`;

const EMOJI = new Map([...EMOJI_CODES.matchAll(/(\S+) (\S+)/g)].map(([, code, character]) => [code, character]));
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const WORD = /[\p{L}\p{N}]/u;
const QUOTE = /^(?:&gt;|>) ?/;
const QUOTE_TO_END = /^(?:&gt;|>){3} ?/;
const CODE_PARSERS = { "<": parseAngle };
const PARSERS = {
  "<": parseAngle,
  "`": (text, at) => parseCode(text, at, (code) => scan(code, CODE_PARSERS)),
  "*": spanParser("bold", "*", parseInline),
  _: spanParser("italic", "_", parseInline),
  "~": spanParser("strike", "~", parseInline),
  ":": parseEmoji,
  h: parseUrl,
};

function parseInline(text, options) {
  return scan(text, PARSERS, options);
}

/** Parse a mrkdwn text; `verbatim` does not link bare URLs. */
export function parseMrkdwn(text, options = {}) {
  const parts = String(text ?? "").split(/```([\s\S]+?)```\n?/);
  return parts.flatMap((part, index) => (index % 2 ? [parsePreformatted(part)] : parseLines(part, options)));
}

/** Parse the text of a plain_text object: literal, but for emoji codes where it allows them. */
export function parsePlainText(text, { emoji: hasEmoji = true } = {}) {
  return scan(String(text ?? ""), hasEmoji ? { ":": parseEmoji } : {}, { unescape: (literal) => literal });
}

function parsePreformatted(text) {
  return { kind: "pre", nodes: scan(text.replace(/^\n|\n$/g, ""), CODE_PARSERS) };
}

function parseLines(text, options) {
  return groupLines(text.split("\n")).flatMap(({ quoted, lines }) => {
    const nodes = parseInline(lines.join("\n"), options);
    return quoted ? [{ kind: "quote", nodes }] : nodes;
  });
}

/** Group adjacent lines that are quoted, or that are not. */
function groupLines(lines) {
  const groups = [];
  let toEnd = false;
  for (const line of lines) {
    toEnd ||= QUOTE_TO_END.test(line);
    const quoted = toEnd || QUOTE.test(line);
    if (groups.at(-1)?.quoted !== quoted) groups.push({ quoted, lines: [] });
    groups.at(-1).lines.push(line.replace(QUOTE_TO_END, "").replace(quoted && !toEnd ? QUOTE : "", ""));
  }
  return groups;
}

/** Parse a text into nodes with a table of parsers by first character; each returns `{ node, end }` or null. */
export function scan(text, parsers, options = {}) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push({ kind: "text", text: (options.unescape ?? unescape)(plain) });
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const match = parsers[text[at]]?.(text, at, options);
    if (match) {
      flush();
      nodes.push(match.node);
      at = match.end;
    } else plain += text[at++];
  }
  flush();
  return nodes;
}

/** Create a parser of a span between two equal delimiters on one line, such as `*bold*`. */
export function spanParser(kind, delimiter, parse) {
  return (text, at, options) => {
    const start = at + delimiter.length;
    const opens = text.startsWith(delimiter, at) && !isWord(text[at - 1]) && /^\S/.test(text.slice(start, start + 1));
    const end = opens ? findClosing(text, start, delimiter) : -1;
    return end < 0
      ? null
      : { node: { kind, nodes: parse(text.slice(start, end), options) }, end: end + delimiter.length };
  };
}

/** Find the closing delimiter of a span; those inside `<…>` or backticks do not count. */
function findClosing(text, start, delimiter) {
  const skips = { "<": true, "`": true };
  for (let at = start; at < text.length && text[at] !== "\n"; at++) {
    if (skips[text[at]]) {
      const end = text.indexOf(text[at] === "<" ? ">" : "`", at + 1);
      if (end < 0) skips[text[at]] = false;
      else at = end;
    } else if (at > start && isClosing(text, at, delimiter)) return at;
  }
  return -1;
}

const isClosing = (text, at, delimiter) =>
  text.startsWith(delimiter, at) && !/\s/.test(text[at - 1]) && !isWord(text[at + delimiter.length]);

const isWord = (character) => character !== undefined && WORD.test(character);

/** Undo Slack's three escapes, each once. */
const unescape = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

/** Match a sticky pattern at a position: `[whole, ...groups]`, or an empty list. */
export function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? [];
}

/** Return the character of an emoji short code such as `wave`, or undefined. */
export const emojiOf = (code) => EMOJI.get(code);

/** Parse `:short_code:`; an unknown one stays text. */
export function parseEmoji(text, at) {
  const [whole, name] = matchAt(/:([a-z0-9_+'-]{1,60}):/y, text, at);
  return emojiOf(name) ? { node: { kind: "emoji", name }, end: at + whole.length } : null;
}

/** Parse a bare URL, which Slack links. */
export function parseUrl(text, at, options) {
  if (options.verbatim || isWord(text[at - 1])) return null;
  const url = matchAt(/https?:\/\/[^\s<>|`"]+/y, text, at)[0]?.replace(/[.,;:!?)*_~'\]]+$/, "");
  return url ? { node: linkNode(unescape(url)), end: at + url.length } : null;
}

/** Parse `code` in backticks; `parse` returns the nodes inside. */
export function parseCode(text, at, parse) {
  const [whole, code] = matchAt(/`([^`\n]+)`/y, text, at);
  return whole ? { node: { kind: "code", nodes: parse(code) }, end: at + whole.length } : null;
}

function parseAngle(text, at) {
  const [whole, inside] = matchAt(/<([^<>\n]+)>/y, text, at);
  const node = inside && parseReference(inside);
  return node ? { node, end: at + whole.length } : null;
}

/** Parse the inside of `<…>`; null where Slack shows it as typed. */
function parseReference(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (/^(?:https?:\/\/|mailto:|tel:)/i.test(target))
    return linkNode(unescape(target), label && parseInline(label, { verbatim: true }));
  const [, prefix, id] = /^(@|#|!subteam\^|!)([\w-]+)$/.exec(target) ?? [];
  const kind = { "@": "user", "#": "channel", "!subteam^": "group", "!": "broadcast" }[prefix];
  return kind ? { kind, id, label: label && unescape(label) } : null;
}

const linkNode = (url, nodes) => ({ kind: "link", url, nodes: nodes || [{ kind: "text", text: url }] });

function dateNode(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  const texts = { format: unescape(format ?? ""), url: url && unescape(url), fallback: unescape(fallback ?? "") };
  return { kind: "date", seconds, ...texts };
}
