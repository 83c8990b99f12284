"""One of every block and element that the page renders, as an app sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Block = dict[str, Any]
IMAGE_URL = "https://pictures.example/headset.png"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, about: str = "") -> Block:
    described = {"description": plain(about)} if about else {}
    return {"text": plain(text), "value": text.lower(), **described}


def rich_text(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def styled(text: str, **style: bool) -> Block:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def button(text: str, action_id: str, **more: object) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id, **more}


def raw_text(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def image(alt: str) -> Block:
    return {"type": "image", "image_url": IMAGE_URL, "alt_text": alt}


COLOURS = [option("Red"), option("Green", "like grass"), option("Blue")]
GROUPS = [
    {"label": plain("Warm"), "options": [option("Amber"), option("Coral")]},
    {"label": plain("Cold"), "options": [option("Ice"), option("Steel")]},
]
CONFIRM = {"title": plain("Sure?"), "text": plain("It rings everybody."), "confirm": plain("Ring"), "deny": plain("No")}


TEXTS: Mapping[str, Block] = {
    "header": {"type": "header", "text": plain("One of everything :wave:")},
    "section": {
        "type": "section",
        "text": mrkdwn(
            "*Bold*, _italic_, ~struck~, `code`, <https://example.com|a link>, <@U0ADA>, <#C0CALLS>, <!here> :tada:\n"
            ">A quote\n```three\nlines\nof code```"
        ),
        "fields": [mrkdwn("*State*\nringing"), mrkdwn("*Began*\n<!date^1540459560^{date_short} {time}|a while ago>")],
        "accessory": image("A headset"),
    },
    "rich_text": {
        "type": "rich_text",
        "elements": [
            rich_text(
                styled("Plain, "), styled("bold", bold=True), styled(" and "), styled("underlined", underline=True)
            )["elements"][0],
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [rich_text(styled("one"))["elements"][0], rich_text(styled("two"))["elements"][0]],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 1,
                "elements": [rich_text(styled("inside"))["elements"][0]],
            },
            {"type": "rich_text_quote", "elements": [styled("quoted")]},
            {"type": "rich_text_preformatted", "elements": [styled("as it is")]},
        ],
    },
    "markdown": {
        "type": "markdown",
        "text": (
            "## A heading\n\n- **bold** item\n- [x] done\n\n"
            "| Who | Calls |\n| --- | ---: |\n| Ada | 3 |\n| Grace | 12 |"
        ),
    },
    "divider": {"type": "divider"},
    "image": {"type": "image", "image_url": IMAGE_URL, "alt_text": "A headset on a desk", "title": plain("The desk")},
    "context": {"type": "context", "elements": [image("A dot"), mrkdwn("Seen by *two* people"), plain("just now")]},
}
CONTROLS: Block = {
    "type": "actions",
    "block_id": "all",
    "elements": [
        button("Plain", "plain"),
        button("Primary", "primary", style="primary"),
        button("Danger", "danger", style="danger", confirm=CONFIRM),
        button("Web", "web", url="https://example.com/"),
        {"type": "overflow", "action_id": "more", "options": COLOURS},
        {"type": "static_select", "action_id": "one", "placeholder": plain("A colour"), "options": COLOURS},
        {"type": "static_select", "action_id": "grouped", "placeholder": plain("A tone"), "option_groups": GROUPS},
        {"type": "users_select", "action_id": "user", "placeholder": plain("A person")},
        {"type": "channels_select", "action_id": "channel", "placeholder": plain("A channel")},
        {"type": "conversations_select", "action_id": "conversation", "placeholder": plain("A conversation")},
        {"type": "external_select", "action_id": "outside", "placeholder": plain("A call"), "min_query_length": 2},
        {"type": "multi_static_select", "action_id": "several", "placeholder": plain("Colours"), "options": COLOURS},
        {"type": "multi_users_select", "action_id": "people", "placeholder": plain("People")},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-21"},
        {"type": "timepicker", "action_id": "time", "initial_time": "09:30"},
        {"type": "datetimepicker", "action_id": "moment", "initial_date_time": 1540459560},
        {"type": "radio_buttons", "action_id": "radio", "options": COLOURS},
        {"type": "checkboxes", "action_id": "boxes", "options": COLOURS, "initial_options": [COLOURS[1]]},
    ],
}

TABLE: Block = {
    "type": "table",
    "rows": [[raw_text("Who"), raw_text("Calls")], [rich_text(styled("Ada", bold=True)), raw_text("3")]],
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
}
MULTI_SELECTS: Block = {
    "type": "actions",
    "block_id": "multi",
    "elements": [
        {"type": "multi_external_select", "action_id": "calls", "placeholder": plain("Calls")},
        {"type": "multi_conversations_select", "action_id": "rooms", "placeholder": plain("Rooms")},
    ],
}


def input_block(label: str, element: Block, **more: object) -> Block:
    return {"type": "input", "block_id": element["action_id"], "label": plain(label), "element": element, **more}


FORM: tuple[Block, ...] = (
    input_block("Name", {"type": "plain_text_input", "action_id": "name", "placeholder": plain("As on the card")}),
    input_block("Story", {"type": "plain_text_input", "action_id": "story", "multiline": True}, optional=True),
    input_block("Age", {"type": "number_input", "action_id": "age", "is_decimal_allowed": False, "min_value": "18"}),
    input_block("Mail", {"type": "email_text_input", "action_id": "mail"}, hint=plain("Only for the receipt.")),
    input_block("Site", {"type": "url_text_input", "action_id": "site"}, optional=True),
    input_block(
        "Colours", {"type": "multi_static_select", "action_id": "colours", "options": COLOURS, "max_selected_items": 2}
    ),
    input_block("Tone", {"type": "static_select", "action_id": "tone", "option_groups": GROUPS}, optional=True),
    input_block("Where", {"type": "multi_channels_select", "action_id": "where"}, optional=True),
    input_block("When", {"type": "datetimepicker", "action_id": "when"}, optional=True),
    input_block("How", {"type": "radio_buttons", "action_id": "how", "options": COLOURS}, optional=True),
)
