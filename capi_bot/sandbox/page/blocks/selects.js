/**
 * Menus to choose one from: of options, people or channels, as the browser's own.
 *
 * https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
 */

import { h } from "../dom.js";
import { identity } from "./holding.js";
import { channels, conversations, groupsOf, people, startOf, valueOf } from "./options.js";
import { telling } from "./telling.js";
import { plainly } from "./words.js";

export const SELECTS = {
  static_select: (spec, ...at) => drawSelect(spec, ...at, ["selected_option", groupsOf(spec), spec.initial_option]),
  users_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, ["selected_user", people(surface.names), spec.initial_user]),
  channels_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, ["selected_channel", channels(surface.names), spec.initial_channel]),
  conversations_select: (spec, surface, blockId) => {
    const initial = startOf(spec, surface.names);
    const offered = conversations(surface.names, spec.filter);
    return drawSelect(spec, surface, blockId, ["selected_conversation", offered, initial]);
  },
};

function drawSelect(spec, surface, blockId, [key, groups, initial]) {
  const all = groups.flatMap(({ entries }) => entries);
  const label = plainly(spec.placeholder) || "Choose…";
  const attributes = { class: "select", "aria-label": label, required: !spec.optional };
  // An input that may stay empty can be emptied again.
  const fixed = { disabled: !spec.optional, hidden: !spec.optional };
  const node = h(
    "select",
    { ...attributes, autofocus: spec.focus_on_load, dataset: identity(spec, blockId) },
    h("option", { value: "", ...fixed }, label),
    groups.map(drawGroup),
  );
  const read = () => ({ [key]: all.find(({ value }) => value === node.value)?.gives ?? null });
  const write = (held) => (node.value = all.find(({ value }) => value === valueOf(held[key]))?.value ?? "");
  write({ [key]: initial });
  return telling(node, { spec, surface, blockId }, { read, write });
}

function drawGroup({ label, entries }) {
  const options = entries.map(({ value, label: words }) => h("option", { value }, words));
  return label ? h("optgroup", { label }, options) : options;
}
