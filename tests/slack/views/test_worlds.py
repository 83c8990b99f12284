"""Generated accounts: each view of them can be posted, pings nobody, gives no secret away and loses no id."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from capi_bot.capi.models import MemberState
from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.export import FORMULA_STARTS
from capi_bot.slack.client import modal
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit
from tests.block_kit import problems
from tests.shared_files import shared
from tests.slack.views.drawn_views import VIEWS, DrawnView, draw_view
from tests.slack.views.random_values import ADDRESSES, CARD, KEYED, MARK
from tests.slack.views.random_worlds import World
from tests.slack_types import SlackTypes

WORLDS, MANY_WORLDS = 1000, 10_000
BY_SCHEMA = 14
"""Worlds of each view that Slack's own types check."""

_SECRET = re.compile(
    f".{{0,60}}(?:{MARK}|{KEYED}|{CARD[:4]} ?{CARD[:4]}|{'|'.join(map(re.escape, ADDRESSES))}).{{0,20}}", re.DOTALL
)


def view_problems(drawn: DrawnView) -> Iterator[str]:
    """List what is wrong with the view of a world."""
    message = drawn.message
    parts = [message.text, *(document.text for document in message.documents), *_strings(message.blocks)]
    text = "\n".join(parts)
    yield from _file_problems(drawn) if message.documents else problems(message)
    if any(secret in text for secret in (MARK, KEYED, CARD[:4], *ADDRESSES)):
        yield from (f"gives away {secret!r}" for secret in _SECRET.findall(text))
    yield from (f"does not say {expected!r}" for expected in drawn.shown if expected not in text)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        yield str(error)


def _file_problems(drawn: DrawnView) -> Iterator[str]:
    whole, table = (document.text for document in drawn.message.documents)
    numbers = ["" if event.id is None else str(event.id) for event in drawn.events]
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))[1:]
    if len(json.loads(whole)["events"]) != len(numbers) or [row[0].lstrip("'") for row in rows] != numbers:
        yield "its files do not hold every event"
    yield from (f"{cell!r} is a formula" for row in rows for cell in row if cell.startswith(FORMULA_STARTS))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _strings(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in _strings(inner))


def _seeds(view: str, seeds: range) -> Iterable[int]:
    """Return those of the seeds that draw this view."""
    number = list(VIEWS).index(view)
    return (seed for seed in seeds if seed % len(VIEWS) == number)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "seeds",
    [range(WORLDS), pytest.param(range(WORLDS, MANY_WORLDS), marks=pytest.mark.slow)],
    ids=["thousand", "ten thousand"],
)
def test_any_world_can_be_shown_to_anybody(view: str, seeds: range) -> None:
    for seed in _seeds(view, seeds):
        assert tuple(view_problems(draw_view(seed))) == (), f"draw it again by draw_view({seed})"


@pytest.mark.parametrize("view", VIEWS)
def test_slacks_types_accept_what_is_drawn(view: str) -> None:
    shared("schemas/slack-types.schema.json")
    slack_types = SlackTypes()
    for seed in [*_seeds(view, range(MANY_WORLDS))][:BY_SCHEMA]:
        errors = [*slack_types.problems(*_as_sent(draw_view(seed).message))]
        assert errors == [], f"draw it again by draw_view({seed})"


def _as_sent(message: Message) -> tuple[str, dict[str, Any]]:
    """Return what is sent to Slack, and the name of its type."""
    blocks = json.loads(json.dumps(message.blocks))
    if message.submit:
        return "SlackModal", dict(modal(message, "C1", "V1.hash"))
    if message.title == "Home":
        return "SlackHome", {"type": "home", "blocks": blocks}
    return "SlackMessage", {"text": message.text, "blocks": blocks}


def test_worlds_hold_every_type_of_event_and_every_state() -> None:
    worlds = [World(seed) for seed in range(150)]
    types = {event.type for world in worlds for event in world.events().items}
    states = {member.state for world in worlds for member in world.members()}

    assert set(CATALOGUE) - types == set()
    assert set(MemberState) - states == set()


def test_the_same_seed_is_the_same_world() -> None:
    for seed in range(len(VIEWS)):
        assert draw_view(seed) == draw_view(seed)


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (block_kit.message(block_kit.section("<@U1>")), "mentions"),
        (block_kit.message(block_kit.section("a > b")), "holds what is not escaped"),
        (block_kit.message(block_kit.section(f"so {MARK}7")), "gives away"),
        (block_kit.message(block_kit.section(f"{KEYED}7")), "gives away"),
        (block_kit.message(block_kit.section(f"from {ADDRESSES[0]}")), "gives away"),
        (block_kit.message(block_kit.section(f"my {CARD[:4]} {CARD[4:]}")), "gives away"),
        (block_kit.message(*[block_kit.section("x" * block_kit.MAX_SECTION_TEXT)] * 5), "characters of JSON"),
        (block_kit.message(block_kit.section("CON-2")), "does not say 'CON-1'"),
        (Message(text="\ud800", blocks=(block_kit.section("x"),)), "surrogates not allowed"),
    ],
)
def test_what_is_wrong_is_found(message: Message, problem: str) -> None:
    assert any(problem in each for each in view_problems(DrawnView(message=message, shown=("CON-1",))))
