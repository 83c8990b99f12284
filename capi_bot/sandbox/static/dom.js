/**
 * The few things that the rest of the page needs from the DOM.
 *
 * Data only ever becomes a text node or an attribute, never markup, so nothing that a message holds can run.
 */

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

/** Draw one icon of the sprite in index.html. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/**
 * Make the children of `parent` those of `items`, building only what is new or changed.
 *
 * An item is `{ key, signature, build }`. Returns the keys that were added and those that were rebuilt.
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
  node.dataset.key = item.key;
  signatures.set(node, item.signature);
  return node;
}

/** Run `work`, which may rebuild children of `root`, and give the focus back to the control that had it, or its successor. */
export function keepingFocus(root, work) {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const address = held && addressOf(root, held);
  const result = work();
  if (held && !held.isConnected) successor(root, address)?.focus({ preventScroll: true });
  return result;
}

function addressOf(root, control) {
  const { actionId, blockId, value } = control.dataset;
  const child = [...root.children].find((one) => one.contains(control));
  const siblings = controlsIn(child).filter((one) => one.dataset.blockId === blockId);
  return { key: child?.dataset.key, actionId, blockId, value, nth: siblings.indexOf(control) };
}

/** Find the same control again; else the one in its place in its block; else the nearest of its kind; else its message. */
function successor(root, { key, actionId, blockId, value, nth }) {
  const child = [...root.children].find((one) => one.dataset.key === key);
  const alike = controlsIn(child).filter((one) => actionId && one.dataset.actionId === actionId);
  const siblings = controlsIn(child).filter((one) => one.dataset.blockId === blockId);
  const same = (one) => one.dataset.blockId === blockId && one.dataset.value === value;
  return alike.find(same) ?? siblings[nth] ?? alike[0] ?? child;
}

const controlsIn = (node) => [
  ...(node?.querySelectorAll("a, button, select, input, textarea, [data-action-id]") ?? []),
];
