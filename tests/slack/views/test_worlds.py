"""Ten thousand made-up accounts: each view can be posted, pings nobody, gives no secret away and loses no id."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from capi_bot.capi.models import MemberState
from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.export import FORMULA_STARTS
from capi_bot.slack.client import modal
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit
from tests.block_kit import problems
from tests.slack.views.drawn_views import DRAWINGS, Drawn, drawn_from
from tests.slack.views.random_values import CARD, KEYED, MARK
from tests.slack.views.random_worlds import World

SCHEMA = Path(__file__).parents[4] / "shared" / "schemas" / "slack-types.schema.json"
WORLDS, CHUNK = 10_000, 500
SAMPLE = 49
"""Every which world Slack's own types judge: a number that brings every view."""

_SECRET = re.compile(f".{{0,60}}(?:{MARK}|{KEYED}|{CARD[:4]} ?{CARD[:4]}).{{0,20}}", re.DOTALL)
_DATE = re.compile(r"<!date\^-?\d+\^[^^|<>]*\|[^<>]*>")
_LIVELY = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")
_QUOTE = re.compile(r"^>", re.MULTILINE)


def wrongs(drawn: Drawn) -> Iterator[str]:
    """Say what is wrong with what was drawn."""
    message = drawn.message
    written = [message.text, *(document.text for document in message.documents), *_strings(message.blocks)]
    said = "\n".join(written)
    yield from _file_problems(drawn) if message.documents else problems(message)
    if any(secret in said for secret in (MARK, KEYED, CARD[:4])):
        yield from (f"gives away {secret!r}" for secret in _SECRET.findall(said))
    yield from (f"says {text!r}" for text in _spoken(message) if _LIVELY.search(_calm(text)))
    yield from (f"does not say {text!r}" for text in drawn.shown if text not in said)
    try:
        said.encode()
    except UnicodeEncodeError as error:
        yield str(error)


def _file_problems(drawn: Drawn) -> Iterator[str]:
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


def _spoken(message: Message) -> Iterator[str]:
    """Find the texts that Slack reads as mrkdwn."""
    yield message.text.removesuffix("…")
    yield from _mrkdwn(message.blocks)


def _mrkdwn(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        yield from (text for inner in value.values() for text in _mrkdwn(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in _mrkdwn(inner))


def _calm(text: str) -> str:
    return _QUOTE.sub("", _DATE.sub("", text))


@pytest.mark.parametrize("first", range(0, WORLDS, CHUNK))
def test_any_world_can_be_shown_to_anybody(first: int) -> None:
    for seed in range(first, first + CHUNK):
        wrong = tuple(wrongs(drawn_from(seed)))
        assert wrong == (), f"{tuple(DRAWINGS)[seed % len(DRAWINGS)]}: draw it again by drawn_from({seed})"


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's types are not beside this repository")
@pytest.mark.parametrize("first", range(0, SAMPLE * 4, SAMPLE))
def test_slacks_types_take_what_is_drawn(first: int) -> None:
    for seed in range(first, WORLDS, SAMPLE * 4):
        errors_found = [f"{error.json_path}: {error.message[:200]}" for error in _judged(drawn_from(seed).message)]
        assert errors_found == [], f"world {seed}: draw it by drawn_from({seed})"


def _judged(message: Message) -> Iterator[jsonschema.ValidationError]:
    blocks = json.loads(json.dumps(message.blocks))
    if message.submit:
        return _types("SlackModal").iter_errors(modal(message, "C1", "V1.hash"))
    if message.title == "Home":
        return _types("SlackHome").iter_errors({"type": "home", "blocks": blocks})
    return _types("SlackMessage").iter_errors({"text": message.text, "blocks": blocks})


@cache
def _types(definition: str) -> jsonschema.Draft7Validator:
    types = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{definition}", "definitions": types["definitions"]})


def test_worlds_hold_every_type_of_event_and_every_state() -> None:
    worlds = [World(seed) for seed in range(300)]
    happened = {event.type for world in worlds for event in world.events().items}
    states = {member.state for world in worlds for member in world.members()}

    assert set(CATALOGUE) - happened == set()
    assert set(MemberState) - states == set()


def test_the_same_seed_is_the_same_world() -> None:
    for seed in range(len(DRAWINGS)):
        assert drawn_from(seed) == drawn_from(seed)


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        (block_kit.message(block_kit.section("<@U1>")), "pings"),
        (block_kit.message(block_kit.section("a > b")), "says 'a > b'"),
        (block_kit.message(block_kit.section(f"so {MARK}7")), "gives away"),
        (block_kit.message(block_kit.section(f"{KEYED}7")), "gives away"),
        (block_kit.message(block_kit.section(f"my {CARD[:4]} {CARD[4:]}")), "gives away"),
        (block_kit.message(*[block_kit.section("x" * block_kit.MAX_SECTION_TEXT)] * 5), "characters of JSON"),
        (block_kit.message(block_kit.section("CON-2")), "does not say 'CON-1'"),
        (Message(text="\ud800", blocks=(block_kit.section("x"),)), "surrogates not allowed"),
    ],
)
def test_what_is_wrong_is_found(message: Message, wrong: str) -> None:
    assert any(wrong in told for told in wrongs(Drawn(message=message, shown=("CON-1",))))
