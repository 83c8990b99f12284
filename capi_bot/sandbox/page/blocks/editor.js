/**
 * The editor of formatted text: what is typed with Slack's marks is handed over as a `rich_text` block.
 *
 * https://docs.slack.dev/reference/block-kit/block-elements/rich-text-input-element
 */

import { h } from "../dom.js";
import { composeRichText, typedRichText } from "../text/compose.js";
import { holding, identity } from "./holding.js";
import { dispatching } from "./inputs.js";
import { plainly } from "./words.js";

const LINES = 3;
const MARKS = [
  ["Bold", "*", "B"],
  ["Italic", "_", "I"],
  ["Strikethrough", "~", "S"],
  ["Code", "`", "<>"],
];
const HINT = "*bold* _italic_ ~strike~ `code`, lines that begin with - or 1. or >, and @somebody";

export const RICH_TEXT_INPUT = { rich_text_input: drawEditor };

function drawEditor(spec, surface, blockId) {
  const { names } = surface;
  const typed = (block) => (block ? typedRichText(block, names) : "");
  const label = plainly(spec.placeholder) || null;
  const attributes = { class: "input", rows: spec.min_lines ?? LINES, "aria-label": label, placeholder: label };
  const flags = { required: !spec.optional, autofocus: spec.focus_on_load };
  const dataset = { ...identity(spec, blockId), field: "" };
  const box = h("textarea", { ...attributes, ...flags, dataset }, typed(spec.initial_value));
  const read = () => ({ rich_text_value: box.value.trim() ? composeRichText(box.value, names) : null });
  dispatching(box, { spec, surface, blockId }, read);
  holding(box, spec.type, read, ({ rich_text_value: block }) => (box.value = typed(block)));
  const tools = h("div", { class: "editor-tools", role: "toolbar", "aria-label": "Format" }, MARKS.map(drawMark(box)));
  return h("div", { class: "editor" }, tools, box, h("p", { class: "hint" }, HINT));
}

const drawMark =
  (box) =>
  ([label, mark, face]) => {
    const attributes = { type: "button", class: "icon-button", "aria-label": label, title: label };
    const keepFocus = (event) => event.preventDefault();
    return h("button", { ...attributes, onmousedown: keepFocus, onclick: () => surround(box, mark) }, face);
  };

/** Put a mark on both sides of what is selected, and leave that selected. */
function surround(box, mark) {
  const { selectionStart: start, selectionEnd: end } = box;
  box.setRangeText(mark + box.value.slice(start, end) + mark, start, end);
  box.focus();
  box.setSelectionRange(start + mark.length, end + mark.length);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
