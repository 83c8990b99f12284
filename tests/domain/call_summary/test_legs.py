from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capi_bot.capi.models import Endpoint, MemberChannel
from capi_bot.domain.call_summary.evidence import LegObservation, ObservationKind
from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage
from capi_bot.domain.call_summary.legs import build_timelines, split_calls

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
LEG = "30cecc87-7ac9-4d03-910a-e9d69558263c"
INBOUND = "797168e24c19a3c45e74e05b10fef2b5"
PHONE = MemberChannel(
    type="phone",
    id=LEG,
    from_=Endpoint(type="phone", address="447700000002"),
    to=Endpoint(type="phone", address="447700000003"),
)
BOB = LegObservation(leg_id=LEG, member_id="MEM-b", name="Bob", channel=PHONE, is_voice=True)
CHATTING = LegObservation(member_id="MEM-c", channel=MemberChannel(type="sms", from_=Endpoint(address="447700900133")))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def bob(kind: ObservationKind, seconds: float | None = None, ending: str = "") -> LegObservation:
    return replace(BOB, kind=kind, at=None if seconds is None else at(seconds), ending=ending)


def only(*observations: LegObservation) -> LegTimeline:
    (leg,) = build_timelines(observations)
    return leg


def test_the_observations_of_a_leg_become_one_timeline() -> None:
    observations = (
        bob(ObservationKind.BEGAN, 0),
        bob(ObservationKind.RINGING, 2),
        bob(ObservationKind.ANSWERED, 8),
        bob(ObservationKind.JOINED, 8.1),
    )
    assert only(*observations, bob(ObservationKind.LEFT, 60, "left")) == LegTimeline(
        id=LEG,
        name="Bob",
        member_id="MEM-b",
        address="447700000003",
        far_end="+44 7700 000002",
        type="phone",
        inbound=False,
        stage=Stage.ENDED,
        began=at(0),
        ringing=at(2),
        answered=at(8),
        joined=at(8.1),
        ended=at(60),
        ending="left",
    )


def test_the_earliest_of_several_observations_counts() -> None:
    leg = only(
        bob(ObservationKind.ANSWERED, 9),
        bob(ObservationKind.ANSWERED, 8),
        bob(ObservationKind.ENDED, 61, "hung up"),
        bob(ObservationKind.LEFT, 60, "left"),
    )
    assert (leg.answered, leg.ended) == (at(8), at(60))


@pytest.mark.parametrize(
    ("endings", "expected"),
    [
        (("left", "hung up", "busy"), "busy"),
        (("ended", "left", "hung up"), "hung up"),
        (("hung up", "completed"), "completed"),
        (("ended",), "ended"),
    ],
)
def test_the_most_specific_ending_is_chosen(endings: tuple[str, ...], expected: str) -> None:
    assert only(*(bob(ObservationKind.ENDED, 1, ending) for ending in endings)).ending == expected


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        ((ObservationKind.SEEN,), Stage.UNKNOWN),
        ((ObservationKind.BEGAN,), Stage.CALLED),
        ((ObservationKind.BEGAN, ObservationKind.RINGING), Stage.RINGING),
        ((ObservationKind.RINGING, ObservationKind.ANSWERED), Stage.CONNECTED),
        ((ObservationKind.JOINED,), Stage.CONNECTED),
        ((ObservationKind.MACHINE,), Stage.CONNECTED),
        ((ObservationKind.ANSWERED, ObservationKind.ENDED), Stage.ENDED),
    ],
)
def test_the_stage_of_a_leg_follows_from_its_observations(kinds: tuple[ObservationKind, ...], stage: Stage) -> None:
    assert only(*(bob(kind, 1) for kind in kinds)).stage is stage


def test_a_caller_who_joined_waits_as_long_as_the_call_is_being_set_up() -> None:
    assert only(bob(ObservationKind.JOINED, 0), bob(ObservationKind.RINGING)).stage is Stage.RINGING
    assert only(bob(ObservationKind.JOINED, 0), bob(ObservationKind.BEGAN)).stage is Stage.CALLED
    assert (
        only(bob(ObservationKind.JOINED, 0), bob(ObservationKind.RINGING), bob(ObservationKind.ANSWERED, 5)).stage
        is Stage.CONNECTED
    )


def test_a_status_without_a_time_is_known_all_the_same() -> None:
    leg = only(bob(ObservationKind.ANSWERED))
    assert (leg.stage, leg.answered, leg.began) == (Stage.CONNECTED, None, None)
    leg = only(bob(ObservationKind.LEFT, ending="left"))
    assert (leg.stage, leg.ended, leg.ending) == (Stage.ENDED, None, "left")


def times(*observations: LegObservation) -> list[tuple[Stage, datetime | None, datetime | None, str]]:
    return [(leg.stage, leg.joined, leg.ended, leg.ending) for leg in build_timelines(observations)]


def test_a_person_who_left_and_returned_has_a_timeline_for_each_time() -> None:
    first, second = bob(ObservationKind.JOINED, 0), bob(ObservationKind.JOINED, 20)
    here = (Stage.CONNECTED, at(20), None, "")
    assert times(first, bob(ObservationKind.LEFT, 10, "left"), second) == [(Stage.ENDED, at(0), at(10), "left"), here]
    ends = (bob(ObservationKind.ENDED, 10, "hung up"), bob(ObservationKind.LEFT, 10.1, "left"))
    assert times(first, *ends, second, second) == [(Stage.ENDED, at(0), at(10), "hung up"), here]
    assert times(first, *ends, second, bob(ObservationKind.LEFT, 30, "left"))[1] == (
        Stage.ENDED,
        at(20),
        at(30),
        "left",
    )


def test_an_observation_without_a_time_belongs_to_the_last_timeline() -> None:
    returned = (bob(ObservationKind.JOINED, 0), bob(ObservationKind.LEFT, 10, "left"), bob(ObservationKind.JOINED, 20))
    assert times(*returned, bob(ObservationKind.LEFT, ending="left"))[1] == (Stage.ENDED, at(20), None, "left")


def test_a_leg_that_joins_at_the_moment_of_its_end_does_not_return() -> None:
    assert times(bob(ObservationKind.ENDED, 10, "hung up"), bob(ObservationKind.JOINED, 10.4)) == [
        (Stage.ENDED, at(10.4), at(10), "hung up")
    ]


@pytest.mark.parametrize(("ending", "expected"), [("failed", "disconnected"), ("busy", "hung up"), ("completed",) * 2])
def test_an_answered_leg_has_no_ending_of_an_unanswered_one(ending: str, expected: str) -> None:
    assert only(bob(ObservationKind.ANSWERED, 1), bob(ObservationKind.ENDED, 9, ending)).ending == expected
    assert only(bob(ObservationKind.RINGING, 1), bob(ObservationKind.ENDED, 9, ending)).ending == ending


def test_the_stage_of_a_leg_that_rang_before_missing_events_is_unknown() -> None:
    def with_gap(*observations: LegObservation) -> tuple[Stage, bool]:
        (leg,) = build_timelines(observations, at(60))
        return leg.stage, leg.is_partial

    assert with_gap(bob(ObservationKind.RINGING, 1)) == (Stage.UNKNOWN, True)
    assert with_gap(bob(ObservationKind.RINGING, 1), bob(ObservationKind.RINGING)) == (Stage.RINGING, True)
    assert with_gap(bob(ObservationKind.BEGAN, 1), bob(ObservationKind.RINGING, 61)) == (Stage.RINGING, True)
    assert with_gap(bob(ObservationKind.RINGING, 1), bob(ObservationKind.ENDED, 61, "hung up")) == (Stage.ENDED, True)
    assert with_gap(bob(ObservationKind.RINGING, 1), bob(ObservationKind.JOINED, 7)) == (Stage.CONNECTED, False)
    assert with_gap(bob(ObservationKind.RINGING, 61)) == (Stage.RINGING, False)


def test_a_leg_with_a_machine_is_marked() -> None:
    assert only(bob(ObservationKind.MACHINE)).machine
    assert not only(BOB).machine


def test_a_stated_direction_is_preferred_to_the_form_of_the_leg_id() -> None:
    assert not only(BOB).inbound
    assert only(BOB, replace(BOB, inbound=True)).inbound
    form = replace(BOB, leg_id=INBOUND, channel=replace(PHONE, id=INBOUND))
    assert only(form).inbound
    assert not only(replace(form, inbound=False)).inbound


def test_without_a_channel_the_form_of_the_leg_id_shows_its_direction() -> None:
    bare = LegObservation(leg_id=INBOUND, is_voice=True)
    assert only(bare).inbound
    assert not only(replace(bare, leg_id=LEG)).inbound


def test_a_readable_name_is_preferred_to_an_id_and_an_id_to_nothing() -> None:
    nameless = replace(BOB, name="")
    assert only(replace(BOB, name="USR-33a51f4d"), BOB).name == "Bob"
    assert only(nameless, replace(BOB, name="USR-33a5…")).name == "USR-33a5…"
    assert only(nameless).name == "30ce…"


def test_a_member_without_a_leg_id_is_matched_by_an_observation_with_both_ids() -> None:
    unlinked = replace(BOB, leg_id="", channel=None, kind=ObservationKind.LEFT, ending="left")
    assert only(BOB, unlinked).stage is Stage.ENDED


def test_a_member_represents_a_leg_without_an_id() -> None:
    assert only(replace(BOB, leg_id="")).id == "MEM-b"


def test_an_observation_without_ids_is_no_leg() -> None:
    assert build_timelines([LegObservation(is_voice=True)]) == ()


def test_a_chat_has_no_legs() -> None:
    app = LegObservation(leg_id="leg", member_id="MEM-a", channel=MemberChannel(type="app"))
    assert build_timelines([CHATTING, app]) == ()


def test_in_a_call_apps_have_legs_and_those_who_only_write_have_none() -> None:
    app = LegObservation(leg_id="leg", member_id="MEM-a", channel=MemberChannel(type="app"))
    assert {leg.id for leg in build_timelines([CHATTING, app, BOB])} == {"leg", LEG}


def test_timelines_are_in_the_order_in_which_they_began_callers_first() -> None:
    def leg(name: str, began: float | None, *, inbound: bool = False) -> LegObservation:
        began_at = None if began is None else at(began)
        return LegObservation(leg_id=name, kind=ObservationKind.BEGAN, at=began_at, inbound=inbound, is_voice=True)

    timelines = build_timelines(
        [leg("unknown", None), leg("late", 5), leg("called", 1), leg("caller", 1, inbound=True)]
    )
    assert [timeline.id for timeline in timelines] == ["caller", "called", "late", "unknown"]


HOUR = 3600


def timeline(name: str, begin: float | None, end: float | None = None, **fields: Any) -> LegTimeline:  # noqa: ANN401 -- any of its fields
    began, ended = (None if seconds is None else START + timedelta(seconds=seconds) for seconds in (begin, end))
    stage, ending = (Stage.CONNECTED, "") if end is None else (Stage.ENDED, "left")
    leg = LegTimeline(
        id=name, name=name, inbound=False, stage=stage, began=began, answered=began, ended=ended, ending=ending
    )
    return replace(leg, **fields)


def missed(name: str, begin: float, end: float) -> LegTimeline:
    return timeline(name, begin, end, answered=None, ending="unanswered")


def call_ids(*legs: LegTimeline) -> list[list[str]]:
    return [[leg.id for leg in call] for call in split_calls(legs)]


@pytest.mark.parametrize(
    ("legs", "calls"),
    [
        ([], []),
        ([timeline("a", 0), timeline("b", 5)], [["a", "b"]]),
        ([timeline("a", 0, 300), timeline("b", 5, 301), timeline("c", HOUR)], [["a", "b"], ["c"]]),
        ([timeline("a", 0, 300), timeline("b", 60, 90), timeline("c", 200)], [["a", "b", "c"]]),
        ([timeline("a", 0, 300), timeline("b", 305)], [["a", "b"]]),
        ([timeline("a", 0, 300), timeline("b", 320)], [["a"], ["b"]]),
        ([missed("a", 0, 30), timeline("b", 120)], [["a", "b"]]),
        ([missed("a", 0, 30), timeline("b", HOUR)], [["a"], ["b"]]),
        ([timeline("a", 0, 30, ended=None), timeline("b", HOUR)], [["a", "b"]]),
        ([timeline("a", 0, 30), timeline("b", None)], [["a", "b"]]),
        ([timeline("a", None, 30), timeline("b", HOUR)], [["a"], ["b"]]),
    ],
)
def test_a_call_is_over_once_no_person_is_on_it(legs: list[LegTimeline], calls: list[list[str]]) -> None:
    assert call_ids(*legs) == calls


def test_a_person_who_returns_to_a_call_has_one_timeline_with_an_absence() -> None:
    first = timeline("b", 10, 60, ringing=START, joined=START)
    ((_, back),) = split_calls(
        (timeline("a", 0), first, timeline("b", 90, answered=None, joined=START + timedelta(seconds=90)))
    )
    assert (back.began, back.ringing, back.answered, back.joined) == (
        first.began,
        first.ringing,
        first.answered,
        first.joined,
    )
    assert back.absences == ((START + timedelta(seconds=60), START + timedelta(seconds=90)),)
    assert (back.stage, back.ended) == (Stage.CONNECTED, None)


def test_a_person_may_return_twice() -> None:
    ((_, back),) = split_calls((timeline("a", 0), timeline("b", 10, 20), timeline("b", 30, 40), timeline("b", 50)))
    assert [(gone - START, came - START) for gone, came in back.absences] == [
        (timedelta(seconds=20), timedelta(seconds=30)),
        (timedelta(seconds=40), timedelta(seconds=50)),
    ]


def test_a_leg_that_is_used_again_for_the_next_call_has_no_absence() -> None:
    _, (again,) = split_calls((timeline("a", 0, 60), timeline("a", HOUR)))
    assert (again.began, again.absences) == (START + timedelta(seconds=HOUR), ())


def endings(*legs: LegTimeline) -> list[str]:
    (call,) = split_calls(legs)
    return [leg.ending for leg in call]


def test_only_the_leg_that_ended_first_hung_up() -> None:
    ann, bob = (timeline(name, 0, 300 + later, ending="hung up") for name, later in (("a", 0), ("b", 0.2)))
    assert endings(ann, bob) == ["hung up", "ended"]
    assert endings(bob, ann) == ["ended", "hung up"]
    assert endings(ann, replace(ann, id="b")) == ["ended", "ended"]
    assert endings(ann, replace(bob, ending="busy")) == ["hung up", "busy"]


def test_a_leg_that_leaves_others_connected_hung_up() -> None:
    legs = [timeline(name, 0, end, ending="hung up") for name, end in (("a", 100), ("b", 200), ("c", 201))]
    assert endings(*legs) == ["hung up", "hung up", "ended"]
    assert endings(missed("a", 0, 99), timeline("b", 0, 100, ending="hung up")) == ["unanswered", "hung up"]
