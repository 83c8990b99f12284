"""One of every block and element, as an app would send it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Block = dict[str, Any]
ELSEWHERE = "https://pictures.example/headset.png"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, about: str = "") -> Block:
    described = {"description": plain(about)} if about else {}
    return {"text": plain(text), "value": text.lower(), **described}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def say(text: str, **style: bool) -> Block:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def press(text: str, action_id: str, **more: object) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id, **more}


def raw(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def count(value: int) -> Block:
    return {"type": "raw_number", "value": value, "text": f"{value:,}"}


def picture(alt: str) -> Block:
    return {"type": "image", "image_url": ELSEWHERE, "alt_text": alt}


COLOURS = [option("Red"), option("Green", "like grass"), option("Blue")]
GROUPS = [
    {"label": plain("Warm"), "options": [option("Amber"), option("Coral")]},
    {"label": plain("Cold"), "options": [option("Ice"), option("Steel")]},
]
WORKFLOW = {"trigger": {"url": "https://slack.com/shortcuts/Ft0123ABC456/321"}}
SURE = {"title": plain("Sure?"), "text": plain("It rings everybody."), "confirm": plain("Ring"), "deny": plain("No")}


def card(number: int) -> Block:
    return {
        "type": "card",
        "block_id": f"card-{number}",
        "icon": picture("A small phone"),
        "title": mrkdwn(f"Order *{number}*"),
        "subtitle": mrkdwn("Waiting in the queue"),
        "body": mrkdwn("Two people are on hold, one of them for a long time."),
        "subtext": mrkdwn("Since this morning"),
        "actions": [press("Answer", "answer", style="primary"), press("Pass on", "pass")],
    }


def task(number: int, status: str, **more: object) -> Block:
    return {"type": "task_card", "task_id": f"t{number}", "title": f"Step {number}", "status": status, **more}


CALLS = [("Priya Raman", 12, "ringing"), ("Jonas Lind", 4, "answered"), ("Zoë Ndiaye", 107, "ringing")]
DATA_TABLE: Block = {
    "type": "data_table",
    "block_id": "calls",
    "caption": "Calls of today",
    "page_size": 2,
    "rows": [
        [raw("Person"), raw("Seconds"), raw("State"), raw("Do")],
        *(
            [
                raw(name),
                count(seconds),
                rich(say(state, italic=True)),
                {"type": "action", "element": press("Open", f"open-{row}")},
            ]
            for row, (name, seconds, state) in enumerate(CALLS)
        ),
    ],
}
FRAMED: Mapping[str, Block] = {
    "card": card(1),
    "carousel": {"type": "carousel", "block_id": "orders", "elements": [card(2), card(3), card(4), card(5)]},
    "container": {
        "type": "container",
        "block_id": "box",
        "title": plain("Members of the call"),
        "subtitle": mrkdwn("_two_ of them"),
        "is_collapsible": True,
        "child_blocks": [
            {
                "type": "section",
                "block_id": "inner",
                "text": mrkdwn("Priya and Jonas"),
                "accessory": press("Say hi", "hi"),
            },
            {"type": "divider"},
            {"type": "context", "elements": [mrkdwn("Both by phone")]},
        ],
    },
    "plan": {
        "type": "plan",
        "title": "Looking for the call",
        "tasks": [
            task(
                1,
                "complete",
                details=rich(say("Asked for every call of the "), say("day", bold=True)),
                output=rich(say("3 calls")),
                sources=[{"type": "url", "url": "https://example.com/calls", "text": "The list"}],
            ),
            task(2, "in_progress"),
            task(3, "pending"),
        ],
    },
    "task_card": task(4, "error", details=rich(say("Nobody picked up."))),
}
SHOWN: Mapping[str, Block] = {
    "header": {"type": "header", "text": plain("One of everything :wave:")},
    "section": {
        "type": "section",
        "text": mrkdwn(
            "*Bold*, _italic_, ~struck~, `code`, <https://example.com|a link>, <@U0ADA>, <#C0CALLS>, <!here> :tada:\n"
            ">A quote\n```three\nlines\nof code```"
        ),
        "fields": [mrkdwn("*State*\nringing"), mrkdwn("*Began*\n<!date^1540459560^{date_short} {time}|a while ago>")],
        "accessory": picture("A headset"),
    },
    "rich_text": {
        "type": "rich_text",
        "elements": [
            rich(say("Plain, "), say("bold", bold=True), say(" and "), say("underlined", underline=True))["elements"][
                0
            ],
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [rich(say("one"))["elements"][0], rich(say("two"))["elements"][0]],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 1,
                "elements": [rich(say("inside"))["elements"][0]],
            },
            {"type": "rich_text_quote", "elements": [say("quoted")]},
            {"type": "rich_text_preformatted", "elements": [say("as it is")]},
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
    "image": {"type": "image", "image_url": ELSEWHERE, "alt_text": "A headset on a desk", "title": plain("The desk")},
    "video": {
        "type": "video",
        "title": plain("How to take a call"),
        "title_url": "https://videos.example/42",
        "video_url": "https://videos.example/embed/42",
        "thumbnail_url": ELSEWHERE,
        "alt_text": "Somebody takes a call",
        "author_name": "Ada",
        "provider_name": "Videos",
        "description": plain("Two minutes, with a cat."),
    },
    "context": {"type": "context", "elements": [picture("A dot"), mrkdwn("Seen by *two* people"), plain("just now")]},
    "context_actions": {
        "type": "context_actions",
        "block_id": "opinion",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "rate",
                "positive_button": {"text": plain("Good"), "value": "good", "accessibility_label": "A good answer"},
                "negative_button": {"text": plain("Bad"), "value": "bad", "accessibility_label": "A bad answer"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "delete", "value": "gone"},
        ],
    },
}
PRESSED: Block = {
    "type": "actions",
    "block_id": "all",
    "elements": [
        press("Plain", "plain"),
        press("Primary", "primary", style="primary"),
        press("Danger", "danger", style="danger", confirm=SURE),
        press("Web", "web", url="https://example.com/"),
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
    "rows": [[raw("Who"), raw("Calls")], [rich(say("Ada", bold=True)), count(3)]],
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
}
REST: tuple[Block, ...] = (
    {"type": "call", "call_id": "R0E69JAIF"},
    {
        "type": "actions",
        "block_id": "rest",
        "elements": [
            {"type": "multi_external_select", "action_id": "calls", "placeholder": plain("Calls")},
            {"type": "multi_conversations_select", "action_id": "rooms", "placeholder": plain("Rooms")},
            {"type": "workflow_button", "action_id": "flow", "text": plain("Start"), "workflow": WORKFLOW},
        ],
    },
    {
        "type": "data_visualization",
        "title": "Calls of each person",
        "chart": {"type": "pie", "segments": [{"label": "Ada", "value": 3}, {"label": "Grace", "value": 12}]},
    },
)


def asked(label: str, element: Block, **more: object) -> Block:
    return {"type": "input", "block_id": element["action_id"], "label": plain(label), "element": element, **more}


FORM: tuple[Block, ...] = (
    {"type": "alert", "level": "warning", "text": mrkdwn("Three calls *wait*.")},
    {"type": "alert", "level": "success", "text": plain("All is well.")},
    asked("Name", {"type": "plain_text_input", "action_id": "name", "placeholder": plain("As on the card")}),
    asked("Story", {"type": "plain_text_input", "action_id": "story", "multiline": True}, optional=True),
    asked("Age", {"type": "number_input", "action_id": "age", "is_decimal_allowed": False, "min_value": "18"}),
    asked("Mail", {"type": "email_text_input", "action_id": "mail"}, hint=plain("Only for the receipt.")),
    asked("Site", {"type": "url_text_input", "action_id": "site"}, optional=True),
    asked("Note", {"type": "rich_text_input", "action_id": "note"}, optional=True),
    asked(
        "Colours", {"type": "multi_static_select", "action_id": "colours", "options": COLOURS, "max_selected_items": 2}
    ),
    asked("Tone", {"type": "static_select", "action_id": "tone", "option_groups": GROUPS}, optional=True),
    asked("Where", {"type": "multi_channels_select", "action_id": "where"}, optional=True),
    asked("When", {"type": "datetimepicker", "action_id": "when"}, optional=True),
    asked("How", {"type": "radio_buttons", "action_id": "how", "options": COLOURS}, optional=True),
    asked("Papers", {"type": "file_input", "action_id": "papers", "filetypes": ["pdf"], "max_files": 2}, optional=True),
)
ATTACHMENTS: tuple[Block, ...] = (
    {"color": "#2eb67d", "blocks": [{"type": "section", "block_id": "beside", "text": mrkdwn("Beside a *bar*")}]},
    {
        "color": "danger",
        "pretext": "Of the old kind",
        "author_name": "Ada",
        "title": "A ticket",
        "title_link": "https://example.com/ticket",
        "text": "It is *open*.",
        "fields": [
            {"title": "State", "value": "open", "short": True},
            {"title": "Owner", "value": "Grace", "short": True},
        ],
        "footer": "Tickets",
        "ts": 1540459560,
        "fallback": "A ticket",
    },
)
