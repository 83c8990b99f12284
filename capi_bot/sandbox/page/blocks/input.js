/**
 * A label with a control to fill in, its hint, and what is wrong with it.
 *
 * https://docs.slack.dev/reference/block-kit/blocks/input-block
 */

import { h } from "../dom.js";
import { element } from "./elements.js";
import { words } from "./words.js";

let count = 0;

/** Draw an input block; its control tells the app of changes only where the block asks for that. */
export function drawInput(block, surface) {
  const id = `input-${(count += 1)}`;
  const dispatches = Boolean(block.dispatch_action);
  const quiet = { ...surface, dispatches, act: dispatches ? surface.act : () => {} };
  const control = element({ ...block.element, optional: block.optional }, quiet, block.block_id);
  const field = fieldOf(control);
  field.setAttribute("aria-labelledby", `${id}-label`);
  field.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  const optional = block.optional && h("span", { class: "optional" }, " (optional)");
  const label = h("p", { class: "label", id: `${id}-label` }, words(block.label, surface.names), optional);
  const hint = h("p", { class: "hint", id: `${id}-hint` }, words(block.hint, surface.names));
  const error = h("p", { class: "error", id: `${id}-error`, role: "alert" });
  return h("div", { class: "block-input" }, label, control, hint, error);
}

/** Find what a label names and the focus goes to, inside a control of several parts. */
export const fieldOf = (control) => control.querySelector("[data-field]") ?? control;
