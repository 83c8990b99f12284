from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from capi_bot.capi.models import Call, ConversationState, Endpoint, Event
from capi_bot.errors import (
    CapiBotError,
    DeadlineExceededError,
    ForbiddenError,
    NotFoundError,
    ProblemDetails,
    UnreachableError,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    ListState,
    Tab,
    TabState,
    decode_tab,
    encode_list,
    encode_tab,
)
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import actions, commands
from capi_bot.slack.loaders import conversation
from capi_bot.slack.loaders.conversation import Card
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import Reply
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.listeners.lists import final_message, last_message, room, rows_of
from tests.slack.sample_cases import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.sample_values import NOW, conversation_id, member_id

ServicesOver = Callable[[FakeApi], Services]
Pressed = Callable[[Action, str], BlockAction]

READS = [
    f"calls {SEED.id} page_size=100",
    f"conversation {SEED.id}",
    f"events {SEED.id} page_size=100 order=desc",
    f"members {SEED.id} page_size=100 order=asc",
]
NAMING = f"member {SEED.id} member_id={SEED_MEMBERS[0].id}"
ROW = TabState(conversation_id=SEED.id)
EMPTY = replace(SEED, state=ConversationState.ACTIVE, members=None)


@pytest.fixture
def api() -> FakeApi:
    return FakeApi(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: SEED_EVENTS})


def _card(tab: TabState, services: Services) -> Message:
    return final_message(Card.start(tab, services))


def _ask(argument: str, services: Services, *, private: bool = False) -> Message:
    command = Command(name="conversation", argument=argument, private=private)
    return final_message(commands.answer_conversation(command, services))


def _buttons(reply: Reply) -> list[dict[str, Any]]:
    blocks = final_message(reply).blocks
    return [button for block in blocks if block["type"] == "actions" for button in block["elements"]]


def _open_tab(reply: Reply) -> list[str]:
    """Return the name of the tab that is open, if one is."""
    return [button["text"]["text"] for button in _buttons(reply) if button["action_id"] == Action.CARD_CLOSE]


def _refreshed(reply: Reply) -> TabState:
    """Return what the Refresh button carries."""
    (button,) = [button for button in _buttons(reply) if button["action_id"] == Action.CARD_REFRESH]
    return decode_tab(button["value"])


def _last_block(reply: Reply) -> str:
    return str(final_message(reply).blocks[-1]["type"])


def _actions(reply: Reply) -> set[str]:
    return {button["action_id"] for button in _buttons(reply)}


def test_a_card_that_is_asked_for_opens_at_its_members(api: FakeApi, over: ServicesOver) -> None:
    message = _ask(SEED.id, over(api))

    assert _open_tab(message) == ["Members"]
    assert "2 joined" in message.text
    assert "Time to live: 2 days (172800 s)" in message.text


def test_members_and_events_can_be_asked_for(api: FakeApi, over: ServicesOver) -> None:
    by_members = commands.answer_members(Command(name="members", argument=SEED.id), over(api))
    by_events = commands.answer_events(Command(name="events", argument=SEED.id), over(api))

    assert _open_tab(by_members) == ["Members"]
    assert _open_tab(by_events) == ["Events"]


def test_events_that_are_asked_for_can_be_of_one_type(api: FakeApi, over: ServicesOver) -> None:
    message = commands.answer_events(Command(name="events", argument=SEED.id, event_filter="sip:ringing"), over(api))

    assert _refreshed(message) == replace(ROW, tab=Tab.EVENTS, event_filter="sip:ringing")


def test_a_card_of_a_row_opens_at_its_members_whatever_the_row_showed(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    row = ListState(
        cursor="9", number=2, tab_state=TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="5", number=2)
    )
    message = actions.open_card(pressed(Action.ROW_CARD, encode_list(row)), over(api))

    assert _refreshed(message) == replace(ROW, tab=Tab.MEMBERS)


def test_a_row_that_names_no_conversation_is_refused(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        actions.open_card(pressed(Action.ROW_CARD, encode_list(ListState())), over(api))


def test_a_card_of_a_users_conversation_opens_at_its_members(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    assert _open_tab(actions.open_card_members(pressed(Action.USER_CARD, encode_tab(ROW)), over(api))) == ["Members"]


def test_the_tabs_open_and_close(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    services = over(api)

    assert _open_tab(actions.open_card_events(pressed(Action.CARD_EVENTS, encode_tab(ROW)), services)) == ["Events"]
    assert _open_tab(actions.open_card_members(pressed(Action.CARD_MEMBERS, encode_tab(ROW)), services)) == ["Members"]
    assert _open_tab(actions.close_card_tab(pressed(Action.CARD_CLOSE, encode_tab(ROW)), services)) == []


def test_a_group_of_events_is_chosen_from_its_newest(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="2", number=2)
    action = replace(pressed(Action.CARD_GROUP, encode_tab(panel)), selected="call")
    message = actions.narrow_card_events(action, over(api))

    assert _refreshed(message) == TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter="call")


def test_a_closed_card_is_four_reads_side_by_side_and_events_name_it(api: FakeApi, over: ServicesOver) -> None:
    message = _card(ROW, over(api))

    assert sorted(api.requests) == READS
    assert message.text.startswith("🟢 +44 7700 000001 → +44 7700 000002\n")


def test_a_card_without_events_is_named_by_its_first_member(api: FakeApi, over: ServicesOver) -> None:
    api.fail("events", ForbiddenError(ProblemDetails(status=403)))
    message = _card(ROW, over(api))

    assert sorted(api.requests) == sorted([*READS, NAMING])
    assert message.text.startswith("🟢 +44 7700 000001 → +44 7700 000002\n")


def test_a_card_opens_with_its_story_and_its_legs(api: FakeApi, over: ServicesOver) -> None:
    lines = _card(ROW, over(api)).text.splitlines()

    assert lines[2:5] == [
        "+44 7700 000001 called +44 7700 000002; +44 7700 000003 answered after 6 s; 2 people on the call for 35 s.",
        "+44 7700 000001: talking, 35 s",
        "+44 7700 000003: rang 6 s, talking, 35 s",
    ]


@pytest.mark.parametrize("more", [110, 250])
def test_the_story_of_a_long_call_is_the_same_whatever_tab_is_open(more: int, over: ServicesOver) -> None:
    begin = len(SEED_EVENTS) + 1
    noise = [Event(id=begin + number, type="custom:tick", timestamp=NOW) for number in range(more)]
    api = FakeApi(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: (*SEED_EVENTS, *noise)})
    services = over(api)
    closed = _card(ROW, services).text.splitlines()[:5]

    assert closed[2:] == [
        "+44 7700 000001 called +44 7700 000002; +44 7700 000003 answered after 6 s; 2 people on the call for 35 s.",
        "+44 7700 000001: talking, 35 s",
        "+44 7700 000003: rang 6 s, talking, 35 s",
    ]
    for tab in Tab:
        assert _card(replace(ROW, tab=tab), services).text.splitlines()[:5] == closed


def test_a_long_call_takes_its_first_events_and_its_members_in_a_second_round(over: ServicesOver) -> None:
    noise = [Event(id=100 + number, type="custom:tick", timestamp=NOW) for number in range(300)]
    api = FakeApi(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: (*SEED_EVENTS, *noise)})
    _card(ROW, over(api))

    second = [f"member {SEED.id} member_id={member.id}" for member in SEED_MEMBERS]
    assert sorted(api.requests) == sorted([*READS, *second, f"events {SEED.id} page_size=100 order=asc"])


@pytest.mark.parametrize(
    "error", [ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset"), DeadlineExceededError("slow")]
)
def test_where_events_are_refused_there_is_no_story(error: CapiBotError, api: FakeApi, over: ServicesOver) -> None:
    api.fail("events", error)

    assert _card(ROW, over(api)).text.splitlines()[1:3] == [
        "Live · 2 joined",
        f"ID: {SEED.id}",
    ]


def test_events_that_are_late_do_not_hold_the_card_back(
    api: FakeApi, over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "CARD_WAIT", 0.05)
    gate = api.block("events")
    text = _card(ROW, over(api)).text

    assert gate.reached.is_set()
    assert not gate.is_set()
    gate.set()
    assert text.splitlines()[2] == f"ID: {SEED.id}"


def test_a_bug_in_reading_events_is_not_taken_for_a_refusal(api: FakeApi, over: ServicesOver) -> None:
    api.fail("events", ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        _card(ROW, over(api))


def test_a_list_of_members_without_ids_is_told_too(over: ServicesOver) -> None:
    nameless = [replace(member, id="") for member in SEED_MEMBERS]
    api = FakeApi(conversations=[SEED], members={SEED.id: nameless}, events={SEED.id: SEED_EVENTS})

    assert "2 joined" in _card(ROW, over(api)).text


def test_only_a_card_that_everybody_sees_can_be_downloaded(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    services, action = over(api), pressed(Action.CARD_REFRESH, encode_tab(ROW))

    assert Action.CARD_DOWNLOAD in _actions(actions.turn_card_page(action, services))
    for private in (replace(action, ephemeral=True), replace(action, view_id="V1")):
        assert Action.CARD_DOWNLOAD not in _actions(actions.turn_card_page(private, services))
    for private in (True, False):
        card = _ask(SEED.id, services, private=private)
        assert (Action.CARD_DOWNLOAD in _actions(card)) is not private


def test_a_table_is_drawn_where_it_is_wanted_and_everybody_sees_it(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    services, action = over(api), pressed(Action.CARD_REFRESH, encode_tab(ROW))
    rich = replace(services, rich_blocks=True)

    assert _last_block(actions.turn_card_page(action, services)) == "context"
    assert _last_block(actions.turn_card_page(action, rich)) == "table"
    assert _last_block(actions.turn_card_page(replace(action, view_id="V1"), rich)) == "context"


def test_refresh_keeps_the_tab_and_its_page(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="2", number=2)
    message = actions.turn_card_page(pressed(Action.CARD_REFRESH, encode_tab(panel)), over(api))

    assert _refreshed(message) == panel


def test_a_conversation_is_found_by_its_name(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED, room(1), room(2)])
    message = _ask("call 2", over(api))

    assert message.text.startswith("🟡 Call 2\n")
    assert _open_tab(message) == ["Members"]


def test_a_name_that_several_conversations_have_lists_them(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED, room(1), room(2)])
    message = last_message(commands.answer_conversation(Command(name="conversation", argument="call"), over(api)))

    assert [line.partition(" ")[2] for line in rows_of(message)] == ["Call 2", "Call 1"]
    assert Action.ROW_CARD in _actions(message)


def test_a_name_that_no_conversation_has_is_told(over: ServicesOver) -> None:
    with pytest.raises(UserError, match=r"^No conversation is called “<!here> Lobby”\. "):
        _ask("<!here>\nLobby", over(FakeApi(conversations=[SEED])))


def test_how_far_was_looked_for_a_name_is_told(over: ServicesOver) -> None:
    api = FakeApi(conversations=[room(number) for number in range(600)])

    with pytest.raises(UserError, match=r"the 500 newest is called “lobby”\. `/capi conversations lobby` looks on"):
        _ask("lobby", over(api))


def test_a_search_for_a_name_that_fails_says_why(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED])
    api.fail("conversations", DeadlineExceededError("slow"))

    with pytest.raises(DeadlineExceededError):
        _ask("lobby", over(api))


def test_a_card_is_live_by_its_calls_too(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED], calls=[Call(id="1", conversation_id=SEED.id, status="answered")])

    assert "Live · nobody joined yet" in _card(ROW, over(api)).text


def test_where_calls_are_refused_the_members_decide(api: FakeApi, over: ServicesOver) -> None:
    api.fail("calls", ForbiddenError(ProblemDetails(status=403)))

    assert "Live · 2 joined" in _card(ROW, over(api)).text


@pytest.mark.parametrize(
    "error", [ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset"), DeadlineExceededError("slow")]
)
def test_where_calls_are_refused_an_empty_conversation_is_not_taken_for_open(
    error: CapiBotError, over: ServicesOver
) -> None:
    api = FakeApi(conversations=[EMPTY])
    assert "Idle · nobody joined" in _card(ROW, over(api)).text

    api.fail("calls", error)
    assert "State not known · nobody joined" in _card(ROW, over(api)).text


def test_late_calls_do_not_hold_the_card_back_and_it_is_not_taken_for_open(
    over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "CARD_WAIT", 0.05)
    api = FakeApi(conversations=[EMPTY], calls=[Call(id="1", conversation_id=EMPTY.id, status="answered")])
    gate = api.block("calls")

    text = _card(ROW, over(api)).text

    assert not gate.is_set()
    gate.set()
    assert "State not known · nobody joined" in text
    assert "Live · nobody joined yet" in _card(ROW, over(api)).text


def test_a_tab_that_is_longer_than_asked_for_is_cut(over: ServicesOver) -> None:
    many = [replace(SEED_MEMBERS[0], id=member_id(number)) for number in range(20)]
    api = FakeApi(conversations=[SEED], members={SEED.id: many}, extra_items=5)

    assert _card(replace(ROW, tab=Tab.MEMBERS), over(api)).text.count("\nphone · ") == 8


def test_of_a_conversation_that_is_gone_the_card_tells_what_the_list_of_calls_has(over: ServicesOver) -> None:
    ends = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
    leg = Call(
        id="797168e24c19a3c45e74e05b10fef2b5",
        conversation_id=conversation_id(404),
        status="completed",
        direction="inbound",
        from_=ends[0],
        to=ends[1],
        started=NOW - timedelta(minutes=5),
        ended=NOW - timedelta(minutes=4),
    )
    called = replace(leg, id=conversation_id(404)[4:], direction="outbound", status="busy")
    text = _ask(conversation_id(404), over(FakeApi(calls=[leg, called]))).text

    assert text.startswith("⚫ +44 7700 000001 → +44 7700 000002\nEnded 4 min ago")
    assert "after 1 min · nobody answered: busy" in text
    assert "+44 7700 000001 called +44 7700 000002; +44 7700 000002 was busy" in text
    assert "Vonage keeps no members and no events of a call that is over" in text


def test_a_conversation_of_which_nothing_is_known_is_not_found(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(NotFoundError):
        _ask(conversation_id(404), over(api))


def test_junk_is_refused_before_anything_is_read(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    for listener in (
        actions.open_card,
        actions.turn_card_page,
        actions.open_card_members,
        actions.open_card_events,
        actions.narrow_card_events,
        actions.close_card_tab,
    ):
        with pytest.raises(UserError, match="can no longer be read"):
            listener(pressed(Action.CARD_REFRESH, "junk"), over(api))

    assert api.requests == []
