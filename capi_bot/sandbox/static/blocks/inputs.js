/**
 * Fields to type in, and pickers of dates and times.
 *
 * A text field sends what it holds at Enter, or at every key where the app asks for that; a picker when it has a value.
 * https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
 */

import { h } from "../dom.js";
import { holding, identity } from "./holding.js";
import { plainly } from "./words.js";

const OLDEST_DATE = "1900-01-01"; // a year that is being typed passes through "0002", "0020" and "0202"

const text = (type) => (spec, surface, blockId) => {
  const node = drawField(spec, surface, blockId, { type, key: "value", initial: spec.initial_value });
  const moments = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  // What was typed while the app was busy is sent once it has answered.
  const send = async () => {
    const sent = node.value;
    if ((await surface.act(blockId, spec, { value: sent }, node)) && node.value !== sent) send();
  };
  if (moments.includes("on_character_entered")) node.addEventListener("input", send);
  if (surface.dispatches && moments.includes("on_enter_pressed")) node.addEventListener("keydown", atEnter(send));
  return node;
};

const picker =
  (type, key, initial, limits = {}) =>
  (spec, surface, blockId) => {
    const node = drawField(spec, surface, blockId, { type, key, initial: spec[initial], limits });
    const send = () => node.validity.valid && surface.act(blockId, spec, { [key]: node.value || null }, node);
    node.addEventListener("change", send);
    return node;
  };

export const INPUTS = {
  plain_text_input: (spec, ...rest) => text(spec.multiline ? null : "text")(spec, ...rest),
  email_text_input: text("email"),
  url_text_input: text("url"),
  number_input: text("number"),
  datepicker: picker("date", "selected_date", "initial_date", { min: OLDEST_DATE }),
  timepicker: picker("time", "selected_time", "initial_time"),
};

function atEnter(send) {
  return (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
}

function drawField(spec, surface, blockId, { type, key, initial, limits = {} }) {
  const attributes = {
    class: "input",
    required: !spec.optional,
    "aria-label": plainly(spec.placeholder) || null,
    minlength: spec.min_length,
    maxlength: spec.max_length,
    min: spec.min_value,
    max: spec.max_value,
    step: spec.is_decimal_allowed ? "any" : null,
    placeholder: plainly(spec.placeholder) || null,
    autofocus: spec.focus_on_load,
    dataset: identity(spec, blockId),
    ...limits,
  };
  const node = type
    ? h("input", { type, ...attributes, value: initial })
    : h("textarea", { rows: 4, ...attributes }, initial);
  return holding(node, spec.type, () => ({ [key]: node.value || null }));
}
