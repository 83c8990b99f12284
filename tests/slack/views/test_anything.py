"""Whatever Vonage sends: Slack takes it, nobody is pinged, and there is room for it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from capi_bot.capi.models import ConversationState, MemberState, Page
from capi_bot.domain.activity import Activity, ActivityEntry
from capi_bot.domain.call_summary import summarise_call
from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.id_extraction import ExtractedId
from capi_bot.domain.saved_filters import SavedFilter
from capi_bot.errors import UserError
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    Tab,
    TabState,
    UserListState,
    UserState,
    encode_list,
    encode_tab,
    encode_user,
    encode_user_list,
)
from capi_bot.slack.commands import list_filter
from capi_bot.slack.listeners.conversation_card import MEMBERS_IN_CARD
from capi_bot.slack.listeners.conversation_list import MEMBERS_IN_ROW
from capi_bot.slack.messages import Message
from capi_bot.slack.views import (
    block_kit,
    conversation_card,
    conversation_list,
    home,
    lookup,
    search_form,
    sharing,
    user_card,
    user_list,
)
from capi_bot.slack.views.search_progress import SearchPhase, SearchProgress
from capi_bot.slack.views.tabs import TabView
from tests.block_kit import problems
from tests.slack.sample_cases import CASTS, HOSTILE, LONGEST
from tests.slack.sample_values import (
    NOW,
    Cast,
    Filling,
    conversation_id,
    filled,
    user_id,
)

CURSORS = ("a" * 44, "+" * 100, "a" * 400, "+" * 600, "a" * 1500, "a" * 1930, "a" * 2000)
"""Cursors from the shortest that Vonage gives to more than a button carries, also of what is carried as three."""

TEXTS = st.text(max_size=100) | st.sampled_from(
    [
        "",
        HOSTILE,
        LONGEST,
        "&" * 5000,
        "*",
        "`",
        "_",
        ">",
        "\u202e",
        "\ud800",
        "👩\u200d👩\u200d👧" * 50,
        "日本" * 80,
        "payload",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
LONG = st.integers(min_value=76, max_value=1500).map(b"\xfb\xef\xbe".ljust)
KEYS = TEXTS | st.sampled_from(["user", "channel", "text", "message", "status", "digits", "reason", "statusHistory"])


@st.composite
def casts(draw: st.DrawFn) -> Cast:
    """Fill everything from outside with anything, beside cursors of the API's form in any length."""
    token = b64encode(draw(st.binary(max_size=75) | LONG)).decode() or None
    filling = Filling(
        texts=draw(st.lists(TEXTS, min_size=1, max_size=7)),
        cursor=lambda _letter: token,
        state=draw(st.sampled_from(ConversationState)),
        member_state=draw(st.sampled_from(MemberState)),
        known=draw(st.booleans()),
        event_types=draw(st.lists(st.sampled_from([*CATALOGUE, "custom:{}", "{}"]), min_size=1, max_size=10)),
        body=draw(st.dictionaries(KEYS, JSON, max_size=3)),
    )
    return filled(filling)


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
    """Be on the cast's page where a button's value has room to lead there, else on the first."""
    return {"cursor": cast.cursor, "number": cast.number} if len(value) <= block_kit.MAX_BUTTON_VALUE else {}


def _list(cast: Cast, tab: Tab | None, *, private: bool = False, pushed_off: bool = False) -> Message:
    shown = pushed_off and replace(cast.opened, conversation=replace(cast.opened.conversation, id=conversation_id(77)))
    opened = shown or cast.opened
    state = ListState(cursor=cast.cursor, number=cast.number, private=private)
    state = ListState(**_reached(encode_list(state), cast), private=private)
    tab_state = TabState(conversation_id=opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    tab_state = TabState(conversation_id=opened.conversation.id, tab=tab, **_reached(encode_tab(tab_state), cast))
    summaries = (shown, *cast.summaries) if shown else cast.summaries
    state = replace(state, tab_state=tab_state if tab else None)
    drawn = conversation_list.conversation_list(
        cast.conversations, summaries, state, _tab(cast, tab, MEMBERS_IN_ROW), NOW
    )
    return sharing.with_share_button(drawn) if private else drawn


def _card(cast: Cast, tab: Tab | None, *, download: bool = False, rich: bool = False) -> Message:
    tab_state = TabState(conversation_id=cast.opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    tab_state = TabState(conversation_id=cast.opened.conversation.id, tab=tab, **_reached(encode_tab(tab_state), cast))
    told = summarise_call(cast.opened.conversation, cast.members.items, cast.events.page.items, (), now=NOW)
    extras = conversation_card.Extras(call_summary=told, download=download, rich=rich)
    return conversation_card.card(cast.opened, tab_state, _tab(cast, tab, MEMBERS_IN_CARD), NOW, extras)


def _people(cast: Cast, words: str) -> Message:
    found = tuple(replace(cast.facts.user, id=user_id(number)) for number in range(user_list.USERS_PER_PAGE))
    state = UserListState(words=words, cursor=cast.cursor, number=cast.number)
    state = UserListState(words=words, **_reached(encode_user_list(state), cast))
    page = Page(items=found, next=cast.conversations.next, prev=cast.conversations.prev)
    return user_list.user_list(page, state, SearchProgress(scanned=99_999, phase=SearchPhase.PAUSED), NOW)


def _home(cast: Cast, words: str) -> Message:
    sights = tuple(ActivityEntry(summary=row, changed_at=NOW) for row in cast.summaries)
    saved = tuple(
        SavedFilter(text=f"{number} {words}"[: list_filter.MAX_FILTER_LENGTH]) for number in range(home.SAVED_ROWS + 1)
    )
    facts = home.HomeFacts(activity=Activity(live=sights, ended=sights, scanned=24, unknown_count=3), saved=saved)
    return home.home(facts, HomeState(), NOW)


def _lookup(cast: Cast, words: str) -> Message:
    user, rows = cast.facts.user, tuple(cast.summaries[:3])
    things = (
        (ExtractedId(kind="conversation", text=conversation_id(1)), cast.opened),
        (ExtractedId(kind="user", text=user_id(1)), lookup.FoundUser(user=user, online=True)),
        *((ExtractedId(kind="member", text=member.id), member) for member in cast.members.items[:1]),
        (ExtractedId(kind="number", text="447700900111"), lookup.FoundNumber(summaries=rows, more=2, user=user)),
        (ExtractedId(kind="conversation", text=conversation_id(9)), UserError(words)),
    )
    return lookup.lookup_results(dict(things), 99, NOW)


def _user(cast: Cast) -> Message:
    state = UserState(user_id=cast.facts.user.id, cursor=cast.cursor, number=cast.number)
    state = UserState(user_id=cast.facts.user.id, **_reached(encode_user(state), cast))
    return user_card.user(cast.facts, state, NOW)


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("tab", [None, *Tab])
@pytest.mark.parametrize("name", ["busy", "longest"])
def test_cursors_of_any_length_leave_room_for_a_list(name: str, tab: Tab | None, cursor: str) -> None:
    cast = _with_cursors(CASTS[name], cursor)

    for private, pushed_off in product((False, True), (False, True)):
        assert problems(_list(cast, tab, private=private, pushed_off=pushed_off)) == ()


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("tab", [None, *Tab])
@pytest.mark.parametrize("name", ["busy", "longest"])
def test_cursors_of_any_length_leave_room_for_a_card(name: str, tab: Tab | None, cursor: str) -> None:
    drawn = _card(_with_cursors(CASTS[name], cursor), tab)

    assert problems(drawn) == problems(sharing.with_share_button(drawn)) == ()


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("name", ["busy", "longest"])
def test_cursors_of_any_length_leave_room_for_a_user(name: str, cursor: str) -> None:
    drawn = _user(_with_cursors(CASTS[name], cursor))

    assert problems(drawn) == problems(sharing.with_share_button(drawn)) == ()


@given(casts(), st.none() | st.sampled_from(Tab), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_list_can_be_posted(cast: Cast, tab: Tab | None, private: bool, pushed_off: bool) -> None:  # noqa: FBT001 - drawn
    assert problems(_list(cast, tab, private=private, pushed_off=pushed_off)) == ()


@given(casts(), st.none() | st.sampled_from(Tab), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_card_can_be_posted(cast: Cast, tab: Tab | None, download: bool, rich: bool) -> None:  # noqa: FBT001 - drawn
    assert problems(_card(cast, tab, download=download, rich=rich)) == ()


@given(casts())
@settings(max_examples=40, deadline=None)
def test_any_user_can_be_posted(cast: Cast) -> None:
    assert problems(_user(cast)) == ()


@pytest.mark.parametrize("draw", [_people, _home, _lookup])
@given(casts(), TEXTS)
@settings(max_examples=30, deadline=None)
def test_whatever_is_found_can_be_posted(draw: Callable[[Cast, str], Message], cast: Cast, words: str) -> None:
    assert problems(draw(cast, words)) == ()


@given(st.lists(TEXTS, max_size=2).map(tuple), TEXTS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_search_can_be_asked_for_again(words: tuple[str, ...], party: str, oldest: bool) -> None:  # noqa: FBT001 - drawn
    asked = list_filter.ListFilter(words=words, party=party, oldest=oldest)
    try:
        list_filter.write_filter(asked)
    except UserError:
        reject()

    assert problems(search_form.form(asked)) == ()
