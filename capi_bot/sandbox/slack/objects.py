"""Block Kit's composition objects, as tables of rules.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capi_bot.sandbox.slack.rules import Json, Problem, Rule, array, boolean, by_type, one_of, shape, string

URL = string(3000)


def _plain(most: int) -> Mapping[str, Rule]:
    return {"plain_text": shape({"type": one_of("plain_text"), "text": string(most)}, {"emoji": boolean})}


def _mrkdwn(most: int) -> Mapping[str, Rule]:
    return {"mrkdwn": shape({"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean})}


def plain(most: int) -> Rule:
    return by_type(_plain(most))


def either(most: int) -> Rule:
    return by_type({**_plain(most), **_mrkdwn(most)})


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


def initial_among_options(element: Json, pointer: str) -> Iterator[Problem]:
    """Require what is chosen at first to be among the options, whole."""
    grouped = (option for group in element.get("option_groups", ()) for option in group["options"])
    options = [*element.get("options", ()), *grouped]
    initial = {f"initial_options/{index}": each for index, each in enumerate(element.get("initial_options", ()))}
    if "initial_option" in element:
        initial["initial_option"] = element["initial_option"]
    for name, option in initial.items():
        if option not in options:
            yield Problem(pointer=f"{pointer}/{name}", message="must be one of the options")
