from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capi_bot.capi.models import Event, Json, Member, MemberState
from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage
from capi_bot.domain.call_summary.sentence import capitalised, count_people, describe_call, describe_chat
from capi_bot.domain.durations import embed_time, join_in_utc, split_times

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
NOW = START + timedelta(minutes=10, seconds=30)


def leg(name: str, stage: Stage = Stage.CONNECTED, **fields: Any) -> LegTimeline:  # noqa: ANN401 -- any of its fields
    """Return a leg; numbers are seconds after the start."""
    times = {key: START + timedelta(seconds=value) for key, value in fields.items() if isinstance(value, int | float)}
    texts = {key: value for key, value in fields.items() if isinstance(value, str | bool)}
    defaults: dict[str, Any] = {"id": name, "name": name, "inbound": False, "stage": stage, "type": "phone"}
    return LegTimeline(**{**defaults, **times, **texts})


def caller(stage: Stage = Stage.CONNECTED, **fields: Any) -> LegTimeline:  # noqa: ANN401 -- any of its fields
    return leg("Ann", stage, **{"inbound": True, "far_end": "HOTLINE", "began": 0, **fields})


def described(*legs: LegTimeline) -> str:
    return describe_call(legs, NOW)


BOB = leg("Bob", ringing=2, answered=8)
BUSY = leg("Cy", Stage.ENDED, ringing=3, ended=4, ending="busy")


def test_a_call_in_progress() -> None:
    sentence = described(caller(joined=0, answered=8), BOB)
    assert sentence == "Ann called HOTLINE; Bob answered after 6 s; 2 people on the call for 10 min"


def test_a_call_that_is_over() -> None:
    legs = (
        caller(Stage.ENDED, answered=8, ended=60, ending="left"),
        leg("Bob", Stage.ENDED, ringing=2, answered=8, ended=59, ending="hung up"),
    )
    assert described(*legs) == "Ann called HOTLINE; Bob answered after 6 s; the call lasted 52 s"


@pytest.mark.parametrize(
    ("legs", "sentence"),
    [
        ([caller(Stage.RINGING, joined=0)], "Ann is calling HOTLINE"),
        ([caller(Stage.CALLED, far_end="")], "Ann is calling"),
        ([caller(Stage.ENDED, ended=9, ending="unanswered")], "Ann called HOTLINE and got no answer"),
        ([caller(Stage.ENDED, ringing=1, ended=9, ending="ended")], "Ann called HOTLINE and got no answer"),
        ([caller(Stage.UNKNOWN)], "Ann called HOTLINE"),
        (
            [caller(Stage.ENDED, answered=1, ended=540, ending="left"), leg("Bob", answered=2)],
            "Ann called HOTLINE and left 1 min ago; Bob answered; 1 person on the call for 10 min",
        ),
        (
            [caller(Stage.ENDED, answered=1, ending="left"), leg("Bob", Stage.RINGING, ringing=480)],
            "Ann called HOTLINE and left; Bob has been ringing for 2 min",
        ),
    ],
)
def test_what_became_of_the_caller(legs: list[LegTimeline], sentence: str) -> None:
    assert described(*legs) == sentence


@pytest.mark.parametrize(
    ("bob", "outcome"),
    [
        (leg("Bob", Stage.CALLED), "Bob is being called"),
        (leg("Bob", Stage.CALLED, type="app"), "Bob is invited"),
        (leg("Bob", Stage.RINGING), "Bob is ringing"),
        (leg("Bob", Stage.RINGING, ringing=300), "Bob has been ringing for 5 min"),
        (leg("Bob", Stage.ENDED, ringing=3, ending="busy"), "Bob was busy"),
        (leg("Bob", Stage.ENDED, ending="rejected"), "Bob declined the call"),
        (leg("Bob", Stage.ENDED, joined=3, ending="failed"), "Bob could not be reached"),
        (leg("Bob", Stage.ENDED, ringing=3, ended=20, ending="hung up"), "Bob did not answer"),
        (leg("Bob", Stage.ENDED, ringing=3, ended=540, ending="completed"), "Bob answered and left 1 min ago"),
        (leg("Bob", Stage.ENDED, answered=3, ended=540, ending="hung up"), "Bob answered and left 1 min ago"),
        (leg("Bob", Stage.ENDED, answered=3, ending="hung up"), "Bob answered and left"),
    ],
)
def test_the_outcome_follows_the_called_person(bob: LegTimeline, outcome: str) -> None:
    assert described(caller(answered=0), bob) == f"Ann called HOTLINE; {outcome}; 1 person on the call for 10 min"


@pytest.mark.parametrize(
    ("bob", "outcome"),
    [
        (BOB, "Bob answered after 6 s"),
        (leg("Bob", ringing=8, answered=8.1), "Bob answered at once"),
        (leg("Bob", ringing=9, answered=8), "Bob answered at once"),
        (leg("Bob", began=0, answered=8), "Bob answered"),
        (leg("Bob", ringing=2, joined=8), "Bob answered after 6 s"),
        (leg("Bob", began=0, joined=8), "Bob joined"),
    ],
)
def test_the_ringing_time_is_given_only_where_the_ringing_is_known(bob: LegTimeline, outcome: str) -> None:
    assert described(caller(answered=8), bob) == f"Ann called HOTLINE; {outcome}; 2 people on the call for 10 min"


@pytest.mark.parametrize(
    ("legs", "sentence"),
    [
        ([leg("Bob", Stage.CALLED, far_end="HOTLINE")], "Bob is being called from HOTLINE"),
        ([leg("Bob", Stage.ENDED, ending="busy", far_end="HOTLINE")], "Bob was called from HOTLINE and was busy"),
        ([leg("Bob", Stage.RINGING, ringing=480)], "Bob was called and has been ringing for 2 min"),
        ([BOB, BUSY], "Bob and Cy were called; Bob answered after 6 s; Cy was busy; 1 person on the call for 10 min"),
        (
            [leg("Bob", Stage.ENDED, machine=True, answered=8, ended=30, ending="completed")],
            "Bob was called and answered (sounds like a machine); the call lasted 22 s",
        ),
    ],
)
def test_what_became_of_an_outbound_call(legs: list[LegTimeline], sentence: str) -> None:
    assert described(*legs) == sentence


def test_of_many_who_were_called_those_who_answered_are_named() -> None:
    silent = [leg(name, Stage.ENDED, ended=20, ending="unanswered") for name in ("Cy", "Di", "Ed", "Flo")]
    assert described(caller(answered=8), *silent, BOB) == (
        "Ann called HOTLINE; Bob answered after 6 s; Cy did not answer; Di did not answer; 2 others were called; "
        "2 people on the call for 10 min"
    )
    assert "; 1 other was called; " in described(caller(answered=8), *silent[:3], BOB)


def test_many_callers_are_counted() -> None:
    callers = [leg(name, inbound=True, far_end="HOTLINE", answered=60) for name in ("Ann", "Bob", "Cy", "Di")]
    assert described(*callers) == "Ann, Bob and 2 others called HOTLINE; 4 people on the call for 9 min"
    assert described(*callers[:2]) == "Ann and Bob called HOTLINE; 2 people on the call for 9 min"


def test_a_number_is_named_only_where_all_called_it() -> None:
    callers = [leg(name, inbound=True, far_end=name, answered=60) for name in ("Ann", "Bob", "Cy")]
    assert described(*callers).startswith("Ann, Bob and Cy called; ")


def test_a_user_with_an_app_and_a_phone_on_the_call_is_one_person() -> None:
    app, phone = (leg(name, joined=60, user_id="USR-a") for name in ("Ann", "Ann"))
    assert described(app, phone) == "Ann joined; 1 person on the call for 9 min"


def test_neither_a_machine_nor_a_websocket_is_a_person() -> None:
    transcriber = leg("Transcriber", type="websocket", joined=0)
    assert described(caller(answered=0), transcriber).endswith("; Transcriber joined; 1 person on the call for 10 min")
    assert described(transcriber) == "Transcriber joined"
    assert described(leg("Bob", answered=1, machine=True)) == "Bob was called and answered (sounds like a machine)"


def test_the_time_on_the_call_is_given_only_where_it_is_known_of_all() -> None:
    assert described(caller(), BOB).endswith("; 2 people on the call")


def test_people_are_not_counted_where_the_stage_of_a_leg_is_unknown() -> None:
    assert described(caller(answered=8), leg("Bob", Stage.UNKNOWN)) == "Ann called HOTLINE"


def test_the_length_of_a_call_is_given_only_where_every_leg_has_its_times() -> None:
    ann = caller(Stage.ENDED, answered=8, ended=60, ending="left")
    assert described(ann, leg("Bob", Stage.ENDED, ended=59, ending="left")) == "Ann called HOTLINE; the call has ended"
    assert described(ann, BUSY) == "Ann called HOTLINE; Cy was busy; the call lasted 52 s"
    assert described(leg("Bob", Stage.ENDED, ending="left")) == "The call has ended"


def test_the_times_of_a_call_of_long_ago_are_dates() -> None:
    legs = (caller(Stage.ENDED, answered=0, ended=8, ending="left"), BOB, leg("Cy", Stage.RINGING, ringing=3))

    assert join_in_utc(split_times(describe_call(legs, NOW + timedelta(days=9)))) == (
        "Ann called HOTLINE and left 1 Jan 2026; Bob answered after 6 s; Cy has been ringing since 1 Jan 2026; "
        "1 person on the call since 1 Jan 2026"
    )


def test_a_person_who_returned_is_on_the_call_since_then() -> None:
    absence = (START + timedelta(seconds=60), START + timedelta(seconds=540))
    back = replace(BOB, absences=(absence,))
    assert described(caller(answered=8), back) == (
        "Ann called HOTLINE; Bob answered after 6 s and came back 1 min ago; 2 people on the call for 1 min"
    )
    assert described(replace(caller(answered=8), absences=(absence,)), BOB).startswith(
        "Ann called HOTLINE and came back 1 min ago;"
    )
    assert "came back;" in describe_call((caller(answered=8), back), START)


def test_called_people_are_named_in_the_order_in_which_they_rang() -> None:
    silent = leg("Bob", Stage.ENDED, ringing=2, ended=20, ending="unanswered")
    assert described(caller(answered=0), silent, leg("Cy", ringing=25, answered=30)).startswith(
        "Ann called HOTLINE; Bob did not answer; Cy answered after 5 s; "
    )


def test_of_many_people_those_who_are_still_on_the_call_are_named() -> None:
    gone = [leg(name, Stage.ENDED, ringing=1, answered=2, ended=60, ending="left") for name in ("Bob", "Cy", "Di")]
    here = [leg(name, ringing=3, answered=4) for name in ("Ed", "Flo")]
    assert described(*gone, *here) == (
        "Ed, Flo and 3 others were called; Ed answered after 1 s; Flo answered after 1 s; "
        "Bob answered after 1 s and left 9 min ago; 2 people on the call for 10 min"
    )
    joined = [leg(name, Stage.ENDED, joined=2, ended=60, ending="left") for name in ("Bob", "Cy", "Di")]
    assert described(*joined, leg("Ed", joined=3)) == "Ed, Bob and 2 others joined; 1 person on the call for 10 min"


def test_a_person_who_was_called_on_app_and_phone_has_one_outcome() -> None:
    app = leg("Bob", Stage.ENDED, id="app", user_id="USR-b", ringing=2, ended=9, ending="cancelled")
    phone = leg("Bob", id="phone", user_id="USR-b", ringing=3, answered=9)
    assert described(caller(answered=0), app, phone) == (
        "Ann called HOTLINE; Bob answered after 6 s; 2 people on the call for 10 min"
    )


def test_a_call_that_never_connected_names_the_called_person() -> None:
    failed = leg("Bob", Stage.ENDED, far_end="HOTLINE", began=0, ended=2, ending="failed")
    assert described(failed) == "Bob was called from HOTLINE and could not be reached"
    assert described(replace(failed, ending="hung up")) == "Bob was called from HOTLINE and could not be reached"
    rang = replace(failed, ending="hung up", ringing=failed.began)
    assert described(rang) == "Bob was called from HOTLINE and did not answer"


def test_where_events_are_missing_a_missed_call_is_not_claimed() -> None:
    hidden = leg("Bob", Stage.ENDED, ringing=1, ended=540, ending="hung up", is_partial=True)
    assert described(caller(answered=0), hidden) == (
        "Ann called HOTLINE; Bob answered and left 1 min ago; 1 person on the call for 10 min"
    )


def test_legs_of_which_nothing_is_known_are_not_described() -> None:
    assert described(leg("Bob", Stage.UNKNOWN)) == ""


def test_our_own_words_begin_with_a_capital() -> None:
    assert capitalised("the last") == "The last"
    assert capitalised("") == ""


def test_a_number_of_people_has_the_right_plural() -> None:
    assert [count_people(count) for count in (1, 2)] == ["1 person", "2 people"]


IN = Member(id="MEM-1", state=MemberState.JOINED)
GONE = Member(id="MEM-2", state=MemberState.LEFT)
INVITED = Member(id="MEM-3", state=MemberState.INVITED)
HELLO: Json = {"message_type": "text", "text": "Hello"}
DELETED: Json = {"timestamp": {"deleted": (NOW - timedelta(minutes=1)).isoformat()}}


def message(
    event_id: int | None, minutes_ago: float | None = 2, event_type: str = "message", body: Json = HELLO
) -> Event:
    at = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Event(id=event_id, type=event_type, timestamp=at, body=body)


def chat(*members_and_events: Member | Event, is_over: bool = False) -> str:
    members = [one for one in members_and_events if isinstance(one, Member)]
    events = [one for one in members_and_events if isinstance(one, Event)]
    return describe_chat(members, events, NOW, is_over=is_over)


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ((), ""),
        ((IN,), "1 person is in it"),
        ((IN, GONE, IN), "2 people are in it"),
        ((GONE,), "Nobody is in it"),
        ((INVITED,), "Nobody is in it, 1 invited"),
        ((IN, Member(id="MEM-4")), ""),
    ],
)
def test_members_are_counted_where_the_state_of_all_is_known(members: tuple[Member, ...], sentence: str) -> None:
    assert chat(*members) == sentence


def test_members_of_a_chat_that_is_over_are_not_counted() -> None:
    assert chat(IN, is_over=True) == ""


def test_messages_are_counted_where_the_page_goes_back_to_the_first_event() -> None:
    assert chat(IN, message(1), message(3, 60)) == "1 person is in it; 2 messages, the last 2 min ago"
    assert chat(message(1)) == "1 message, 2 min ago"


def test_of_a_page_without_the_first_event_only_the_last_message_is_described() -> None:
    assert chat(message(7, 5), message(8)) == "The last message 2 min ago"


def test_every_type_of_message_counts_once_and_a_deleted_one_apart() -> None:
    events = (
        message(1),
        message(1),
        message(2, event_type="text"),
        message(3, event_type="image"),
        message(4, body={}),
    )
    assert chat(*events) == "3 messages, the last 2 min ago; 1 more was deleted"
    assert chat(message(1, event_type="text:typing:on"), message(2, event_type="custom:message")) == ""


def test_messages_of_long_ago_have_a_date() -> None:
    assert chat(message(1), message(3, 3 * 1440)) == "2 messages, the last 2 min ago"
    assert chat(message(1, 3 * 1440)) == f"1 message, {embed_time(NOW - timedelta(days=3))}"


def test_messages_without_ids_or_times_are_described_by_what_they_have() -> None:
    assert chat(message(None), message(None, 1)) == "The last message 1 min ago"
    assert chat(message(None, None)) == ""
    assert chat(message(1, None), message(None, None)) == "2 messages"


@pytest.mark.parametrize(
    ("bodies", "sentence"),
    [
        (({},), "1 message was deleted"),
        (({}, DELETED), "2 messages were deleted, the last 1 min ago"),
        ((DELETED,), "1 message was deleted 1 min ago"),
        (({"text": "hi"}, DELETED), "1 message, 2 min ago; 1 more was deleted 1 min ago"),
        (({"text": "hi"}, DELETED, {}), "1 message, 2 min ago; 2 more were deleted, the last 1 min ago"),
    ],
)
def test_deleted_messages_are_counted_with_the_last_time(bodies: tuple[Json, ...], sentence: str) -> None:
    assert chat(*(message(number, body=body) for number, body in enumerate(bodies, 1))) == sentence


def test_of_a_page_without_the_first_event_deleted_messages_are_not_counted() -> None:
    assert chat(message(7, body=DELETED), message(8)) == "The last message 2 min ago"
    assert chat(message(7, body=DELETED)) == ""


def test_a_message_whose_body_is_a_text_counts() -> None:
    assert chat(Event(id=1, type="text", other_body="hi")) == "1 message"
