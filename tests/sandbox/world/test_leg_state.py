from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.sandbox.world import leg_state
from capi_bot.sandbox.world.records import Event, Member

AT = datetime(2026, 5, 1, tzinfo=UTC)


def member(status: str) -> Member:
    channel = {"type": "app", **leg_state.leg("leg-1", status)} if status else {"type": "viber"}
    return Member(id="MEM-1", user_id="USR-1", state="INVITED", channel=channel)


@pytest.mark.parametrize(
    ("was", "told", "now"),
    [
        ("started", "ringing", "ringing"),
        ("ringing", "answered", "answered"),
        ("answered", "completed", "completed"),
        ("answered", "", "answered"),
        ("busy", "completed", "busy"),
        ("", "answered", ""),
    ],
)
def test_a_leg_that_is_over_stays_as_it_ended(was: str, told: str, now: str) -> None:
    after = leg_state.on_leg(member(was), told)

    assert leg_state.status(after) == now
    assert leg_state.in_progress(after) is (now in {"started", "ringing", "answered"})


def test_what_tells_nothing_of_a_leg_leaves_it_alone() -> None:
    assert leg_state.told_by("audio:mute:on", {}) == ""
    assert leg_state.told_by("leg:status:update", {}) == ""


def test_what_changes_nothing_of_a_member_leaves_them_alone() -> None:
    ada = member("answered")
    assert leg_state.acted(ada, "custom:order", {}, AT) is ada


def test_a_leg_was_answered_when_the_first_of_its_events_tells_so() -> None:
    told = (("sip:ringing", "a"), ("sip:answered", "a"), ("member:joined", "a"), ("member:joined", "b"))
    events = [
        Event(id=n, type=type_, at=AT + timedelta(seconds=n), body={"channel": {"id": leg}})
        for n, (type_, leg) in enumerate(told)
    ]
    assert leg_state.answered([*events, Event(id=9, type="audio:say", at=AT)]) == {"a": events[1].at, "b": events[3].at}
