/** A JSON value to read: a tree whose branches fold, and a button that copies it whole. */

import { copyButton } from "../clipboard.js";
import { h } from "../dom.js";

const OPEN_DEPTH = 2;
const SHORT = 60;

/** Draw a value with its copy button. */
export function drawJson(value, label = "JSON") {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const copy = copyButton(`Copy ${label}`, () => text);
  return h("div", { class: "json" }, h("div", { class: "json-tree" }, drawValue(value, 0)), copy);
}

function drawValue(value, depth) {
  if (value !== null && typeof value === "object") return drawBranch(value, depth);
  const inner = typeof value === "string" ? parsed(value) : null;
  if (inner) return [h("span", { class: "json-note" }, "JSON in a text "), drawBranch(inner, depth)];
  const kind = value === null ? "null" : typeof value;
  return h("span", { class: `json-${kind}` }, kind === "string" && depth === 0 ? value : JSON.stringify(value));
}

function drawBranch(value, depth) {
  const rows = Object.entries(value);
  const [begin, end] = Array.isArray(value) ? "[]" : "{}";
  const flat = flatly(rows, begin, end);
  if (!rows.length || (flat.length <= SHORT && !nests(value))) return h("span", {}, flat);
  const head = h("summary", {}, begin, h("span", { class: "json-folded" }, ` ${counted(rows.length, begin)} `, end));
  const branch = h("details", { open: depth < OPEN_DEPTH }, head);
  const grow = () => branch.children.length === 1 && branch.append(...drawLeaves(rows, begin, depth), end);
  if (branch.open) grow();
  branch.addEventListener("toggle", () => branch.open && grow());
  return branch;
}

function drawLeaves(rows, begin, depth) {
  const name = (key) => begin === "{" && [h("span", { class: "json-name" }, key), ": "];
  return [h("ul", {}, ...rows.map(([key, value]) => h("li", {}, name(key), drawValue(value, depth + 1))))];
}

const nests = (value) => Object.values(value).some((one) => one !== null && typeof one === "object");

/** Write what is short in one line. */
function flatly(rows, begin, end) {
  const words = rows.map(([key, one]) => (begin === "{" ? `${key}: ` : "") + JSON.stringify(one));
  return begin + words.join(", ") + end;
}

const counted = (number, begin) => `${number} ${begin === "[" ? "item" : "field"}${number === 1 ? "" : "s"}`;

/** Read an object or a list that was sent as text, as forms send blocks and views. */
function parsed(text) {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
