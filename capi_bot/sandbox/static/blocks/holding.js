/** What controls hold: each tells it itself, in the shape of Slack's `view.state`. */

const readings = new WeakMap();

/** Name a control by its block, its action and what it carries. */
export const identity = (spec, blockId, value) => ({ blockId, actionId: spec.action_id, value });

/** Make a control tell what it holds: `read()` gives it as `{ value }`, `{ selected_option }` and so on. */
export function holding(node, type, read) {
  node.dataset.holds = type;
  readings.set(node, read);
  return node;
}

/** Gather what the controls under `root` hold: `{ block_id: { action_id: { type, value | selected_… } } }`. */
export function valuesIn(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-holds]")) {
    const { blockId, actionId, holds } = node.dataset;
    values[blockId] = { ...values[blockId], [actionId]: { type: holds, ...readings.get(node)() } };
  }
  return values;
}
