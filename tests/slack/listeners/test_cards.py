from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.capi.models import Call, ConversationState
from capi_bot.errors import (
    CapiBotError,
    NotAllowedError,
    NotFoundError,
    Refusal,
    TooSlowError,
    UnreachableError,
    UserError,
)
from capi_bot.slack.commands import Ask
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import cards
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, Panel, Tab, pack_list, pack_panel, unpack_panel
from tests.fakes import FakeApi
from tests.slack.casts import SEED, SEED_EVENTS, SEED_MEMBERS
from tests.slack.fillings import conversation_id, member_id

ServicesOver = Callable[[FakeApi], Services]
Pressed = Callable[[Action, str], Click]

FACTS = [
    f"calls {SEED.id} page_size=100",
    f"conversation {SEED.id}",
    f"members {SEED.id} page_size=100 order=asc",
]
MEMBERS = [*FACTS, f"members_in_full {SEED.id} page_size=8 order=asc"]
EVENTS = [*FACTS, f"events {SEED.id} page_size=10 order=desc", f"members {SEED.id} page_size=100 order=asc"]
NAMING = f"member {SEED.id} member_id={SEED_MEMBERS[0].id}"
ROW = Panel(conversation_id=SEED.id)
EMPTY = replace(SEED, state=ConversationState.ACTIVE, members=None)


@pytest.fixture
def api() -> FakeApi:
    return FakeApi(conversations=[SEED], members={SEED.id: SEED_MEMBERS}, events={SEED.id: SEED_EVENTS})


def _closing(message: Message) -> list[str]:
    """Name the tab that is open."""
    buttons = [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]
    return [button["text"]["text"] for button in buttons if button["action_id"] == Action.CARD_CLOSE]


def test_a_card_that_is_asked_for_opens_at_its_members(api: FakeApi, over: ServicesOver) -> None:
    message = cards.asked(Ask(name="conversation", argument=SEED.id), over(api))

    assert sorted(api.asked) == sorted(MEMBERS)
    assert _closing(message) == ["Members"]
    assert "2 joined" in message.text
    assert "Time to live: 2 days (172800 s)" in message.text


def test_a_card_of_a_row_opens_at_its_members_whatever_the_row_showed(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    row = ListState(cursor="9", number=2, panel=Panel(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="5", number=2))
    cards.from_row(pressed(Action.ROW_CARD, pack_list(row)), over(api))

    assert sorted(api.asked) == sorted(MEMBERS)


def test_a_row_that_names_no_conversation_is_refused(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        cards.from_row(pressed(Action.ROW_CARD, pack_list(ListState())), over(api))


def test_a_card_of_a_users_conversation_opens_at_its_members(
    api: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    cards.from_user(pressed(Action.USER_CARD, pack_panel(ROW)), over(api))

    assert sorted(api.asked) == sorted(MEMBERS)


def test_the_events_tab_reads_events_and_whom_they_speak_of(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    message = cards.events(pressed(Action.CARD_EVENTS, pack_panel(ROW)), over(api))

    assert sorted(api.asked) == sorted([*EVENTS, NAMING])
    assert _closing(message) == ["Events"]
    assert message.text.index("is ringing") < message.text.index("answered")


def test_the_members_tab_reads_members_in_full(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    message = cards.members(pressed(Action.CARD_MEMBERS, pack_panel(ROW)), over(api))

    assert sorted(api.asked) == sorted(MEMBERS)
    assert "Joined · phone · 447700000001 → 447700000002" in message.text


def test_a_closed_card_reads_no_tab(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    message = cards.close(pressed(Action.CARD_CLOSE, pack_panel(ROW)), over(api))

    assert sorted(api.asked) == sorted([*FACTS, NAMING])
    assert _closing(message) == []


def test_refresh_keeps_the_tab_and_its_page(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = Panel(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="2", number=2)
    message = cards.turn(pressed(Action.CARD_REFRESH, pack_panel(panel)), over(api))

    assert f"events {SEED.id} page_size=10 order=desc cursor=2" in api.asked
    assert unpack_panel(message.blocks[2]["elements"][-1]["value"]) == panel


def test_a_card_is_live_by_its_calls_too(over: ServicesOver) -> None:
    api = FakeApi(conversations=[SEED], calls=[Call(id="1", conversation_id=SEED.id, status="answered")])

    assert "Live · nobody joined yet" in cards.show(ROW, over(api)).text


def test_where_calls_are_refused_the_members_decide(api: FakeApi, over: ServicesOver) -> None:
    api.fail("calls", NotAllowedError(Refusal(status=403)))

    assert "Live · 2 joined" in cards.show(ROW, over(api)).text


@pytest.mark.parametrize(
    "error", [NotAllowedError(Refusal(status=403)), UnreachableError("reset"), TooSlowError("slow")]
)
def test_where_calls_are_refused_an_empty_conversation_is_not_taken_for_open(
    error: CapiBotError, over: ServicesOver
) -> None:
    api = FakeApi(conversations=[EMPTY])
    assert "Open · nobody joined" in cards.show(ROW, over(api)).text

    api.fail("calls", error)
    assert "State not known · nobody joined" in cards.show(ROW, over(api)).text


def test_late_calls_do_not_hold_the_card_back_and_it_is_not_taken_for_open(
    over: ServicesOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "GRACE", 0.05)
    api = FakeApi(conversations=[EMPTY], calls=[Call(id="1", conversation_id=EMPTY.id, status="answered")])
    gate = api.hold("calls")

    text = cards.show(ROW, over(api)).text

    assert not gate.is_set()
    gate.set()
    assert "State not known · nobody joined" in text
    assert "Live · nobody joined yet" in cards.show(ROW, over(api)).text


def test_a_tab_that_is_longer_than_asked_for_is_cut(over: ServicesOver) -> None:
    many = [replace(SEED_MEMBERS[0], id=member_id(number)) for number in range(20)]
    events = [replace(SEED_EVENTS[0], id=number) for number in range(30)]
    api = FakeApi(conversations=[SEED], members={SEED.id: many}, events={SEED.id: events}, beyond=5)

    assert cards.show(replace(ROW, tab=Tab.MEMBERS), over(api)).text.count("Joined · phone") == 8
    assert cards.show(replace(ROW, tab=Tab.EVENTS), over(api)).text.count("joined by phone") == 10


def test_a_conversation_that_is_gone_is_not_found(api: FakeApi, over: ServicesOver) -> None:
    with pytest.raises(NotFoundError):
        cards.asked(Ask(name="conversation", argument=conversation_id(404)), over(api))


def test_junk_is_refused_before_anything_is_read(api: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    for listener in (cards.from_row, cards.from_user, cards.turn, cards.members, cards.events, cards.close):
        with pytest.raises(UserError, match="can no longer be read"):
            listener(pressed(Action.CARD_REFRESH, "junk"), over(api))

    assert api.asked == []
