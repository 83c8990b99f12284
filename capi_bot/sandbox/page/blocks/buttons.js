/**
 * What is pressed: buttons, the menu behind three dots, and the small ones under a message.
 *
 * https://docs.slack.dev/reference/block-kit/block-elements/button-element
 */

import { h, icon } from "../dom.js";
import { identity, keeping } from "./holding.js";
import { openMenu } from "./menu.js";
import { plainly, words } from "./words.js";

const ICONS = new Set(["trash"]);

export const BUTTONS = {
  button: drawButton,
  overflow: drawOverflow,
  icon_button: drawIconButton,
  feedback_buttons: drawFeedback,
  workflow_button: drawWorkflow,
};

const isWeb = (url) => /^https?:\/\//i.test(url ?? "");

const isFor = ({ visible_to_user_ids: people }, { me }) => !people || people.includes(me);

function drawButton(spec, surface, blockId) {
  if (!isFor(spec, surface.names)) return null;
  const attributes = {
    class: `button ${spec.style ?? ""}`,
    "aria-label": spec.accessibility_label,
    dataset: identity(spec, blockId, spec.value),
    onclick: (event) => surface.act(blockId, spec, { value: spec.value }, event.currentTarget),
  };
  const text = words(spec.text, surface.names);
  if (!isWeb(spec.url)) return h("button", { type: "button", ...attributes }, text);
  return h("a", { href: spec.url, target: "_blank", rel: "noopener noreferrer", ...attributes }, text);
}

function drawOverflow(spec, surface, blockId) {
  const choose = (control) => (option) => surface.act(blockId, spec, { selected_option: option }, control);
  const wording = [({ text }) => plainly(text), ({ description }) => plainly(description) || null];
  const open = ({ currentTarget }) => openMenu(currentTarget, spec.options, choose(currentTarget), ...wording);
  const attributes = {
    class: "button overflow",
    "aria-label": "More actions",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  };
  return h("button", { type: "button", ...attributes, dataset: identity(spec, blockId), onclick: open }, icon("more"));
}

function drawIconButton(spec, surface, blockId) {
  if (!isFor(spec, surface.names)) return null;
  const name = plainly(spec.text);
  const press = ({ currentTarget }) => surface.act(blockId, spec, { value: spec.value }, currentTarget);
  const attributes = { class: "button small", "aria-label": spec.accessibility_label ?? name, title: name };
  const dataset = identity(spec, blockId, spec.value);
  const face = ICONS.has(spec.icon) ? icon(spec.icon) : words(spec.text, surface.names);
  return h("button", { type: "button", ...attributes, dataset, onclick: press }, face);
}

/** Two buttons of which the one pressed last stays down. */
function drawFeedback(spec, surface, blockId) {
  const pair = [spec.positive_button, spec.negative_button];
  const press = async ({ text, value }, { currentTarget }) => {
    if (await surface.act(blockId, spec, { value, text }, currentTarget)) mark(value);
  };
  const buttons = pair.map((one) => {
    const attributes = { class: "button small", "aria-label": one.accessibility_label, "aria-pressed": "false" };
    const dataset = identity(spec, blockId, one.value);
    const onclick = (event) => press(one, event);
    return h("button", { type: "button", ...attributes, dataset, onclick }, words(one.text, surface.names));
  });
  const mark = (value) =>
    buttons.forEach((button, nth) => button.setAttribute("aria-pressed", String(pair[nth].value === value)));
  const pressed = () => pair.find((_, nth) => buttons[nth].ariaPressed === "true")?.value;
  const attributes = { class: "feedback", role: "group", "aria-label": "Feedback", dataset: { blockId } };
  return keeping(h("span", attributes, buttons), pressed, mark);
}

function drawWorkflow(spec, { names }) {
  const why = "The sandbox runs no workflows.";
  const attributes = { type: "button", class: `button ${spec.style ?? ""}`, "aria-disabled": "true", title: why };
  return h("button", { ...attributes, "aria-label": spec.accessibility_label }, words(spec.text, names));
}
