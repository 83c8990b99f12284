from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.capi.models import Page
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, decode_list
from capi_bot.slack.commands import EVERYTHING, ListFilter, list_filter
from capi_bot.slack.commands.time_ranges import PRESETS
from capi_bot.slack.views import block_kit, list_controls
from capi_bot.slack.views.list_controls import (
    ANY_STATE,
    ANY_TIME,
    NEWEST,
    OLDEST,
    PageButtons,
    page_buttons,
    without_page_links,
)
from tests.slack.views.conftest import Golden

FILTERS = {
    "empty": EVERYTHING,
    "busy": ListFilter(state=Liveness.ENDED, since="today", oldest=True, party="Ada", words=("tyre",)),
    "longest": ListFilter(since="2026-11-01..2026-11-03", words=("W" * 70,)),
    "hostile": ListFilter(party="<!channel>", words=("*bold*", "_x_")),
}
NARROW = ListFilter(state=Liveness.LIVE, since="2h", oldest=True, party="447700000001", words=("repair",))


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (EVERYTHING, "*Conversations*, newest first"),
        (ListFilter(state=Liveness.OPEN), "*Conversations*, idle, newest first"),
        (ListFilter(oldest=True), "*Conversations*, oldest first"),
        (ListFilter(party="Ada Lovelace"), "*Conversations*, with *Ada Lovelace*, newest first"),
        (ListFilter(words=("tyre", "order")), "*Conversations*, named *tyre order*, newest first"),
    ],
)
def test_a_heading_says_what_is_listed(filters: ListFilter, words: str) -> None:
    assert list_controls.heading(filters, block_kit.NAME_WIDTH) == words


def test_a_heading_escapes_mentions_and_formatting() -> None:
    heading = list_controls.heading(ListFilter(party="<!channel>", words=("*bold*",)), block_kit.NAME_WIDTH)

    assert "<!" not in heading
    assert "**" not in heading


def test_menus_show_the_current_filter_and_carry_it() -> None:
    block = list_controls.menus(ListState(filters=NARROW, cursor="c", number=3, private=True))
    selected = [menu["initial_option"]["value"] for menu in block["elements"]]

    assert selected == [Liveness.LIVE, "2h", OLDEST]
    assert decode_list(block["block_id"]) == ListState(filters=NARROW, private=True)


SCRIPTS = [
    ListFilter(
        party="株式会社サポート窓口の田中さん", words=("修理の問い合わせ", "東京本社コールセンター", "折り返し電話")
    ),
    ListFilter(
        since="2026-11-01..2026-11-03", words=("Техническая", "поддержка", "Санкт-Петербург"), party="Анна Каренина"
    ),
    ListFilter(words=("R&D", "100%", "a=b+c", "<b>", "x;y")),
    ListFilter(words=("&" * 20, "%" * 10)),
]


@pytest.mark.parametrize("filters", SCRIPTS)
def test_the_id_of_a_block_holds_any_filters_whole(filters: ListFilter) -> None:
    block = list_controls.menus(ListState(filters=filters, private=True))

    assert len(block["block_id"]) <= block_kit.MAX_BLOCK_ID
    assert decode_list(block["block_id"]).filters == filters


def test_a_time_range_that_is_no_preset_is_one_more_option() -> None:
    usual, own = (
        list_controls.menus(ListState(filters=ListFilter(since=since)))["elements"][1] for since in ("", "2h")
    )

    assert len(usual["options"]) == len(PRESETS)
    assert usual["initial_option"]["value"] == ANY_TIME
    assert own["options"][:-1] == usual["options"]
    assert own["initial_option"] == own["options"][-1]


@pytest.mark.parametrize(
    ("action", "value", "filters"),
    [
        (Action.LIST_STATE, "open", replace(NARROW, state=Liveness.OPEN)),
        (Action.LIST_STATE, ANY_STATE, replace(NARROW, state=None)),
        (Action.LIST_STATE, "junk", replace(NARROW, state=None)),
        (Action.LIST_SINCE, "7d", replace(NARROW, since="7d")),
        (Action.LIST_SINCE, ANY_TIME, replace(NARROW, since="")),
        (Action.LIST_ORDER, NEWEST, replace(NARROW, oldest=False)),
        (Action.LIST_ORDER, OLDEST, NARROW),
    ],
)
def test_a_selection_changes_one_criterion(action: Action, value: str, filters: ListFilter) -> None:
    assert list_controls.apply_selection(NARROW, action, value) == filters


def test_a_selection_that_makes_the_filter_too_long_for_buttons_is_rejected() -> None:
    filters = ListFilter(words=("x" * list_filter.MAX_FILTER_LENGTH,))

    with pytest.raises(UserError, match="too long"):
        list_controls.apply_selection(filters, Action.LIST_STATE, Liveness.OPEN)


@pytest.mark.parametrize("case", FILTERS)
def test_the_filters_of_a_list_are_drawn(case: str, golden: Golden) -> None:
    filters = FILTERS[case]
    heading, menus = (
        block_kit.section(list_controls.heading(filters, block_kit.NAME_WIDTH)),
        list_controls.menus(ListState(filters=filters)),
    )

    golden(block_kit.message(heading, menus, block_kit.actions(*list_controls.buttons(filters))))


def test_only_a_filtered_list_can_be_saved() -> None:
    assert [button["action_id"] for button in list_controls.buttons(EVERYTHING)] == [Action.LIST_SEARCH]
    assert [button["action_id"] for button in list_controls.buttons(NARROW)] == [Action.LIST_SEARCH, Action.LIST_SAVE]
    assert decode_list(list_controls.buttons(NARROW)[1]["value"]).filters == NARROW


BUTTONS = PageButtons(
    previous=Action.LIST_PREVIOUS,
    previous_text="Previous",
    next=Action.LIST_NEXT,
    next_text="Next",
    encode_page=lambda cursor, number: f"{cursor} {number}",
)


def _drawn(page: Page[object], number: int) -> list[tuple[str, str, str]]:
    return [
        (drawn["action_id"], drawn["text"]["text"], drawn["value"]) for drawn in page_buttons(page, number, BUTTONS)
    ]


def test_a_list_of_one_page_has_no_page_buttons() -> None:
    assert _drawn(Page(), 1) == []


def test_the_first_page_has_only_a_next_button_even_where_the_api_names_a_page_before() -> None:
    assert _drawn(Page(next="n", prev="p"), 1) == [("list.next", "Next", "n 2")]


def test_a_page_between_others_has_both_buttons() -> None:
    drawn = _drawn(Page(next="n", prev="p"), 5)

    assert drawn == [("list.previous", "Previous", "p 4"), ("list.next", "Next", "n 6")]


def test_a_cursor_that_is_too_long_for_a_button_has_no_button() -> None:
    assert _drawn(Page(next="n" * 1999, prev="p" * 1999), 5) == []
    assert [value for _, _, value in _drawn(Page(next="n" * 1998, prev="p" * 1999), 5)] == ["n" * 1998 + " 6"]


def test_a_page_without_links_keeps_its_items() -> None:
    assert without_page_links(Page(items=("a",), next="n", prev="p")) == Page(items=("a",))


@pytest.mark.parametrize(("number", "words"), [(2, "Previous"), (3, "First page")])
def test_without_a_link_to_the_page_before_previous_leads_to_the_first_page(number: int, words: str) -> None:
    assert _drawn(Page(), number) == [("list.previous", words, "None 1")]
