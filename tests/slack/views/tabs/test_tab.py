from __future__ import annotations

import pytest

from capi_bot.capi.models import Page
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    Tab,
    TabState,
    decode_tab,
    encode_tab,
)
from capi_bot.slack.views.tabs import (
    EventsTab,
    MembersTab,
    TabButtons,
    TabView,
    draw_tab,
    without_page_links,
)
from tests.slack.sample_cases import SEED

PLACE = TabButtons(previous=Action.CARD_BACK, next=Action.CARD_ON, encode=encode_tab)
TURNED = [
    (MembersTab(page=Page(next="n", prev="p")), "Previous members", "More members"),
    (EventsTab(page=Page(next="n", prev="p"), members={}), "Newer", "Older"),
]


@pytest.mark.parametrize(("tab", "back", "on"), TURNED)
@pytest.mark.parametrize("only", ["", "audio"])
def test_the_way_back_and_on_keep_the_conversation_the_tab_and_what_it_is_narrowed_to(
    tab: TabView, back: str, on: str, only: str
) -> None:
    here = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=only, cursor="c", number=2)
    value = {
        button["text"]["text"]: decode_tab(button["value"]) for button in draw_tab(tab, here, PLACE)[-1]["elements"]
    }

    assert value == {
        back: TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=only, cursor="p", number=1),
        on: TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=only, cursor="n", number=3),
    }


@pytest.mark.parametrize("tab", [tab for tab, _, _ in TURNED])
def test_a_tab_can_do_without_its_other_pages(tab: TabView) -> None:
    (told,) = draw_tab(without_page_links(tab) or tab, TabState(conversation_id=SEED.id), PLACE)

    assert told["type"] == "section"


def test_where_there_is_no_tab_there_is_none_to_turn() -> None:
    assert without_page_links(None) is None
