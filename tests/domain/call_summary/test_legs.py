from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi.models import Endpoint, MemberChannel
from capi_bot.domain.call_summary.evidence import LegObservation, ObservationKind
from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage
from capi_bot.domain.call_summary.legs import legs

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
LEG = "30cecc87-7ac9-4d03-910a-e9d69558263c"
INBOUND = "797168e24c19a3c45e74e05b10fef2b5"
PHONE = MemberChannel(
    type="phone",
    id=LEG,
    from_=Endpoint(type="phone", address="447700000002"),
    to=Endpoint(type="phone", address="447700000003"),
)
BOB = LegObservation(leg=LEG, member="MEM-b", name="Bob", channel=PHONE, spoken=True)
CHATTING = LegObservation(member="MEM-c", channel=MemberChannel(type="sms", from_=Endpoint(address="447700900133")))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def bob(mark: ObservationKind, seconds: float | None = None, ending: str = "") -> LegObservation:
    return replace(BOB, mark=mark, at=None if seconds is None else at(seconds), ending=ending)


def only(*signs: LegObservation) -> LegTimeline:
    (leg,) = legs(signs)
    return leg


def test_the_signs_of_a_leg_become_one_span() -> None:
    signs = (
        bob(ObservationKind.BEGAN, 0),
        bob(ObservationKind.RINGING, 2),
        bob(ObservationKind.ANSWERED, 8),
        bob(ObservationKind.JOINED, 8.1),
    )
    assert only(*signs, bob(ObservationKind.LEFT, 60, "left")) == LegTimeline(
        id=LEG,
        name="Bob",
        address="447700000003",
        far_end="447700000002",
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


def test_the_earliest_of_several_tellings_counts() -> None:
    leg = only(
        bob(ObservationKind.ANSWERED, 9),
        bob(ObservationKind.ANSWERED, 8),
        bob(ObservationKind.ENDED, 61, "hung up"),
        bob(ObservationKind.LEFT, 60, "left"),
    )
    assert (leg.answered, leg.ended) == (at(8), at(60))


@pytest.mark.parametrize(
    ("endings", "told"),
    [
        (("left", "hung up", "busy"), "busy"),
        (("ended", "left", "hung up"), "hung up"),
        (("hung up", "completed"), "completed"),
        (("ended",), "ended"),
    ],
)
def test_the_most_telling_end_is_told(endings: tuple[str, ...], told: str) -> None:
    assert only(*(bob(ObservationKind.ENDED, 1, ending) for ending in endings)).ending == told


@pytest.mark.parametrize(
    ("marks", "stage"),
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
def test_a_leg_is_as_far_as_its_signs_say(marks: tuple[ObservationKind, ...], stage: Stage) -> None:
    assert only(*(bob(mark, 1) for mark in marks)).stage is stage


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


def times(*signs: LegObservation) -> list[tuple[Stage, datetime | None, datetime | None, str]]:
    return [(leg.stage, leg.joined, leg.ended, leg.ending) for leg in legs(signs)]


def test_somebody_who_left_and_came_back_has_a_span_for_each_time() -> None:
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


def test_what_has_no_time_is_of_now() -> None:
    came_back = (bob(ObservationKind.JOINED, 0), bob(ObservationKind.LEFT, 10, "left"), bob(ObservationKind.JOINED, 20))
    assert times(*came_back, bob(ObservationKind.LEFT, ending="left"))[1] == (Stage.ENDED, at(20), None, "left")


def test_a_leg_that_joins_in_the_moment_of_its_end_does_not_come_back() -> None:
    assert times(bob(ObservationKind.ENDED, 10, "hung up"), bob(ObservationKind.JOINED, 10.4)) == [
        (Stage.ENDED, at(10.4), at(10), "hung up")
    ]


@pytest.mark.parametrize(("ending", "told"), [("failed", "disconnected"), ("busy", "hung up"), ("completed",) * 2])
def test_a_leg_that_was_answered_did_not_fail(ending: str, told: str) -> None:
    assert only(bob(ObservationKind.ANSWERED, 1), bob(ObservationKind.ENDED, 9, ending)).ending == told
    assert only(bob(ObservationKind.RINGING, 1), bob(ObservationKind.ENDED, 9, ending)).ending == ending


def test_of_a_leg_that_rang_before_events_were_left_out_nobody_knows_the_state() -> None:
    def since(*signs: LegObservation) -> tuple[Stage, bool]:
        (leg,) = legs(signs, at(60))
        return leg.stage, leg.partial

    assert since(bob(ObservationKind.RINGING, 1)) == (Stage.UNKNOWN, True)
    assert since(bob(ObservationKind.RINGING, 1), bob(ObservationKind.RINGING)) == (Stage.RINGING, True)
    assert since(bob(ObservationKind.BEGAN, 1), bob(ObservationKind.RINGING, 61)) == (Stage.RINGING, True)
    assert since(bob(ObservationKind.RINGING, 1), bob(ObservationKind.ENDED, 61, "hung up")) == (Stage.ENDED, True)
    assert since(bob(ObservationKind.RINGING, 1), bob(ObservationKind.JOINED, 7)) == (Stage.CONNECTED, False)
    assert since(bob(ObservationKind.RINGING, 61)) == (Stage.RINGING, False)


def test_a_machine_is_remembered() -> None:
    assert only(bob(ObservationKind.MACHINE)).machine
    assert not only(BOB).machine


def test_what_is_said_of_a_direction_beats_the_form_of_the_leg() -> None:
    assert not only(BOB).inbound
    assert only(BOB, replace(BOB, inbound=True)).inbound
    form = replace(BOB, leg=INBOUND, channel=replace(PHONE, id=INBOUND))
    assert only(form).inbound
    assert not only(replace(form, inbound=False)).inbound


def test_without_a_channel_the_form_of_the_leg_tells_its_direction() -> None:
    bare = LegObservation(leg=INBOUND, spoken=True)
    assert only(bare).inbound
    assert not only(replace(bare, leg=LEG)).inbound


def test_a_chosen_name_is_preferred_to_an_id_and_anything_to_nothing() -> None:
    nameless = replace(BOB, name="")
    assert only(replace(BOB, name="USR-33a51f4d"), BOB).name == "Bob"
    assert only(nameless, replace(BOB, name="USR-33a5…")).name == "USR-33a5…"
    assert only(nameless).name == "30ce…"


def test_a_member_without_a_leg_id_is_found_by_who_names_both() -> None:
    unlinked = replace(BOB, leg="", channel=None, mark=ObservationKind.LEFT, ending="left")
    assert only(BOB, unlinked).stage is Stage.ENDED


def test_a_member_is_the_leg_where_the_api_gives_it_no_id() -> None:
    assert only(replace(BOB, leg="")).id == "MEM-b"


def test_what_belongs_to_nobody_is_no_leg() -> None:
    assert legs([LegObservation(spoken=True)]) == ()


def test_a_chat_has_no_legs() -> None:
    app = LegObservation(leg="leg", member="MEM-a", channel=MemberChannel(type="app"))
    assert legs([CHATTING, app]) == ()


def test_in_a_call_apps_have_legs_and_those_who_only_write_have_none() -> None:
    app = LegObservation(leg="leg", member="MEM-a", channel=MemberChannel(type="app"))
    assert {leg.id for leg in legs([CHATTING, app, BOB])} == {"leg", LEG}


def test_legs_are_in_the_order_in_which_they_began_callers_first() -> None:
    def leg(name: str, began: float | None, *, inbound: bool = False) -> LegObservation:
        begun = None if began is None else at(began)
        return LegObservation(leg=name, mark=ObservationKind.BEGAN, at=begun, inbound=inbound, spoken=True)

    found = legs([leg("untold", None), leg("late", 5), leg("called", 1), leg("caller", 1, inbound=True)])
    assert [span.id for span in found] == ["caller", "called", "late", "untold"]
