/**
 * The interactive parts of Block Kit: which there are; each kind has its own file.
 *
 * Every control carries `data-block-id`, `data-action-id` and `data-value`. Those that hold something also tell it to
 * `valuesIn` (holding.js).
 * https://docs.slack.dev/reference/block-kit/block-elements
 */

import { BUTTONS } from "./buttons.js";
import { CHOICES } from "./choices.js";
import { RICH_TEXT_INPUT } from "./editor.js";
import { notDrawn } from "./honest.js";
import { INPUTS } from "./inputs.js";
import { PICKERS } from "./pickers.js";
import { picture } from "./picture.js";
import { SELECTS } from "./selects.js";
import { SEVERAL } from "./several.js";

const ELEMENTS = {
  ...BUTTONS,
  ...CHOICES,
  ...INPUTS,
  ...PICKERS,
  ...RICH_TEXT_INPUT,
  ...SELECTS,
  ...SEVERAL,
  image: (spec) => picture(spec, "accessory-image"),
};

/** Draw one element of a block; null for one that is not for this person. */
export function element(spec, surface, blockId) {
  return (ELEMENTS[spec.type] ?? (() => notDrawn("element", spec)))(spec, surface, blockId);
}
