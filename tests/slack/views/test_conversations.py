from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from capi_bot.capi.models import Conversation, Page
from capi_bot.capi.overview import Glance, glance
from capi_bot.capi.presence import Liveness
from capi_bot.slack.ids import Action
from capi_bot.slack.limits import problems
from capi_bot.slack.listeners.conversations import MEMBERS_IN_ROW
from capi_bot.slack.replies import Message
from capi_bot.slack.state import ListState, Panel, Tab, unpack_list
from capi_bot.slack.views import conversations as view
from tests.slack.casts import CASTS, SEED
from tests.slack.fillings import NOW, Cast, conversation_id

ONE = Page(items=(SEED,))


def _opened(cast: Cast, tab: Tab) -> tuple[Page[Conversation], tuple[Glance, ...], ListState]:
    panel = Panel(conversation_id=cast.opened.conversation.id, tab=tab, cursor=cast.cursor, number=cast.number)
    state = ListState(cursor=cast.cursor, number=cast.number, panel=panel)
    return cast.conversations, tuple(cast.glances or [cast.opened]), state


def _buttons(message: Message) -> Mapping[str, dict[str, Any]]:
    drawn = [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]
    return {button["action_id"]: button for button in drawn}


def test_the_list_is_drawn_closed(cast: Cast, golden: Callable[[Message], None]) -> None:
    state = ListState(cursor=cast.cursor, number=cast.number)

    golden(view.listing(cast.conversations, cast.glances, state, None, NOW))


def test_the_list_is_drawn_with_a_rows_members(cast: Cast, golden: Callable[[Message], None]) -> None:
    page, glances, state = _opened(cast, Tab.MEMBERS)

    golden(view.listing(page, glances, state, cast.members_tab(MEMBERS_IN_ROW), NOW))


def test_the_list_is_drawn_with_a_rows_events(cast: Cast, golden: Callable[[Message], None]) -> None:
    page, glances, state = _opened(cast, Tab.EVENTS)

    golden(view.listing(page, glances, state, cast.events, NOW))


@pytest.mark.parametrize("tab", [None, *Tab])
def test_a_full_list_keeps_ten_rows_whatever_is_written_in_them(tab: Tab | None) -> None:
    cast = CASTS["hostile"]
    page, glances, state = _opened(cast, tab) if tab else (cast.conversations, cast.glances, ListState())

    drawn = view.listing(page, glances, state, cast.members_tab(3) if tab is Tab.MEMBERS else cast.events, NOW)

    assert sum("block_id" in block or Action.ROW_CARD in str(block) for block in drawn.blocks) == 10
    assert problems(drawn) == ()


def test_an_empty_application_is_told_from_an_empty_page() -> None:
    first = view.listing(Page(), (), ListState(), None, NOW)
    later = view.listing(Page(), (), ListState(cursor="c", number=3), None, NOW)

    assert "There are no conversations yet." in first.text
    assert "nothing on this page any more" in later.text


def test_the_first_page_has_no_way_back_and_the_last_no_way_on() -> None:
    only = view.listing(ONE, [glance(SEED, None, ())], ListState(), None, NOW)

    assert Action.LIST_PREVIOUS not in _buttons(only)
    assert Action.LIST_NEXT not in _buttons(only)


def test_next_and_previous_carry_the_neighbours_cursor_and_number() -> None:
    page = Page(items=(SEED,), next="forth", prev="back")
    drawn = _buttons(view.listing(page, [glance(SEED, None, ())], ListState(cursor="here", number=5), None, NOW))

    assert unpack_list(drawn[Action.LIST_PREVIOUS]["value"]) == ListState(cursor="back", number=4)
    assert unpack_list(drawn[Action.LIST_NEXT]["value"]) == ListState(cursor="forth", number=6)
    assert unpack_list(drawn[Action.LIST_REFRESH]["value"]) == ListState(cursor="here", number=5)


def test_a_rows_buttons_carry_the_page_and_the_conversation_in_their_block() -> None:
    drawn = view.listing(ONE, [glance(SEED, None, ())], ListState(cursor="c", number=2), None, NOW)
    row = drawn.blocks[2]

    assert unpack_list(row["block_id"]) == ListState(cursor="c", number=2, panel=Panel(conversation_id=SEED.id))
    assert all("value" not in button for button in row["elements"])


def test_what_is_too_long_for_a_block_id_stands_in_the_buttons() -> None:
    state = ListState(cursor="+" * 100, number=2)
    row = view.listing(ONE, [glance(SEED, None, ())], state, None, NOW).blocks[2]

    assert "block_id" not in row
    assert {unpack_list(button["value"]).cursor for button in row["elements"]} == {"+" * 100}


@pytest.mark.parametrize(
    ("tab", "closing", "opening"),
    [
        (Tab.MEMBERS, "Hide members of row 1", "Events of row 1"),
        (Tab.EVENTS, "Hide events of row 1", "Members of row 1"),
    ],
)
def test_the_current_tab_is_primary_and_closes_the_other_opens(tab: Tab, closing: str, opening: str) -> None:
    page, glances, state = _opened(CASTS["busy"], tab)
    row = view.listing(page, glances, state, CASTS["busy"].events, NOW).blocks[2]["elements"]
    (current,) = [button for button in row if button.get("style") == "primary"]

    assert (current["action_id"], current["accessibility_label"]) == (Action.ROW_CLOSE, closing)
    assert opening in {button["accessibility_label"] for button in row}


def test_a_row_that_is_not_on_the_page_any_more_opens_nothing() -> None:
    state = ListState(panel=Panel(conversation_id=conversation_id(404), tab=Tab.EVENTS))
    drawn = view.listing(ONE, [glance(SEED, None, ())], state, CASTS["busy"].events, NOW)

    assert Action.ROW_CLOSE not in _buttons(drawn)
    assert len(drawn.blocks) == 4


@pytest.mark.parametrize(
    ("liveness", "joined", "said"),
    [
        (Liveness.LIVE, 2, "2 joined"),
        (Liveness.OPEN, 0, "nobody joined"),
        (Liveness.UNKNOWN, None, "members not known"),
        (Liveness.ENDED, None, ""),
    ],
)
def test_how_many_joined_is_said_only_where_it_is_known(liveness: Liveness, joined: int | None, said: str) -> None:
    assert view.joined(Glance(conversation=SEED, name="x", liveness=liveness, joined=joined)) == said
