/** What menus offer: an app's options, people and channels, as entries `{ value, label, about, gives }` in groups. */

import { plainly } from "./words.js";

/** Say what the control is for an option of the app's own, which is given back whole. */
export const entryOf = (option) => ({
  value: option.value,
  label: plainly(option.text),
  about: plainly(option.description),
  gives: option,
});

/** List `options` or `option_groups` as groups; a group without a label is none. */
export const groupsOf = ({ options, option_groups: groups }) =>
  groups
    ? groups.map(({ label, options: inside }) => ({ label: plainly(label), entries: inside.map(entryOf) }))
    : [{ label: "", entries: (options ?? []).map(entryOf) }];

export const people = ({ people: all }) => [
  { label: "", entries: all.map(({ id, name }) => ({ value: id, label: name, gives: id })) },
];

export const channels = ({ channels: all }) => [
  { label: "", entries: all.filter(({ is_im: direct }) => !direct).map(channelEntry) },
];

export const conversations = ({ channels: all }, filter) => [
  { label: "", entries: all.filter((channel) => passes(channel, filter)).map(channelEntry) },
];

/** The conversations that a control starts with: those of the app, else the one it stands in, if it asks for that. */
export function startOf(spec, { here }) {
  const initial = spec.initial_conversations ?? spec.initial_conversation;
  return initial ?? (spec.default_to_current_conversation ? here : undefined);
}

const channelEntry = ({ id, name, is_im: direct }) => ({ value: id, label: direct ? name : `#${name}`, gives: id });

/** Apply a filter of conversations: the only direct messages here are those with a bot. */
function passes({ is_im: direct, is_private: closed }, { include, exclude_bot_users: noBots } = {}) {
  const kind = direct ? "im" : closed ? "private" : "public";
  return (include?.includes(kind) ?? true) && !(direct && noBots);
}

/** Find by value what is held: an option or an id. */
export const valueOf = (gives) => (typeof gives === "object" ? gives?.value : gives);

/** Leave the entries whose words hold all that was typed. */
export function matching(groups, query) {
  const wanted = query.trim().toLowerCase().split(/\s+/);
  const fits = ({ label, about = "" }) => wanted.every((word) => `${label} ${about}`.toLowerCase().includes(word));
  return groups
    .map(({ label, entries }) => ({ label, entries: entries.filter(fits) }))
    .filter(({ entries }) => entries.length);
}
