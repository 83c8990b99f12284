"""What a person pressed or chose in blocks: find the element, and say it as Slack does in `actions` and `state`.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.together import every

Values = dict[str, dict[str, Json]]
"""block_id → action_id → what the element holds."""

HELD: Mapping[str, str] = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
}
"""The key under which each element that holds a value gives it."""

_CHOSEN_FROM_OPTIONS = {"overflow": "selected_option", **HELD}
_SHOWN = ("type", "action_id", "text", "value", "icon", "style", "url", "confirm", "placeholder", "min_query_length")
_INITIAL = "initial_"


def interactive(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield each block that holds something to press or fill in, with the element."""
    for _, block in every(blocks, ""):
        yield from ((block, element) for element in _within(block) if "action_id" in element)


def _within(block: Json) -> list[Json]:
    singles = [block[name] for name in ("accessory", "element") if name in block]
    rows = block["elements"] if block["type"] in {"actions", "context_actions"} else block.get("actions", ())
    return [*singles, *rows, *_in_cells(block)]


def _in_cells(block: Json) -> list[Json]:
    """Return the buttons in the cells of a data table."""
    rows = block["rows"] if block["type"] == "data_table" else ()
    return [cell["element"] for row in rows for cell in row if cell["type"] == "action"]


def element(blocks: Iterable[Json], block_id: str, action_id: str) -> Json:
    """Return the element with these ids, or say that nothing of the kind is there."""
    for block, found in interactive(blocks):
        if block["block_id"] == block_id and found["action_id"] == action_id:
            return found
    raise NotPossibleError(f"There is nothing to press called {action_id} in the block {block_id}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Be one press as the page tells it: which element, in `given` what was chosen there, in `beside` elsewhere."""

    block_id: str
    action_id: str
    given: Json
    beside: Values = field(default_factory=dict)

    def on(self, blocks: Iterable[Json]) -> Press:
        """Return the press of what was seen, where that has been drawn anew since, in a block with a new made-up id."""
        there = [block["block_id"] for block, found in interactive(blocks) if self._means(found)]
        return replace(self, block_id=there[0]) if len(there) == 1 and self.block_id not in there else self

    def _means(self, found: Json) -> bool:
        """Tell whether an element may be the one that was pressed: a button that carries something else is another."""
        same = found["type"] != "button" or found.get("value") == self.given.get("value", found.get("value"))
        return bool(found["action_id"] == self.action_id and same)

    def action(self, blocks: Iterable[Json], action_ts: str) -> Json:
        """Return the one item of a payload's `actions`, or say that nothing of the kind is in the blocks."""
        return action(element(blocks, self.block_id, self.action_id), self.block_id, self.given, action_ts)

    def values(self, blocks: Iterable[Json]) -> Values:
        """Return `state.values` of the blocks after the press."""
        here = {**self.beside.get(self.block_id, {}), self.action_id: self.given}
        return held(blocks, {**self.beside, self.block_id: here})


def action(pressed: Json, block_id: str, given: Json, action_ts: str) -> Json:
    """Return the one item of a payload's `actions`; `given` is what the page says was chosen."""
    shown = {name: pressed[name] for name in pressed if name in _SHOWN or name.startswith(_INITIAL)}
    return {**shown, "block_id": block_id, **picked(pressed, given), "action_ts": action_ts}


def picked(found: Json, given: Json) -> Json:
    """Return what the element holds now, options whole; nothing for a button, but for a pair which of them."""
    if found["type"] == "feedback_buttons":
        return _feedback(found, given.get("value"))
    key = _CHOSEN_FROM_OPTIONS.get(found["type"])
    if key is None:
        return {}
    value = given.get(key, given.get("value")) or None
    options = _options(found)
    if key == "selected_option":
        return {key: None if value is None else _option(options, value)}
    if key == "selected_options":
        return {key: [_option(options, each) for each in value or ()]}
    return {key: value or _nothing(key)}


def _feedback(found: Json, value: object) -> Json:
    for button in (found["positive_button"], found["negative_button"]):
        if button["value"] == value:
            return {"text": button["text"], "value": button["value"]}
    raise NotPossibleError(f"There is no button {value} to press.")


def held(blocks: Iterable[Json], given: Values) -> Values:
    """Return `state.values`: what every element holds, as given or else as the app set it at first."""
    values: Values = {}
    for block, found in interactive(blocks):
        if found["type"] in HELD:
            now = given.get(block["block_id"], {}).get(found["action_id"])
            entry = {HELD[found["type"]]: _initial(found)} if now is None else picked(found, now)
            values.setdefault(block["block_id"], {})[found["action_id"]] = {"type": found["type"], **entry}
    return values


def with_current(blocks: list[Json], channel: Channel) -> list[Json]:
    """Return the blocks with this channel chosen in the menus that start at the conversation one comes from."""
    return [_with_current(block, channel) for block in blocks]


def _with_current(block: Json, channel: Channel) -> Json:
    whole = dict(block)
    for name in ("accessory", "element"):
        if name in block:
            whole[name] = _at_current(block[name], channel)
    if block["type"] == "actions":
        whole["elements"] = [_at_current(each, channel) for each in block["elements"]]
    return whole


def _at_current(found: Json, channel: Channel) -> Json:
    several = found["type"] == "multi_conversations_select"
    name = "initial_conversations" if several else "initial_conversation"
    wanted = "default_to_current_conversation"
    if not found.get(wanted) or name in found or not _passes(found.get("filter", {}), channel):
        return found
    return {**found, name: [channel.id] if several else channel.id}


def _passes(wanted: Json, channel: Channel) -> bool:
    if channel.owner:
        return "im" in wanted.get("include", ("im",)) and not wanted.get("exclude_bot_users")
    return "public" in wanted.get("include", ("public",))


def answered_in(blocks: Iterable[Json], values: Values) -> Iterator[tuple[Json, str]]:
    """Yield the ids of each input that asks for a response_url of the channel chosen in it, with that channel."""
    for block, found in interactive(blocks):
        entry = values.get(block["block_id"], {}).get(found["action_id"], {})
        channel = entry.get("selected_conversation") or entry.get("selected_channel")
        if channel and block["type"] == "input" and found.get("response_url_enabled"):
            yield {"block_id": block["block_id"], "action_id": found["action_id"]}, channel


def _initial(found: Json) -> object:
    key = HELD[found["type"]]
    return found.get(_INITIAL + key.removeprefix("selected_").removeprefix("rich_text_"), _nothing(key))


def _nothing(key: str) -> list[Json] | None:
    return [] if key.endswith("s") else None


def _options(found: Json) -> list[Json]:
    grouped = [option for group in found.get("option_groups", ()) for option in group["options"]]
    return [*found.get("options", ()), *grouped]


def _option(options: list[Json], wanted: object) -> Json:
    value = wanted.get("value") if isinstance(wanted, dict) else wanted
    for option in options:
        if option.get("value") == value:
            return option
    if not options and isinstance(wanted, dict):
        return wanted
    if not options:
        raise NotPossibleError("The app fills this menu: ask it for options, and give one of them whole.")
    raise NotPossibleError(f"There is no option {value} to choose.")
