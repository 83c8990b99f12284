/**
 * Block Kit elements: buttons, menus, choices, text fields and pickers; select menus are in selects.js.
 *
 * Every control has `data-block-id`, `data-action-id` and `data-value`; those with a value are registered (values.js).
 * https://docs.slack.dev/reference/block-kit/block-elements
 */

import { h, icon } from "../dom.js";
import { openMenu } from "../popover.js";
import { anchor, renderTextObject, textOf } from "../text/render.js";
import { SELECTS } from "./selects.js";
import { controlData, registerChoice, registerControl } from "./values.js";

const MIN_DATE = "1900-01-01"; // while a year is typed it is "0002", "0020" and "0202" first
const ELEMENTS = {
  button: renderButton,
  overflow: renderOverflow,
  radio_buttons: (...at) => renderChoices("radio", ...at),
  checkboxes: (...at) => renderChoices("checkbox", ...at),
  plain_text_input: (element, ...at) => renderField(element.multiline ? null : "text", element, ...at),
  email_text_input: (...at) => renderField("email", ...at),
  url_text_input: (...at) => renderField("url", ...at),
  number_input: (...at) => renderField("number", ...at),
  datepicker: (...at) => renderPicker({ type: "date", label: "Date", key: "date", min: MIN_DATE }, ...at),
  timepicker: (...at) => renderPicker({ type: "time", label: "Time", key: "time" }, ...at),
  datetimepicker: (...at) => renderPicker(DATE_TIME, ...at),
  image: (element) => renderImage(element, "accessory-image"),
  ...SELECTS,
};
const DATE_TIME = {
  type: "datetime-local",
  label: "Date and time",
  key: "date_time",
  min: `${MIN_DATE}T00:00`,
  parse: (value) => Math.floor(new Date(value) / 1000),
  format: formatLocalMinute,
};

let choiceCount = 0;

/** Render one element of a block; a button for other people is null. */
export function renderElement(element, surface, blockId) {
  return (ELEMENTS[element.type] ?? (() => renderUnsupported("element", element)))(element, surface, blockId);
}

function renderButton(element, surface, blockId) {
  const { visible_to_user_ids: people, url, value } = element;
  if (people && !people.includes(surface.names.me)) return null;
  const attributes = {
    class: `button ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    dataset: controlData(element, blockId, value),
    onclick: ({ currentTarget }) => surface.act(blockId, element, { value }, currentTarget),
  };
  const text = renderTextObject(element.text, surface.names);
  if (!/^https?:\/\//i.test(url ?? "")) return h("button", { type: "button", ...attributes }, text);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", ...attributes }, text);
}

function renderOverflow(element, surface, blockId) {
  const items = element.options.map((option) => ({
    label: textOf(option.text),
    description: textOf(option.description),
    url: option.url,
    option,
  }));
  const choose = (control, { option }) => surface.act(blockId, element, { selected_option: option }, control);
  const attributes = {
    type: "button",
    class: "button overflow",
    "aria-label": "More actions",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    dataset: controlData(element, blockId),
    onclick: ({ currentTarget }) => openMenu(currentTarget, items, (item) => choose(currentTarget, item)),
  };
  return h("button", attributes, icon("more"));
}

function renderChoices(type, element, surface, blockId) {
  const { options } = element;
  const name = `choices-${(choiceCount += 1)}`;
  const rows = options.map((option) => renderChoice(option, { type, name, element }, surface));
  const inputs = rows.map((row) => row.querySelector("input"));
  const selected = () => options.filter((_, index) => inputs[index].checked);
  const read = () => (type === "radio" ? { selected_option: selected()[0] ?? null } : { selected_options: selected() });
  const write = ({ selected_option: one, selected_options: several }) => {
    const values = (several ?? [one]).filter(Boolean).map(({ value }) => value);
    inputs.forEach((input, index) => (input.checked = values.includes(options[index].value)));
  };
  write({ selected_option: element.initial_option, selected_options: element.initial_options });
  const role = type === "radio" ? "radiogroup" : "group";
  const group = h("div", { class: "choices", role, dataset: controlData(element, blockId) }, rows);
  return registerChoice(group, { element, surface, blockId }, { read, write });
}

function renderChoice(option, { type, name, element }, { names }) {
  const autofocus = element.focus_on_load && option === element.options[0];
  const description = option.description && h("span", { class: "hint" }, renderTextObject(option.description, names));
  return h(
    "label",
    { class: "choice" },
    h("input", { type, name, value: option.value, autofocus }),
    h("span", {}, renderTextObject(option.text, names), description),
  );
}

/** A text field; a multiline one (type null) is a textarea. */
function renderField(type, element, surface, blockId) {
  const placeholder = textOf(element.placeholder) || null;
  const attributes = {
    class: "input",
    required: !element.optional,
    "aria-label": placeholder,
    minlength: element.min_length,
    maxlength: element.max_length,
    min: element.min_value,
    max: element.max_value,
    step: element.is_decimal_allowed ? "any" : null,
    placeholder,
    autofocus: element.focus_on_load,
    dataset: controlData(element, blockId),
  };
  const node = type
    ? h("input", { type, ...attributes, value: element.initial_value })
    : h("textarea", { rows: 4, ...attributes }, element.initial_value);
  const read = () => ({ value: node.value || null });
  dispatchTyping(node, { element, surface, blockId }, read);
  return registerControl(node, element.type, read, ({ value }) => (node.value = value ?? ""));
}

/** Send the value of a field at Enter, or at each key where `dispatch_action_config` says so; the latest text wins. */
function dispatchTyping(node, { element, surface, blockId }, read) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatch = async () => {
    const sent = node.value;
    if ((await surface.act(blockId, element, read(), node)) && node.value !== sent) dispatch();
  };
  const onEnter = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    dispatch();
  };
  if (triggers.includes("on_character_entered")) node.addEventListener("input", dispatch);
  if (surface.dispatches && triggers.includes("on_enter_pressed")) node.addEventListener("keydown", onEnter);
}

/** A picker of a date, a time or both: `parse` and `format` convert between the field's value and Slack's. */
function renderPicker({ type, label, key, min, parse = String, format = String }, element, surface, blockId) {
  const selected = `selected_${key}`;
  const formatValue = (value) => (value === null || value === undefined ? "" : format(value));
  const attributes = {
    class: "input",
    required: !element.optional,
    "aria-label": textOf(element.placeholder) || label,
    title: element.timezone ? `In the time zone ${element.timezone}` : null,
    autofocus: element.focus_on_load,
    value: formatValue(element[`initial_${key}`]),
  };
  const node = h("input", { type, min, ...attributes, dataset: controlData(element, blockId) });
  const read = () => ({ [selected]: node.value ? parse(node.value) : null });
  const write = (value) => (node.value = formatValue(value[selected]));
  return registerChoice(node, { element, surface, blockId }, { read, write, isReady: () => node.validity.valid });
}

/** Format Unix seconds as a `datetime-local` field does: in the viewer's time zone, to the minute. */
function formatLocalMinute(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Create a box with the type and the JSON of something that is not rendered. */
export function renderUnsupported(kind, value) {
  const sentence = `${kind} type ${value?.type ?? "unknown"} is not drawn here`;
  const json = h("pre", { tabindex: "0" }, JSON.stringify(value, null, 2));
  return h(
    "div",
    { class: "unsupported", role: "note" },
    sentence,
    h("details", {}, h("summary", {}, "Show its JSON"), json),
  );
}

/** Render an image; one of another host, which the page never requests, is its description with a link. */
export function renderImage({ image_url: url, slack_file: file, alt_text: alt = "" }, className) {
  if (isLocal(url)) return h("img", { class: className, src: url, alt });
  const address = url ?? file?.url;
  const label = alt || address || "image";
  const content = address ? anchor(address, [label]) : h("span", {}, label);
  const attributes = { role: "img", "aria-label": label, title: address ?? label };
  return h("span", { class: `${className} placeholder`, ...attributes }, icon("image"), content);
}

function isLocal(url) {
  if (!url) return false;
  if (url.startsWith("data:image/")) return true;
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
}
