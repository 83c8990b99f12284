from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from capi_bot.capi.models import Event, Member, MemberState, Page
from capi_bot.errors import (
    CapiBotError,
    DeadlineExceededError,
    ForbiddenError,
    NotFoundError,
    ProblemDetails,
)
from capi_bot.slack.loaders import call_story
from capi_bot.slack.loaders.optional import result_or_none
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.sample_cases import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.sample_values import NOW, member_id

ServicesOver = Callable[[FakeApi], Services]

PATIENCE = 5.0
REPLACE_WAIT = tuple(
    replace(member, channel=None, media=None, invited=None, joined=None, left=None) for member in SEED_MEMBERS
)
OLDEST = f"events {SEED.id} page_size=100 order=asc"
IN_FULL = [f"member {SEED.id} member_id={member.id}" for member in SEED_MEMBERS]


def _talk(count: int) -> tuple[Event, ...]:
    """Follow the seeds' events by so many of somebody who speaks."""
    begin = len(SEED_EVENTS) + 1
    return tuple(
        Event(id=begin + number, type="audio:speaking:on", timestamp=NOW + timedelta(milliseconds=number))
        for number in range(count)
    )


def _api(talk: int, kind: type[FakeApi] = FakeApi) -> FakeApi:
    return kind(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: (*SEED_EVENTS, *_talk(talk))})


def _completed(
    services: Services,
    members: tuple[Member, ...] = REPLACE_WAIT,
    known: dict[str, Member] | None = None,
    patience: float = PATIENCE,
) -> call_story.Sources:
    newest = call_story.start_newest(SEED.id, services).result()
    return call_story.complete(newest, members, SEED.id, services, known=known or {}, patience=patience)


def test_a_page_that_reaches_back_to_the_first_event_is_enough(over: ServicesOver) -> None:
    api = _api(0)
    sources = _completed(over(api))

    assert len(api.asked) == 1
    assert len(sources.events) == len(SEED_EVENTS)
    assert sources.older == ()
    assert [member.channel and member.channel.type for member in sources.members] == ["phone", "phone"]


def test_a_page_that_does_not_is_joined_by_the_first_one_and_members_in_full(over: ServicesOver) -> None:
    api = _api(300)
    sources = _completed(over(api))

    assert sorted(api.asked[1:]) == sorted([OLDEST, *IN_FULL])
    assert sources.members == tuple(SEED_MEMBERS)
    assert sources.older[: len(SEED_EVENTS)] == tuple(SEED_EVENTS)
    assert len(sources.events) == call_story.EVENTS


@pytest.mark.parametrize(("count", "left_out"), [(200, False), (201, True)])
def test_pages_that_meet_leave_nothing_out(count: int, *, left_out: bool, over: ServicesOver) -> None:
    sources = _completed(over(_api(count - len(SEED_EVENTS))))

    assert bool(sources.older) is left_out
    assert {event.id for event in (*sources.older, *sources.events)} == set(range(1, count + 1)) - (
        {101} if left_out else set()
    )


def test_who_is_known_in_full_is_not_read_again(over: ServicesOver) -> None:
    api = _api(300)
    sources = _completed(over(api), known={SEED_MEMBERS[0].id: SEED_MEMBERS[0], member_id(99): SEED_MEMBERS[1]})

    assert sorted(api.asked[1:]) == sorted([OLDEST, IN_FULL[1]])
    assert sources.members == tuple(SEED_MEMBERS)


def test_of_many_members_only_a_few_are_read_those_who_are_there_first(over: ServicesOver) -> None:
    gone = [Member(id=member_id(number), state=MemberState.LEFT) for number in range(10)]
    here = [Member(id=member_id(number), state=MemberState.JOINED) for number in range(10, 13)]
    api = FakeApi(
        conversations=[SEED], members={SEED.id: (*gone, *here)}, events={SEED.id: (*SEED_EVENTS, *_talk(300))}
    )
    services = over(api)
    call_story.complete(
        call_story.start_newest(SEED.id, services).result(),
        (*gone, *here, Member(state=MemberState.JOINED)),
        SEED.id,
        services,
        known={},
        patience=PATIENCE,
    )
    read = {told.partition("member_id=")[2] for told in api.asked if told.startswith("member ")}

    assert read == {member.id for member in (*here, *gone[:5])}


class Torn(FakeApi):
    """Refuse the first events."""

    def events(self, conversation_id: str, **asked: Any) -> Page[Event]:  # noqa: ANN401 -- passed on as it comes
        if asked.get("order") != "desc":
            raise ForbiddenError(ProblemDetails(status=403))
        return super().events(conversation_id, **asked)


def test_what_is_refused_is_left_out(over: ServicesOver) -> None:
    api = _api(300, Torn)
    api.report("member", NotFoundError(ProblemDetails(status=404)))
    sources = _completed(over(api))

    assert sources.older == ()
    assert len(sources.events) == call_story.EVENTS
    assert sources.members == REPLACE_WAIT


def test_what_is_late_is_left_out(over: ServicesOver) -> None:
    api = _api(300)
    gate = api.hold("member")
    sources = _completed(over(api), patience=0.05)

    assert not gate.is_set()
    gate.set()
    assert [member.joined for member in sources.members] == [None, None]


@pytest.mark.parametrize("error", [ForbiddenError(ProblemDetails(status=403)), DeadlineExceededError("slow")])
def test_events_that_are_refused_are_none(error: CapiBotError, over: ServicesOver) -> None:
    api = _api(0)
    api.report("events", error)
    read = call_story.start_newest(SEED.id, over(api))

    assert read.exception(PATIENCE) is error
    assert result_or_none(read) is None


def test_a_member_without_an_id_is_left_as_the_list_has_it(over: ServicesOver) -> None:
    nameless = tuple(replace(member, id="") for member in REPLACE_WAIT)

    assert _completed(over(_api(0)), nameless).members == nameless
