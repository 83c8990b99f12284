from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Endpoint
from capi_bot.domain.activity import Activity, ActivityEntry
from capi_bot.domain.conversation_summary import ConversationDetails, summarise_conversation
from capi_bot.domain.saved_filters import MAX_SAVED_FILTERS, SavedFilter
from capi_bot.errors import (
    DeadlineExceededError,
    InvalidRequestError,
    ProblemDetails,
    RateLimitedError,
    UnreachableError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    TabState,
    decode_home,
    decode_list,
    decode_tab,
)
from capi_bot.slack.messages import Message
from capi_bot.slack.views import home as view
from capi_bot.slack.views.home import HomeFacts, Missing
from tests.block_kit import problems
from tests.slack.sample_cases import HOSTILE, LONGEST, VIEW_INPUTS
from tests.slack.sample_values import NOW, conversation_id

BUSY = tuple(
    SavedFilter(text=text) for text in ("live with 447700000001", "ended since today", "oldest billing", "open")
)


def _sights(names: Sequence[str], state: ConversationState = ConversationState.ACTIVE) -> tuple[ActivityEntry, ...]:
    rooms = [
        Conversation(id=conversation_id(number), display_name=name, state=state) for number, name in enumerate(names)
    ]
    return tuple(
        ActivityEntry(
            summary=summarise_conversation(ConversationDetails(conversation=room), ()),
            changed_at=NOW - timedelta(minutes=number),
        )
        for number, room in enumerate(rooms)
    )


def _facts(name: str, saved: tuple[SavedFilter, ...]) -> HomeFacts:
    """Sort the rows of a case into live and ended ones; where there are none of a kind, put all rows there."""
    sights = tuple(
        ActivityEntry(summary=row, changed_at=NOW - timedelta(minutes=3)) for row in VIEW_INPUTS[name].summaries
    )
    live, ended = (tuple(sight for sight in sights if sight.summary.liveness is state) for state in ("live", "ended"))
    return HomeFacts(
        activity=Activity(live=live or sights, ended=ended or sights, scanned=24, unknown_count=3), saved=saved
    )


FACTS = {
    "empty": HomeFacts(),
    "busy": _facts("busy", BUSY),
    "longest": _facts(
        "longest", tuple(SavedFilter(text=f"{number} {LONGEST[1:]}"[:100]) for number in range(MAX_SAVED_FILTERS))
    ),
    "hostile": replace(
        _facts("hostile", tuple(SavedFilter(text=f"{number} {HOSTILE}"[:100]) for number in range(MAX_SAVED_FILTERS))),
        error=InvalidRequestError(ProblemDetails(status=400, title=HOSTILE)),
    ),
}


def _buttons(message: Message, action: Action) -> list[dict[str, Any]]:
    drawn = [button for block in message.blocks for button in (*block.get("elements", ()), block.get("accessory", {}))]
    return [button for button in drawn if button.get("action_id") == action]


@pytest.mark.parametrize("name", FACTS)
def test_home_is_drawn(name: str, golden: Callable[[Message], None]) -> None:
    state = HomeState(number=1 if name in {"empty", "busy"} else 2, saved=1 if name in {"empty", "busy"} else 2)

    golden(view.home(FACTS[name], state, NOW))


def test_the_skeleton_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.skeleton())


def test_the_note_that_a_filter_is_kept_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.saved_note("live with 447700000001"))


SILENT = UnreachableError("503", ProblemDetails(status=503, trace_id="7f3a"))
LATE = DeadlineExceededError("late")


@pytest.mark.parametrize(
    ("facts", "unknown"),
    [
        (HomeFacts(error=SILENT, calls_error=SILENT, log_error=SILENT), "what is live"),
        (HomeFacts(error=SILENT), "which conversations without a call are live"),
        (HomeFacts(calls_error=SILENT), "which calls are in progress"),
    ],
)
def test_a_failure_is_told_first_and_never_looks_like_nothing(facts: HomeFacts, unknown: str) -> None:
    message = view.home(replace(facts, saved=BUSY), HomeState(), NOW)

    assert message.text.startswith(
        f"⚠️ Vonage does not answer: I cannot tell {unknown}.\nTry again in a moment.\n"
        "Vonage said 503 · trace 7f3a\nLive now · as of 09:27:05 UTC\n"
    )
    assert message.blocks[0]["type"] == "section"  # in normal size
    assert [button["text"]["text"] for button in _buttons(message, Action.HOME_REFRESH)] == ["Try again"]
    assert "live with 447700000001" in message.text
    assert [words in message.text for words in ("There are no", "Nobody", "· 0")] == [False] * 3


def test_what_is_live_all_the_same_is_shown_under_a_failure() -> None:
    facts = HomeFacts(activity=Activity(live=_sights(["Front door"]), scanned=1), calls_error=SILENT)
    text = view.home(facts, HomeState(), NOW).text

    assert "\nLive now · at least 1 · as of" in text
    assert "Front door" in text


def test_why_it_is_not_known_is_told_whatever_it_is() -> None:
    asked = view.home(HomeFacts(calls_error=RateLimitedError(ProblemDetails(status=429))), HomeState(), NOW).text
    late = view.home(HomeFacts(error=LATE, calls_error=LATE), HomeState(), NOW).text

    assert asked.startswith("⚠️ Vonage asks us to slow down: I cannot tell which calls are in progress.\nTry again")
    assert late.startswith("⚠️ Vonage does not answer: I cannot tell what is live.\nTry again in a moment.\nLive now")


def test_that_it_is_not_known_what_has_ended_is_told_there() -> None:
    alone = view.home(HomeFacts(log_error=SILENT), HomeState(), NOW).text
    with_all = view.home(HomeFacts(error=SILENT, calls_error=SILENT, log_error=SILENT), HomeState(), NOW).text

    assert "Recently ended\n⚠️ Vonage does not answer: I cannot tell which calls have ended.\nVonage said 503" in alone
    assert "Recently ended" not in with_all


def test_a_missed_call_stands_out_among_what_has_ended() -> None:
    def ended(number: int, status: str, seconds: int) -> ActivityEntry:
        conversation = Conversation(id=conversation_id(number))
        ends = {"from_": Endpoint(type="phone", address="447700900111"), "to": Endpoint(address="442079460000")}
        times = {"started": NOW - timedelta(minutes=2), "ended": NOW - timedelta(minutes=1), "duration": seconds}
        leg = Call(id="1", conversation_id=conversation.id, direction="inbound", status=status, **ends, **times)
        summary = summarise_conversation(ConversationDetails(conversation=conversation, gone=True), [leg])
        return ActivityEntry(summary=summary, changed_at=summary.ended)

    activity = Activity(ended=(ended(1, "unanswered", 0),), scanned=1)
    text = view.home(HomeFacts(activity=activity), HomeState(), NOW).text

    assert (
        "Recently ended\n⚫ +44 7700 900111 → +44 20 7946 0000\n"
        "missed call · ended 1 min ago (2018-10-25 09:26 UTC) after 1 min · nobody answered\n"
    ) in text


def test_live_conversations_are_paged_and_a_page_that_is_gone_is_the_last() -> None:
    facts = HomeFacts(activity=Activity(live=_sights([f"Call {number}" for number in range(14)]), scanned=14))
    pages = {number: view.home(facts, HomeState(number=number), NOW) for number in (0, 1, 2, 3, 99)}

    assert [[f"Call {number}\n" in page.text for number in (0, 5, 6, 13)] for page in pages.values()] == [
        [True, True, False, False],
        [True, True, False, False],
        [False, False, True, False],
        [False, False, False, True],
        [False, False, False, True],
    ]
    assert [decode_home(button["value"]).number for button in _buttons(pages[2], Action.HOME_BACK)] == [1]
    assert [decode_home(button["value"]).number for button in _buttons(pages[2], Action.HOME_ON)] == [3]
    assert _buttons(pages[99], Action.HOME_ON) == []
    assert [decode_home(button["value"]).number for button in _buttons(pages[99], Action.HOME_REFRESH)] == [3]


def test_until_the_list_is_read_nothing_is_said_to_be_empty() -> None:
    text = view.home(HomeFacts(refreshing=True, activity=Activity(calls_known=False)), HomeState(), NOW).text

    assert text.startswith("Live now · as of 09:27:05 UTC\nLooking…\nRefreshing…\n")


def test_at_most_five_ended_conversations_are_shown() -> None:
    ended = _sights([f"Old {number}" for number in range(9)], ConversationState.INACTIVE)
    text = view.home(HomeFacts(activity=Activity(ended=ended, scanned=9)), HomeState(), NOW).text

    assert ("Old 4\nended 4 min ago" in text, "Old 5" in text) == (True, False)


def test_a_conversation_without_a_name_is_shown_with_its_id() -> None:
    text = view.home(HomeFacts(activity=Activity(live=_sights([""]), scanned=1)), HomeState(), NOW).text

    assert "Unnamed conversation\nbegan just now" in text
    assert conversation_id(0) in text


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        (Activity(scanned=24), "Live now · 0 · as of 09:27:05 UTC\nNobody is in a conversation, as far as I looked."),
        (Activity(scanned=24), "Looked at calls in progress and the 24 newest conversations"),
        (Activity(scanned=24, unknown_count=7), "Live now · as of 09:27:05 UTC\n"),
        (Activity(scanned=24, unknown_count=7), "7 of them are not known yet"),
        (
            Activity(scanned=24, calls_known=False),
            "Looked at the 24 newest conversations · calls in progress are not known yet",
        ),
        (Activity(), "There are no conversations yet."),
    ],
)
def test_home_says_how_many_conversations_were_scanned(survey: Activity, said: str) -> None:
    assert said in view.home(HomeFacts(activity=survey), HomeState(), NOW).text


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        ((), "None yet. Press Save filter on a list"),
        (Missing.UNREACHABLE, "I cannot reach them just now. Press Refresh in a moment."),
        (Missing.NOT_YET, "Saved filters\nLooking…"),
    ],
)
def test_no_saved_filters_and_filters_that_are_not_known_have_different_texts(
    saved: tuple[SavedFilter, ...] | Missing, said: str
) -> None:
    assert said in view.home(HomeFacts(saved=saved), HomeState(), NOW).text


def test_saved_filters_are_paged_and_each_is_shown_and_removed_only_after_a_question() -> None:
    drawn = view.home(FACTS["busy"], HomeState(saved=2), NOW)
    (show,), (remove,) = _buttons(drawn, Action.HOME_SAVED), _buttons(drawn, Action.HOME_FORGET)

    assert ("open" in drawn.text, "live with" in drawn.text) == (True, False)
    assert decode_home(show["value"]) == decode_home(remove["value"]) == HomeState(saved=2, filter=BUSY[3].key)
    assert remove["confirm"]["title"]["text"] == "Remove this filter?"
    assert "confirm" not in show


def test_open_and_search_carry_what_their_listeners_read() -> None:
    drawn = view.home(HomeFacts(activity=Activity(live=_sights(["Front door"]), scanned=1)), HomeState(), NOW)

    assert [decode_tab(button["value"]) for button in _buttons(drawn, Action.HOME_CARD)] == [
        TabState(conversation_id=conversation_id(0))
    ]
    assert [decode_list(button["value"]) for button in _buttons(drawn, Action.HOME_SEARCH)] == [ListState(private=True)]


@pytest.mark.parametrize("name", ["", "CON-1", "x" * 3000])
def test_a_conversation_without_a_valid_id_has_no_button(name: str) -> None:
    room = Conversation(id=name, display_name="Support", state=ConversationState.ACTIVE)
    survey = Activity(
        live=(ActivityEntry(summary=summarise_conversation(ConversationDetails(conversation=room), ())),), scanned=1
    )
    drawn = view.home(HomeFacts(activity=survey), HomeState(), NOW)

    assert _buttons(drawn, Action.HOME_CARD) == []
    assert problems(drawn) == ()
