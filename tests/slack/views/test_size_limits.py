"""Slack's limits for views in which everything is long: texts, pages of rows and tabs, and the cursors in buttons."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from capi_bot.slack.button_state import ListState, Tab, TabState, UserState, encode_list, encode_tab, encode_user
from capi_bot.slack.loaders.conversation import MEMBERS_IN_CARD
from capi_bot.slack.loaders.tabs import MEMBERS_IN_ROW
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit, conversation_card, conversation_list, sharing, users
from capi_bot.slack.views.tabs import TabView
from tests.block_kit import problems
from tests.slack.sample_cases import VIEW_INPUTS
from tests.slack.sample_values import NOW, ViewInputs, conversation_id

CURSORS = ("a" * 44, "+" * 100, "a" * 400, "+" * 600, "a" * 1500, "a" * 1930, "a" * 2000)
"""Cursors from the shortest that Vonage gives to more than a button carries, also of what is carried as three."""


def _with_cursors(inputs: ViewInputs, cursor: str) -> ViewInputs:
    neighbours = {"next": cursor, "prev": cursor}
    return replace(
        inputs,
        conversations=replace(inputs.conversations, **neighbours),
        members=replace(inputs.members, **neighbours),
        events=replace(inputs.events, page=replace(inputs.events.page, **neighbours)),
        facts=replace(
            inputs.facts, memberships=inputs.facts.memberships and replace(inputs.facts.memberships, **neighbours)
        ),
        cursor=cursor,
        number=99_999,
    )


def _tab(inputs: ViewInputs, tab: Tab | None, members: int) -> TabView | None:
    return {None: None, Tab.MEMBERS: inputs.members_tab(members), Tab.EVENTS: inputs.events}[tab]


def _reached(value: str, inputs: ViewInputs) -> dict[str, Any]:
    """Return the case's page where a button's value has room for its cursor, else the first page."""
    return {"cursor": inputs.cursor, "number": inputs.number} if len(value) <= block_kit.MAX_BUTTON_VALUE else {}


def _list(inputs: ViewInputs, tab: Tab | None, *, private: bool, pushed_off: bool) -> Message:
    shown = pushed_off and replace(
        inputs.opened, conversation=replace(inputs.opened.conversation, id=conversation_id(77))
    )
    opened = shown or inputs.opened
    state = ListState(cursor=inputs.cursor, number=inputs.number, private=private)
    state = ListState(**_reached(encode_list(state), inputs), private=private)
    panel = TabState(conversation_id=opened.conversation.id, tab=tab, cursor=inputs.cursor, number=inputs.number)
    panel = TabState(conversation_id=opened.conversation.id, tab=tab, **_reached(encode_tab(panel), inputs))
    summaries = (shown, *inputs.summaries) if shown else inputs.summaries
    state = replace(state, tab_state=panel if tab else None)
    drawn = conversation_list.conversation_list(
        inputs.conversations, summaries, state, _tab(inputs, tab, MEMBERS_IN_ROW), NOW
    )
    return sharing.with_share_button(drawn) if private else drawn


def _card(inputs: ViewInputs, tab: Tab | None, *, download: bool, rich: bool) -> Message:
    panel = TabState(conversation_id=inputs.opened.conversation.id, tab=tab, cursor=inputs.cursor, number=inputs.number)
    panel = TabState(conversation_id=inputs.opened.conversation.id, tab=tab, **_reached(encode_tab(panel), inputs))
    extras = conversation_card.Extras(call_summary=inputs.call_summary(), download=download, rich=rich)
    return conversation_card.card(inputs.opened, panel, _tab(inputs, tab, MEMBERS_IN_CARD), NOW, extras)


def _user(inputs: ViewInputs) -> Message:
    state = UserState(user_id=inputs.facts.user.id, cursor=inputs.cursor, number=inputs.number)
    state = UserState(user_id=inputs.facts.user.id, **_reached(encode_user(state), inputs))
    return users.user(inputs.facts, state, NOW)


@pytest.fixture(params=["busy", "longest"])
def full(request: pytest.FixtureRequest) -> ViewInputs:
    return VIEW_INPUTS[request.param]


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("tab", [None, *Tab])
def test_cursors_of_any_length_leave_room_for_a_list(full: ViewInputs, tab: Tab | None, cursor: str) -> None:
    inputs = _with_cursors(full, cursor)

    for private, pushed_off in product((False, True), (False, True)):
        assert problems(_list(inputs, tab, private=private, pushed_off=pushed_off)) == ()


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("tab", [None, *Tab])
def test_cursors_of_any_length_leave_room_for_a_card(full: ViewInputs, tab: Tab | None, cursor: str) -> None:
    inputs = _with_cursors(full, cursor)

    for more in (False, True):
        drawn = _card(inputs, tab, download=more, rich=more)
        assert problems(drawn) == problems(sharing.with_share_button(drawn)) == ()


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
def test_cursors_of_any_length_leave_room_for_a_user(full: ViewInputs, cursor: str) -> None:
    drawn = _user(_with_cursors(full, cursor))

    assert problems(drawn) == problems(sharing.with_share_button(drawn)) == ()
