from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
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
from capi_bot.slack.loaders import conversation
from capi_bot.slack.loaders.optional import result_or_none
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.sample_cases import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.sample_values import NOW, member_id

ServicesOver = Callable[[FakeApi], Services]

TIMEOUT = 5.0
BRIEF = tuple(
    replace(member, channel=None, media=None, invited=None, joined=None, left=None) for member in SEED_MEMBERS
)
OLDEST = f"events {SEED.id} page_size=100 order=asc"
IN_FULL = [f"member {SEED.id} member_id={member.id}" for member in SEED_MEMBERS]


def _talk(count: int) -> tuple[Event, ...]:
    """Return so many events of somebody who speaks, which follow the seeds' events."""
    begin = len(SEED_EVENTS) + 1
    return tuple(
        Event(id=begin + number, type="audio:speaking:on", timestamp=NOW + timedelta(milliseconds=number))
        for number in range(count)
    )


def _api(talk: int, kind: type[FakeApi] = FakeApi) -> FakeApi:
    return kind(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: (*SEED_EVENTS, *_talk(talk))})


def _read(
    services: Services,
    members: tuple[Member, ...] = BRIEF,
    known: dict[str, Member] | None = None,
    timeout: float = TIMEOUT,
) -> conversation.StorySources:
    known = known or {}
    newest = conversation.start_newest_events(SEED.id, services).result(TIMEOUT)
    reads = conversation.start_story_reads(newest, members, SEED.id, services, known)
    if reads:
        wait(reads.futures, timeout)
    return conversation.story_sources(newest, members, reads, known)


def test_a_page_that_reaches_back_to_the_first_event_is_enough(over: ServicesOver) -> None:
    api = _api(0)
    sources = _read(over(api))

    assert len(api.requests) == 1
    assert len(sources.events) == len(SEED_EVENTS)
    assert sources.older == ()
    assert [member.channel and member.channel.type for member in sources.members] == ["phone", "phone"]


def test_a_page_that_does_not_is_joined_by_the_first_one_and_members_in_full(over: ServicesOver) -> None:
    api = _api(300)
    sources = _read(over(api))

    assert sorted(api.requests[1:]) == sorted([OLDEST, *IN_FULL])
    assert sources.members == tuple(SEED_MEMBERS)
    assert sources.older[: len(SEED_EVENTS)] == tuple(SEED_EVENTS)
    assert len(sources.events) == conversation.EVENTS_AT_EITHER_END


@pytest.mark.parametrize(("count", "left_out"), [(200, False), (201, True)])
def test_pages_that_meet_leave_nothing_out(count: int, *, left_out: bool, over: ServicesOver) -> None:
    sources = _read(over(_api(count - len(SEED_EVENTS))))

    assert bool(sources.older) is left_out
    assert {event.id for event in (*sources.older, *sources.events)} == set(range(1, count + 1)) - (
        {101} if left_out else set()
    )


def test_who_is_known_in_full_is_not_read_again(over: ServicesOver) -> None:
    api = _api(300)
    sources = _read(over(api), known={SEED_MEMBERS[0].id: SEED_MEMBERS[0], member_id(99): SEED_MEMBERS[1]})

    assert sorted(api.requests[1:]) == sorted([OLDEST, IN_FULL[1]])
    assert sources.members == tuple(SEED_MEMBERS)


def test_of_many_members_only_a_few_are_read_those_who_are_there_first(over: ServicesOver) -> None:
    gone = [Member(id=member_id(number), state=MemberState.LEFT) for number in range(10)]
    here = [Member(id=member_id(number), state=MemberState.JOINED) for number in range(10, 13)]
    api = FakeApi(
        conversations=[SEED], members={SEED.id: (*gone, *here)}, events={SEED.id: (*SEED_EVENTS, *_talk(300))}
    )
    _read(over(api), (*gone, *here, Member(state=MemberState.JOINED)))
    read = {request.partition("member_id=")[2] for request in api.requests if request.startswith("member ")}

    assert read == {member.id for member in (*here, *gone[:5])}


class RefusesFirstEvents(FakeApi):
    """An API that refuses the first events of a conversation, not the newest."""

    def events(self, conversation_id: str, **request: Any) -> Page[Event]:  # noqa: ANN401 -- passed on as it comes
        if request.get("order") != "desc":
            raise ForbiddenError(ProblemDetails(status=403))
        return super().events(conversation_id, **request)


def test_what_is_refused_is_left_out(over: ServicesOver) -> None:
    api = _api(300, RefusesFirstEvents)
    api.fail("member", NotFoundError(ProblemDetails(status=404)))
    sources = _read(over(api))

    assert sources.older == ()
    assert len(sources.events) == conversation.EVENTS_AT_EITHER_END
    assert sources.members == BRIEF


def test_what_is_late_is_left_out(over: ServicesOver) -> None:
    api = _api(300)
    gate = api.block("member")
    sources = _read(over(api), timeout=0.05)

    assert not gate.is_set()
    gate.set()
    assert [member.joined for member in sources.members] == [None, None]


@pytest.mark.parametrize("error", [ForbiddenError(ProblemDetails(status=403)), DeadlineExceededError("slow")])
def test_events_that_are_refused_are_none(error: CapiBotError, over: ServicesOver) -> None:
    api = _api(0)
    api.fail("events", error)
    read = conversation.start_newest_events(SEED.id, over(api))

    assert read.exception(TIMEOUT) is error
    assert result_or_none(read) is None


def test_without_events_members_are_told_as_far_as_they_are_known(over: ServicesOver) -> None:
    api = _api(0)
    known = {SEED_MEMBERS[0].id: SEED_MEMBERS[0]}

    assert conversation.start_story_reads(None, BRIEF, SEED.id, over(api), known) is None
    assert conversation.story_sources(None, BRIEF, None, known) == conversation.StorySources(
        members=(SEED_MEMBERS[0], BRIEF[1])
    )
    assert api.requests == []


def test_a_member_without_an_id_is_left_as_the_list_has_it(over: ServicesOver) -> None:
    nameless = tuple(replace(member, id="") for member in BRIEF)

    assert _read(over(_api(0)), nameless).members == nameless
