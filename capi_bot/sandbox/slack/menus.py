"""The elements with which a person chooses: menus, pickers, checkboxes and radio buttons; as tables of rules.

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
    first_among_options,
    only_one,
    plain,
)
from capi_bot.sandbox.slack.rules import (
    Json,
    Problem,
    Rule,
    array,
    boolean,
    broken,
    integer,
    one_of,
    shape,
    string,
    then,
)

_ID = string(255)
_IDS = array(_ID, 100)
_ACTION_ID = {"action_id": _ID}
_COLLECTED = {**_ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_ASKED = {**_COLLECTED, "placeholder": plain(150)}
_SEVERAL = {"max_selected_items": integer(1)}
_TYPED_FIRST = {"min_query_length": integer(0)}
_WHERE = {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}
_TEN_DIGITS = integer(1_000_000_000, 9_999_999_999)


def element(kind: str, optional: Mapping[str, Rule], required: Mapping[str, Rule] | None = None) -> Rule:
    """Want an element of this type, with an `action_id` or without one."""
    return shape({"type": one_of(kind), **(required or {})}, {**_ACTION_ID, **optional})


def _static(kind: str, optional: Mapping[str, Rule]) -> Rule:
    offered = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
    asked = shape({"type": one_of(kind)}, {**offered, **_ASKED, **optional}, any_of=tuple(offered))
    return then(asked, only_one(*offered), first_among_options, _not_too_many)


def _several(kind: str, optional: Mapping[str, Rule]) -> Rule:
    return then(element(kind, {**_ASKED, **_SEVERAL, **optional}), _not_too_many)


def _marked(kind: str, optional: Mapping[str, Rule]) -> Rule:
    options = {"options": array(RICH_OPTION, 10)}
    return then(element(kind, {**_COLLECTED, **optional}, options), first_among_options)


def _not_too_many(found: Json, pointer: str) -> Iterator[Problem]:
    most = found.get("max_selected_items", float("inf"))
    for name, chosen in found.items():
        if name.startswith("initial_") and isinstance(chosen, list) and len(chosen) > most:
            yield broken(f"{pointer}/{name}", f"no more than {most} items allowed", "max_items", most, len(chosen))


def _written(form: str, directives: str) -> Rule:
    def check(value: str, pointer: str) -> Iterator[Problem]:
        try:
            time.strptime(value, directives)
        except ValueError:
            yield broken(pointer, f"must be formatted as {form}", "format", form, value)

    return then(string(len(form), len(form)), check)


def nowhere(value: object, pointer: str) -> Iterator[Problem]:
    """Want a `response_url_enabled` that asks for nothing: Slack grants it only to inputs of modals."""
    yield from boolean(value, pointer)
    if value is True:
        yield broken(pointer, "`response_url_enabled` is only available in `input` blocks in modals", "surface")


def choosing(response_url: Rule) -> Mapping[str, Rule]:
    """Return the elements that sections, actions and inputs may hold alike."""
    answered = {"response_url_enabled": response_url}
    channel, conversation = {"initial_channel": _ID, **answered}, {"initial_conversation": _ID, **_WHERE, **answered}
    return {
        "static_select": _static("static_select", {"initial_option": PLAIN_OPTION}),
        "multi_static_select": _static("multi_static_select", {"initial_options": OPTIONS, **_SEVERAL}),
        "external_select": element("external_select", {"initial_option": PLAIN_OPTION, **_TYPED_FIRST, **_ASKED}),
        "multi_external_select": _several("multi_external_select", {"initial_options": OPTIONS, **_TYPED_FIRST}),
        "users_select": element("users_select", {"initial_user": _ID, **_ASKED}),
        "multi_users_select": _several("multi_users_select", {"initial_users": _IDS}),
        "channels_select": element("channels_select", {**channel, **_ASKED}),
        "multi_channels_select": _several("multi_channels_select", {"initial_channels": _IDS}),
        "conversations_select": element("conversations_select", {**conversation, **_ASKED}),
        "multi_conversations_select": _several(
            "multi_conversations_select",
            {"initial_conversations": _IDS, **_WHERE},
        ),
        "datepicker": element("datepicker", {"initial_date": _written("YYYY-MM-DD", "%Y-%m-%d"), **_ASKED}),
        "timepicker": element("timepicker", {"initial_time": _written("HH:mm", "%H:%M"), "timezone": _ID, **_ASKED}),
        "checkboxes": _marked("checkboxes", {"initial_options": array(RICH_OPTION, 10)}),
        "radio_buttons": _marked("radio_buttons", {"initial_option": RICH_OPTION}),
    }


DATETIME = element("datetimepicker", {"initial_date_time": _TEN_DIGITS, **_COLLECTED})
OVERFLOW = element("overflow", {"confirm": CONFIRM}, {"options": array(LINK_OPTION, 5)})
