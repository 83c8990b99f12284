/**
 * The interactive parts of Block Kit: buttons, menus, choices and inputs.
 *
 * Every control carries `data-block-id`, `data-action-id` and `data-value`. Those that hold something (inputs, menus)
 * also tell it to `valuesIn`, in the shape of Slack's `view.state`.
 * https://docs.slack.dev/reference/block-kit/block-elements
 */

import { h, icon } from "../dom.js";
import { draw, say } from "../text/marks.js";
import { openMenu } from "./menu.js";
import { parseMrkdwn, parsePlain } from "../text/mrkdwn.js";
import { picture } from "./picture.js";

const readings = new WeakMap();

const ELEMENTS = {
  button: drawButton,
  overflow: drawOverflow,
  static_select: (spec, surface, blockId) => drawSelect(spec, surface, blockId, "selected_option"),
  users_select: (spec, surface, blockId) => drawSelect(spec, surface, blockId, "selected_user", surface.names.people),
  channels_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, "selected_channel", surface.names.channels),
  conversations_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, "selected_conversation", surface.names.channels),
  radio_buttons: (spec, surface, blockId) => drawChoices(spec, surface, blockId, "radio"),
  checkboxes: (spec, surface, blockId) => drawChoices(spec, surface, blockId, "checkbox"),
  plain_text_input: (spec, surface, blockId) => drawInput(spec, surface, blockId, spec.multiline ? null : "text"),
  email_text_input: (spec, surface, blockId) => drawInput(spec, surface, blockId, "email"),
  url_text_input: (spec, surface, blockId) => drawInput(spec, surface, blockId, "url"),
  number_input: (spec, surface, blockId) => drawInput(spec, surface, blockId, "number"),
  datepicker: (spec, surface, blockId) => drawInput(spec, surface, blockId, "date", "selected_date", spec.initial_date),
  timepicker: (spec, surface, blockId) => drawInput(spec, surface, blockId, "time", "selected_time", spec.initial_time),
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

/** Gather what the controls under `root` hold: `{ block_id: { action_id: { type, value | selected_… } } }`. */
export function valuesIn(root) {
  const values = {};
  for (const node of root.querySelectorAll("[data-holds]")) {
    const { blockId, actionId, holds } = node.dataset;
    values[blockId] = { ...values[blockId], [actionId]: { type: holds, ...readings.get(node)() } };
  }
  return values;
}

const literal = (text) => text && say(parsePlain(text.text, text), {});

const marks = (text, names) =>
  draw(text.type === "mrkdwn" ? parseMrkdwn(text.text, text) : parsePlain(text.text, text), names);

function identity(spec, blockId, value) {
  return { blockId, actionId: spec.action_id, value };
}

function holding(node, type, read) {
  node.dataset.holds = type;
  readings.set(node, read);
  return node;
}

function drawButton(spec, surface, blockId) {
  const attributes = {
    class: `button ${spec.style ?? ""}`,
    "aria-label": spec.accessibility_label,
    dataset: identity(spec, blockId, spec.value),
    onclick: (event) => surface.act(blockId, spec, { value: spec.value }, event.currentTarget),
  };
  const text = marks(spec.text, surface.names);
  if (!/^https?:\/\//i.test(spec.url ?? "")) return h("button", { type: "button", ...attributes }, text);
  return h("a", { href: spec.url, target: "_blank", rel: "noopener noreferrer", ...attributes }, text);
}

function drawOverflow(spec, surface, blockId) {
  const choose = (control) => (option) => surface.act(blockId, spec, { selected_option: option }, control);
  const open = ({ currentTarget }) => openMenu(currentTarget, spec.options, choose(currentTarget), literal);
  const attributes = {
    class: "button overflow",
    "aria-label": "More actions",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  };
  return h("button", { type: "button", ...attributes, dataset: identity(spec, blockId), onclick: open }, icon("more"));
}

function drawSelect(spec, surface, blockId, key, entries = null) {
  const options = entries ? entries.map(({ id, name }) => ({ value: id, text: { text: name } })) : everyOption(spec);
  const initial = spec[key.replace("selected", "initial")];
  const chosen = entries ? initial : initial?.value;
  const draw_ = (option) =>
    h("option", { value: option.value, selected: option.value === chosen }, literal(option.text));
  const groups = spec.option_groups?.map(({ label, options: inside }) =>
    h("optgroup", { label: literal(label) }, inside.map(draw_)),
  );
  const held = (node) => ({
    [key]: entries ? node.value || null : (options.find(({ value }) => value === node.value) ?? null),
  });
  const placeholder = h(
    "option",
    { value: "", disabled: true, hidden: true, selected: chosen === undefined },
    literal(spec.placeholder) ?? "Choose…",
  );
  const onchange = ({ currentTarget }) => surface.act(blockId, spec, held(currentTarget), currentTarget);
  const attributes = { class: "select", "aria-label": literal(spec.placeholder), required: !spec.optional, onchange };
  const node = h(
    "select",
    { ...attributes, dataset: identity(spec, blockId) },
    placeholder,
    groups ?? options.map(draw_),
  );
  return holding(node, spec.type, () => held(node));
}

function everyOption(spec) {
  return spec.options ?? spec.option_groups?.flatMap(({ options }) => options) ?? [];
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
  const about = option.description && h("span", { class: "hint" }, marks(option.description, names));
  return h("label", { class: "choice" }, input, h("span", {}, marks(option.text, names), about));
}

function drawInput(spec, surface, blockId, type, key = "value", initial = spec.initial_value) {
  const enter = ({ currentTarget }) => surface.act(blockId, spec, { [key]: currentTarget.value }, currentTarget);
  const attributes = {
    class: "input",
    required: !spec.optional,
    minlength: spec.min_length,
    maxlength: spec.max_length,
    min: spec.min_value,
    max: spec.max_value,
    step: spec.is_decimal_allowed ? "any" : null,
    placeholder: literal(spec.placeholder),
    autofocus: spec.focus_on_load,
    dataset: identity(spec, blockId),
    onchange: enter,
  };
  const node = type
    ? h("input", { type, ...attributes, value: initial })
    : h("textarea", { rows: 4, ...attributes }, initial);
  return holding(node, spec.type, () => ({ [key]: node.value || null }));
}
