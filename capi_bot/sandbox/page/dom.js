/**
 * The few things that the rest of the page needs from the DOM.
 *
 * Data only ever becomes a text node or an attribute, never markup, so nothing that a message holds can run.
 */

import { carryOver } from "./blocks/holding.js";

const signatures = new WeakMap();

/** Build one element: `h("p", { class: "x", dataset: { ts }, onclick }, "text", child)`; empty children are left out. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function assign(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset")
    Object.entries(value).forEach(([key, data]) => data != null && (node.dataset[key] = data));
  else node.setAttribute(name, value === true ? "" : value);
}

/** Build one element of a drawing, with attributes alone. */
export function svg(tag, attributes, children = []) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Draw one icon of the sprite in index.html. */
export function icon(name) {
  return svg("svg", { class: "icon", "aria-hidden": "true" }, [svg("use", { href: `#icon-${name}` })]);
}

/**
 * Make the children of `parent` those of `items`, building only what is new or changed.
 *
 * An item is `{ key, signature, build }`; what is built again keeps what was entered in it. Returns the keys that were
 * added and those that were rebuilt.
 */
export function reconcile(parent, items) {
  const wanted = new Set(items.map((item) => item.key));
  [...parent.children].filter((node) => !wanted.has(node.dataset.key)).forEach((node) => node.remove());
  const known = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const report = { added: [], changed: [] };
  let place = parent.firstElementChild;
  for (const item of items) {
    const old = known.get(item.key);
    const inPlace = old !== undefined && old === place;
    if (inPlace) place = place.nextElementSibling;
    const node = old && signatures.get(old) === item.signature ? old : rebuilt(item, old, report);
    if (node !== old || !inPlace) parent.insertBefore(node, place);
    if (node !== old) old?.remove();
  }
  return report;
}

function rebuilt(item, old, report) {
  (old ? report.changed : report.added).push(item.key);
  const node = item.build();
  if (old) carryOver(old, node);
  node.dataset.key = item.key;
  signatures.set(node, item.signature);
  return node;
}

/** Run `work`, which may rebuild children of `root`, and give the focus back to the control that had it, or its successor. */
export function keepingFocus(root, work) {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const address = held && addressOf(root, held);
  const result = work();
  if (held && !held.isConnected) focusAs(held, successor(root, address));
  return result;
}

/** Give the focus to what takes a control's place, and put the cursor of a field where it was. */
function focusAs(held, next) {
  next?.focus({ preventScroll: true });
  if (typeof held.selectionStart !== "number" || next?.value !== held.value) return;
  next.setSelectionRange(held.selectionStart, held.selectionEnd);
}

function addressOf(root, control) {
  const { actionId, blockId, value } = control.dataset;
  const child = [...root.children].find((one) => one.contains(control));
  const siblings = controlsIn(child).filter((one) => one.dataset.blockId === blockId);
  const address = { key: child?.dataset.key, actionId, blockId, value, label: control.ariaLabel };
  return { ...address, nth: siblings.indexOf(control), nthAlike: alikeIn(child, actionId).indexOf(control) };
}

/**
 * Find the same control again; else the one in its place in its block; else of its kind the one with its label, in its
 * place or the first (an app may give a block a new id whenever it draws it); else its message.
 */
function successor(root, { key, actionId, blockId, value, label, nth, nthAlike }) {
  const child = [...root.children].find((one) => one.dataset.key === key);
  const alike = alikeIn(child, actionId);
  const siblings = controlsIn(child).filter((one) => one.dataset.blockId === blockId);
  const same = (one) => one.dataset.blockId === blockId && one.dataset.value === value;
  const named = alike.filter((one) => label && one.ariaLabel === label);
  const only = named.length === 1 ? named[0] : undefined;
  return alike.find(same) ?? siblings[nth] ?? only ?? alike[nthAlike] ?? alike[0] ?? child;
}

const alikeIn = (node, actionId) => controlsIn(node).filter((one) => actionId && one.dataset.actionId === actionId);

const controlsIn = (node) => [
  ...(node?.querySelectorAll("a, button, select, input, textarea, [data-action-id]") ?? []),
];
