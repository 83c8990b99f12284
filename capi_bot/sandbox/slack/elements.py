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
    LINK_OPTION,
    OPTION_GROUPS,
    OPTIONS,
    PLAIN_OPTION,
    RICH_OPTION,
    STYLE,
    URL,
    initial_among_options,
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
_ACTION_ID = {"action_id": _ID}
_COLLECTED = {**_ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT = {**_COLLECTED, "placeholder": plain(150)}


def _element(kind: str, optional: Mapping[str, Rule], required: Mapping[str, Rule] | None = None) -> Rule:
    return shape({"type": one_of(kind), **(required or {})}, {**_ACTION_ID, **optional})


def _date(value: object, pointer: str) -> Iterator[Problem]:
    try:
        is_date = time.strftime("%Y-%m-%d", time.strptime(str(value), "%Y-%m-%d")) == value
    except ValueError:
        is_date = False
    if not is_date:
        yield Problem(pointer=pointer, message="must be formatted as YYYY-MM-DD")


def _ordered_lengths(element: Json, pointer: str) -> Iterator[Problem]:
    if element.get("min_length", 0) > element.get("max_length", float("inf")):
        yield Problem(pointer=f"{pointer}/min_length", message="must not be greater than `max_length`")


def _no_response_url(value: object, pointer: str) -> Iterator[Problem]:
    """Refuse a true `response_url_enabled`: Slack grants it only to inputs of modals."""
    yield from boolean(value, pointer)
    if value is True:
        yield Problem(pointer=pointer, message="`response_url_enabled` is only available in `input` blocks in modals")


def unchecked(*kinds: str) -> Mapping[str, Rule]:
    """Return rules that accept these types whatever they hold, but for ids."""
    return {kind: shape({"type": one_of(kind)}, {"block_id": _ID, **_ACTION_ID}, others=anything) for kind in kinds}


_CHOICES = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_STATIC = shape(
    {"type": one_of("static_select")}, {**_CHOICES, **_SELECT, "initial_option": PLAIN_OPTION}, any_of=tuple(_CHOICES)
)
_CHECKBOXES = _element(
    "checkboxes", {**_COLLECTED, "initial_options": array(RICH_OPTION, 10)}, {"options": array(RICH_OPTION, 10)}
)


def _choices(response_url: Rule) -> Mapping[str, Rule]:
    conversation = {
        "initial_conversation": _ID,
        "response_url_enabled": response_url,
        "default_to_current_conversation": boolean,
        "filter": CONVERSATION_FILTER,
    }
    return {
        "static_select": then(_STATIC, only_one(*_CHOICES), initial_among_options),
        "conversations_select": _element("conversations_select", {**conversation, **_SELECT}),
        "datepicker": _element("datepicker", {"initial_date": _date, **_SELECT}),
        "checkboxes": then(_CHECKBOXES, initial_among_options),
        **unchecked(
            "channels_select",
            "external_select",
            "multi_channels_select",
            "multi_conversations_select",
            "multi_external_select",
            "multi_static_select",
            "multi_users_select",
            "radio_buttons",
            "timepicker",
            "users_select",
        ),
    }


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
_TEXT_INPUT = then(
    _element(
        "plain_text_input",
        {
            "placeholder": plain(150),
            "focus_on_load": boolean,
            "initial_value": string(3000, 0),
            "dispatch_action_config": anything,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    _ordered_lengths,
)
_DATETIME: Mapping[str, Rule] = unchecked("datetimepicker")
_PRESSED: Mapping[str, Rule] = {
    "button": BUTTON,
    "overflow": _element("overflow", {"confirm": CONFIRM}, {"options": array(LINK_OPTION, 5)}),
    **unchecked("workflow_button"),
}
_TYPED: Mapping[str, Rule] = {"plain_text_input": _TEXT_INPUT}
_RICH: Mapping[str, Rule] = unchecked("rich_text_input")
_ANYWHERE = _choices(_no_response_url)

ACCESSORIES: Mapping[str, Rule] = {**_ANYWHERE, **_PRESSED, **unchecked("image")}
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
