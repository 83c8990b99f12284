"""The limits of texts and pictures, and of whole messages and views."""

from __future__ import annotations

from tests.sandbox.slack.extremes.limit import Limit, itself, limit, several
from tests.sandbox.slack.extremes.parts import (
    DIVIDER,
    FIELDS,
    IMAGE,
    SECTION,
    VIDEO,
    actions,
    button,
    home,
    message,
    modal,
    mrkdwn,
    plain,
    rich,
    task,
)

_E = "/blocks/0/elements/0"
TEXTS: tuple[Limit, ...] = (
    limit("text.min_length", 1, message(SECTION), "/blocks/0/text/text"),
    limit("text.max_length", 3000, message({"type": "context", "elements": [mrkdwn()]}), f"{_E}/text"),
    limit("action_id.max_length", 255, message(actions(button())), f"{_E}/action_id"),
    limit("block_id.max_length", 255, message(DIVIDER), "/blocks/0/block_id"),
    limit("header.text.max_length", 150, message({"type": "header", "text": plain()}), "/blocks/0/text/text"),
    limit("section.text.max_length", 3000, message(SECTION), "/blocks/0/text/text"),
    limit("section.fields.max_items", 10, message(FIELDS), "/blocks/0/fields", several(lambda _: plain())),
    limit("section.fields.item_max_length", 2000, message(FIELDS), "/blocks/0/fields/0/text"),
    limit("image.image_url.max_length", 3000, message(IMAGE), "/blocks/0/image_url"),
    limit("image.alt_text.max_length", 2000, message(IMAGE), "/blocks/0/alt_text"),
    limit("image.title.max_length", 2000, message({**IMAGE, "title": plain()}), "/blocks/0/title/text"),
    limit(
        "image_element.image_url.max_length",
        3000,
        message({"type": "context", "elements": [IMAGE]}),
        f"{_E}/image_url",
    ),
    limit(
        "image_element.alt_text.max_length",
        2000,
        message({**SECTION, "accessory": IMAGE}),
        "/blocks/0/accessory/alt_text",
    ),
    limit("markdown.text.max_length", 12_000, message({"type": "markdown", "text": "x"}), "/blocks/0/text"),
    limit(
        "markdown.total_text.max_length",
        12_000,
        message({"type": "markdown", "text": "x"}, {"type": "markdown", "text": "x"}),
        "/blocks/1/text",
        lambda number: "x" * (number - 1),
        told="/blocks",
    ),
    limit("alert.text.max_length", 200, modal({"type": "alert", "text": plain()}), "/view/blocks/0/text/text"),
    limit("rich_text_list.indent.min", 0, message(rich("rich_text_list", style="bullet")), f"{_E}/indent", itself),
    limit("rich_text_list.indent.max", 8, message(rich("rich_text_list", style="bullet")), f"{_E}/indent", itself),
    limit("rich_text_list.offset.min", 0, message(rich("rich_text_list", style="bullet")), f"{_E}/offset", itself),
    *(
        limit(f"{kind}.border.{bound}", number, message(rich(kind, **style)), f"{_E}/border", itself)
        for kind, style in (
            ("rich_text_list", {"style": "ordered"}),
            ("rich_text_quote", {}),
            ("rich_text_preformatted", {}),
        )
        for bound, number in (("min", 0), ("max", 1))
    ),
    *(
        limit(f"video.{name}.max_length", most, message(VIDEO), f"/blocks/0/{name}")
        for name, most in (
            ("alt_text", 2000),
            ("author_name", 50),
            ("provider_name", 50),
            ("thumbnail_url", 3000),
            ("video_url", 3000),
            ("title_url", 2000),
            ("provider_icon_url", 2000),
        )
    ),
    *(
        limit(f"video.{name}.max_length", 200, message({**VIDEO, name: plain()}), f"/blocks/0/{name}/text")
        for name in ("title", "description")
    ),
)
_DIVIDED = modal(DIVIDER)
SURFACES: tuple[Limit, ...] = (
    limit("message.blocks.max_items", 50, message(), "/blocks", several(lambda _: DIVIDER)),
    limit(
        "message.plans.max_items",
        1,
        message(),
        "/blocks",
        several(lambda _: {"type": "plan", "title": "x", "tasks": [task()]}),
    ),
    limit("view.blocks.max_items", 100, _DIVIDED, "/view/blocks", several(lambda _: DIVIDER)),
    limit("view.blocks.min_items", 1, _DIVIDED, "/view/blocks", several(lambda _: DIVIDER)),
    limit("home.blocks.max_items", 100, home(), "/view/blocks", several(lambda _: DIVIDER)),
    *(
        limit(f"view.{name}.max_length", most, _DIVIDED, f"/view/{name}")
        for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255))
    ),
    *(
        limit(f"view.{name}.max_length", 24, modal(DIVIDER, **{name: plain()}), f"/view/{name}/text")
        for name in ("title", "close", "submit")
    ),
)
