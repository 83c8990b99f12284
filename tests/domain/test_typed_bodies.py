"""Bodies of events are read as typed views: JSON keys are known to `capi/wire/` only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import capi_bot
from capi_bot.capi.event_bodies import (
    AudioBody,
    CallBody,
    ConversationBody,
    EventBody,
    LegStatusBody,
    MembershipBody,
    MessageBody,
    RecordingBody,
)
from capi_bot.capi.models import Event
from capi_bot.capi.wire.message_bodies import MESSAGE_TYPES as TYPES_WITH_CONTENT
from capi_bot.domain.events.audio import AudioEvent, RecordingEvent
from capi_bot.domain.events.calls import CallEvent, LegEvent
from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.events.conversations import ConversationEvent
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.message_content import MESSAGE_TYPES
from capi_bot.domain.events.messages import MessageEvent

ROOT = Path(capi_bot.__file__).parent
SOURCES = sorted(path for folder in ("domain", "slack") for path in (ROOT / folder).rglob("*.py"))
DOMAIN = [path for path in SOURCES if (ROOT / "domain") in path.parents]
WHOLE_BODIES = {
    "domain/export.py": "event.body",  # the file that people download has all of it
    "domain/events/subject.py": "event.body",  # to be summarised where nothing is known of it
    "domain/events/conversations.py": "event.body",  # whether there is any
    "slack/app.py": "answer.body",  # of an HTTP response
}
VIEWS: dict[type, type[EventBody]] = {
    MembershipEvent: MembershipBody,
    CallEvent: CallBody,
    LegEvent: LegStatusBody,
    AudioEvent: AudioBody,
    RecordingEvent: RecordingBody,
    MessageEvent: MessageBody,
    ConversationEvent: ConversationBody,
}


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_type_that_is_put_into_words_has_the_view_of_its_family(name: str) -> None:
    assert type(Event(type=name).typed_body) is VIEWS[type(CATALOGUE[name])]


def test_every_type_of_message_with_content_has_words() -> None:
    assert set(TYPES_WITH_CONTENT) == set(MESSAGE_TYPES)


def test_a_whole_body_is_taken_only_where_all_of_it_is_shown() -> None:
    found = {(_name(path), text) for path in SOURCES for text in _whole_bodies(ast.parse(path.read_text("utf-8")))}
    assert found == set(WHOLE_BODIES.items())


@pytest.mark.parametrize("source", ["event.body['text']", "x = e.body", "events[0].body.get('a')", "self.event.body"])
def test_a_body_that_is_taken_is_found(source: str) -> None:
    assert list(_whole_bodies(ast.parse(source)))


def test_no_key_of_json_is_known_to_the_domain() -> None:
    keys = [f"{_name(path)}: {text}" for path in DOMAIN for text in _keys(ast.parse(path.read_text("utf-8")))]
    assert keys == []


def test_only_the_wording_of_unknown_json_uses_the_readers_of_fields() -> None:
    importing = [_name(path) for path in DOMAIN if "capi_bot.capi.wire" in path.read_text("utf-8")]
    assert importing == ["domain/events/wording.py"]


@pytest.mark.parametrize("source", ["body['text']", "body.get('text')", "raw.get('a', {})", "map(body.get, ('a',))"])
def test_a_key_that_is_read_is_found(source: str) -> None:
    assert list(_keys(ast.parse(source)))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _whole_bodies(tree: ast.AST) -> Iterator[str]:
    """Yield what takes a body from anything but the context of an event, whose body is a view."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "body" and ast.unparse(node.value) != "context":
            yield ast.unparse(node)


def _keys(tree: ast.AST) -> Iterator[str]:
    """Yield the reads by a key, other than those of the groups of a regular expression's match."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id="match")):
                pass
            case (
                ast.Subscript(slice=ast.Constant(value=str()))
                | ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), *_])
            ):
                yield ast.unparse(node)
            case ast.Call(args=[ast.Attribute(attr="get"), ast.Tuple(), *_]):
                yield ast.unparse(node)
