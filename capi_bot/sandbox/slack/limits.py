"""What Slack refuses in a message or a view: Block Kit's shapes and lengths, counts, and ids that must differ.

https://docs.slack.dev/reference/block-kit
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from capi_bot.sandbox.slack import blocks as surfaces
from capi_bot.sandbox.slack.attachments import ATTACHMENTS
from capi_bot.sandbox.slack.objects import plain
from capi_bot.sandbox.slack.rules import (
    Json,
    Problem,
    Rule,
    array,
    boolean,
    broken,
    by_type,
    one_of,
    shape,
    string,
    then,
)
from capi_bot.sandbox.slack.together import among

MESSAGE_TEXT = 40_000
"""What is longer is cut."""
UPDATE_TEXT = 4_000
"""What is longer is refused in an update, as msg_too_long."""
BLOCKS_SIZE = 13_200
"""What the blocks of one message may count together. Slack gives no number: this is what people have measured.

https://github.com/slackapi/bolt-js/issues/2509
"""
VIEW_BYTES = 250_000

_SAID_BACK = {"private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0)}


def _blocks(surface: Mapping[str, Rule], most: int, least: int = 1) -> Rule:
    return then(array(by_type(surface), most, least), among)


def _submit(view: Json, pointer: str) -> Iterator[Problem]:
    for index, block in enumerate(view["blocks"]):
        if block["type"] == "input" and "submit" not in view:
            where = f"{pointer}/blocks/{index}/input"
            yield broken(where, "must define `submit` to use an `input` block in modals", "all_of", ["submit"])


_MESSAGE_BLOCKS = _blocks(surfaces.MESSAGE, 50, 0)
_MODAL = by_type(
    {
        "modal": then(
            shape(
                {"type": one_of("modal"), "title": plain(24), "blocks": _blocks(surfaces.MODAL, 100)},
                {
                    **_SAID_BACK,
                    "submit": plain(24),
                    "close": plain(24),
                    "clear_on_close": boolean,
                    "notify_on_close": boolean,
                    "submit_disabled": boolean,
                },
            ),
            _submit,
        ),
    },
)
_HOME = by_type({"home": shape({"type": one_of("home"), "blocks": _blocks(surfaces.HOME, 100)}, _SAID_BACK)})
_VALIDATED: Mapping[str, Rule] = {
    "blocks": _blocks(surfaces.ANYWHERE, 100, 0),
    "message": shape({}, {"blocks": _MESSAGE_BLOCKS, "attachments": ATTACHMENTS}),
    "view": by_type({"modal": _MODAL, "home": _HOME}),
}


def check_message(blocks: object) -> tuple[Problem, ...]:
    """Return everything that Slack would refuse in a message's `blocks`."""
    return tuple(_MESSAGE_BLOCKS(blocks, "/blocks"))


def check_attachments(attachments: object) -> tuple[Problem, ...]:
    """Return everything that Slack would refuse in a message's `attachments`."""
    return tuple(ATTACHMENTS(attachments, "/attachments"))


def check_modal(view: object) -> tuple[Problem, ...]:
    """Return everything that Slack would refuse in a modal."""
    return tuple(_MODAL(view, "/view"))


def check_home(view: object) -> tuple[Problem, ...]:
    """Return everything that Slack would refuse on a Home tab."""
    return tuple(_HOME(view, "/view"))


def validated(**given: object) -> tuple[Problem, ...]:
    """Return what `blocks.validate` finds in `blocks`, in a `message` of blocks and attachments, or in a `view`.

    The pointers start at what was given. Blocks alone are judged as the most generous surface would.
    https://docs.slack.dev/reference/methods/blocks.validate
    """
    return tuple(problem for name, value in given.items() for problem in _VALIDATED[name](value, ""))


def view_too_large(view: object) -> bool:
    """Tell whether a view is more than Slack takes."""
    return len(json.dumps(view, ensure_ascii=False).encode(errors="replace")) > VIEW_BYTES
