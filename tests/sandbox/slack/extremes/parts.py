"""Small valid parts of Block Kit, from which tests make what they need."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(words: str = "x") -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str = "x") -> Json:
    return {"type": "mrkdwn", "text": words}


def option(number: int = 0, **more: object) -> Json:
    return {"text": plain(f"Option {number}"), "value": f"v{number}", **more}


def button(number: int = 0, **more: object) -> Json:
    return {"type": "button", "action_id": f"b{number}", "text": plain("Press"), **more}


def message(*blocks: Json) -> Json:
    return {"blocks": list(blocks)}


def modal(*blocks: Json, **more: object) -> Json:
    return {"view": {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": list(blocks), **more}}


def home(*blocks: Json) -> Json:
    return {"view": {"type": "home", "blocks": list(blocks)}}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def asked(kind: str, **more: object) -> Json:
    return {"type": "input", "label": plain("Asked"), "element": {"type": kind, **more}}


def cell(words: str = "x") -> Json:
    return {"type": "raw_text", "text": words}


def data_table(rows: list[list[Json]], **more: object) -> Json:
    return {"type": "data_table", "caption": "Members", "rows": rows, **more}


def point(number: int = 0, value: float = 1) -> Json:
    return {"label": f"p{number}", "value": value}


def series(number: int = 0, points: int = 1) -> Json:
    return {"name": f"s{number}", "data": [point(each) for each in range(points)]}


def chart(kind: Json) -> Json:
    return {"type": "data_visualization", "title": "Events", "chart": kind}


def bars(points: int = 1, series_count: int = 1) -> Json:
    plotted = [series(number, points) for number in range(series_count)]
    axes = {"categories": [f"p{number}" for number in range(points)], "x_label": "x", "y_label": "y"}
    return chart({"type": "bar", "series": plotted, "axis_config": axes})


def card(number: int = 0) -> Json:
    return {"type": "card", "block_id": f"card{number}", "title": mrkdwn("Call")}


def task(number: int = 0, **more: object) -> Json:
    return {"task_id": f"t{number}", "title": "Look", "status": "complete", **more}


def rich(kind: str, **more: object) -> Json:
    words = {"type": "text", "text": "x"}
    inside = [{"type": "rich_text_section", "elements": [words]}] if kind == "rich_text_list" else [words]
    return {"type": "rich_text", "elements": [{"type": kind, "elements": inside, **more}]}


DIVIDER: Json = {"type": "divider"}
SECTION: Json = {"type": "section", "text": mrkdwn()}
FIELDS: Json = {"type": "section", "fields": [plain()]}
IMAGE: Json = {"type": "image", "alt_text": "A bird", "image_url": "https://example.com/bird.png"}
SELECT: Json = {"type": "static_select", "action_id": "s", "options": [option()]}
CONFIRM: Json = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
VIDEO: Json = {
    "type": "video",
    "alt_text": "A call",
    "title": plain(),
    "thumbnail_url": "https://example.com/call.png",
    "video_url": "https://example.com/call",
}
CONTAINER: Json = {"type": "container", "title": plain(), "child_blocks": [DIVIDER]}
FEEDBACK: Json = {
    "type": "feedback_buttons",
    "positive_button": {"text": plain("Good"), "value": "+"},
    "negative_button": {"text": plain("Bad"), "value": "-"},
}
ICON: Json = {"type": "icon_button", "icon": "trash", "text": plain("Delete")}
WORKFLOW: Json = {
    "type": "workflow_button",
    "text": plain("Run"),
    "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft1/x"}},
}
