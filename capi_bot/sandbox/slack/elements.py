"""Block Kit's elements, as tables of rules, and which element stands where.

Elements that the bot never posts (`unchecked`) are accepted where Slack takes them, whatever they hold.
https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from capi_bot.sandbox.slack.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    LINK_OPTION,
    OPTION_GROUPS,
    OPTIONS,
    PLAIN_OPTION,
    RICH_OPTION,
    STYLE,
    URL,
    initial_among_options,
    picture,
    plain,
)
from capi_bot.sandbox.slack.rules import (
    Json,
    Problem,
    Rule,
    anything,
    array,
    boolean,
    integer,
    one_of,
    only_one,
    shape,
    string,
    then,
)

_ID = string(255)
_IDS = array(_ID, 100)
_ACTION_ID = {"action_id": _ID}
_COLLECTED = {**_ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT = {**_COLLECTED, "placeholder": plain(150)}
_MULTI = {"max_selected_items": integer(1)}
_EXTERNAL = {"min_query_length": integer(0)}
_CONVERSATIONS = {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}
_UNIX_TIME = integer(1_000_000_000, 9_999_999_999)


def _element(kind: str, optional: Mapping[str, Rule], required: Mapping[str, Rule] | None = None) -> Rule:
    return shape({"type": one_of(kind), **(required or {})}, {**_ACTION_ID, **optional})


def _static(kind: str, optional: Mapping[str, Rule]) -> Rule:
    choices = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
    select = shape({"type": one_of(kind)}, {**choices, **_SELECT, **optional}, any_of=tuple(choices))
    return then(select, only_one(*choices), initial_among_options, _max_selected)


def _multi(kind: str, optional: Mapping[str, Rule]) -> Rule:
    return then(_element(kind, {**_SELECT, **_MULTI, **optional}), _max_selected)


def _marked(kind: str, optional: Mapping[str, Rule]) -> Rule:
    options = {"options": array(RICH_OPTION, 10)}
    return then(_element(kind, {**_COLLECTED, **optional}, options), initial_among_options)


def _max_selected(element: Json, pointer: str) -> Iterator[Problem]:
    most = element.get("max_selected_items", float("inf"))
    for name, chosen in element.items():
        if name.startswith("initial_") and isinstance(chosen, list) and len(chosen) > most:
            yield Problem(pointer=f"{pointer}/{name}", message=f"no more than {most} items allowed")


def _formatted(form: str, directives: str) -> Rule:
    def check(value: str, pointer: str) -> Iterator[Problem]:
        try:
            time.strptime(value, directives)
        except ValueError:
            yield Problem(pointer=pointer, message=f"must be formatted as {form}")

    return then(string(len(form), len(form)), check)


def _ordered_lengths(element: Json, pointer: str) -> Iterator[Problem]:
    if element.get("min_length", 0) > element.get("max_length", float("inf")):
        yield Problem(pointer=f"{pointer}/min_length", message="must not be greater than `max_length`")


def _no_response_url(value: object, pointer: str) -> Iterator[Problem]:
    """Refuse a true `response_url_enabled`: Slack grants it only to inputs of modals."""
    yield from boolean(value, pointer)
    if value is True:
        yield Problem(pointer=pointer, message="`response_url_enabled` is only available in `input` blocks in modals")


def _choices(response_url: Rule) -> Mapping[str, Rule]:
    enabled = {"response_url_enabled": response_url}
    channel, conversation = {"initial_channel": _ID, **enabled}, {"initial_conversation": _ID, **enabled}
    return {
        "static_select": _static("static_select", {"initial_option": PLAIN_OPTION}),
        "multi_static_select": _static("multi_static_select", {"initial_options": OPTIONS, **_MULTI}),
        "external_select": _element("external_select", {"initial_option": PLAIN_OPTION, **_EXTERNAL, **_SELECT}),
        "multi_external_select": _multi("multi_external_select", {"initial_options": OPTIONS, **_EXTERNAL}),
        "users_select": _element("users_select", {"initial_user": _ID, **_SELECT}),
        "multi_users_select": _multi("multi_users_select", {"initial_users": _IDS}),
        "channels_select": _element("channels_select", {**channel, **_SELECT}),
        "multi_channels_select": _multi("multi_channels_select", {"initial_channels": _IDS}),
        "conversations_select": _element("conversations_select", {**conversation, **_CONVERSATIONS, **_SELECT}),
        "multi_conversations_select": _multi(
            "multi_conversations_select", {"initial_conversations": _IDS, **_CONVERSATIONS}
        ),
        "datepicker": _element("datepicker", {"initial_date": _formatted("YYYY-MM-DD", "%Y-%m-%d"), **_SELECT}),
        "timepicker": _element(
            "timepicker", {"initial_time": _formatted("HH:mm", "%H:%M"), "timezone": _ID, **_SELECT}
        ),
        "checkboxes": _marked("checkboxes", {"initial_options": array(RICH_OPTION, 10)}),
        "radio_buttons": _marked("radio_buttons", {"initial_option": RICH_OPTION}),
    }


def unchecked(*kinds: str) -> Mapping[str, Rule]:
    """Return rules that accept these types whatever they hold, but for ids."""
    return {kind: shape({"type": one_of(kind)}, {"block_id": _ID, **_ACTION_ID}, others=anything) for kind in kinds}


BUTTON = _element(
    "button",
    {
        "accessibility_label": string(75),
        "value": string(2000),
        "url": URL,
        "style": STYLE,
        "confirm": CONFIRM,
        "visible_to_user_ids": array(_ID, 10),
    },
    {"text": plain(75)},
)
IMAGE_ELEMENT = picture({})
_TEXT_INPUT = then(
    _element(
        "plain_text_input",
        {
            "placeholder": plain(150),
            "focus_on_load": boolean,
            "initial_value": string(3000, 0),
            "dispatch_action_config": DISPATCH_ACTION_CONFIG,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    _ordered_lengths,
)
_DATETIME: Mapping[str, Rule] = {
    "datetimepicker": _element("datetimepicker", {"initial_date_time": _UNIX_TIME, **_COLLECTED})
}
_PRESSED: Mapping[str, Rule] = {
    "button": BUTTON,
    "overflow": _element("overflow", {"confirm": CONFIRM}, {"options": array(LINK_OPTION, 5)}),
    **unchecked("workflow_button"),
}
_TYPED: Mapping[str, Rule] = {"plain_text_input": _TEXT_INPUT}
_RICH: Mapping[str, Rule] = unchecked("rich_text_input")
_ANYWHERE = _choices(_no_response_url)

ACCESSORIES: Mapping[str, Rule] = {**_ANYWHERE, **_PRESSED, "image": IMAGE_ELEMENT}
MESSAGE_ACTIONS: Mapping[str, Rule] = {**_ANYWHERE, **_PRESSED, **_DATETIME}
HOME_ACTIONS: Mapping[str, Rule] = {**_ANYWHERE, **_PRESSED, **_RICH}
MODAL_ACTIONS: Mapping[str, Rule] = {**HOME_ACTIONS, **_DATETIME}
MESSAGE_INPUTS: Mapping[str, Rule] = {**_ANYWHERE, **_TYPED, **_DATETIME}
HOME_INPUTS: Mapping[str, Rule] = {**_ANYWHERE, **_TYPED, **_RICH}
MODAL_INPUTS: Mapping[str, Rule] = {
    **_choices(boolean),
    **_TYPED,
    **_DATETIME,
    **_RICH,
    **unchecked("email_text_input", "url_text_input", "number_input", "file_input"),
}
