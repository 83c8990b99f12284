"""What elements hold and what a press chooses, as Slack writes it in `actions` and `state`; what cannot be submitted.

The sentences are ours: Slack documents the rules alone.
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.rules import Json

Values = dict[str, dict[str, Json]]
"""block_id → action_id → what the element holds."""

VALUE_KEYS: Mapping[str, str] = {
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

_IN_ACTIONS = (
    "type",
    "action_id",
    "text",
    "value",
    "icon",
    "style",
    "url",
    "confirm",
    "placeholder",
    "min_query_length",
)
_INITIAL = "initial_"

MISSING = "Please complete this required field."
_FORMATS = {
    "datepicker": (r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "Enter a date such as 2026-11-21."),
    "timepicker": (r"([01]\d|2[0-3]):[0-5]\d", "Enter a time such as 09:30."),
    "datetimepicker": (r"\d{10}", "Enter a time in Unix seconds."),
}


def interactive(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield each block that holds something to press or fill in, with the element."""
    for block in blocks:
        singles = [block[name] for name in ("accessory", "element") if name in block]
        row = block["elements"] if block["type"] == "actions" else ()
        yield from ((block, element) for element in (*singles, *row) if "action_id" in element)


def find_element(blocks: Iterable[Json], block_id: str, action_id: str) -> Json:
    for block, element in interactive(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return element
    raise NotPossibleError(f"There is nothing to press called {action_id} in the block {block_id}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press as the page sends it: which element, in `given` what was chosen there, in `others` elsewhere."""

    block_id: str
    action_id: str
    given: Json
    others: Values = field(default_factory=dict)

    def on(self, blocks: Iterable[Json]) -> Press:
        """Return the press of what was seen, where that has been drawn anew since, in a block with a new made-up id."""
        ids = [block["block_id"] for block, element in interactive(blocks) if self._may_mean(element)]
        return replace(self, block_id=ids[0]) if len(ids) == 1 and self.block_id not in ids else self

    def _may_mean(self, element: Json) -> bool:
        """Return whether an element may be the pressed one: a button that carries another value is another."""
        same = element["type"] != "button" or element.get("value") == self.given.get("value", element.get("value"))
        return bool(element["action_id"] == self.action_id and same)

    def action(self, blocks: Iterable[Json], action_ts: str) -> Json:
        element = find_element(blocks, self.block_id, self.action_id)
        shown = {name: element[name] for name in element if name in _IN_ACTIONS or name.startswith(_INITIAL)}
        return {**shown, "block_id": self.block_id, **chosen(element, self.given), "action_ts": action_ts}

    def values(self, blocks: Iterable[Json]) -> Values:
        here = {**self.others.get(self.block_id, {}), self.action_id: self.given}
        return state_values(blocks, {**self.others, self.block_id: here})


def chosen(element: Json, given: Json) -> Json:
    """Return what the element holds after `given` was chosen there, options whole; nothing for a button."""
    key = "selected_option" if element["type"] == "overflow" else VALUE_KEYS.get(element["type"])
    if key is None:
        return {}
    value = given.get(key, given.get("value")) or None
    if key == "selected_option":
        return {key: None if value is None else _option(element, value)}
    if key == "selected_options":
        return {key: [_option(element, each) for each in value or ()]}
    return {key: value or _empty(key)}


def state_values(blocks: Iterable[Json], given: Values) -> Values:
    """Return `state.values`: what every element holds, as given or else as the app set it at first."""
    values: Values = {}
    for block, element in interactive(blocks):
        if key := VALUE_KEYS.get(element["type"]):
            now = given.get(block["block_id"], {}).get(element["action_id"])
            entry = {key: _initial(element, key)} if now is None else chosen(element, now)
            values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], **entry}
    return values


def response_url_channels(blocks: Iterable[Json], values: Values) -> Iterator[tuple[Json, str]]:
    """Yield the ids of each input that asks for a response_url of the channel chosen in it, with that channel."""
    for block, element in interactive(blocks):
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        channel = entry.get("selected_conversation") or entry.get("selected_channel")
        if channel and block["type"] == "input" and element.get("response_url_enabled"):
            yield {"block_id": block["block_id"], "action_id": element["action_id"]}, channel


def invalid_inputs(blocks: Iterable[Json], values: Values) -> dict[str, str]:
    """Return a sentence for each input of a form that cannot be submitted so, by block_id."""
    sentences: dict[str, str] = {}
    for block, element in interactive(blocks):
        if block["type"] != "input":
            continue
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        empty = not entry.get(VALUE_KEYS.get(element["type"], ""))
        required = not block.get("optional") and element["type"] != "file_input"
        if sentence := MISSING if empty and required else invalid_value(element, entry):
            sentences[block["block_id"]] = sentence
    return sentences


def invalid_value(element: Json, entry: Json) -> str:
    """Return what is wrong with what an element holds, empty where nothing is, or where it holds nothing."""
    kind, value = element["type"], entry.get(VALUE_KEYS.get(element["type"], ""))
    if not value:
        return ""
    if isinstance(value, list):
        most = element.get("max_selected_items", len(value))
        return f"Choose no more than {most}." if len(value) > most else ""
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", len(value))
        if len(value) < least:
            return f"Write at least {least} characters."
        return f"Write no more than {most} characters." if len(value) > most else ""
    pattern, sentence = _FORMATS.get(kind, (".*", ""))
    return "" if re.fullmatch(pattern, str(value)) else sentence


def _initial(element: Json, key: str) -> object:
    return element.get(_INITIAL + key.removeprefix("selected_").removeprefix("rich_text_"), _empty(key))


def _empty(key: str) -> list[Json] | None:
    return [] if key.endswith("s") else None


def _option(element: Json, choice: object) -> Json:
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    options = [*element.get("options", ()), *grouped]
    value = choice.get("value") if isinstance(choice, dict) else choice
    for option in options:
        if option.get("value") == value:
            return dict(option)
    if not options and isinstance(choice, dict):
        return choice
    if not options:
        raise NotPossibleError("The app fills this menu: ask it for options, and give one of them whole.")
    raise NotPossibleError(f"There is no option {value} to choose.")
