from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from capi_bot.capi.models import Conversation, Page
from capi_bot.domain.conversation_summary import ConversationDetails, ConversationSummary, summarise_conversation
from capi_bot.domain.liveness import Liveness
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    ListState,
    Tab,
    TabState,
    decode_list,
)
from capi_bot.slack.commands import ListFilter, list_filter, parser, text
from capi_bot.slack.commands.text import query_escape
from capi_bot.slack.loaders.tabs import MEMBERS_IN_ROW
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit
from capi_bot.slack.views import conversation_list as view
from capi_bot.slack.views.list_controls import SearchPhase, SearchProgress
from tests.block_kit import problems
from tests.slack.sample_cases import SEED, VIEW_INPUTS
from tests.slack.sample_values import (
    NOW,
    ViewInputs,
    conversation_id,
    seen,
    user_id,
)

ONE = Page(items=(SEED,))


def _opened(inputs: ViewInputs, tab: Tab) -> tuple[Page[Conversation], tuple[ConversationSummary, ...], ListState]:
    tab_state = TabState(
        conversation_id=inputs.opened.conversation.id, tab=tab, cursor=inputs.cursor, number=inputs.number
    )
    state = ListState(cursor=inputs.cursor, number=inputs.number, tab_state=tab_state)
    return inputs.conversations, tuple(inputs.summaries or [inputs.opened]), state


def _buttons(message: Message) -> Mapping[str, dict[str, Any]]:
    drawn = [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]
    return {button["action_id"]: button for button in drawn}


def _row_block(message: Message) -> dict[str, Any]:
    return next(block for block in message.blocks if Action.ROW_CARD in str(block))


def test_the_list_is_drawn_closed(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    state = ListState(cursor=inputs.cursor, number=inputs.number)

    golden(view.conversation_list(inputs.conversations, inputs.summaries, state, None, NOW))


def test_the_list_is_drawn_with_a_rows_members(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    page, summaries, state = _opened(inputs, Tab.MEMBERS)

    golden(view.conversation_list(page, summaries, state, inputs.members_tab(MEMBERS_IN_ROW), NOW))


def test_the_list_is_drawn_with_a_rows_events(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    page, summaries, state = _opened(inputs, Tab.EVENTS)

    golden(view.conversation_list(page, summaries, state, inputs.events, NOW))


@pytest.mark.parametrize("tab", [None, *Tab])
def test_a_full_list_keeps_ten_rows_whatever_is_written_in_them(tab: Tab | None) -> None:
    inputs = VIEW_INPUTS["hostile"]
    page, summaries, state = _opened(inputs, tab) if tab else (inputs.conversations, inputs.summaries, ListState())

    drawn = view.conversation_list(
        page, summaries, state, inputs.members_tab(3) if tab is Tab.MEMBERS else inputs.events, NOW
    )

    assert sum(Action.ROW_CARD in str(block) for block in drawn.blocks) == 10
    assert problems(drawn) == ()


def test_an_empty_application_and_an_empty_page_have_different_texts() -> None:
    first = view.conversation_list(Page(), (), ListState(), None, NOW)
    later = view.conversation_list(Page(), (), ListState(cursor="c", number=3), None, NOW)

    assert "There are no conversations yet." in first.text
    assert "nothing on this page any more" in later.text


def test_the_first_page_has_no_previous_button_and_the_last_no_next_button() -> None:
    only = view.conversation_list(ONE, [seen(SEED, None, ())], ListState(), None, NOW)

    assert Action.LIST_PREVIOUS not in _buttons(only)
    assert Action.LIST_NEXT not in _buttons(only)


def test_next_and_previous_carry_the_neighbours_cursor_and_number() -> None:
    page = Page(items=(SEED,), next="forth", prev="back")
    drawn = _buttons(
        view.conversation_list(page, [seen(SEED, None, ())], ListState(cursor="here", number=5), None, NOW)
    )

    assert decode_list(drawn[Action.LIST_PREVIOUS]["value"]) == ListState(cursor="back", number=4)
    assert decode_list(drawn[Action.LIST_NEXT]["value"]) == ListState(cursor="forth", number=6)
    assert decode_list(drawn[Action.LIST_REFRESH]["value"]) == ListState(cursor="here", number=5)


def _carried_by_the_row(state: ListState) -> ListState:
    row = _row_block(view.conversation_list(ONE, [seen(SEED, None, ())], state, None, NOW))

    assert all("value" not in button for button in row["elements"])
    assert len(row["block_id"]) <= view.MAX_ROW_STATE
    return decode_list(row["block_id"])


def test_a_public_row_carries_only_its_conversation_for_refresh_carries_the_page() -> None:
    state = ListState(cursor="c", number=2)
    drawn = view.conversation_list(ONE, [seen(SEED, None, ())], state, None, NOW)

    assert _carried_by_the_row(state) == ListState(tab_state=TabState(conversation_id=SEED.id))
    assert decode_list(_buttons(drawn)[Action.LIST_REFRESH]["value"]) == state


def test_a_private_row_carries_the_page_too_for_slack_does_not_send_the_message_along() -> None:
    state = ListState(cursor="c", number=2, private=True)

    assert _carried_by_the_row(state) == replace(state, tab_state=TabState(conversation_id=SEED.id))


@pytest.mark.parametrize(("length", "stays"), [(44, True), (197, True), (198, False), (1900, False)])
def test_a_private_row_leaves_out_a_page_that_is_too_long_to_stand_in_ten_rows(length: int, *, stays: bool) -> None:
    state = ListState(cursor="c" * length, number=2, private=True)
    row = ListState(tab_state=TabState(conversation_id=SEED.id), private=True)

    assert _carried_by_the_row(state) == (replace(state, tab_state=row.tab_state) if stays else row)


@pytest.mark.parametrize(("private", "words"), [(True, "Open"), (False, "Open in thread")])
def test_only_where_there_are_threads_a_row_opens_in_one(words: str, *, private: bool) -> None:
    drawn = view.conversation_list(ONE, [seen(SEED, None, ())], ListState(private=private), None, NOW)

    assert _buttons(drawn)[Action.ROW_CARD]["text"]["text"] == words


@pytest.mark.parametrize("name", ["", "CON-1", user_id(1), f"{SEED.id}/../x", "x" * 3000])
def test_a_row_without_a_valid_id_has_no_buttons(name: str) -> None:
    conversation = Conversation(id=name, display_name="Odd one")
    drawn = view.conversation_list(Page(items=(conversation,)), [seen(conversation, None, ())], ListState(), None, NOW)

    assert "Odd one" in drawn.text
    assert not {action for action in _buttons(drawn) if action.startswith("row.")}
    assert problems(drawn) == ()


@pytest.mark.parametrize(
    ("tab", "closing", "opening"),
    [
        (Tab.MEMBERS, "Hide members of row 1", "Events of row 1"),
        (Tab.EVENTS, "Hide events of row 1", "Members of row 1"),
    ],
)
def test_the_current_tab_is_primary_and_closes_the_other_opens(tab: Tab, closing: str, opening: str) -> None:
    page, summaries, state = _opened(VIEW_INPUTS["busy"], tab)
    row = _row_block(view.conversation_list(page, summaries, state, VIEW_INPUTS["busy"].events, NOW))["elements"]
    (current,) = [button for button in row if button.get("style") == "primary"]

    assert (current["action_id"], current["accessibility_label"]) == (Action.ROW_CLOSE, closing)
    assert opening in {button["accessibility_label"] for button in row}


@pytest.mark.parametrize(
    ("private", "value"),
    [
        (False, ListState()),
        (True, ListState(cursor="c", number=2, private=True)),
    ],
)
def test_another_page_of_a_tab_carries_what_its_row_carries(value: ListState, *, private: bool) -> None:
    tab_state = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, cursor="k", number=4)
    state = ListState(cursor="c", number=2, tab_state=tab_state, private=private)
    tab = replace(VIEW_INPUTS["busy"].events, page=replace(VIEW_INPUTS["busy"].events.page, next="0lder", prev="n3wer"))
    drawn = _buttons(view.conversation_list(ONE, [seen(SEED, None, ())], state, tab, NOW))

    assert decode_list(drawn[Action.ROW_ON]["value"]) == replace(
        value, tab_state=replace(tab_state, cursor="0lder", number=5)
    )
    assert decode_list(drawn[Action.ROW_BACK]["value"]) == replace(
        value, tab_state=replace(tab_state, cursor="n3wer", number=3)
    )


def test_refresh_closes_the_row_where_both_do_not_fit_into_its_button() -> None:
    state = ListState(cursor="c" * 1980, number=2)
    tab_state = TabState(conversation_id=SEED.id, tab=Tab.EVENTS)
    drawn = view.conversation_list(
        ONE, [seen(SEED, None, ())], replace(state, tab_state=tab_state), VIEW_INPUTS["busy"].events, NOW
    )

    assert decode_list(_buttons(drawn)[Action.LIST_REFRESH]["value"]) == state
    assert problems(drawn) == ()


def test_a_next_page_whose_cursor_is_too_long_for_a_button_has_none() -> None:
    fits, too_long = (Page(items=(SEED,), next="n" * length) for length in (1900, 2000))
    rows = [seen(SEED, None, ())]

    assert Action.LIST_NEXT in _buttons(view.conversation_list(fits, rows, ListState(), None, NOW))
    assert Action.LIST_NEXT not in _buttons(view.conversation_list(too_long, rows, ListState(), None, NOW))


def test_half_a_surrogate_pair_in_a_cursor_does_not_keep_the_list_from_being_drawn() -> None:
    page = Page(items=(SEED,), next="n\ud800", prev="p\udfff")
    drawn = view.conversation_list(page, [seen(SEED, None, ())], ListState(cursor="\ud800", number=2), None, NOW)

    assert decode_list(_buttons(drawn)[Action.LIST_NEXT]["value"]) == ListState(cursor="n?", number=3)
    assert problems(drawn) == ()


def test_a_row_that_was_not_read_opens_nothing() -> None:
    state = ListState(tab_state=TabState(conversation_id=conversation_id(404), tab=Tab.EVENTS))
    drawn = view.conversation_list(ONE, [seen(SEED, None, ())], state, VIEW_INPUTS["busy"].events, NOW)

    assert Action.ROW_CLOSE not in _buttons(drawn)
    assert [block["type"] for block in drawn.blocks] == [
        "section",
        "actions",
        "context",
        "section",
        "actions",
        "actions",
    ]


def test_an_opened_row_that_left_the_page_says_so_and_stays_open_above_it() -> None:
    gone = Conversation(id=conversation_id(404), display_name="Pushed off")
    state = ListState(tab_state=TabState(conversation_id=gone.id, tab=Tab.EVENTS))
    drawn = view.conversation_list(
        ONE, [seen(gone, None, ()), seen(SEED, None, ())], state, VIEW_INPUTS["busy"].events, NOW
    )
    lines = drawn.text.splitlines()

    assert "no longer on this page" in lines[lines.index("⚪ Pushed off") + 1]
    assert drawn.text.count("no longer on this page") == 1
    assert drawn.text.index("Pushed off") < drawn.text.index("is ringing") < drawn.text.index(SEED.id)
    assert Action.ROW_CLOSE in _buttons(drawn)


@pytest.mark.parametrize(
    ("liveness", "joined", "said"),
    [
        (Liveness.LIVE, 2, "2 joined"),
        (Liveness.OPEN, 0, "nobody joined"),
        (Liveness.LIVE, 0, "nobody joined yet"),
        (Liveness.UNKNOWN, None, "members not known"),
        (Liveness.ENDED, None, ""),
    ],
)
def test_how_many_joined_is_said_only_where_it_is_known(liveness: Liveness, joined: int | None, said: str) -> None:
    assert (
        view.describe_joined(ConversationSummary(conversation=SEED, name="x", liveness=liveness, joined_count=joined))
        == said
    )


NARROW = ListFilter(state=Liveness.LIVE, since="2h", oldest=True, party="447700000001", words=("tyre", "order"))


def test_a_list_that_was_looked_for_is_drawn(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    state = ListState(filters=NARROW, since=1_540_459_625, cursor=inputs.cursor, number=inputs.number)
    progress = SearchProgress(scanned=500, phase=SearchPhase.PAUSED)

    golden(view.conversation_list(inputs.conversations, inputs.summaries, state, None, NOW, progress))


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (SearchPhase.LOOKING, "Looking…"),
        (SearchPhase.PAUSED, "None found so far."),
        (SearchPhase.DONE, "There are no such conversations."),
    ],
)
def test_a_search_without_results_says_why(pace: SearchPhase, words: str) -> None:
    state, progress = ListState(filters=NARROW), SearchProgress(scanned=0, phase=pace)

    assert words in view.conversation_list(Page(), (), state, None, NOW, progress).text


@pytest.mark.parametrize(
    ("party", "may_be_abroad"),
    [("4155550101", True), ("07700900111", True), ("+14155550101", False), ("447700000001", False), ("Ada", False)],
)
def test_who_wrote_a_number_without_its_countrys_code_is_told_how_to_write_others(
    party: str, *, may_be_abroad: bool
) -> None:
    progress = SearchProgress(scanned=0, phase=SearchPhase.DONE)
    state = ListState(filters=ListFilter(party=party))
    text = view.conversation_list(Page(), (), state, None, NOW, progress).text

    assert ("If the number is of another country, write it with" in text) is may_be_abroad


@pytest.mark.parametrize("pace", [SearchPhase.PAUSED, SearchPhase.FAILED, SearchPhase.DONE])
def test_a_later_page_without_results_does_not_deny_the_earlier_ones(pace: SearchPhase) -> None:
    state, progress = ListState(filters=NARROW, number=2, scanned=100), SearchProgress(scanned=700, phase=pace)

    assert "None on this stretch." in view.conversation_list(Page(), (), state, None, NOW, progress).text


def test_next_carries_how_many_were_scanned_and_the_first_page_does_not() -> None:
    state, progress = (
        ListState(filters=NARROW, number=2, scanned=100, cursor="l100"),
        SearchProgress(scanned=700, phase=SearchPhase.PAUSED),
    )

    drawn = view.conversation_list(Page(next="l700"), (), state, None, NOW, progress)

    values = {button["action_id"]: decode_list(button["value"]) for button in drawn.blocks[-1]["elements"]}
    assert values[Action.LIST_NEXT] == replace(state, number=3, scanned=700, cursor="l700")
    assert values[Action.LIST_PREVIOUS] == ListState(filters=NARROW)
    assert values[Action.LIST_REFRESH] == state


@pytest.mark.parametrize(
    "filters",
    [
        ListFilter(words=("サポート窓口の会議", "東京")),
        ListFilter(state=Liveness.LIVE, party="Анна Каренина", words=("поддержка клиентов",)),
        ListFilter(words=("a&b", "100%", "c=d", "e+f", "g;h")),
    ],
)
@pytest.mark.parametrize("cursor", [None, "l500~bc643220~" + "c" * 200])
def test_a_private_row_always_keeps_the_filter(filters: ListFilter, cursor: str | None) -> None:
    state = ListState(filters=filters, private=True, cursor=cursor, number=3)

    drawn = view.conversation_list(
        Page(items=(SEED,)), (summarise_conversation(ConversationDetails(conversation=SEED), ()),), state, None, NOW
    )

    (row,) = (block for block in drawn.blocks if Action.ROW_CARD in str(block))
    assert len(row["block_id"]) <= block_kit.MAX_BLOCK_ID
    assert decode_list(row["block_id"]).filters == filters
    assert problems(drawn) == ()


def test_a_private_row_keeps_the_whole_state_where_there_is_room() -> None:
    state = ListState(filters=NARROW, cursor="c" * 20, number=2, private=True)

    assert _carried_by_the_row(state) == replace(state, tab_state=TabState(conversation_id=SEED.id))
    assert _carried_by_the_row(replace(state, cursor="c" * 190)).filters == NARROW


def test_legs_in_progress_stand_in_for_members_that_were_not_read() -> None:
    summaries = [
        ConversationSummary(conversation=SEED, name="x", liveness=Liveness.LIVE, leg_count=legs) for legs in (0, 1, 2)
    ]

    assert [view.describe_joined(summary) for summary in summaries] == [
        "members not known",
        "1 leg in progress",
        "2 legs in progress",
    ]


@pytest.mark.parametrize("private", [False, True])
def test_drawing_a_list_uses_the_text_that_its_filter_already_has(private: bool) -> None:  # noqa: FBT001 - parametrized
    state = ListState(filters=NARROW, number=2, cursor="c", private=private)
    summaries = [seen(SEED, None, ())] * view.CONVERSATIONS_PER_PAGE
    parsers = {Path(module.__file__ or "") for module in (list_filter, parser, text)}
    calls: list[str] = []

    def record(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and Path(frame.f_code.co_filename) in parsers:
            calls.append(frame.f_code.co_name)

    sys.setprofile(record)
    try:
        message = view.conversation_list(ONE, summaries, state, None, NOW)
    finally:
        sys.setprofile(None)

    carried = [part for part in json.dumps(message.blocks).split('"') if NARROW.text.replace(" ", "+") in part]
    assert len(carried) > 1
    assert set(calls) <= {query_escape.__name__, "<lambda>"}


def test_what_is_shared_is_the_same_list_in_public() -> None:
    state = ListState(filters=NARROW, cursor="c", number=2, private=True)
    shared = view.conversation_list(ONE, [seen(SEED, None, ())], state, None, NOW).share

    assert decode_list(shared.removeprefix("list:")) == replace(state, private=False)
