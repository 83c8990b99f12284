/**
 * Menus for which a browser has no control: to choose several from, and those whose options the app is asked for.
 *
 * https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
 */

import { createChooser } from "./chooser.js";
import { identity } from "./holding.js";
import { channels, conversations, entryOf, groupsOf, matching, people, startOf, valueOf } from "./options.js";
import { telling } from "./telling.js";
import { plainly } from "./words.js";

const SHORTEST_QUERY = 3;

export const SEVERAL = {
  multi_static_select: (spec, ...at) =>
    drawSeveral(spec, ...at, ["selected_options", local(groupsOf(spec)), spec.initial_options]),
  multi_users_select: (spec, surface, blockId) =>
    drawSeveral(spec, surface, blockId, ["selected_users", local(people(surface.names)), spec.initial_users]),
  multi_channels_select: (spec, surface, blockId) =>
    drawSeveral(spec, surface, blockId, ["selected_channels", local(channels(surface.names)), spec.initial_channels]),
  multi_conversations_select: (spec, surface, blockId) => {
    const offered = local(conversations(surface.names, spec.filter));
    const initial = [startOf(spec, surface.names)].flat().filter(Boolean);
    return drawSeveral(spec, surface, blockId, ["selected_conversations", offered, initial]);
  },
  multi_external_select: (spec, surface, blockId) =>
    drawSeveral(spec, surface, blockId, ["selected_options", asked(spec, surface, blockId), spec.initial_options]),
  external_select: (spec, surface, blockId) =>
    drawSeveral(spec, surface, blockId, ["selected_option", asked(spec, surface, blockId), spec.initial_option]),
};

/** Offer what is known here: at once, narrowed by what is typed. */
const local = (groups) => ({
  find: (query) => matching(groups, query),
  entry: (gives) =>
    groups.flatMap(({ entries }) => entries).find(({ value }) => value === valueOf(gives)) ?? entryFor(gives),
});

/** Offer what the app answers with, once enough is typed. */
const asked = (spec, surface, blockId) => ({
  shortest: spec.min_query_length ?? SHORTEST_QUERY,
  find: async (query) => groupsOf(await surface.suggest(blockId, spec, query)),
  entry: entryFor,
});

const entryFor = (gives) =>
  typeof gives === "object" ? entryOf(gives) : { value: gives, label: gives, about: "", gives };

function drawSeveral(spec, surface, blockId, [key, source, initial = []]) {
  const several = key.endsWith("s");
  const chooser = createChooser({
    several,
    most: several ? (spec.max_selected_items ?? Infinity) : 1,
    label: plainly(spec.placeholder) || "Choose…",
    autofocus: spec.focus_on_load,
    dataset: identity(spec, blockId),
    source,
  });
  const read = () => ({ [key]: several ? chooser.chosen() : (chooser.chosen()[0] ?? null) });
  const write = (held) => chooser.choose([held[key] ?? []].flat());
  write({ [key]: initial });
  return telling(chooser.node, { spec, surface, blockId }, { read, write, on: "chosen" });
}
