from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi.models import Event, Page
from capi_bot.domain.events.catalogue import EventGroup
from capi_bot.domain.events.folding import FoldedEvent, FoldedKind
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    Tab,
    TabState,
    decode_tab,
    encode_tab,
)
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs import EventsTab, TabButtons, draw_tab
from capi_bot.slack.views.tabs.events import ALL, GROUP_LABELS, HALF_A_DAY
from tests.slack.sample_cases import SEED, VIEW_INPUTS

BUTTONS = TabButtons(previous=Action.CARD_BACK, next=Action.CARD_ON, encode=encode_tab, group=Action.CARD_GROUP)
EVENTS = TabState(conversation_id=SEED.id, tab=Tab.EVENTS)
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
SPEAKING = "audio:speaking:on"


def _only(what: str, number: int = 1) -> TabState:
    return TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=what, number=number)


def _text(text: str, seconds: float, kind: str = "text", who: str = "Ada") -> Event:
    moment = START + timedelta(seconds=seconds)
    return Event(type=kind, from_user_name=who, timestamp=moment, body={"text": text} if text else {})


def _tab(*oldest_first: Event) -> EventsTab:
    return EventsTab(page=Page(items=oldest_first[::-1]), members={})


def _menus(blocks: Sequence[Block]) -> list[Block]:
    elements = (element for block in blocks for element in block.get("elements", ()))
    return [element for element in elements if element["type"] == "static_select"]


def _lines(tab: EventsTab, tab_state: TabState = EVENTS, width: int = block_kit.NAME_WIDTH) -> list[str]:
    texts = [block["text"]["text"] for block in draw_tab(tab, tab_state, BUTTONS, width) if "text" in block]
    return block_kit.without_markup("\n".join(texts)).splitlines()


def test_events_are_shown_oldest_to_newest() -> None:
    day, *lines = _lines(VIEW_INPUTS["busy"].events)

    assert day == "2018-10-25"
    assert [line.partition(" UTC ")[2] for line in lines] == [
        "+44 7700 000001 joined by phone (calling +44 7700 000002)",
        "+44 7700 000003 is ringing",
        "+44 7700 000003 answered",
        "+44 7700 000003 joined by phone",
        "+44 7700 000003 has audio on",
        "+44 7700 000001 was connected (inbound call answered)",
        "+44 7700 000001 joined by phone (calling +44 7700 000002)",
        "+44 7700 000001 has audio on",
    ]


def _times(*seconds: float | None) -> list[str]:
    moments = [None if second is None else START + timedelta(seconds=second) for second in seconds]
    events = [Event(type=f"custom:{number}", from_user_name="Ada", timestamp=at) for number, at in enumerate(moments)]
    return [line.partition(" Ada")[0] for line in _lines(_tab(*events)) if "no events" not in line]


def test_events_within_half_a_day_stand_under_one_day() -> None:
    assert _times(0, None, HALF_A_DAY.total_seconds() - 1) == ["2026-01-01", "09:00:00 UTC", "—", "20:59:59 UTC"]


def test_events_farther_apart_have_their_day_on_each_line() -> None:
    assert _times(0, HALF_A_DAY.total_seconds(), None, 172_800) == [
        "2026-01-01 09:00:00 UTC",
        "2026-01-01 21:00:00 UTC",
        "—",
        "2026-01-03 09:00:00 UTC",
    ]


def test_an_event_without_a_time_says_so() -> None:
    assert _lines(_tab(Event(type="text", from_user_name="Ada", body={"text": "Hello"}))) == ["— Ada wrote “Hello”"]


def test_a_folded_event_has_its_count_and_after_a_minute_its_duration() -> None:
    long = [_text("", second, SPEAKING) for second in (0, 40, 80)]

    assert _lines(_tab(*long)) == ["2026-01-01", "09:00:00 UTC Ada spoke 3 times within 1 min"]
    assert _lines(_tab(*long[:2])) == ["2026-01-01", "09:00:00 UTC Ada spoke twice"]


def test_the_count_is_never_truncated() -> None:
    long = [_text("word " * 100, second) for second in (0, 1, 2)]
    line = _lines(_tab(*long), width=block_kit.NARROWEST_WIDTH)[1]

    assert line == "09:00:00 UTC Ada wrote “word word wo…, 3 times"


def test_a_silence_has_a_line_of_its_own() -> None:
    assert _lines(_tab(_text("a", 0), _text("b", 150))) == [
        "2026-01-01",
        "09:00:00 UTC Ada wrote “a”",
        "(silent for 2 min)",
        "09:02:30 UTC Ada wrote “b”",
    ]


def test_a_pause_in_which_people_may_have_talked_is_not_called_silence() -> None:
    within, over = _text("", 150, "sip:hangup"), _text("", 300_000, "sip:hangup")

    assert _lines(_tab(_text("", 0, "sip:answered"), within))[2] == "(no events for 2 min)"
    assert _lines(_tab(_text("", 0, "sip:answered"), over))[1] == "(no events until 2026-01-04 20:20:00 UTC)"


def test_a_pause_between_some_of_the_events_is_not_called_silence() -> None:
    assert _lines(_tab(_text("a", 0), _text("b", 150)), _only(EventGroup.MESSAGES))[3] == "(2 min later)"


def test_a_silence_of_days_shows_when_it_ended() -> None:
    tab = _tab(_text("a", 0), _text("b", 300_000))

    assert _lines(tab)[1] == "(silent until 2026-01-04 20:20:00 UTC)"
    assert len(_lines(tab, _only(EventGroup.MESSAGES))) == 3


def test_a_silence_before_the_page_stands_above_it() -> None:
    silence = FoldedEvent(
        kind=FoldedKind.GAP, what="silent", repetition=" for 5 min", first=START - timedelta(minutes=5), last=START
    )
    tab = EventsTab(page=Page(items=(_text("a", 0),)), members={}, silence=silence)

    assert _lines(tab) == ["2026-01-01", "(silent for 5 min)", "09:00:00 UTC Ada wrote “a”"]


def test_the_menu_begins_each_choice_at_the_newest_events() -> None:
    here = TabState(conversation_id=SEED.id, tab=Tab.EVENTS, event_filter=EventGroup.AUDIO, cursor="c", number=3)
    menu, *_ = draw_tab(_tab(_text("a", 0)), here, BUTTONS)

    assert decode_tab(menu["block_id"]) == _only(EventGroup.AUDIO)
    assert menu["elements"][0]["initial_option"]["text"]["text"] == "Audio"


@pytest.mark.parametrize(("only", "selected"), [("", "All events"), (ALL, "All events"), *GROUP_LABELS.items()])
def test_the_menu_has_every_group_and_the_chosen_one_selected(only: str, selected: str) -> None:
    (menu,) = _menus(draw_tab(_tab(_text("a", 0)), _only(only), BUTTONS))

    assert [option["text"]["text"] for option in menu["options"]] == list(GROUP_LABELS.values())
    assert {EventGroup(value) for value in GROUP_LABELS if value != ALL} == set(EventGroup)
    assert menu["initial_option"]["text"]["text"] == selected


def test_a_type_that_was_typed_is_one_more_option() -> None:
    (menu,) = _menus(draw_tab(_tab(), _only("sip:hangup"), BUTTONS))

    assert menu["options"][-1] == menu["initial_option"]
    assert menu["initial_option"]["value"] == "sip:hangup"


@pytest.mark.parametrize("only", ["custom:" + "x" * 69, "\u202e", "\ud800", "custom:" + "x" * 5000, "日" * 75])
def test_a_type_that_slack_would_not_take_as_an_option_is_shown_but_not_selected(only: str) -> None:
    blocks = draw_tab(_tab(), _only(only), BUTTONS)

    assert all(len(block.get("block_id", "")) <= block_kit.MAX_BLOCK_ID for block in blocks)
    assert len(_menus(blocks)[0]["options"]) == len(GROUP_LABELS) + (only == "日" * 75)


def test_without_room_for_the_conversation_id_there_is_no_menu() -> None:
    far = TabButtons(previous=Action.CARD_BACK, next=Action.CARD_ON, encode=lambda _: "x" * 300, group=Action.ROW_GROUP)

    assert _menus(draw_tab(_tab(_text("a", 0)), EVENTS, far)) == []


def test_buttons_without_a_group_menu_draw_none() -> None:
    bare = TabButtons(previous=Action.CARD_BACK, next=Action.CARD_ON, encode=encode_tab)

    assert _menus(draw_tab(_tab(_text("a", 0)), EVENTS, bare)) == []


@pytest.mark.parametrize(
    ("only", "said"),
    [
        ("", "2026-01-01"),
        (ALL, "2026-01-01"),
        (EventGroup.AUDIO, "Only events of the group Audio"),
        ("custom:a*b", "Only events of the type custom:a*b"),
    ],
)
def test_the_text_of_a_filtered_tab_names_the_filter(only: str, said: str) -> None:
    assert _lines(_tab(_text("a", 0)), _only(only))[0] == said.replace("*", "")


OLDER = "Press Older to look further."


@pytest.mark.parametrize(
    ("only", "number", "tab", "said"),
    [
        ("", 1, {}, ["Nothing has happened in this conversation yet."]),
        ("", 2, {}, ["There is nothing older."]),
        ("call", 2, {}, ["There is nothing older of this kind."]),
        ("call", 1, {"scanned": 8}, ["Nothing of this kind has happened. Choose All events to see what has."]),
        (
            "call",
            1,
            {"scanned": 500, "unfinished": True, "page": Page(next="n")},
            [
                "Nothing of this kind is among the events looked at. Choose All events to see them.",
                f"Looked at 500 events. {OLDER}",
            ],
        ),
        ("", 3, {"scanned": 250, "unfinished": True, "page": Page(next="n")}, [f"Looked at 250 events. {OLDER}"]),
        ("", 3, {"scanned": 1, "unfinished": True}, ["Looked at 1 event. Vonage does not let me read further back."]),
    ],
)
def test_an_empty_page_says_why_and_what_to_do(only: str, number: int, tab: dict[str, object], said: list[str]) -> None:
    drawn = EventsTab(**{"page": Page(), "members": {}, **tab})  # type: ignore[arg-type]  # a table of cases

    assert [line for line in _lines(drawn, _only(only, number)) if not line.startswith("Only")] == said


def test_a_page_that_is_not_full_says_how_many_events_were_scanned() -> None:
    tab = EventsTab(page=Page(items=(_text("a", 0),), next="n"), members={}, scanned=500, unfinished=True)

    assert _lines(tab, _only("messages"))[-1] == f"Looked at 500 events. {OLDER}"


def test_a_conversation_without_events_has_no_menu() -> None:
    assert _menus(draw_tab(_tab(), EVENTS, BUTTONS)) == []


def test_at_the_narrowest_the_menu_is_left_out() -> None:
    tab = _tab(_text("a", 0))

    assert len(_menus(draw_tab(tab, EVENTS, BUTTONS, block_kit.NARROWEST_WIDTH + 1))) == 1
    assert _menus(draw_tab(tab, EVENTS, BUTTONS, block_kit.NARROWEST_WIDTH)) == []


@pytest.mark.parametrize(
    ("apart", "aged"),
    [(60, "09:01:00 UTC Ada wrote “B” (3 min ago)"), (60_000, "01:40:00 UTC Ada wrote “B” (3 min ago)")],
)
def test_the_age_of_the_last_event_stands_after_it(apart: int, aged: str) -> None:
    later = START + timedelta(seconds=apart + 200)
    blocks = draw_tab(_tab(_text("A", 0), _text("B", apart)), EVENTS, BUTTONS, now=later)
    lines = block_kit.without_markup(
        "\n".join(block["text"]["text"] for block in blocks if "text" in block)
    ).splitlines()

    assert [line for line in lines if "ago" in line] == [lines[-1]]
    assert lines[-1].endswith(aged)


def test_events_without_times_have_no_age() -> None:
    (block,) = draw_tab(_tab(Event(type="text", from_user_name="Ada", body={"text": "A"})), EVENTS, BUTTONS, now=START)[
        -1:
    ]

    assert "ago" not in block["text"]["text"]
