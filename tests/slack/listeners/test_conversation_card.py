from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.capi.models import Call, ConversationState, Event
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
from capi_bot.slack.listeners import conversation_card
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import Reply, as_pending
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.interactions import look
from tests.slack.listeners.lists import SOON, marks_of, room
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


def _closing(message: Message) -> list[str]:
    """Name the tab that is open."""
    buttons = [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]
    return [button["text"]["text"] for button in buttons if button["action_id"] == Action.CARD_CLOSE]


def _refresh(message: Message) -> str:
    """Return what the Refresh button carries."""
    buttons = [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]
    return next(button["value"] for button in buttons if button["action_id"] == Action.CARD_REFRESH)


def shown(reply: Reply) -> Message:
    """Return a reply as it is in the end."""
    message, finished = look(as_pending(reply), SOON)
    assert finished
    return message


def _actions(message: Message) -> set[str]:
    buttons = [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]
    return {button["action_id"] for button in buttons}


def test_a_card_that_is_asked_for_opens_at_its_members(api: FakeApi, over: ServicesOver) -> None:
    message = shown(conversation_card.answer_command(Command(name="conversation", argument=SEED.id), over(api)))

    assert _closing(message) == ["Members"]
    assert "2 joined" in message.text
    assert "Time to live: 2 days (172800 s)" in message.text


def test_members_and_events_can_be_asked_for(api: FakeApi, over: ServicesOver) -> None:
    by_members = conversation_card.answer_members_command(Command(name="members", argument=SEED.id), over(api))
    by_events = conversation_card.answer_events_command(Command(name="events", argument=SEED.id), over(api))

    assert _closing(by_members) == ["Members"]
    assert _closing(by_events) == ["Events"]


def test_events_that_are_asked_for_can_be_of_one_type(api: FakeApi, over: ServicesOver) -> None:
    message = conversation_card.answer_events_command(
        Command(name="events", argument=SEED.id, event_filter="sip:ringing"), over(api)
    )

    assert decode_tab(_refresh(message)) == replace(ROW, tab=Tab.EVENTS, event_filter="sip:ringing")


def test_a_card_of_a_row_opens_at_its_members_whatever_the_row_showed(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    row = ListState(
        cursor="9", number=2, tab_state=TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="5", number=2)
    )
    message = conversation_card.open_from_row(pressed(Action.ROW_CARD, encode_list(row)), over(api))

    assert decode_tab(_refresh(message)) == replace(ROW, tab=Tab.MEMBERS)


def test_a_row_that_names_no_conversation_is_refused(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        conversation_card.open_from_row(pressed(Action.ROW_CARD, encode_list(ListState())), over(api))


def test_a_card_of_a_users_conversation_opens_at_its_members(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    assert _closing(conversation_card.open_members(pressed(Action.USER_CARD, encode_tab(ROW)), over(api))) == [
        "Members"
    ]


def test_the_tabs_open_and_close(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    services = over(api)

    assert _closing(conversation_card.open_events(pressed(Action.CARD_EVENTS, encode_tab(ROW)), services)) == ["Events"]
    assert _closing(conversation_card.open_members(pressed(Action.CARD_MEMBERS, encode_tab(ROW)), services)) == [
        "Members"
    ]
    assert _closing(conversation_card.close_tab(pressed(Action.CARD_CLOSE, encode_tab(ROW)), services)) == []


def test_a_group_of_events_is_chosen_from_its_newest(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="2", number=2)
    action = replace(pressed(Action.CARD_GROUP, encode_tab(panel)), selected="call")
    message = conversation_card.narrow_events(action, over(api))

    assert decode_tab(_refresh(message)) == TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter="call")


def test_a_closed_card_is_four_reads_side_by_side_and_events_name_it(api: FakeApi, over: ServicesOver) -> None:
    message = conversation_card.show(ROW, over(api))

    assert sorted(api.asked) == READS
    assert message.text.startswith("🟢 447700000001 → 447700000002\n")


def test_a_card_without_events_is_named_by_its_first_member(api: FakeApi, over: ServicesOver) -> None:
    api.report("events", ForbiddenError(ProblemDetails(status=403)))
    message = conversation_card.show(ROW, over(api))

    assert sorted(api.asked) == sorted([*READS, NAMING])
    assert message.text.startswith("🟢 447700000001 → 447700000002\n")


def test_a_card_opens_with_its_story_and_its_legs(api: FakeApi, over: ServicesOver) -> None:
    lines = conversation_card.show(ROW, over(api)).text.splitlines()

    assert lines[2:5] == [
        "447700000001 called 447700000002; 447700000003 answered after 6 s; 2 people on the call for 35 s.",
        "447700000001: talking, 35 s",
        "447700000003: rang 6 s, talking, 35 s",
    ]


@pytest.mark.parametrize("more", [110, 250])
def test_the_story_of_a_long_call_is_the_same_whatever_tab_is_open(more: int, over: ServicesOver) -> None:
    begin = len(SEED_EVENTS) + 1
    noise = [Event(id=begin + number, type="custom:tick", timestamp=NOW) for number in range(more)]
    api = FakeApi(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: (*SEED_EVENTS, *noise)})
    services = over(api)
    closed = conversation_card.show(ROW, services).text.splitlines()[:5]

    assert closed[2:] == [
        "447700000001 called 447700000002; 447700000003 answered after 6 s; 2 people on the call for 35 s.",
        "447700000001: talking, 35 s",
        "447700000003: rang 6 s, talking, 35 s",
    ]
    for tab in Tab:
        assert conversation_card.show(replace(ROW, tab=tab), services).text.splitlines()[:5] == closed


def test_a_long_call_takes_its_first_events_and_its_members_in_a_second_round(over: ServicesOver) -> None:
    noise = [Event(id=100 + number, type="custom:tick", timestamp=NOW) for number in range(300)]
    api = FakeApi(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: (*SEED_EVENTS, *noise)})
    conversation_card.show(ROW, over(api))

    second = [f"member {SEED.id} member_id={member.id}" for member in SEED_MEMBERS]
    assert sorted(api.asked) == sorted([*READS, *second, f"events {SEED.id} page_size=100 order=asc"])


@pytest.mark.parametrize(
    "error", [ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset"), DeadlineExceededError("slow")]
)
def test_where_events_are_refused_there_is_no_story(error: CapiBotError, api: FakeApi, over: ServicesOver) -> None:
    api.report("events", error)

    assert conversation_card.show(ROW, over(api)).text.splitlines()[1:3] == ["Live · 2 joined", f"ID: {SEED.id}"]


def test_events_that_are_late_do_not_hold_the_card_back(
    api: FakeApi, over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_card, "GRACE", 0.05)
    gate = api.hold("events")
    text = conversation_card.show(ROW, over(api)).text

    assert gate.reached.is_set()
    assert not gate.is_set()
    gate.set()
    assert text.splitlines()[2] == f"ID: {SEED.id}"


def test_a_bug_in_reading_events_is_not_taken_for_a_refusal(api: FakeApi, over: ServicesOver) -> None:
    api.report("events", ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        conversation_card.show(ROW, over(api))


def test_a_list_of_members_without_ids_is_told_too(over: ServicesOver) -> None:
    nameless = [replace(member, id="") for member in SEED_MEMBERS]
    api = FakeApi(conversations=[SEED], members={SEED.id: nameless}, events={SEED.id: SEED_EVENTS})

    assert "2 joined" in conversation_card.show(ROW, over(api)).text


def test_only_a_card_that_everybody_sees_can_be_downloaded(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    services, action = over(api), pressed(Action.CARD_REFRESH, encode_tab(ROW))

    assert Action.CARD_DOWNLOAD in _actions(conversation_card.turn_page(action, services))
    for private in (replace(action, ephemeral=True), replace(action, view_id="V1")):
        assert Action.CARD_DOWNLOAD not in _actions(conversation_card.turn_page(private, services))
    for whispered in (True, False):
        asked = shown(
            conversation_card.answer_command(
                Command(name="conversation", argument=SEED.id, private=whispered), services
            )
        )
        assert (Action.CARD_DOWNLOAD in _actions(asked)) is not whispered


def test_a_table_is_drawn_where_it_is_wanted_and_everybody_sees_it(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    services, action = over(api), pressed(Action.CARD_REFRESH, encode_tab(ROW))
    rich = replace(services, rich=True)

    assert conversation_card.turn_page(action, services).blocks[-1]["type"] == "context"
    assert conversation_card.turn_page(action, rich).blocks[-1]["type"] == "table"
    assert conversation_card.turn_page(replace(action, view_id="V1"), rich).blocks[-1]["type"] == "context"


def test_refresh_keeps_the_tab_and_its_page(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="2", number=2)
    message = conversation_card.turn_page(pressed(Action.CARD_REFRESH, encode_tab(panel)), over(api))

    assert decode_tab(_refresh(message)) == panel


def test_a_conversation_is_found_by_its_name(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED, room(1), room(2)])
    message = shown(conversation_card.answer_command(Command(name="conversation", argument="call 2"), over(api)))

    assert message.text.startswith("🟡 Call 2\n")
    assert _closing(message) == ["Members"]


def test_a_name_that_several_conversations_have_lists_them(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED, room(1), room(2)])
    message = shown(conversation_card.answer_command(Command(name="conversation", argument="call"), over(api)))

    assert [line.partition(" ")[2] for line in marks_of(message)] == ["Call 2", "Call 1"]
    assert Action.ROW_CARD in _actions(message)


def test_a_name_that_no_conversation_has_is_told(over: ServicesOver) -> None:
    with pytest.raises(UserError, match=r"^No conversation is called “<!here> Lobby”\. "):
        conversation_card.answer_command(
            Command(name="conversation", argument="<!here>\nLobby"), over(FakeApi(conversations=[SEED]))
        )


def test_how_far_was_looked_for_a_name_is_told(over: ServicesOver) -> None:
    api = FakeApi(conversations=[room(number) for number in range(600)])

    with pytest.raises(UserError, match=r"the 500 newest is called “lobby”\. `/capi conversations lobby` looks on"):
        conversation_card.answer_command(Command(name="conversation", argument="lobby"), over(api))


def test_a_search_for_a_name_that_fails_says_why(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED])
    api.report("conversations", DeadlineExceededError("slow"))

    with pytest.raises(DeadlineExceededError):
        conversation_card.answer_command(Command(name="conversation", argument="lobby"), over(api))


def test_a_card_is_live_by_its_calls_too(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED], calls=[Call(id="1", conversation_id=SEED.id, status="answered")])

    assert "Live · nobody joined yet" in conversation_card.show(ROW, over(api)).text


def test_where_calls_are_refused_the_members_decide(api: FakeApi, over: ServicesOver) -> None:
    api.report("calls", ForbiddenError(ProblemDetails(status=403)))

    assert "Live · 2 joined" in conversation_card.show(ROW, over(api)).text


@pytest.mark.parametrize(
    "error", [ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset"), DeadlineExceededError("slow")]
)
def test_where_calls_are_refused_an_empty_conversation_is_not_taken_for_open(
    error: CapiBotError, over: ServicesOver
) -> None:
    api = FakeApi(conversations=[EMPTY])
    assert "Open · nobody joined" in conversation_card.show(ROW, over(api)).text

    api.report("calls", error)
    assert "State not known · nobody joined" in conversation_card.show(ROW, over(api)).text


def test_late_calls_do_not_hold_the_card_back_and_it_is_not_taken_for_open(
    over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_card, "GRACE", 0.05)
    api = FakeApi(conversations=[EMPTY], calls=[Call(id="1", conversation_id=EMPTY.id, status="answered")])
    gate = api.hold("calls")

    text = conversation_card.show(ROW, over(api)).text

    assert not gate.is_set()
    gate.set()
    assert "State not known · nobody joined" in text
    assert "Live · nobody joined yet" in conversation_card.show(ROW, over(api)).text


def test_a_tab_that_is_longer_than_asked_for_is_cut(over: ServicesOver) -> None:
    many = [replace(SEED_MEMBERS[0], id=member_id(number)) for number in range(20)]
    api = FakeApi(conversations=[SEED], members={SEED.id: many}, beyond=5)

    assert conversation_card.show(replace(ROW, tab=Tab.MEMBERS), over(api)).text.count("\nphone · ") == 8


def test_a_conversation_that_is_gone_is_not_found(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(NotFoundError):
        conversation_card.answer_command(Command(name="conversation", argument=conversation_id(404)), over(api))


def test_junk_is_refused_before_anything_is_read(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    for listener in (
        conversation_card.open_from_row,
        conversation_card.turn_page,
        conversation_card.open_members,
        conversation_card.open_events,
        conversation_card.narrow_events,
        conversation_card.close_tab,
    ):
        with pytest.raises(UserError, match="can no longer be read"):
            listener(pressed(Action.CARD_REFRESH, "junk"), over(api))

    assert api.asked == []
