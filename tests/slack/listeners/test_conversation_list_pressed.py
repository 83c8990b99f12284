from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from capi_bot.capi.models import Call, Conversation, Endpoint, MemberState
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import (
    NotFoundError,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    ListState,
    Tab,
    TabState,
    decode_list,
    encode_list,
)
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import actions, commands
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.interactions import look
from tests.slack.listeners.lists import (
    LISTED,
    SOON,
    carried_by_refresh,
    final_message,
    room,
    rows_of,
    somebody,
    text_of,
)
from tests.slack.sample_cases import SEED
from tests.slack.sample_values import NOW, conversation_id

ASK = Command(name="conversations")

ServicesOver = Callable[..., Services]
Pressed = Callable[..., BlockAction]


def test_opening_members_reads_four_in_full_and_keeps_the_page(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    here = ListState(cursor="0", number=4, tab_state=TabState(conversation_id=SEED.id))
    reply = actions.open_row_members(pressed(Action.ROW_MEMBERS, encode_list(here)), over(seeded))

    text = text_of(reply)

    assert f"{LISTED} cursor=0" in seeded.requests
    assert f"members {SEED.id} page_size=100 order=asc" in seeded.requests
    assert len([asked for asked in seeded.requests if asked.startswith(f"member {SEED.id}")]) <= 3
    assert "· page 4" in text
    assert "+44 7700 000001 → +44 7700 000002" in text


def test_a_press_on_a_public_row_keeps_the_page_that_refresh_carries(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    row = encode_list(ListState(tab_state=TabState(conversation_id=SEED.id)))
    shown = ListState(cursor="0", number=4, tab_state=TabState(conversation_id=conversation_id(1), tab=Tab.EVENTS))
    reply = actions.open_row_events(pressed(Action.ROW_EVENTS, row, encode_list(shown)), over(seeded))

    assert carried_by_refresh(reply) == replace(shown, tab_state=TabState(conversation_id=SEED.id, tab=Tab.EVENTS))
    assert f"{LISTED} cursor=0" in seeded.requests
    assert f"events {conversation_id(1)} page_size=100 order=desc" not in seeded.requests


def test_closing_a_public_row_keeps_the_page_that_refresh_carries(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    row = encode_list(ListState(tab_state=TabState(conversation_id=SEED.id)))
    shown = ListState(cursor="0", number=4, tab_state=TabState(conversation_id=SEED.id, tab=Tab.EVENTS))
    reply = actions.close_row(pressed(Action.ROW_CLOSE, row, encode_list(shown)), over(seeded))

    assert carried_by_refresh(reply) == ListState(cursor="0", number=4)


def test_a_private_list_stays_private_and_its_rows_bring_the_page_themselves(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    first = commands.answer_conversations(replace(ASK, private=True), over(seeded))
    assert carried_by_refresh(first) == ListState(private=True)

    row = ListState(cursor="0", number=2, private=True, tab_state=TabState(conversation_id=SEED.id))
    reply = actions.open_row_members(pressed(Action.ROW_MEMBERS, encode_list(row)), over(seeded))
    assert carried_by_refresh(reply) == replace(row, tab_state=TabState(conversation_id=SEED.id, tab=Tab.MEMBERS))


def test_an_opened_row_that_newer_ones_pushed_off_its_page_is_read_by_itself_and_comes_first(
    over: ServicesOver, pressed: Pressed
) -> None:
    everybody = [room(number) for number in range(12)]
    api = FakeApi(conversations=everybody, members={conversation_id(0): [somebody(0, MemberState.JOINED)]})
    row = encode_list(ListState(tab_state=TabState(conversation_id=conversation_id(0))))
    message = final_message(actions.open_row_members(pressed(Action.ROW_MEMBERS, row), over(api)))
    rows, text = rows_of(message), message.text

    assert api.requests.count(f"conversation {conversation_id(0)}") == 1
    assert rows[:2] == ["🟢 Call 0", "🟡 Call 11"]
    assert len(rows) == 11
    assert "Live · 1 joined · no longer on this page" in text
    assert text.index("no longer on this page") < text.index("Agent 0") < text.index("Call 11")


def test_an_opened_row_that_is_still_on_its_page_is_not_read_again(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    row = encode_list(ListState(tab_state=TabState(conversation_id=SEED.id)))
    text = text_of(actions.open_row_members(pressed(Action.ROW_MEMBERS, row), over(seeded)))

    assert f"conversation {SEED.id}" not in seeded.requests
    assert "no longer on this page" not in text


def test_an_opened_row_beyond_the_end_of_a_page_that_is_too_long_is_one_that_left_it(
    over: ServicesOver, pressed: Pressed
) -> None:
    api = FakeApi(conversations=[room(number) for number in range(15)], extra_items=5)
    row = encode_list(ListState(tab_state=TabState(conversation_id=conversation_id(0))))
    text = text_of(actions.open_row_members(pressed(Action.ROW_MEMBERS, row), over(api)))

    assert text.count("no longer on this page") == 1
    assert text.index("Call 0\n") < text.index("Call 14\n")


def test_opening_events_reads_the_last_ten_and_the_members_they_speak_of(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    here = ListState(tab_state=TabState(conversation_id=SEED.id, tab=Tab.MEMBERS, cursor="3"))
    reply = actions.open_row_events(pressed(Action.ROW_EVENTS, encode_list(here)), over(seeded))

    lines = text_of(reply).splitlines()

    assert f"events {SEED.id} page_size=100 order=desc" in seeded.requests
    assert [line.partition(" UTC ")[2] for line in lines if line.startswith("09:26")][:2] == [
        "+44 7700 000001 joined by phone (calling +44 7700 000002)",
        "+44 7700 000003 is ringing",
    ]


def test_each_press_reads_afresh(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    services = over(seeded)
    action = pressed(Action.ROW_MEMBERS, encode_list(ListState(tab_state=TabState(conversation_id=SEED.id))))

    look(actions.open_row_members(action, services), SOON)
    look(actions.open_row_members(action, services), SOON)

    assert seeded.requests.count(LISTED) == 2


def test_turning_a_tab_keeps_the_list(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="4-8.", number=2)
    shown = ListState(cursor="0", number=4, tab_state=TabState(conversation_id=SEED.id, tab=Tab.EVENTS))
    action = pressed(Action.ROW_ON, encode_list(ListState(tab_state=panel)), encode_list(shown))

    reply = actions.turn_row_page(action, over(seeded))
    text = text_of(reply)

    assert carried_by_refresh(reply) == replace(shown, tab_state=panel)
    assert f"{LISTED} cursor=0" in seeded.requests
    assert f"events {SEED.id} page_size=100 order=desc" in seeded.requests
    assert "+44 7700 000003 answered" in text
    assert "+44 7700 000001 has audio on" not in text


def test_a_menu_narrows_the_events_of_the_open_row_from_the_newest_on(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    tab = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="4-8.", number=2)
    list_state = ListState(cursor="0", number=4, tab_state=tab)
    action = pressed(Action.ROW_GROUP, encode_list(ListState(tab_state=tab)), encode_list(list_state))

    reply = actions.narrow_row_events(replace(action, selected="call"), over(seeded))

    narrowed = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter="call")
    assert carried_by_refresh(reply) == replace(list_state, tab_state=narrowed)
    assert "+44 7700 000003 answered" in text_of(reply)


def test_closing_a_row_reads_no_tab_and_keeps_the_page(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    panel = TabState(conversation_id=SEED.id, tab=Tab.EVENTS)
    action = pressed(Action.ROW_CLOSE, encode_list(ListState(cursor="0", number=2, tab_state=panel)))

    message, _ = look(actions.close_row(action, over(seeded)), SOON)
    refresh = next(button for button in message.blocks[-1]["elements"] if button["action_id"] == Action.LIST_REFRESH)

    assert not [read for read in seeded.requests if read.startswith("events")]
    assert decode_list(refresh["value"]) == ListState(cursor="0", number=2)


def _call_over(name: str) -> Call:
    ends = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
    began = NOW - timedelta(minutes=5)
    return Call(
        id="leg-over",
        conversation_id=name,
        status="completed",
        direction="inbound",
        from_=ends[0],
        to=ends[1],
        started=began,
        ended=began + timedelta(seconds=38),
        duration=30,
    )


@pytest.mark.parametrize("asked", [ListFilter(), ListFilter(state=Liveness.LIVE)])
@pytest.mark.parametrize("listener", [actions.open_row_members, actions.open_row_events])
def test_a_row_whose_call_has_ended_turns_to_its_end_where_it_is_opened(
    over: ServicesOver, pressed: Pressed, listener: Callable[..., PendingReply], asked: ListFilter
) -> None:
    name = conversation_id(404)
    live = replace(_call_over(name), status="answered", ended=None, duration=None)
    services = over(FakeApi(conversations=[Conversation(id=name, created=NOW)], calls=[live]))
    shown = commands.answer_conversations(replace(ASK, filters=asked), services)
    assert "🟢 +44 7700 000001 → +44 7700 000002" in text_of(shown)
    ended = replace(services, api=FakeApi(calls=[_call_over(name)]))
    state = ListState(filters=asked, tab_state=TabState(conversation_id=name))
    message = final_message(listener(pressed(Action.ROW_MEMBERS, encode_list(state)), ended))

    assert "⚫ +44 7700 000001 → +44 7700 000002\nEnded 4 min ago" in message.text
    assert "after 38 s · nobody answered" in message.text
    assert "Live" not in message.text.partition("⚫")[2]


def test_what_the_list_of_calls_has_of_an_opened_row_that_is_gone_is_read_once(
    over: ServicesOver, pressed: Pressed
) -> None:
    api, name = FakeApi(calls=[_call_over(conversation_id(404))]), conversation_id(404)
    state = ListState(tab_state=TabState(conversation_id=name))
    final_message(actions.open_row_members(pressed(Action.ROW_MEMBERS, encode_list(state)), over(api)))
    assert [request for request in api.requests if request.startswith("call_log")] == [
        f"call_log {name} page_size=100 order=desc"
    ]


def test_a_row_of_which_nothing_is_known_any_more_is_not_found(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    action = pressed(
        Action.ROW_MEMBERS, encode_list(ListState(tab_state=TabState(conversation_id=conversation_id(404))))
    )

    with pytest.raises(NotFoundError):
        look(actions.open_row_members(action, over(seeded)), SOON)


def test_a_press_that_names_no_row_opens_none(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    reply = actions.open_row_members(pressed(Action.ROW_MEMBERS, encode_list(ListState())), over(seeded))

    assert "Hide members" not in str(look(reply, SOON)[0].blocks)


@pytest.mark.parametrize(
    "listener",
    [
        actions.turn_list_page,
        actions.turn_row_page,
        actions.open_row_members,
        actions.open_row_events,
        actions.close_row,
    ],
)
def test_junk_is_refused_before_anything_is_read(
    listener: Callable[[BlockAction, Services], PendingReply], seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        listener(pressed(Action.ROW_MEMBERS, "junk"), over(seeded))

    assert seeded.requests == []
