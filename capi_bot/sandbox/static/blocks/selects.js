/**
 * Menus to choose one from: of options, people or channels.
 *
 * https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
 */

import { h } from "../dom.js";
import { holding, identity } from "./holding.js";
import { plainly } from "./words.js";

export const SELECTS = {
  static_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, {
      key: "selected_option",
      groups: spec.option_groups?.map(groupOf),
      entries: spec.options?.map(entryOf),
      initial: spec.initial_option?.value,
    }),
  users_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, {
      key: "selected_user",
      entries: surface.names.people.map(({ id, name }) => ({ value: id, label: name, gives: id })),
      initial: spec.initial_user,
    }),
  channels_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, {
      key: "selected_channel",
      entries: surface.names.channels.filter(({ is_im: direct }) => !direct).map(channelEntry),
      initial: spec.initial_channel,
    }),
  conversations_select: (spec, surface, blockId) =>
    drawSelect(spec, surface, blockId, {
      key: "selected_conversation",
      entries: surface.names.channels.filter((channel) => passes(channel, spec.filter)).map(channelEntry),
      initial: spec.initial_conversation ?? (spec.default_to_current_conversation ? surface.names.here : undefined),
    }),
};

/** What the control is for an option of the app's own, which is given back whole. */
const entryOf = (option) => ({ value: option.value, label: plainly(option.text), gives: option });

const groupOf = ({ label, options }) => ({ label: plainly(label), entries: options.map(entryOf) });

const channelEntry = ({ id, name, is_im: direct }) => ({ value: id, label: direct ? name : `#${name}`, gives: id });

/** Apply a filter of conversations: the only direct messages here are those with a bot. */
function passes({ is_im: direct }, { include, exclude_bot_users: noBots } = {}) {
  return (include?.includes(direct ? "im" : "public") ?? true) && !(direct && noBots);
}

function drawSelect(spec, surface, blockId, { key, entries = [], groups, initial }) {
  const all = groups?.flatMap((group) => group.entries) ?? entries;
  const known = all.some(({ value }) => value === initial);
  const option = ({ value, label: words }) => h("option", { value, selected: value === initial }, words);
  const group = ({ label: words, entries: inside }) => h("optgroup", { label: words }, inside.map(option));
  const label = plainly(spec.placeholder);
  const attributes = { class: "select", "aria-label": label || null, required: !spec.optional };
  const node = h(
    "select",
    { ...attributes, dataset: identity(spec, blockId) },
    h("option", { value: "", disabled: true, hidden: true, selected: !known }, label || "Choose…"),
    groups?.map(group) ?? all.map(option),
  );
  const held = () => ({ [key]: all.find(({ value }) => value === node.value)?.gives ?? null });
  let before = node.value;
  node.addEventListener("change", async () => {
    const done = await surface.act(blockId, spec, held(), node);
    if (done === false) node.value = before;
    else before = node.value;
  });
  return holding(node, spec.type, held);
}
