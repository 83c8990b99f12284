from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Endpoint, Member, MemberState
from capi_bot.errors import CapiBotError, NotAllowedError, NotFoundError, Refusal, UnreachableError, UserError
from capi_bot.slack.commands import Ask
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import conversations
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Painting
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, Panel, Tab, pack_list, unpack_list
from tests.fakes import FakeApi
from tests.slack.casts import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.fillings import NOW, conversation_id, member_id, user_id

SOON = 10.0
GONE = NotFoundError(Refusal(status=404))
LISTED = "conversations page_size=10 order=desc"
ASK = Ask(name="conversations")

ServicesOver = Callable[..., Services]
Pressed = Callable[[Action, str], Click]


def _conversation(number: int) -> Conversation:
    return Conversation(
        id=conversation_id(number),
        display_name=f"Call {number}",
        state=ConversationState.ACTIVE,
        created=NOW - timedelta(minutes=100 - number),
    )


def _member(number: int, state: MemberState) -> Member:
    return Member(id=member_id(number), user_id=user_id(number), user_display_name=f"Agent {number}", state=state)


def _text(painting: Painting) -> str:
    message, finished = painting.look(SOON)
    assert finished
    return message.text


def _members_read(*numbers: int) -> list[str]:
    return [f"members {conversation_id(number)} page_size=100 order=asc" for number in numbers]


@pytest.fixture
def seeded() -> FakeApi:
    """Hold the seeds' call beside one that is over and one that waits for somebody."""
    return FakeApi(
        conversations=[_conversation(1), replace(_conversation(2), state=ConversationState.INACTIVE), SEED],
        members={
            SEED.id: SEED_MEMBERS,
            conversation_id(1): [_member(1, MemberState.LEFT)],
            conversation_id(2): [_member(2, MemberState.LEFT)],
        },
        events={SEED.id: SEED_EVENTS},
    )


def test_the_newest_come_first_and_each_row_finds_its_mark(seeded: FakeApi, over: ServicesOver) -> None:
    message, finished = conversations.newest(ASK, over(seeded)).look(SOON)
    rows = [line for line in message.text.splitlines() if line[:1] in "🟢🟡⚫⚪"]

    assert finished
    assert rows == ["🟢 447700000001 → 447700000002", "⚫ Call 2", "🟡 Call 1"]


def test_a_list_costs_a_page_the_calls_and_for_each_row_its_members_and_an_empty_rows_state(
    seeded: FakeApi, over: ServicesOver
) -> None:
    conversations.newest(ASK, over(seeded)).look(SOON)

    assert sorted(seeded.asked) == sorted(
        [
            LISTED,
            "calls page_size=100",
            f"members {SEED.id} page_size=100 order=asc",
            f"member {SEED.id} member_id={SEED_MEMBERS[0].id}",
            *_members_read(1, 2),
            f"conversation {conversation_id(1)}",
            f"conversation {conversation_id(2)}",
        ]
    )


def test_a_full_page_costs_at_most_twenty_two_reads(over: ServicesOver) -> None:
    api = FakeApi(conversations=[_conversation(number) for number in range(15)])
    message, _ = conversations.newest(ASK, over(api)).look(SOON)

    assert len(api.asked) == 22
    assert message.text.count("nobody joined") == 10


def test_the_list_is_painted_after_one_round_trip_and_then_fills_in(seeded: FakeApi, over: ServicesOver) -> None:
    gate = seeded.hold("members")
    painting = conversations.newest(ASK, over(seeded))

    first, finished = painting.look(0)
    assert not finished
    assert first.text.count("State not known") == 3

    gate.set()
    second, finished = painting.look(SOON)
    assert finished
    assert "State not known" not in second.text


def test_marks_that_came_are_shown_while_others_are_awaited(seeded: FakeApi, over: ServicesOver) -> None:
    gate = seeded.hold("members", conversation_id(1))
    painting = conversations.newest(ASK, over(seeded, marks_at_once=1))
    assert gate.reached.wait(SOON)

    message, finished = painting.look(0)
    gate.set()

    assert not finished
    assert "⚫ Call 2" in message.text
    assert "⚪ Call 1" in message.text


def test_what_a_row_could_not_find_out_stays_unknown(seeded: FakeApi, over: ServicesOver) -> None:
    seeded.fail("members", UnreachableError("reset"), conversation_id(1))

    text = _text(conversations.newest(ASK, over(seeded)))

    assert "⚪ Call 1\nState not known" in text
    assert "⚫ Call 2" in text


def test_a_row_that_is_gone_has_ended(seeded: FakeApi, over: ServicesOver) -> None:
    seeded.fail("members", GONE, conversation_id(1))

    assert "⚫ Call 1\nEnded" in _text(conversations.newest(ASK, over(seeded)))


def test_a_call_in_progress_makes_its_conversation_live_and_names_it(over: ServicesOver) -> None:
    ends = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
    call = Call(id="1", conversation_id=SEED.id, status="ringing", from_=ends[0], to=ends[1])
    api = FakeApi(conversations=[SEED], calls=[call])

    text = _text(conversations.newest(ASK, over(api)))

    assert "🟢 447700000001 → 447700000002\nLive" in text
    assert f"conversation {SEED.id}" not in api.asked


@pytest.mark.parametrize("error", [NotAllowedError(Refusal(status=403)), UnreachableError("slow")])
def test_where_calls_are_refused_the_members_decide(error: CapiBotError, seeded: FakeApi, over: ServicesOver) -> None:
    seeded.fail("calls", error)

    assert "🟢 447700000001 → 447700000002\nLive" in _text(conversations.newest(ASK, over(seeded)))


def test_a_page_that_cannot_be_read_is_a_failure(seeded: FakeApi, over: ServicesOver) -> None:
    seeded.fail("conversations", UnreachableError("reset"))

    with pytest.raises(UnreachableError):
        conversations.newest(ASK, over(seeded))


def test_an_application_without_conversations_costs_two_reads(over: ServicesOver) -> None:
    api = FakeApi()

    assert "There are no conversations yet." in _text(conversations.newest(ASK, over(api)))
    assert sorted(api.asked) == ["calls page_size=100", LISTED]


def test_opening_members_reads_three_in_full_and_keeps_the_page(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    here = ListState(cursor="0", number=4, panel=Panel(conversation_id=SEED.id))
    painting = conversations.members(pressed(Action.ROW_MEMBERS, pack_list(here)), over(seeded))

    text = _text(painting)

    assert f"{LISTED} cursor=0" in seeded.asked
    assert f"members_in_full {SEED.id} page_size=3 order=asc" in seeded.asked
    assert "· page 4" in text
    assert "Joined · phone · 447700000001 → 447700000002" in text


def test_opening_events_reads_the_last_ten_and_the_members_they_speak_of(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    here = ListState(panel=Panel(conversation_id=SEED.id, tab=Tab.MEMBERS, cursor="3"))
    painting = conversations.events(pressed(Action.ROW_EVENTS, pack_list(here)), over(seeded))

    lines = _text(painting).splitlines()

    assert f"events {SEED.id} page_size=10 order=desc" in seeded.asked
    assert [line.partition(" UTC ")[2] for line in lines if line.startswith("09:26")][:2] == [
        "447700000001 joined by phone (calling 447700000002)",
        "447700000003 is ringing",
    ]


def test_each_press_reads_afresh(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    services = over(seeded)
    click = pressed(Action.ROW_MEMBERS, pack_list(ListState(panel=Panel(conversation_id=SEED.id))))

    conversations.members(click, services).look(SOON)
    conversations.members(click, services).look(SOON)

    assert seeded.asked.count(f"members_in_full {SEED.id} page_size=3 order=asc") == 2


def test_turning_a_tab_keeps_the_list(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = Panel(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="5", number=2)
    click = pressed(Action.ROW_ON, pack_list(ListState(panel=panel)))

    text = _text(conversations.turn(click, over(seeded)))

    assert f"events {SEED.id} page_size=10 order=desc cursor=5" in seeded.asked
    assert "447700000003 answered" in text
    assert "447700000001 has audio on" not in text


def test_closing_a_row_reads_no_tab_and_keeps_the_page(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = Panel(conversation_id=SEED.id, tab=Tab.EVENTS)
    click = pressed(Action.ROW_CLOSE, pack_list(ListState(cursor="0", number=2, panel=panel)))

    message, _ = conversations.close(click, over(seeded)).look(SOON)
    refresh = message.blocks[-1]["elements"][-1]

    assert not [read for read in seeded.asked if read.startswith(("events", "members_in_full"))]
    assert unpack_list(refresh["value"]) == ListState(cursor="0", number=2)


def test_a_row_that_ended_before_it_was_opened_is_not_found(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    click = pressed(Action.ROW_MEMBERS, pack_list(ListState(panel=Panel(conversation_id=conversation_id(404)))))

    with pytest.raises(NotFoundError):
        conversations.members(click, over(seeded))


def test_a_press_that_names_no_row_opens_none(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    painting = conversations.members(pressed(Action.ROW_MEMBERS, pack_list(ListState())), over(seeded))

    assert "Hide members" not in str(painting.look(SOON)[0].blocks)


@pytest.mark.parametrize(
    "listener", [conversations.turn, conversations.members, conversations.events, conversations.close]
)
def test_junk_is_refused_before_anything_is_read(
    listener: Callable[[Click, Services], Painting], seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        listener(pressed(Action.ROW_MEMBERS, "junk"), over(seeded))

    assert seeded.asked == []
