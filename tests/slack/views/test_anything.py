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
from capi_bot.capi.recap import recap
from capi_bot.capi.spotting import Spotted
from capi_bot.capi.story.dispatch import CATALOGUE
from capi_bot.capi.survey import Sight, Survey
from capi_bot.errors import UserError
from capi_bot.slack.commands import listing
from capi_bot.slack.limits import problems
from capi_bot.slack.listeners.cards import MEMBERS_IN_CARD
from capi_bot.slack.listeners.conversations import MEMBERS_IN_ROW
from capi_bot.slack.replies import Message
from capi_bot.slack.saved import Saved
from capi_bot.slack.state import (
    HomeState,
    ListState,
    Panel,
    PeopleState,
    Tab,
    UserState,
    pack_list,
    pack_panel,
    pack_people,
    pack_user,
)
from capi_bot.slack.views import cards, conversations, home, kit, lookup, people, search, sharing, users
from capi_bot.slack.views.panels import TabView
from capi_bot.slack.views.walking import Pace, Walk
from tests.slack.casts import CASTS, HOSTILE, LONGEST
from tests.slack.fillings import NOW, Cast, Filling, conversation_id, filled, user_id

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


def _reached(carried: str, cast: Cast) -> dict[str, Any]:
    """Be on the cast's page where a button's value has room to lead there, else on the first."""
    return {"cursor": cast.cursor, "number": cast.number} if len(carried) <= kit.BUTTON_VALUE else {}


def _list(cast: Cast, tab: Tab | None, *, private: bool = False, pushed_off: bool = False) -> Message:
    shown = pushed_off and replace(cast.opened, conversation=replace(cast.opened.conversation, id=conversation_id(77)))
    opened = shown or cast.opened
    state = ListState(cursor=cast.cursor, number=cast.number, private=private)
    state = ListState(**_reached(pack_list(state), cast), private=private)
    panel = Panel(conversation_id=opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    panel = Panel(conversation_id=opened.conversation.id, tab=tab, **_reached(pack_panel(panel), cast))
    glances = (shown, *cast.glances) if shown else cast.glances
    state = replace(state, panel=panel if tab else None)
    drawn = conversations.listing(cast.conversations, glances, state, _tab(cast, tab, MEMBERS_IN_ROW), NOW)
    return sharing.shareable(drawn) if private else drawn


def _card(cast: Cast, tab: Tab | None, *, download: bool = False, rich: bool = False) -> Message:
    panel = Panel(conversation_id=cast.opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    panel = Panel(conversation_id=cast.opened.conversation.id, tab=tab, **_reached(pack_panel(panel), cast))
    told = recap(cast.opened.conversation, cast.members.items, cast.events.page.items, (), now=NOW)
    extras = cards.Extras(recap=told, download=download, rich=rich)
    return cards.card(cast.opened, panel, _tab(cast, tab, MEMBERS_IN_CARD), NOW, extras)


def _people(cast: Cast, words: str) -> Message:
    found = tuple(replace(cast.facts.user, id=user_id(number)) for number in range(people.PAGE))
    state = PeopleState(words=words, cursor=cast.cursor, number=cast.number)
    state = PeopleState(words=words, **_reached(pack_people(state), cast))
    page = Page(items=found, next=cast.conversations.next, prev=cast.conversations.prev)
    return people.people(page, state, Walk(looked=99_999, pace=Pace.PAUSED), NOW)


def _home(cast: Cast, words: str) -> Message:
    sights = tuple(Sight(glance=row, when=NOW) for row in cast.glances)
    saved = tuple(Saved(text=f"{number} {words}"[: listing.LONGEST]) for number in range(home.SAVED + 1))
    facts = home.HomeFacts(survey=Survey(live=sights, ended=sights, looked=24, unknown=3), saved=saved)
    return home.home(facts, HomeState(), NOW)


def _lookup(cast: Cast, words: str) -> Message:
    user, rows = cast.facts.user, tuple(cast.glances[:3])
    things = (
        (Spotted(kind="conversation", text=conversation_id(1)), cast.opened),
        (Spotted(kind="user", text=user_id(1)), lookup.UserSeen(user=user, online=True)),
        *((Spotted(kind="member", text=member.id), member) for member in cast.members.items[:1]),
        (Spotted(kind="number", text="447700900111"), lookup.NumberSeen(glances=rows, more=2, user=user)),
        (Spotted(kind="conversation", text=conversation_id(9)), UserError(words)),
    )
    return lookup.found(dict(things), 99, NOW)


def _user(cast: Cast) -> Message:
    state = UserState(user_id=cast.facts.user.id, cursor=cast.cursor, number=cast.number)
    state = UserState(user_id=cast.facts.user.id, **_reached(pack_user(state), cast))
    return users.user(cast.facts, state, NOW)


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

    assert problems(drawn) == problems(sharing.shareable(drawn)) == ()


@pytest.mark.parametrize("cursor", CURSORS, ids=len)
@pytest.mark.parametrize("name", ["busy", "longest"])
def test_cursors_of_any_length_leave_room_for_a_user(name: str, cursor: str) -> None:
    drawn = _user(_with_cursors(CASTS[name], cursor))

    assert problems(drawn) == problems(sharing.shareable(drawn)) == ()


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
    asked = listing.Listing(words=words, party=party, oldest=oldest)
    try:
        listing.write(asked)
    except UserError:
        reject()

    assert problems(search.form(asked)) == ()
