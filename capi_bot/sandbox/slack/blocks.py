"""Block Kit's blocks, as tables of rules: which exist on which surface, and what each may hold.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from capi_bot.sandbox.slack import elements
from capi_bot.sandbox.slack.charts import DATA_VISUALIZATION
from capi_bot.sandbox.slack.elements import BUTTON, IMAGE_ELEMENT
from capi_bot.sandbox.slack.objects import URL, either, picture, plain
from capi_bot.sandbox.slack.rich_text import RICH_TEXT
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
from capi_bot.sandbox.slack.tables import DATA_TABLE, TABLE
from capi_bot.sandbox.slack.tasks import PLAN, TASK_CARD


def _block(
    kind: str,
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *,
    any_of: tuple[str, ...] = (),
) -> Rule:
    required = {"type": one_of(kind), **(required or {})}
    return shape(required, {"block_id": string(255), **(optional or {})}, any_of=any_of)


def _distinct(row: str) -> Callable[[Json, str], Iterator[Problem]]:
    def check(block: Json, pointer: str) -> Iterator[Problem]:
        seen: set[object] = set()
        for index, element in enumerate(block.get(row, ())):
            name = element.get("action_id")
            if name in seen:
                where = f"{pointer}/{row}/{index}/action_id"
                yield broken(where, f'`action_id` "{name}" already exists', "unique", got=name)
            seen |= {name} - {None}

    return check


def _header_of_its_own(container: Json, pointer: str) -> Iterator[Problem]:
    collapsible = container.get("is_collapsible", False)
    if container.get("default_collapsed") and not collapsible:
        where = f"{pointer}/default_collapsed"
        yield broken(where, "must define `is_collapsible` to use `default_collapsed`", "all_of", ["is_collapsible"])
    if container.get("has_header_divider") and collapsible:
        yield broken(f"{pointer}/has_header_divider", "cannot be used with `is_collapsible`", "one_of")


def _actions(within: Mapping[str, Rule]) -> Rule:
    return then(_block("actions", {"elements": array(by_type(within), 25)}), _distinct("elements"))


def _input(within: Mapping[str, Rule]) -> Rule:
    return _block(
        "input",
        {"label": plain(2000), "element": by_type(within)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    )


_CARD = then(
    _block(
        "card",
        optional={
            "title": either(150),
            "subtitle": either(150),
            "body": either(200),
            "subtext": either(200),
            "icon": IMAGE_ELEMENT,
            "slack_icon": shape({"type": one_of("icon"), "name": string(255)}),
            "hero_image": IMAGE_ELEMENT,
            "actions": array(by_type({"button": BUTTON}), 3),
        },
        any_of=("hero_image", "title", "actions", "body"),
    ),
    _distinct("actions"),
)
_WORDS = either(3000)
_SECTION = _block(
    "section",
    optional={
        "text": _WORDS,
        "fields": array(either(2000), 10),
        "accessory": by_type(elements.ACCESSORIES),
        "expand": boolean,
    },
    any_of=("text", "fields"),
)
_VIDEO = _block(
    "video",
    {"alt_text": string(2000), "title": plain(200), "thumbnail_url": URL, "video_url": URL},
    {
        "title_url": string(2000),
        "description": plain(200),
        "author_name": string(50),
        "provider_name": string(50),
        "provider_icon_url": string(2000),
    },
)
_CONTEXT = by_type({"plain_text": _WORDS, "mrkdwn": _WORDS, "image": IMAGE_ELEMENT})
_HELD: Mapping[str, Rule] = {
    "context": _block("context", {"elements": array(_CONTEXT, 10)}),
    "divider": _block("divider"),
    "header": _block("header", {"text": plain(150)}),
    "image": picture({"block_id": string(255), "title": plain(2000)}),
    "section": _SECTION,
    "video": _VIDEO,
}
_EVERYWHERE: Mapping[str, Rule] = {**_HELD, "rich_text": RICH_TEXT, "card": _CARD}
_CAROUSEL = _block("carousel", {"elements": array(by_type({"card": _CARD}), 10)})
_MESSAGE_ACTIONS = _actions(elements.MESSAGE_ACTIONS)
_CONTAINER = then(
    _block(
        "container",
        # Slack's pages name file, input and rich_text too; its validator refuses them.
        {"child_blocks": array(by_type({**_HELD, "actions": _MESSAGE_ACTIONS, "table": TABLE}), 10)},
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": either(150),
            "icon": IMAGE_ELEMENT,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        any_of=("title", "rich_text_title"),
    ),
    _header_of_its_own,
)
_IN_CONTEXT = by_type({"feedback_buttons": elements.FEEDBACK_BUTTONS, "icon_button": elements.ICON_BUTTON})

MESSAGE: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "actions": _MESSAGE_ACTIONS,
    "input": _input(elements.MESSAGE_INPUTS),
    "markdown": _block("markdown", {"text": string(12_000)}),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "carousel": _CAROUSEL,
    "container": _CONTAINER,
    "context_actions": then(_block("context_actions", {"elements": array(_IN_CONTEXT, 5)}), _distinct("elements")),
    "task_card": TASK_CARD,
    "plan": PLAN,
    "call": _block("call", {"call_id": string(255)}, {"api_decoration_available": boolean, "call": anything}),
}
"""No alert, which belongs into a modal, and no file: only Slack adds that, to messages with remote files."""
MODAL: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "actions": _actions(elements.MODAL_ACTIONS),
    "input": _input(elements.MODAL_INPUTS),
    "alert": _block(
        "alert",
        {"text": either(200)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
}
HOME: Mapping[str, Rule] = {
    **_EVERYWHERE,
    "actions": _actions(elements.HOME_ACTIONS),
    "input": _input(elements.HOME_INPUTS),
    "data_table": DATA_TABLE,
    "carousel": _CAROUSEL,
}
"""Only what every source grants to a Home tab: of tables, charts and containers there they disagree."""
ANYWHERE: Mapping[str, Rule] = {**HOME, **MESSAGE, **MODAL}
"""Each block as the most generous surface takes it."""
