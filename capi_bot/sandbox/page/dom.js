/**
 * DOM functions: creating elements, reconciling a list of children with new items, and keeping the focus.
 *
 * Data becomes text nodes and attributes only, never markup, so that nothing in a message can run.
 */

import { carryOver } from "./blocks/values.js";

const FOCUSABLE = "a[href], button, select, input, textarea, [tabindex='0']";
const signatures = new WeakMap();

/** Create an element: `h("p", { class: "x", dataset: { ts }, onclick }, "text", child)`; empty children are skipped. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset")
    Object.entries(value).forEach(([key, data]) => data != null && (node.dataset[key] = data));
  else node.setAttribute(name, value === true ? "" : value);
}

/** Create an icon from the sprite in index.html. */
export function icon(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Create a button that shows only an icon (or a character); the label is its accessible name and tooltip. */
export function iconButton(label, content, onclick, attributes = {}) {
  const names = { type: "button", class: "icon-button", "aria-label": label, title: label };
  return h("button", { ...names, onclick, ...attributes }, content);
}

/**
 * Make the children of `parent` match `items`; only new and changed ones are built.
 *
 * An item is `{ key, signature, build }`. A rebuilt child keeps what was entered in its controls. Returns the keys of
 * added and of changed children.
 */
export function reconcile(parent, items) {
  const keys = new Set(items.map((item) => item.key));
  [...parent.children].filter((node) => !keys.has(node.dataset.key)).forEach((node) => node.remove());
  const nodes = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const report = { added: [], changed: [] };
  let next = parent.firstElementChild;
  for (const item of items) {
    const old = nodes.get(item.key);
    const inPlace = old !== undefined && old === next;
    if (inPlace) next = next.nextElementSibling;
    const node = old && signatures.get(old) === item.signature ? old : rebuild(item, old, report);
    if (node !== old || !inPlace) parent.insertBefore(node, next);
    if (node !== old) old?.remove();
  }
  return report;
}

function rebuild(item, old, report) {
  (old ? report.changed : report.added).push(item.key);
  const node = item.build();
  if (old) carryOver(old, node);
  node.dataset.key = item.key;
  signatures.set(node, item.signature);
  return node;
}

/** Run `update`, which may rebuild children of `root`; the focus returns to the same control or its successor. */
export function keepFocus(root, update) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const position = focused && positionOf(root, focused);
  const result = update();
  if (focused && !focused.isConnected) restoreFocus(focused, successor(root, position));
  return result;
}

function restoreFocus(old, control) {
  control?.focus({ preventScroll: true });
  if (typeof old.selectionStart !== "number" || control?.value !== old.value) return;
  control.setSelectionRange(old.selectionStart, old.selectionEnd);
}

function positionOf(root, control) {
  const { actionId, blockId, value } = control.dataset;
  const child = [...root.children].find((one) => one.contains(control));
  const siblings = controlsIn(child).filter((one) => one.dataset.blockId === blockId);
  const position = { key: child?.dataset.key, actionId, blockId, value, label: control.ariaLabel };
  return { ...position, index: siblings.indexOf(control), actionIndex: withAction(child, actionId).indexOf(control) };
}

/**
 * Find the same control; else the one at its index in its block; else one of the same action with its label, at its
 * index, or the first (an app may give a block a new id whenever it renders it); else its message.
 */
function successor(root, { key, actionId, blockId, value, label, index, actionIndex }) {
  const child = [...root.children].find((one) => one.dataset.key === key);
  const candidates = withAction(child, actionId);
  const siblings = controlsIn(child).filter((one) => one.dataset.blockId === blockId);
  const same = (one) => one.dataset.blockId === blockId && one.dataset.value === value;
  const labelled = candidates.filter((one) => label && one.ariaLabel === label);
  const only = labelled.length === 1 ? labelled[0] : undefined;
  return candidates.find(same) ?? siblings[index] ?? only ?? candidates[actionIndex] ?? candidates[0] ?? child;
}

const withAction = (node, actionId) => controlsIn(node).filter((one) => actionId && one.dataset.actionId === actionId);

const controlsIn = (node) => [
  ...(node?.querySelectorAll("a, button, select, input, textarea, [data-action-id]") ?? []),
];

/** Let F6 and Shift + F6 move the focus between landmarks, in order: `[root, selector of what gets the focus]`. */
export function listenForLandmarkKeys(landmarks) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    const visible = landmarks.filter(([root]) => root.checkVisibility());
    const current = visible.findLastIndex(([root]) => root.contains(document.activeElement));
    const back = (current <= 0 ? visible.length : current) - 1;
    const [root, selector] = visible[event.shiftKey ? back : (current + 1) % visible.length];
    const first = [...root.querySelectorAll(FOCUSABLE)].find((one) => one.checkVisibility());
    event.preventDefault();
    (root.querySelector(selector) ?? (root.tabIndex >= 0 ? root : first))?.focus();
  });
}
