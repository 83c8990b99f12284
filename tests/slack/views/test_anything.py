"""Whatever Vonage sends: Slack takes it, nobody is pinged, and there is room for it."""

from __future__ import annotations

from base64 import b64encode

from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.capi.models import ConversationState, MemberState
from capi_bot.capi.story.dispatch import CATALOGUE
from capi_bot.slack.limits import problems
from capi_bot.slack.replies import Message
from capi_bot.slack.state import ListState, Panel, Tab, UserState
from capi_bot.slack.views import cards, conversations, users
from tests.slack.casts import HOSTILE, LONGEST
from tests.slack.fillings import NOW, Cast, Filling, filled

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
KEYS = TEXTS | st.sampled_from(["user", "channel", "text", "message", "status", "digits", "reason", "statusHistory"])


@st.composite
def casts(draw: st.DrawFn) -> Cast:
    """Fill everything from outside with anything, beside cursors of the API's form in any length."""
    token = b64encode(draw(st.binary(max_size=75))).decode() or None
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


def _list(cast: Cast, tab: Tab | None) -> Message:
    panel = Panel(conversation_id=cast.opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    state = ListState(cursor=cast.cursor, number=cast.number, panel=panel if tab else None)
    drawn = {None: None, Tab.MEMBERS: cast.members_tab(3), Tab.EVENTS: cast.events}[tab]
    return conversations.listing(cast.conversations, cast.glances, state, drawn, NOW)


def _card(cast: Cast, tab: Tab | None) -> Message:
    panel = Panel(conversation_id=cast.opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    drawn = {None: None, Tab.MEMBERS: cast.members_tab(8), Tab.EVENTS: cast.events}[tab]
    return cards.card(cast.opened, panel, drawn, NOW)


@given(casts(), st.none() | st.sampled_from(Tab))
@settings(max_examples=60, deadline=None)
def test_any_list_can_be_posted(cast: Cast, tab: Tab | None) -> None:
    assert problems(_list(cast, tab)) == ()


@given(casts(), st.none() | st.sampled_from(Tab))
@settings(max_examples=60, deadline=None)
def test_any_card_can_be_posted(cast: Cast, tab: Tab | None) -> None:
    assert problems(_card(cast, tab)) == ()


@given(casts())
@settings(max_examples=40, deadline=None)
def test_any_user_can_be_posted(cast: Cast) -> None:
    state = UserState(user_id=cast.facts.user.id, cursor=cast.cursor, number=cast.number)

    assert problems(users.user(cast.facts, state, NOW)) == ()
