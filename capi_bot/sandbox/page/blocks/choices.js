/** Radio buttons and checkboxes. https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element */

import { h } from "../dom.js";
import { identity } from "./holding.js";
import { telling } from "./telling.js";
import { words } from "./words.js";

export const CHOICES = {
  radio_buttons: (...at) => drawChoices("radio", ...at),
  checkboxes: (...at) => drawChoices("checkbox", ...at),
};

let count = 0;

function drawChoices(type, spec, surface, blockId) {
  const name = `choices-${(count += 1)}`;
  const rows = spec.options.map((option) => drawChoice(option, { type, name, spec }, surface));
  const boxes = rows.map((row) => row.querySelector("input"));
  const chosen = () => spec.options.filter((_, index) => boxes[index].checked);
  const choose = (options) => {
    const values = options.filter(Boolean).map(({ value }) => value);
    boxes.forEach((box, index) => (box.checked = values.includes(spec.options[index].value)));
  };
  const read = () => (type === "radio" ? { selected_option: chosen()[0] ?? null } : { selected_options: chosen() });
  const write = ({ selected_option: one, selected_options: several }) => choose(several ?? [one]);
  choose([spec.initial_option, ...(spec.initial_options ?? [])]);
  const role = type === "radio" ? "radiogroup" : "group";
  const group = h("div", { class: "choices", role, dataset: identity(spec, blockId) }, rows);
  return telling(group, { spec, surface, blockId }, { read, write });
}

function drawChoice(option, { type, name, spec }, { names }) {
  const first = spec.focus_on_load && option === spec.options[0];
  const input = h("input", { type, name, value: option.value, autofocus: first });
  const about = option.description && h("span", { class: "hint" }, words(option.description, names));
  return h("label", { class: "choice" }, input, h("span", {}, words(option.text, names), about));
}
