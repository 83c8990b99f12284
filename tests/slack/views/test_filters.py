from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.capi.presence import Liveness
from capi_bot.slack.commands import EVERYTHING, Listing
from capi_bot.slack.commands.spans import SPANS
from capi_bot.slack.ids import Action
from capi_bot.slack.state import ListState, unpack_list
from capi_bot.slack.views import filters, kit
from tests.slack.views.conftest import Golden

ASKED = {
    "empty": EVERYTHING,
    "busy": Listing(state=Liveness.ENDED, since="today", oldest=True, party="Ada", words=("tyre",)),
    "longest": Listing(since="2026-11-01..2026-11-03", words=("W" * 70,)),
    "hostile": Listing(party="<!channel>", words=("*bold*", "_x_")),
}
NARROW = Listing(state=Liveness.LIVE, since="2h", oldest=True, party="447700000001", words=("repair",))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (EVERYTHING, "*Conversations*, newest first"),
        (Listing(state=Liveness.OPEN), "*Conversations*, open, newest first"),
        (Listing(oldest=True), "*Conversations*, oldest first"),
        (Listing(party="Ada Lovelace"), "*Conversations*, with *Ada Lovelace*, newest first"),
        (Listing(words=("tyre", "order")), "*Conversations*, named *tyre order*, newest first"),
    ],
)
def test_a_heading_says_what_is_listed(asked: Listing, words: str) -> None:
    assert filters.heading(asked, kit.NAME) == words


def test_a_heading_cannot_ping_or_format() -> None:
    told = filters.heading(Listing(party="<!channel>", words=("*bold*",)), kit.NAME)

    assert "<!" not in told
    assert "**" not in told


def test_menus_show_what_is_chosen_and_carry_what_is_asked() -> None:
    block = filters.menus(ListState(asked=NARROW, cursor="c", number=3, private=True))
    chosen = [menu["initial_option"]["value"] for menu in block["elements"]]

    assert chosen == [Liveness.LIVE, "2h", filters.OLDEST]
    assert unpack_list(block["block_id"]) == ListState(asked=NARROW, private=True)


SCRIPTS = [
    Listing(
        party="株式会社サポート窓口の田中さん", words=("修理の問い合わせ", "東京本社コールセンター", "折り返し電話")
    ),
    Listing(
        since="2026-11-01..2026-11-03", words=("Техническая", "поддержка", "Санкт-Петербург"), party="Анна Каренина"
    ),
    Listing(words=("R&D", "100%", "a=b+c", "<b>", "x;y")),
    Listing(words=("&" * 20, "%" * 10)),
]


@pytest.mark.parametrize("asked", SCRIPTS)
def test_the_id_of_a_block_holds_any_filters_whole(asked: Listing) -> None:
    block = filters.menus(ListState(asked=asked, private=True))

    assert len(block["block_id"]) <= kit.BLOCK_ID
    assert unpack_list(block["block_id"]).asked == asked


def test_a_span_that_is_not_in_the_menu_is_one_more_choice() -> None:
    usual, own = (filters.menus(ListState(asked=Listing(since=since)))["elements"][1] for since in ("", "2h"))

    assert len(usual["options"]) == len(SPANS)
    assert usual["initial_option"]["value"] == filters.ANY_TIME
    assert own["options"][:-1] == usual["options"]
    assert own["initial_option"] == own["options"][-1]


@pytest.mark.parametrize(
    ("action", "value", "asked"),
    [
        (Action.LIST_STATE, "open", replace(NARROW, state=Liveness.OPEN)),
        (Action.LIST_STATE, filters.ALL, replace(NARROW, state=None)),
        (Action.LIST_STATE, "junk", replace(NARROW, state=None)),
        (Action.LIST_SINCE, "7d", replace(NARROW, since="7d")),
        (Action.LIST_SINCE, filters.ANY_TIME, replace(NARROW, since="")),
        (Action.LIST_ORDER, filters.NEWEST, replace(NARROW, oldest=False)),
        (Action.LIST_ORDER, filters.OLDEST, NARROW),
    ],
)
def test_choosing_changes_one_thing(action: Action, value: str, asked: Listing) -> None:
    assert filters.chosen(NARROW, action, value) == asked


@pytest.mark.parametrize("case", ASKED)
def test_the_filters_of_a_list_are_drawn(case: str, golden: Golden) -> None:
    asked = ASKED[case]
    heading, menus = kit.section(filters.heading(asked, kit.NAME)), filters.menus(ListState(asked=asked))

    golden(kit.message(heading, menus, kit.actions(*filters.buttons(asked))))


def test_only_a_list_that_is_narrowed_can_be_saved() -> None:
    assert [button["action_id"] for button in filters.buttons(EVERYTHING)] == [Action.LIST_SEARCH]
    assert [button["action_id"] for button in filters.buttons(NARROW)] == [Action.LIST_SEARCH, Action.LIST_SAVE]
    assert unpack_list(filters.buttons(NARROW)[1]["value"]).asked == NARROW
