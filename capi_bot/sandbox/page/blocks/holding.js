/** What controls hold: each tells it itself, in the shape of Slack's `view.state`, and takes it back after a redraw. */

const controls = new WeakMap();
const looks = new WeakMap();

/** Name a control by its block, its action and what it carries. */
export const identity = (spec, blockId, value) => ({ blockId, actionId: spec.action_id, value });

/** Make a control tell what it holds: `read()` gives `{ value }`, `{ selected_option }`…; `write` takes it back. */
export function holding(node, type, read, write) {
  node.dataset.holds = type;
  controls.set(node, { read, write });
  return node;
}

/** Make a part keep how a person left it, such as a table's page: `read()` gives it, `write(left)` takes it. */
export function keeping(node, read, write) {
  node.dataset.keeps = "";
  looks.set(node, { read, write });
  return node;
}

/** Gather what the controls under `root` hold: `{ block_id: { action_id: { type, value | selected_… } } }`. */
export function valuesIn(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-holds]")) {
    const { blockId, actionId, holds } = node.dataset;
    values[blockId] = { ...values[blockId], [actionId]: { type: holds, ...controls.get(node).read() } };
  }
  return values;
}

/**
 * Hand what a drawing held to the one that takes its place.
 *
 * A control whose block_id and action_id are still there keeps what was entered, whatever the app now says it holds at
 * first; with new ids it does not.
 * https://docs.slack.dev/reference/views/modal-views
 */
export function carryOver(from, to) {
  const values = valuesIn(from);
  for (const node of to.querySelectorAll("[data-holds]")) {
    const { type, ...held } = values[node.dataset.blockId]?.[node.dataset.actionId] ?? {};
    if (type === node.dataset.holds && !isNothing(held)) controls.get(node).write(held);
  }
  const left = [...from.querySelectorAll("[data-keeps]")];
  for (const node of to.querySelectorAll("[data-keeps]")) {
    const before = left.find((one) => one.dataset.blockId === node.dataset.blockId);
    if (before) looks.get(node).write(looks.get(before).read());
  }
}

const isNothing = (held) => Object.values(held).every((value) => value === null || value?.length === 0);
