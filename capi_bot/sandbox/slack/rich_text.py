"""Rich text: sections, lists, quotes and preformatted text, down to the words; as tables of rules.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.objects import ANY_LENGTH, URL
from capi_bot.sandbox.slack.rules import Rule, array, boolean, by_type, integer, number, one_of, shape, string

_BORDER = {"border": one_of(0, 1)}
_STYLES = ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink")
_STYLE = {"style": shape({}, dict.fromkeys(_STYLES, boolean))}
_LONG = string(ANY_LENGTH)
_INLINE: Mapping[str, Rule] = {
    "text": shape({"type": one_of("text"), "text": _LONG}, _STYLE),
    "link": shape({"type": one_of("link"), "url": URL}, {"text": _LONG, "unsafe": boolean, **_STYLE}),
    "emoji": shape({"type": one_of("emoji"), "name": _LONG}, {"unicode": _LONG, "url": URL, **_STYLE}),
    "date": shape(
        {"type": one_of("date"), "timestamp": number(), "format": _LONG},
        {"fallback": _LONG, "url": URL, **_STYLE},
    ),
    "user": shape({"type": one_of("user"), "user_id": _LONG}, _STYLE),
    "channel": shape({"type": one_of("channel"), "channel_id": _LONG}, _STYLE),
    "team": shape({"type": one_of("team"), "team_id": _LONG}, _STYLE),
    "usergroup": shape({"type": one_of("usergroup"), "usergroup_id": _LONG}, _STYLE),
    "broadcast": shape({"type": one_of("broadcast"), "range": one_of("here", "channel", "everyone")}, _STYLE),
    "color": shape({"type": one_of("color"), "value": _LONG}, _STYLE),
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
RICH_TEXT = shape(
    {"type": one_of("rich_text"), "elements": array(by_type(_RICH), 1000)},
    {"block_id": string(255)},
)
