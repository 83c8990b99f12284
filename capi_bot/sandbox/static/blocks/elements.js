/**
 * The interactive parts of Block Kit: which there are, and buttons and choices; menus and inputs have their own files.
 *
 * Every control carries `data-block-id`, `data-action-id` and `data-value`. Those that hold something also tell it to
 * `valuesIn` (holding.js).
 * https://docs.slack.dev/reference/block-kit/block-elements
 */

import { h, icon } from "../dom.js";
import { holding, identity } from "./holding.js";
import { INPUTS } from "./inputs.js";
import { openMenu } from "./menu.js";
import { picture } from "./picture.js";
import { SELECTS } from "./selects.js";
import { plainly, words } from "./words.js";

const ELEMENTS = {
  ...INPUTS,
  ...SELECTS,
  button: drawButton,
  overflow: drawOverflow,
  radio_buttons: (spec, surface, blockId) => drawChoices(spec, surface, blockId, "radio"),
  checkboxes: (spec, surface, blockId) => drawChoices(spec, surface, blockId, "checkbox"),
  image: (spec) => picture(spec, "accessory-image"),
};

/** Draw one element of a block. */
export function element(spec, surface, blockId) {
  return (ELEMENTS[spec.type] ?? (() => notDrawn("element", spec.type)))(spec, surface, blockId);
}

/** Say honestly that the page has no drawing for something. */
export function notDrawn(what, type) {
  return h("div", { class: "not-drawn", role: "note" }, `${what} type ${type} is not drawn here`);
}

function drawButton(spec, surface, blockId) {
  const attributes = {
    class: `button ${spec.style ?? ""}`,
    "aria-label": spec.accessibility_label,
    dataset: identity(spec, blockId, spec.value),
    onclick: (event) => surface.act(blockId, spec, { value: spec.value }, event.currentTarget),
  };
  const text = words(spec.text, surface.names);
  if (!/^https?:\/\//i.test(spec.url ?? "")) return h("button", { type: "button", ...attributes }, text);
  return h("a", { href: spec.url, target: "_blank", rel: "noopener noreferrer", ...attributes }, text);
}

function drawOverflow(spec, surface, blockId) {
  const choose = (control) => (option) => surface.act(blockId, spec, { selected_option: option }, control);
  const label = ({ text }) => plainly(text);
  const open = ({ currentTarget }) => openMenu(currentTarget, spec.options, choose(currentTarget), label);
  const attributes = {
    class: "button overflow",
    "aria-label": "More actions",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  };
  return h("button", { type: "button", ...attributes, dataset: identity(spec, blockId), onclick: open }, icon("more"));
}

function drawChoices(spec, surface, blockId, type) {
  const initial = [spec.initial_option, ...(spec.initial_options ?? [])].filter(Boolean).map(({ value }) => value);
  const rows = spec.options.map((option) => drawChoice(option, { type, initial, blockId, spec }, surface));
  const chosen = () => spec.options.filter((_, index) => rows[index].querySelector("input").checked);
  const held = () => (type === "radio" ? { selected_option: chosen()[0] ?? null } : { selected_options: chosen() });
  const group = h(
    "div",
    { class: "choices", role: type === "radio" ? "radiogroup" : "group", dataset: identity(spec, blockId) },
    rows,
  );
  group.addEventListener("change", () => surface.act(blockId, spec, held(), group));
  return holding(group, spec.type, held);
}

function drawChoice(option, { type, initial, blockId, spec }, { names }) {
  const name = `${blockId}-${spec.action_id}`;
  const input = h("input", { type, name, value: option.value, checked: initial.includes(option.value) });
  const about = option.description && h("span", { class: "hint" }, words(option.description, names));
  return h("label", { class: "choice" }, input, h("span", {}, words(option.text, names), about));
}
