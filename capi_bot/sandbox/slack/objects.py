"""Block Kit's composition objects, as tables of rules: texts, options, dialogs and filters.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from capi_bot.sandbox.slack.rules import (
    Json,
    Problem,
    Rule,
    anything,
    array,
    boolean,
    broken,
    by_type,
    one_of,
    shape,
    string,
    then,
)

ANY_LENGTH = 40_000
"""No field of a message is longer than the message itself may be."""
URL = string(3000)


def _plain(most: int) -> Mapping[str, Rule]:
    return {"plain_text": shape({"type": one_of("plain_text"), "text": string(most)}, {"emoji": boolean})}


def _mrkdwn(most: int) -> Mapping[str, Rule]:
    return {"mrkdwn": shape({"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean})}


def plain(most: int) -> Rule:
    """Want a plain_text object."""
    return by_type(_plain(most))


def either(most: int) -> Rule:
    """Want a plain_text or a mrkdwn object."""
    return by_type({**_plain(most), **_mrkdwn(most)})


def only_one(*names: str) -> Callable[[Json, str], Iterator[Problem]]:
    """Want no more than one of these fields in an object."""

    def check(value: Json, pointer: str) -> Iterator[Problem]:
        given = [name for name in names if name in value]
        if len(given) > 1:
            yield broken(pointer, f"must define only one of: {', '.join(given)}", "one_of", list(names))

    return check


STYLE = one_of("primary", "danger")
CONFIRM = shape({"text": either(300)}, {"title": plain(100), "confirm": plain(30), "deny": plain(30), "style": STYLE})

# Slack's types leave `value` optional; Slack itself, its documents and other builders ask for it.
_VALUE = {"value": string(150)}
PLAIN_OPTION = shape({"text": plain(75), **_VALUE}, {"description": plain(75)})
RICH_OPTION = shape({"text": either(75), **_VALUE}, {"description": either(75)})
LINK_OPTION = shape({"text": plain(75), **_VALUE}, {"description": plain(75), "url": URL})
OPTIONS = array(PLAIN_OPTION, 100)
OPTION_GROUPS = array(shape({"label": plain(75), "options": OPTIONS}), 100)

CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    any_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
DISPATCH_ACTION_CONFIG = shape(
    {},
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
_SLACK_FILE = then(shape({}, {"id": string(255), "url": URL}, any_of=("id", "url")), only_one("id", "url"))
_PARAMETERS = array(shape({"name": string(255), "value": anything}), 100, 0)
WORKFLOW = shape({"trigger": shape({"url": URL}, {"customizable_input_parameters": _PARAMETERS})})


def picture(besides: Mapping[str, Rule]) -> Rule:
    """Want an image, the block or the element: a text for those who do not see it, and one source."""
    source = {"image_url": URL, "slack_file": _SLACK_FILE}
    required = {"type": one_of("image"), "alt_text": string(2000)}
    return then(shape(required, {**source, **besides}, any_of=tuple(source)), only_one(*source))


def first_among_options(element: Json, pointer: str) -> Iterator[Problem]:
    """Want what is chosen at first to be among the options, whole."""
    grouped = (option for group in element.get("option_groups", ()) for option in group["options"])
    offered = [*element.get("options", ()), *grouped]
    initial = {f"initial_options/{index}": each for index, each in enumerate(element.get("initial_options", ()))}
    if "initial_option" in element:
        initial["initial_option"] = element["initial_option"]
    for where, each in initial.items():
        if each not in offered:
            yield broken(f"{pointer}/{where}", "must be one of the options", "enum", got=each["value"])
