from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.capi.models import Conversation, ConversationState
from capi_bot.slack.listeners.cards import MEMBERS_IN_CARD
from capi_bot.slack.replies import Message
from capi_bot.slack.state import Panel, Tab, unpack_panel
from capi_bot.slack.views import cards as view
from tests.slack.casts import CASTS
from tests.slack.fillings import NOW, Cast, conversation_id, seen

FACTS = ["ID", "Name", "Display name", "State", "Created", "Updated", "Time to live", "Sequence number"]


def _panel(cast: Cast, tab: Tab | None) -> Panel:
    if tab is None:
        return Panel(conversation_id=cast.opened.conversation.id)
    return Panel(conversation_id=cast.opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)


def test_the_card_is_drawn_closed(cast: Cast, golden: Callable[[Message], None]) -> None:
    golden(view.card(cast.opened, _panel(cast, None), None, NOW))


def test_the_card_is_drawn_with_its_members(cast: Cast, golden: Callable[[Message], None]) -> None:
    golden(view.card(cast.opened, _panel(cast, Tab.MEMBERS), cast.members_tab(MEMBERS_IN_CARD), NOW))


def test_the_card_is_drawn_with_its_events(cast: Cast, golden: Callable[[Message], None]) -> None:
    golden(view.card(cast.opened, _panel(cast, Tab.EVENTS), cast.events, NOW))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (172_800, "2 days (172800 s)"),
        (86_400, "1 day (86400 s)"),
        (3600, "1 hour (3600 s)"),
        (90, "90 s"),
        (60, "1 minute (60 s)"),
        (0, "0 s"),
        (-60, "-60 s"),
    ],
)
def test_a_time_to_live_is_said_in_its_largest_whole_unit(seconds: int, said: str) -> None:
    assert view.lasting(seconds) == said


def test_a_destroyed_conversation_says_when() -> None:
    told = Conversation(id=conversation_id(1), destroyed=NOW, state=ConversationState.DELETED)
    text = view.card(seen(told, None, ()), Panel(conversation_id=told.id), None, NOW).text

    assert "Destroyed: 2018-10-25 09:27 UTC" in text
    assert "Ended" in text


def test_the_facts_stand_in_fields_and_are_read_out_as_name_and_value() -> None:
    told = Conversation(
        id=conversation_id(1),
        name="front-door",
        display_name="Front door",
        state=ConversationState.ACTIVE,
        created=NOW,
        updated=NOW,
        ttl=60,
        sequence_number=7,
    )
    drawn = view.card(seen(told, (), ()), Panel(conversation_id=told.id), None, NOW)

    assert [field["text"].partition("\n")[0] for field in drawn.blocks[1]["fields"]] == [f"*{name}*" for name in FACTS]
    assert drawn.text.splitlines()[2:10] == [
        f"ID: {told.id}",
        "Name: front-door",
        "Display name: Front door",
        "State: Active",
        "Created: 2018-10-25 09:27 UTC",
        "Updated: 2018-10-25 09:27 UTC",
        "Time to live: 1 minute (60 s)",
        "Sequence number: 7",
    ]


def test_a_fact_that_is_not_given_is_a_dash() -> None:
    told = Conversation(id=conversation_id(1))
    text = view.card(seen(told, None, ()), Panel(conversation_id=told.id), None, NOW).text

    assert text.splitlines()[2:10] == [f"ID: {told.id}", *(f"{name}: —" for name in FACTS[1:])]


def test_refresh_carries_the_open_tab_and_its_page() -> None:
    cast = CASTS["busy"]
    panel = Panel(conversation_id=cast.opened.conversation.id, tab=Tab.EVENTS, cursor="c")
    refresh = view.card(cast.opened, panel, cast.events, NOW).blocks[2]["elements"][2]

    assert unpack_panel(refresh["value"]) == panel
