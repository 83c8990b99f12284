from __future__ import annotations

from datetime import UTC, datetime, timedelta

from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.sandbox.world.moving_state import moved
from capi_bot.sandbox.world.records import Conversation, Event
from capi_bot.sandbox.world.snapshot import World

TO = datetime(2026, 5, 1, 12, tzinfo=UTC)
WORLD = contact_centre()
BY = TO - WORLD.now


def test_everything_is_as_long_ago_as_it_was_and_otherwise_the_same() -> None:
    today = moved(WORLD, TO)

    assert today.now == TO
    assert today.users == WORLD.users
    assert moved(today, WORLD.now) == WORLD
    for then, now in zip(WORLD.conversations, today.conversations, strict=True):
        assert (now.id, now.name, now.created - then.created) == (then.id, then.name, BY)
        assert [event.at for event in now.events] == [event.at + BY for event in then.events]
        assert [call.started for call in now.calls] == [call.started + BY for call in then.calls]


def test_nothing_of_the_old_day_is_left() -> None:
    assert "2018-" not in str([*moved(WORLD, TO).conversations])
    assert "datetime(2018" not in repr(moved(WORLD, TO))


def test_times_are_moved_wherever_they_stand_in_an_event() -> None:
    body = {
        "timestamp": {"joined": "2018-10-25T09:26:19.204Z"},
        "dates": ["2018-10-25T09:26:19Z", 5, None],
        "n": "2018",
    }
    at = datetime(2018, 10, 25, tzinfo=UTC)
    told = Conversation(id="CON-1", name="1", created=at, events=(Event(id=1, type="custom:x", at=at, body=body),))

    (later,) = moved(World(now=at, conversations=(told,)), at + timedelta(days=1)).conversations

    assert later.events[0].body == {
        "timestamp": {"joined": "2018-10-26T09:26:19.204Z"},
        "dates": ["2018-10-26T09:26:19.000Z", 5, None],
        "n": "2018",
    }
