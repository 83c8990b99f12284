from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.domain.liveness import Liveness
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, decode_list
from capi_bot.slack.commands import EVERYTHING, ListFilter
from capi_bot.slack.commands.time_ranges import PRESETS
from capi_bot.slack.views import block_kit, list_controls
from tests.slack.views.conftest import Golden

ASKED = {
    "empty": EVERYTHING,
    "busy": ListFilter(state=Liveness.ENDED, since="today", oldest=True, party="Ada", words=("tyre",)),
    "longest": ListFilter(since="2026-11-01..2026-11-03", words=("W" * 70,)),
    "hostile": ListFilter(party="<!channel>", words=("*bold*", "_x_")),
}
NARROW = ListFilter(state=Liveness.LIVE, since="2h", oldest=True, party="447700000001", words=("repair",))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (EVERYTHING, "*Conversations*, newest first"),
        (ListFilter(state=Liveness.OPEN), "*Conversations*, open, newest first"),
        (ListFilter(oldest=True), "*Conversations*, oldest first"),
        (ListFilter(party="Ada Lovelace"), "*Conversations*, with *Ada Lovelace*, newest first"),
        (ListFilter(words=("tyre", "order")), "*Conversations*, named *tyre order*, newest first"),
    ],
)
def test_a_heading_says_what_is_listed(asked: ListFilter, words: str) -> None:
    assert list_controls.heading(asked, block_kit.NAME_WIDTH) == words


def test_a_heading_cannot_ping_or_format() -> None:
    told = list_controls.heading(ListFilter(party="<!channel>", words=("*bold*",)), block_kit.NAME_WIDTH)

    assert "<!" not in told
    assert "**" not in told


def test_menus_show_what_is_chosen_and_carry_what_is_asked() -> None:
    block = list_controls.menus(ListState(filters=NARROW, cursor="c", number=3, private=True))
    selected = [menu["initial_option"]["value"] for menu in block["elements"]]

    assert selected == [Liveness.LIVE, "2h", list_controls.OLDEST]
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


@pytest.mark.parametrize("asked", SCRIPTS)
def test_the_id_of_a_block_holds_any_filters_whole(asked: ListFilter) -> None:
    block = list_controls.menus(ListState(filters=asked, private=True))

    assert len(block["block_id"]) <= block_kit.MAX_BLOCK_ID
    assert decode_list(block["block_id"]).filters == asked


def test_a_span_that_is_not_in_the_menu_is_one_more_choice() -> None:
    usual, own = (
        list_controls.menus(ListState(filters=ListFilter(since=since)))["elements"][1] for since in ("", "2h")
    )

    assert len(usual["options"]) == len(PRESETS)
    assert usual["initial_option"]["value"] == list_controls.ANY_TIME
    assert own["options"][:-1] == usual["options"]
    assert own["initial_option"] == own["options"][-1]


@pytest.mark.parametrize(
    ("action", "value", "asked"),
    [
        (Action.LIST_STATE, "open", replace(NARROW, state=Liveness.OPEN)),
        (Action.LIST_STATE, list_controls.ALL, replace(NARROW, state=None)),
        (Action.LIST_STATE, "junk", replace(NARROW, state=None)),
        (Action.LIST_SINCE, "7d", replace(NARROW, since="7d")),
        (Action.LIST_SINCE, list_controls.ANY_TIME, replace(NARROW, since="")),
        (Action.LIST_ORDER, list_controls.NEWEST, replace(NARROW, oldest=False)),
        (Action.LIST_ORDER, list_controls.OLDEST, NARROW),
    ],
)
def test_choosing_changes_one_thing(action: Action, value: str, asked: ListFilter) -> None:
    assert list_controls.apply_selection(NARROW, action, value) == asked


@pytest.mark.parametrize("case", ASKED)
def test_the_filters_of_a_list_are_drawn(case: str, golden: Golden) -> None:
    asked = ASKED[case]
    heading, menus = (
        block_kit.section(list_controls.heading(asked, block_kit.NAME_WIDTH)),
        list_controls.menus(ListState(filters=asked)),
    )

    golden(block_kit.message(heading, menus, block_kit.actions(*list_controls.buttons(asked))))


def test_only_a_list_that_is_narrowed_can_be_saved() -> None:
    assert [button["action_id"] for button in list_controls.buttons(EVERYTHING)] == [Action.LIST_SEARCH]
    assert [button["action_id"] for button in list_controls.buttons(NARROW)] == [Action.LIST_SEARCH, Action.LIST_SAVE]
    assert decode_list(list_controls.buttons(NARROW)[1]["value"]).filters == NARROW
