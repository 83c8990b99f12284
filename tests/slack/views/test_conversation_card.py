from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from capi_bot.capi.models import Conversation, ConversationState
from capi_bot.domain.call_summary import CallSummary, LegTimeline, Stage
from capi_bot.slack.button_state import Tab, TabState, decode_tab
from capi_bot.slack.loaders.conversation import MEMBERS_IN_CARD
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit
from capi_bot.slack.views import conversation_card as view
from tests.block_kit import problems
from tests.slack.sample_cases import HOSTILE, LONGEST, VIEW_INPUTS
from tests.slack.sample_values import (
    NOW,
    Filling,
    ViewInputs,
    conversation_id,
    filled,
    seen,
)

FACTS = ["ID", "Name", "Display name", "State", "Created", "Updated", "Time to live", "Sequence number"]


def _panel(inputs: ViewInputs, tab: Tab | None) -> TabState:
    if tab is None:
        return TabState(conversation_id=inputs.opened.conversation.id)
    return TabState(conversation_id=inputs.opened.conversation.id, tab=tab, cursor=inputs.cursor, number=inputs.number)


def _extras(inputs: ViewInputs, *, rich: bool = False) -> view.Extras:
    return view.Extras(call_summary=inputs.call_summary(), download=True, rich=rich)


def test_the_card_is_drawn_closed(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    golden(view.card(inputs.opened, _panel(inputs, None), None, NOW, _extras(inputs)))


def test_the_card_is_drawn_with_its_members(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    golden(
        view.card(inputs.opened, _panel(inputs, Tab.MEMBERS), inputs.members_tab(MEMBERS_IN_CARD), NOW, _extras(inputs))
    )


def test_the_card_is_drawn_with_its_events(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    golden(view.card(inputs.opened, _panel(inputs, Tab.EVENTS), inputs.events, NOW, _extras(inputs)))


def test_the_card_is_drawn_with_a_table(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    golden(view.card(inputs.opened, _panel(inputs, None), None, NOW, _extras(inputs, rich=True)))


def _busy(extras: view.Extras, tab: Tab | None = None) -> Message:
    return view.card(VIEW_INPUTS["busy"].opened, _panel(VIEW_INPUTS["busy"], tab), None, NOW, extras)


def test_the_story_and_the_legs_stand_between_the_name_and_the_facts() -> None:
    lines = _busy(_extras(VIEW_INPUTS["busy"])).text.splitlines()

    assert lines[2:7] == [
        "+44 7700 000001 called +44 7700 000002; +44 7700 000003 answered after 6 s; 2 people on the call for 35 s.",
        "+44 7700 000001: talking, 35 s",
        "+44 7700 000003: rang 6 s, talking, 35 s",
        "Begun 2018-10-25 09:26:19 UTC",
        f"ID: {VIEW_INPUTS['busy'].opened.conversation.id}",
    ]


def test_a_card_of_a_conversation_without_events_has_no_story() -> None:
    message = view.card(VIEW_INPUTS["empty"].opened, _panel(VIEW_INPUTS["empty"], None), None, NOW)

    assert [block["type"] for block in message.blocks] == ["section", "section", "actions", "context"]


def test_a_table_takes_the_place_of_the_bars_and_stands_last() -> None:
    barred, tabled = (_busy(_extras(VIEW_INPUTS["busy"], rich=rich)) for rich in (False, True))

    assert "█" in str(barred.blocks)
    assert "table" not in {block["type"] for block in barred.blocks}
    assert "█" not in str(tabled.blocks)
    assert tabled.blocks[-1]["type"] == "table"


def test_where_there_is_no_room_for_a_table_there_are_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_kit, "MAX_MESSAGE_SIZE", 10_000)
    long = LegTimeline(
        id="1", name="W" * 80, type="W" * 30, inbound=True, stage=Stage.CONNECTED, began=NOW, answered=NOW
    )
    legs = tuple(replace(long, id=str(number)) for number in range(21))
    extras = view.Extras(call_summary=CallSummary(legs=legs), rich=True)
    longest = VIEW_INPUTS["longest"]
    members = longest.members_tab(MEMBERS_IN_CARD)
    message = view.card(longest.opened, _panel(longest, Tab.MEMBERS), members, NOW, extras)

    assert problems(message) == ()
    assert "table" not in {block["type"] for block in message.blocks}
    assert "W…* talking" in str(message.blocks)


@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("tab", [None, *Tab])
@pytest.mark.parametrize("length", [44, 400, 1500, 2000])
@pytest.mark.parametrize("text", [LONGEST, HOSTILE, "&" * 200])
def test_whatever_the_story_there_is_room_for_the_card(text: str, length: int, tab: Tab | None, rich: bool) -> None:  # noqa: FBT001 - a parameter of the test
    inputs = filled(Filling(texts=[text], cursor=lambda letter: letter * length))
    began = [NOW - timedelta(seconds=number) for number in range(30)]
    legs = [
        LegTimeline(id="1", name=text[:80], type=text, inbound=True, stage=Stage.RINGING, began=at, ringing=at)
        for at in began
    ]
    extras = view.Extras(call_summary=CallSummary(story=(text[:80] * 9,), legs=tuple(legs)), download=True, rich=rich)
    shown = {None: None, Tab.MEMBERS: inputs.members_tab(MEMBERS_IN_CARD), Tab.EVENTS: inputs.events}[tab]
    tab_state = TabState(conversation_id=inputs.opened.conversation.id, tab=tab)

    assert problems(view.card(inputs.opened, tab_state, shown, NOW, extras)) == ()


def test_only_what_can_be_downloaded_has_a_button_for_it() -> None:
    with_button, without = (_busy(view.Extras(download=download)).blocks[2]["elements"] for download in (True, False))

    assert [button["action_id"] for button in with_button[len(without) :]] == ["card.download"]
    assert decode_tab(with_button[-1]["value"]) == _panel(VIEW_INPUTS["busy"], None)


def test_what_is_shared_is_the_card_at_the_same_tab() -> None:
    kind, _, state = _busy(view.Extras(), Tab.EVENTS).share.partition(":")

    assert kind == "card"
    assert decode_tab(state) == _panel(VIEW_INPUTS["busy"], Tab.EVENTS)


def test_a_story_of_very_long_names_is_truncated() -> None:
    story = _busy(view.Extras(call_summary=CallSummary(story=("x" * 2000,)))).blocks[1]["text"]["text"]

    assert story == "x" * 479 + "…"


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
    assert view.describe_ttl(seconds) == said


def test_a_destroyed_conversation_says_when() -> None:
    conversation = Conversation(id=conversation_id(1), destroyed=NOW, state=ConversationState.DELETED)
    text = view.card(seen(conversation, None, ()), TabState(conversation_id=conversation.id), None, NOW).text

    assert "Destroyed: just now (2018-10-25 09:27 UTC)" in text
    assert "Ended" in text


def test_the_facts_stand_in_fields_and_are_read_out_as_name_and_value() -> None:
    conversation = Conversation(
        id=conversation_id(1),
        name="front-door",
        display_name="Front door",
        state=ConversationState.ACTIVE,
        created=NOW - timedelta(minutes=3),
        updated=NOW,
        ttl=60,
        sequence_number=7,
    )
    drawn = view.card(seen(conversation, (), ()), TabState(conversation_id=conversation.id), None, NOW)

    assert [field["text"].partition("\n")[0] for field in drawn.blocks[1]["fields"]] == [f"*{name}*" for name in FACTS]
    assert drawn.text.splitlines()[2:10] == [
        f"ID: {conversation.id}",
        "Name: front-door",
        "Display name: Front door",
        "State: Active",
        "Created: 3 min ago (2018-10-25 09:24 UTC)",
        "Updated: just now (2018-10-25 09:27 UTC)",
        "Time to live: 1 minute (60 s)",
        "Sequence number: 7",
    ]


def test_a_fact_that_is_not_given_is_a_dash() -> None:
    conversation = Conversation(id=conversation_id(1))
    text = view.card(seen(conversation, None, ()), TabState(conversation_id=conversation.id), None, NOW).text

    assert text.splitlines()[2:10] == [f"ID: {conversation.id}", *(f"{name}: —" for name in FACTS[1:])]


def test_refresh_carries_the_open_tab_and_its_page() -> None:
    inputs = VIEW_INPUTS["busy"]
    tab_state = TabState(conversation_id=inputs.opened.conversation.id, tab=Tab.EVENTS, cursor="c")
    refresh = view.card(inputs.opened, tab_state, inputs.events, NOW).blocks[2]["elements"][2]

    assert decode_tab(refresh["value"]) == tab_state
