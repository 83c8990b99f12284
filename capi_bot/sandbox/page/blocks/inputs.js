/**
 * Fields to type in. One sends what it holds at Enter, or at every key where the app asks for that.
 *
 * https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
 */

import { h } from "../dom.js";
import { holding, identity } from "./holding.js";
import { leftOut } from "./honest.js";
import { plainly } from "./words.js";

export const INPUTS = {
  plain_text_input: (spec, ...at) => drawField(spec.multiline ? null : "text", spec, ...at),
  email_text_input: (...at) => drawField("email", ...at),
  url_text_input: (...at) => drawField("url", ...at),
  number_input: (...at) => drawField("number", ...at),
  file_input: drawFileInput,
};

function drawField(type, spec, surface, blockId) {
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
  };
  const node = type
    ? h("input", { type, ...attributes, value: spec.initial_value })
    : h("textarea", { rows: 4, ...attributes }, spec.initial_value);
  const read = () => ({ value: node.value || null });
  dispatching(node, { spec, surface, blockId }, read);
  return holding(node, spec.type, read, ({ value }) => (node.value = value ?? ""));
}

/** Send what a field holds when its `dispatch_action_config` says so; what is typed meanwhile is sent next. */
export function dispatching(node, { spec, surface, blockId }, read) {
  const moments = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = async () => {
    const sent = node.value;
    if ((await surface.act(blockId, spec, read(), node)) && node.value !== sent) send();
  };
  if (moments.includes("on_character_entered")) node.addEventListener("input", send);
  if (surface.dispatches && moments.includes("on_enter_pressed")) node.addEventListener("keydown", atEnter(send));
}

function atEnter(send) {
  return (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
}

function drawFileInput({ filetypes, max_files: most = 10 }) {
  const kinds = filetypes?.length ? ` of the types ${filetypes.join(", ")}` : "";
  const sentence = `Here people add up to ${most} ${most === 1 ? "file" : "files"}${kinds}.`;
  return h("div", { class: "not-drawn" }, sentence, leftOut("The sandbox takes none: the form is sent without."));
}
