"""Slack's limits for views in which everything is long: texts, pages of rows and tabs, and the cursors in buttons."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from capi_bot.slack.button_state import ListState, Tab, TabState, UserState, encode_list, encode_tab, encode_user
from capi_bot.slack.listeners.conversation_card import MEMBERS_IN_CARD
from capi_bot.slack.listeners.conversation_list import MEMBERS_IN_ROW
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit, conversation_card, conversation_list, sharing, user_card
from capi_bot.slack.views.tabs import TabView
from tests.block_kit import problems
from tests.slack.sample_cases import CASTS
from tests.slack.sample_values import NOW, Cast, conversation_id

CURSORS = ("a" * 44, "+" * 100, "a" * 400, "+" * 600, "a" * 1500, "a" * 1930, "a" * 2000)
"""Cursors from the shortest that Vonage gives to more than a button carries, also of what is carried as three."""


def _with_cursors(cast: Cast, cursor: str) -> Cast:
    neighbours = {"next": cursor, "prev": cursor}
    return replace(
        cast,
        conversations=replace(cast.conversations, **neighbours),
        members=replace(cast.members, **neighbours),
        events=replace(cast.events, page=replace(cast.events.page, **neighbours)),
        facts=replace(cast.facts, memberships=cast.facts.memberships and replace(cast.facts.memberships, **neighbours)),
        cursor=cursor,
        number=99_999,
    )


def _tab(cast: Cast, tab: Tab | None, members: int) -> TabView | None:
    return {None: None, Tab.MEMBERS: cast.members_tab(members), Tab.EVENTS: cast.events}[tab]


def _reached(value: str, cast: Cast) -> dict[str, Any]:
    """Return the case's page where a button's value has room for its cursor, else the first page."""
    return {"cursor": cast.cursor, "number": cast.number} if len(value) <= block_kit.MAX_BUTTON_VALUE else {}


def _list(cast: Cast, tab: Tab | None, *, private: bool, pushed_off: bool) -> Message:
    shown = pushed_off and replace(cast.opened, conversation=replace(cast.opened.conversation, id=conversation_id(77)))
    opened = shown or cast.opened
    state = ListState(cursor=cast.cursor, number=cast.number, private=private)
    state = ListState(**_reached(encode_list(state), cast), private=private)
    panel = TabState(conversation_id=opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    panel = TabState(conversation_id=opened.conversation.id, tab=tab, **_reached(encode_tab(panel), cast))
    summaries = (shown, *cast.summaries) if shown else cast.summaries
    state = replace(state, tab_state=panel if tab else None)
    drawn = conversation_list.conversation_list(
        cast.conversations, summaries, state, _tab(cast, tab, MEMBERS_IN_ROW), NOW
    )
    return sharing.with_share_button(drawn) if private else drawn


def _card(cast: Cast, tab: Tab | None, *, download: bool, rich: bool) -> Message:
    panel = TabState(conversation_id=cast.opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    panel = TabState(conversation_id=cast.opened.conversation.id, tab=tab, **_reached(encode_tab(panel), cast))
    extras = conversation_card.Extras(call_summary=cast.recap(), download=download, rich=rich)
    return conversation_card.card(cast.opened, panel, _tab(cast, tab, MEMBERS_IN_CARD), NOW, extras)


def _user(cast: Cast) -> Message:
    state = UserState(user_id=cast.facts.user.id, cursor=cast.cursor, number=cast.number)
    state = UserState(user_id=cast.facts.user.id, **_reached(encode_user(state), cast))
    return user_card.user(cast.facts, state, NOW)


@pytest.fixture(params=["busy", "longest"])
def full(request: pytest.FixtureRequest) -> Cast:
    return CASTS[request.param]


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("tab", [None, *Tab])
def test_cursors_of_any_length_leave_room_for_a_list(full: Cast, tab: Tab | None, cursor: str) -> None:
    cast = _with_cursors(full, cursor)

    for private, pushed_off in product((False, True), (False, True)):
        assert problems(_list(cast, tab, private=private, pushed_off=pushed_off)) == ()


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("tab", [None, *Tab])
def test_cursors_of_any_length_leave_room_for_a_card(full: Cast, tab: Tab | None, cursor: str) -> None:
    cast = _with_cursors(full, cursor)

    for more in (False, True):
        drawn = _card(cast, tab, download=more, rich=more)
        assert problems(drawn) == problems(sharing.with_share_button(drawn)) == ()


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
def test_cursors_of_any_length_leave_room_for_a_user(full: Cast, cursor: str) -> None:
    drawn = _user(_with_cursors(full, cursor))

    assert problems(drawn) == problems(sharing.with_share_button(drawn)) == ()
