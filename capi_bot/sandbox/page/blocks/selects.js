/**
 * Select menus. Single ones are the browser's own; those for several values, and those with options that the app is asked
 * for, are comboboxes.
 *
 * https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
 */

import { h } from "../dom.js";
import { textOf } from "../text/render.js";
import { createCombobox } from "./combobox.js";
import { controlData, registerChoice } from "./values.js";

const MIN_QUERY_LENGTH = 3;
/** By type of menu: the name of its selection, the groups of entries, and what is selected at first. */
const SOURCES = {
  static: (element) => ({ name: "option", groups: optionGroups(element) }),
  users: (_, names) => ({ name: "user", groups: userGroups(names) }),
  channels: (_, names) => ({ name: "channel", groups: channelGroups(names, (one) => !one.is_im) }),
  conversations: (element, names) => ({
    name: "conversation",
    groups: channelGroups(names, (channel) => matchesFilter(channel, element.filter)),
    initial: element.default_to_current_conversation ? names.here : undefined,
  }),
  external: () => ({ name: "option" }),
};

export const SELECTS = Object.fromEntries(
  Object.keys(SOURCES).flatMap((type) => [
    [`${type}_select`, (...at) => (type === "external" ? renderCombobox : renderSelect)(SOURCES[type], ...at)],
    [`multi_${type}_select`, (...at) => renderCombobox(SOURCES[type], ...at)],
  ]),
);

function renderSelect(source, element, surface, blockId) {
  const { name, groups, initial } = source(element, surface.names);
  const selected = `selected_${name}`;
  const entries = groups.flatMap((group) => group.entries);
  const label = labelOf(element);
  const attributes = { class: "select", "aria-label": label, required: !element.optional };
  // An optional one can be emptied again.
  const empty = { value: "", disabled: !element.optional, hidden: !element.optional };
  const node = h(
    "select",
    { ...attributes, autofocus: element.focus_on_load, dataset: controlData(element, blockId) },
    h("option", empty, label),
    groups.map(renderGroup),
  );
  const read = () => ({ [selected]: entries.find(({ value }) => value === node.value)?.data ?? null });
  const write = (value) =>
    (node.value = entries.find((entry) => entry.value === valueOf(value[selected]))?.value ?? "");
  write({ [selected]: element[`initial_${name}`] ?? initial });
  return registerChoice(node, { element, surface, blockId }, { read, write });
}

function renderGroup({ label, entries }) {
  const options = entries.map((entry) => h("option", { value: entry.value }, entry.label));
  return label ? h("optgroup", { label }, options) : options;
}

function renderCombobox(source, element, surface, blockId) {
  const { name, groups, initial } = source(element, surface.names);
  const multiple = element.type.startsWith("multi_");
  const key = multiple ? `${name}s` : name;
  const combobox = createCombobox({
    multiple,
    limit: multiple ? (element.max_selected_items ?? Infinity) : 1,
    label: labelOf(element),
    autofocus: element.focus_on_load,
    dataset: controlData(element, blockId),
    source: groups ? localSource(groups) : remoteSource(element, surface, blockId),
  });
  const selected = `selected_${key}`;
  const read = () => ({ [selected]: multiple ? combobox.selected() : (combobox.selected()[0] ?? null) });
  const write = (value) => combobox.select([value[selected] ?? []].flat());
  write({ [selected]: element[`initial_${key}`] ?? initial });
  return registerChoice(combobox.node, { element, surface, blockId }, { read, write, on: "select-entries" });
}

/** Entries that are known here: filtered by the query at once. */
const localSource = (groups) => ({
  find: (query) => filterGroups(groups, query),
  entry: (data) =>
    groups.flatMap(({ entries }) => entries).find(({ value }) => value === valueOf(data)) ?? entryOf(data),
});

/** Entries that the app returns, once the query is long enough. */
const remoteSource = (element, surface, blockId) => ({
  minLength: element.min_query_length ?? MIN_QUERY_LENGTH,
  find: async (query) => optionGroups(await surface.suggest(blockId, element, query)),
  entry: entryOf,
});

const labelOf = ({ placeholder }) => textOf(placeholder) || "Choose…";

/** Create the entry of an option (or id): `data` is what the app gets when it is selected. */
function entryOf(data) {
  if (typeof data !== "object") return { value: data, label: data, description: "", data };
  return { value: data.value, label: textOf(data.text), description: textOf(data.description), data };
}

const valueOf = (data) => (typeof data === "object" ? data?.value : data);

/** List `options` or `option_groups` as groups; entries without a group are in one without a label. */
function optionGroups({ options, option_groups: groups }) {
  if (!groups) return [{ label: "", entries: (options ?? []).map(entryOf) }];
  return groups.map((group) => ({ label: textOf(group.label), entries: group.options.map(entryOf) }));
}

const userGroups = ({ people }) => [
  { label: "", entries: people.map(({ id, name }) => ({ value: id, label: name, data: id })) },
];

function channelGroups({ channels }, matches) {
  const entry = ({ id, name, is_im: isDirect }) => ({ value: id, label: isDirect ? name : `#${name}`, data: id });
  return [{ label: "", entries: channels.filter(matches).map(entry) }];
}

/** Apply a conversation filter; the only direct messages are those with a bot. */
function matchesFilter({ is_im: isDirect, is_private: isPrivate }, { include, exclude_bot_users: noBots } = {}) {
  const kind = isDirect ? "im" : isPrivate ? "private" : "public";
  return (include?.includes(kind) ?? true) && !(isDirect && noBots);
}

/** Keep the entries that contain every word of the query. */
function filterGroups(groups, query) {
  const words = query.trim().toLowerCase().split(/\s+/);
  const matches = ({ label, description = "" }) =>
    words.every((word) => `${label} ${description}`.toLowerCase().includes(word));
  return groups
    .map(({ label, entries }) => ({ label, entries: entries.filter(matches) }))
    .filter(({ entries }) => entries.length);
}
