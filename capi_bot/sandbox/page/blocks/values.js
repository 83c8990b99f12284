/** The values of controls, in the shape of Slack's `view.state`; they survive rendering again. */

const controls = new WeakMap();

/** Return the data attributes of a control: its block, its action and its value. */
export const controlData = (element, blockId, value) => ({ blockId, actionId: element.action_id, value });

/** Register a control: `read()` returns `{ value }`, `{ selected_option }`…, and `write` sets the same. */
export function registerControl(node, type, read, write) {
  node.dataset.control = type;
  controls.set(node, { read, write });
  return node;
}

/**
 * Register a control that sends each choice to the app, one at a time: a change meanwhile is sent next, and one that
 * the person does not confirm is undone. `isReady()` returns whether the value is complete.
 */
export function registerChoice(
  node,
  { element, surface, blockId },
  { read, write, isReady = () => true, on = "change" },
) {
  let sent = read();
  let busy = false;

  async function dispatch() {
    if (busy) return;
    busy = true;
    while (isReady() && !isEqual(read(), sent)) {
      const value = read();
      if ((await surface.act(blockId, element, value, node)) === false) {
        write(sent);
        break;
      }
      sent = value;
    }
    busy = false;
  }

  node.addEventListener(on, dispatch);
  return registerControl(node, element.type, read, (value) => {
    write(value);
    sent = read();
  });
}

const isEqual = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Collect the values of the controls under `root`: `{ block_id: { action_id: { type, value | selected_… } } }`. */
export function valuesIn(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-control]")) {
    const { blockId, actionId, control } = node.dataset;
    values[blockId] = { ...values[blockId], [actionId]: { type: control, ...controls.get(node).read() } };
  }
  return values;
}

/**
 * Copy the values of one rendering to the next.
 *
 * A control with the same block_id and action_id keeps what was entered, whatever its new initial value.
 * https://docs.slack.dev/reference/views/modal-views
 */
export function carryOver(from, to) {
  const values = valuesIn(from);
  for (const node of to.querySelectorAll("[data-control]")) {
    const { type, ...value } = values[node.dataset.blockId]?.[node.dataset.actionId] ?? {};
    if (type === node.dataset.control && !isEmpty(value)) controls.get(node).write(value);
  }
}

const isEmpty = (value) => Object.values(value).every((part) => part === null || part?.length === 0);
