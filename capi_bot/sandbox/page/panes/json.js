/** JSON: a tree that folds, with a copy button, and messages and views as an app sends them. */

import { h } from "../dom.js";
import { copyButton } from "../popover.js";

const OPEN_DEPTH = 2;
const MAX_INLINE = 60;
const VIEW_FIELDS = ["type", "title", "blocks", "submit", "close", "private_metadata", "callback_id", "external_id"];
const VIEW_FLAGS = ["clear_on_close", "notify_on_close", "submit_disabled"];

/** Format a message for Block Kit Builder (https://app.slack.com/block-kit-builder); a text becomes a section. */
export function messageJson({ text, blocks, attachments }) {
  const sections = text ? [{ type: "section", text: { type: "mrkdwn", text } }] : [];
  return format({ blocks: blocks ?? sections, ...(attachments?.length && { attachments }) });
}

/** Format a view as an app opens it, without the fields that Slack adds. */
export function viewJson(view) {
  const fields = VIEW_FIELDS.filter((name) => ![null, undefined, ""].includes(view[name]));
  const names = [...fields, ...VIEW_FLAGS.filter((name) => view[name])];
  return format(Object.fromEntries(names.map((name) => [name, view[name]])));
}

const format = (value) => JSON.stringify(value, null, 2);

/** Render a value as a tree with a copy button. */
export function renderJson(value, label = "JSON") {
  const text = typeof value === "string" ? value : format(value);
  const copy = copyButton(`Copy ${label}`, () => text);
  return h("div", { class: "json" }, h("div", { class: "json-tree" }, renderValue(value, 0)), copy);
}

function renderValue(value, depth) {
  if (value !== null && typeof value === "object") return renderBranch(value, depth);
  const inner = typeof value === "string" ? parse(value) : null;
  if (inner) return [h("span", { class: "json-note" }, "JSON in a text "), renderBranch(inner, depth)];
  const type = value === null ? "null" : typeof value;
  return h("span", { class: `json-${type}` }, type === "string" && depth === 0 ? value : JSON.stringify(value));
}

/** The children of a branch are rendered when it is first opened. */
function renderBranch(value, depth) {
  const rows = Object.entries(value);
  const [start, end] = Array.isArray(value) ? "[]" : "{}";
  const inline =
    start + rows.map(([key, one]) => (start === "{" ? `${key}: ` : "") + JSON.stringify(one)).join(", ") + end;
  const isNested = rows.some(([, one]) => one !== null && typeof one === "object");
  if (!rows.length || (inline.length <= MAX_INLINE && !isNested)) return h("span", {}, inline);
  const size = `${rows.length} ${start === "[" ? "item" : "field"}${rows.length === 1 ? "" : "s"}`;
  const summary = h("summary", {}, start, h("span", { class: "json-folded" }, ` ${size} `, end));
  const branch = h("details", { open: depth < OPEN_DEPTH }, summary);
  const name = (key) => start === "{" && [h("span", { class: "json-name" }, key), ": "];
  const child = ([key, one]) => h("li", {}, name(key), renderValue(one, depth + 1));
  const fill = () => branch.children.length === 1 && branch.append(h("ul", {}, rows.map(child)), end);
  if (branch.open) fill();
  branch.addEventListener("toggle", () => branch.open && fill());
  return branch;
}

/** Parse an object or a list that was sent as text, as forms send blocks and views. */
function parse(text) {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
