"""Block Kit's composition objects and rich text, as tables of rules.

https://docs.slack.dev/reference/block-kit/composition-objects
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capi_bot.sandbox.slack.rules import (
    Json,
    Problem,
    Rule,
    array,
    boolean,
    by_type,
    integer,
    number,
    one_of,
    only_one,
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
DISPATCH_ACTION_CONFIG = shape({}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)})
_SLACK_FILE = then(shape({}, {"id": string(255), "url": URL}, any_of=("id", "url")), only_one("id", "url"))


def picture(besides: Mapping[str, Rule]) -> Rule:
    """Return the rule of an image, the block or the element: a text for those who do not see it, and one source."""
    source = {"image_url": URL, "slack_file": _SLACK_FILE}
    required = {"type": one_of("image"), "alt_text": string(2000)}
    return then(shape(required, {**source, **besides}, any_of=tuple(source)), only_one(*source))


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


_BORDER = {"border": one_of(0, 1)}
_STYLES = ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink")
_STYLE = {"style": shape({}, dict.fromkeys(_STYLES, boolean))}
_LONG = string(ANY_LENGTH)


def _inline(kind: str, required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    return shape({"type": one_of(kind), **required}, {**(optional or {}), **_STYLE})


_INLINE: Mapping[str, Rule] = {
    "text": _inline("text", {"text": _LONG}),
    "link": _inline("link", {"url": URL}, {"text": _LONG, "unsafe": boolean}),
    "emoji": _inline("emoji", {"name": _LONG}, {"unicode": _LONG, "url": URL}),
    "date": _inline("date", {"timestamp": number(), "format": _LONG}, {"fallback": _LONG, "url": URL}),
    "user": _inline("user", {"user_id": _LONG}),
    "channel": _inline("channel", {"channel_id": _LONG}),
    "team": _inline("team", {"team_id": _LONG}),
    "usergroup": _inline("usergroup", {"usergroup_id": _LONG}),
    "broadcast": _inline("broadcast", {"range": one_of("here", "channel", "everyone")}),
    "color": _inline("color", {"value": _LONG}),
}
_INLINES = array(by_type(_INLINE), 1000, 0)
_SECTION = shape({"type": one_of("rich_text_section"), "elements": _INLINES})
_RICH: Mapping[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": shape({"type": one_of("rich_text_quote"), "elements": _INLINES}, _BORDER),
    "rich_text_preformatted": shape(
        {
            "type": one_of("rich_text_preformatted"),
            "elements": array(by_type({name: _INLINE[name] for name in ("text", "link")}), 1000, 0),
        },
        {**_BORDER, "language": _LONG},
    ),
    "rich_text_list": shape(
        {
            "type": one_of("rich_text_list"),
            "elements": array(by_type({"rich_text_section": _SECTION}), 1000),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": integer(0, 8), "offset": integer(0), **_BORDER},
    ),
}
RICH_TEXT = shape({"type": one_of("rich_text"), "elements": array(by_type(_RICH), 1000)}, {"block_id": string(255)})
