from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from capi_bot.capi.models import Call, Conversation, Endpoint
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.search import ConversationSearch, Filters, RunningScan, StopReason
from capi_bot.errors import (
    DeadlineExceededError,
    ForbiddenError,
    ProblemDetails,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    ListState,
    Tab,
    TabState,
    decode_list,
    encode_list,
)
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import actions, commands
from capi_bot.slack.loaders import conversation_list
from capi_bot.slack.loaders.conversation_list import start_list
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import list_controls
from capi_bot.slack.views.list_controls import SearchPhase, SearchProgress
from tests.fakes import FakeApi
from tests.jobs import finish
from tests.slack.interactions import look, once
from tests.slack.listeners.lists import (
    SOON,
    carried_by_refresh,
    last_message,
    room,
    rows_of,
    seeded_api,
)
from tests.slack.sample_cases import SEED
from tests.slack.sample_values import NOW, conversation_id

ServicesOver = Callable[..., Services]
Pressed = Callable[..., BlockAction]

ENDS = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
ROW = encode_list(ListState(tab_state=TabState(conversation_id=SEED.id)))
CALL = Call(id="1", conversation_id=SEED.id, status="answered", from_=ENDS[0], to=ENDS[1])


def _ask(**asked: object) -> Command:
    return Command(name="conversations", filters=ListFilter(**asked))  # type: ignore[arg-type]  # each test names fields


def _on(message: Message) -> dict[str, Any]:
    (on,) = (button for button in message.blocks[-1]["elements"] if button["action_id"] == Action.LIST_NEXT)
    return cast("dict[str, Any]", on)


def _many(count: int) -> list[Conversation]:
    return [replace(room(number), created=NOW - timedelta(seconds=count - number)) for number in range(count)]


def test_a_number_on_a_live_call_costs_the_calls_and_its_name(over: ServicesOver) -> None:
    api = FakeApi(conversations=[*_many(300), SEED], calls=[CALL])

    message = last_message(commands.answer_conversations(_ask(state=Liveness.LIVE, party="447700000001"), over(api)))

    assert api.requests == ["calls page_size=100", f"conversation {SEED.id}"]
    assert rows_of(message) == ["🟢 +44 7700 000001 → +44 7700 000002"]
    assert "Live · " in message.text
    assert "Looked at the calls in progress: Continue looks in the list of conversations too" in message.text
    assert _on(message)["text"]["text"] == "Continue"


def test_words_are_looked_for_page_after_page_and_their_rows_fill_in(over: ServicesOver) -> None:
    api = FakeApi(conversations=_many(250))
    reply = commands.answer_conversations(_ask(words=("call", "7")), over(api))

    text = last_message(reply).text

    assert text.startswith("Conversations, named call 7, newest first\n")
    assert [line for line in text.splitlines() if line.startswith("🟡")][:2] == ["🟡 Call 247", "🟡 Call 237"]
    assert "Looked at the 73 newest conversations" in text


def test_the_first_hit_is_shown_while_the_search_goes_on(over: ServicesOver) -> None:
    api = FakeApi(conversations=_many(250))
    gate = api.block("members", conversation_id(249))
    reply = commands.answer_conversations(_ask(state=Liveness.OPEN), over(api))

    first, is_final = look(reply, 0)
    gate.set()
    second, _ = look(reply, SOON)

    assert not is_final
    assert "Looking…" in first.text
    assert rows_of(second)


def test_a_search_that_ends_within_its_budget_offers_to_continue(over: ServicesOver, pressed: Pressed) -> None:
    api = FakeApi(conversations=_many(700))
    message = last_message(commands.answer_conversations(_ask(words=("nobody",)), over(api)))
    on = _on(message)

    rest = last_message(actions.turn_list_page(pressed(Action.LIST_NEXT, on["value"]), over(api))).text

    assert "Looked at the 500 newest conversations: Continue looks further" in message.text
    assert "None found so far." in message.text
    assert on["text"]["text"] == "Continue"
    assert "Looked at the 700 newest conversations: there are no more" in rest
    assert "None on this stretch." in rest


def test_a_failure_midway_keeps_what_was_found(over: ServicesOver) -> None:
    api = FakeApi(conversations=_many(25))
    api.fail("members", DeadlineExceededError("late"), conversation_id(21))

    message = last_message(commands.answer_conversations(_ask(state=Liveness.OPEN), over(api)))

    assert rows_of(message) == ["🟡 Call 24", "🟡 Call 23", "🟡 Call 22"]
    assert "Vonage took too long to answer. Continue tries again" in message.text


def test_opening_a_row_of_what_was_found_does_not_look_again(over: ServicesOver, pressed: Pressed) -> None:
    api = FakeApi(conversations=[*_many(300), SEED], calls=[CALL])
    services = over(api)
    reply = commands.answer_conversations(_ask(state=Liveness.LIVE, party="447700000001"), services)
    last_message(reply)
    api.requests.clear()

    row, shown = ROW, encode_list(carried_by_refresh(reply))
    opened = last_message(actions.open_row_events(pressed(Action.ROW_EVENTS, row, shown), services)).text

    assert "calls page_size=100" not in api.requests
    assert not [asked for asked in api.requests if asked.startswith("conversations")]
    assert "Nothing has happened" in opened


def test_after_a_restart_opening_a_row_looks_again(over: ServicesOver, pressed: Pressed) -> None:
    api = seeded_api()
    shown = ListState(filters=ListFilter(words=("call",)))
    row = ListState(tab_state=TabState(conversation_id=conversation_id(1)))

    message = last_message(
        actions.open_row_members(pressed(Action.ROW_MEMBERS, encode_list(row), encode_list(shown)), over(api))
    )

    assert rows_of(message) == ["⚫ Call 2", "🟡 Call 1"]
    assert "Agent 1" in message.text


def test_an_opened_row_that_is_no_longer_found_is_read_by_itself(over: ServicesOver, pressed: Pressed) -> None:
    shown = ListState(filters=ListFilter(words=("call",)))
    row = encode_list(ListState(tab_state=TabState(conversation_id=SEED.id)))

    message = last_message(
        actions.open_row_members(pressed(Action.ROW_MEMBERS, row, encode_list(shown)), over(seeded_api()))
    )

    assert SEED.id in message.text
    assert "no longer on this page" in message.text


def test_refresh_looks_again(over: ServicesOver, pressed: Pressed) -> None:
    api = FakeApi(conversations=[SEED], calls=[CALL])
    services, asked = over(api), ListFilter(state=Liveness.LIVE, party="447700000001")
    for _ in range(2):
        last_message(
            actions.turn_list_page(pressed(Action.LIST_REFRESH, encode_list(ListState(filters=asked))), services)
        )

    assert api.requests == ["calls page_size=100", f"conversation {SEED.id}"] * 2


def test_a_call_that_is_found_by_its_number_has_the_name_that_the_list_has(over: ServicesOver) -> None:
    order = replace(SEED, display_name="Order 4711: wrong saddle")
    api = FakeApi(conversations=[order], calls=[CALL])
    asked = _ask(state=Liveness.LIVE, party="447700000001")
    assert rows_of(last_message(commands.answer_conversations(asked, over(api)))) == ["🟢 Order 4711: wrong saddle"]


@pytest.mark.parametrize("private", [True, False])
def test_a_menu_narrows_the_list_from_its_first_page(over: ServicesOver, pressed: Pressed, *, private: bool) -> None:
    here = ListState(filters=ListFilter(words=("call",)), cursor="l10", number=2, private=private)
    block = list_controls.menus(here)
    action = replace(
        pressed(Action.LIST_STATE, block["block_id"], "" if private else encode_list(here)), selected="ended"
    )

    reply = actions.narrow_list(action, over(seeded_api()))

    assert rows_of(last_message(reply)) == ["⚫ Call 2"]
    asked = ListFilter(state=Liveness.ENDED, words=("call",))
    assert carried_by_refresh(reply) == ListState(filters=asked, private=private)


def test_a_span_counts_back_from_the_first_page_until_the_list_is_refreshed(
    over: ServicesOver, pressed: Pressed
) -> None:
    api, asked = FakeApi(conversations=_many(30)), ListFilter(since="2h")
    first = carried_by_refresh(start_list(ListState(filters=asked), over(api)))
    later = ListState(filters=asked, since=1_000_000, cursor="10", number=2)

    second = carried_by_refresh(actions.turn_list_page(pressed(Action.LIST_NEXT, encode_list(later)), over(api)))
    again = carried_by_refresh(
        actions.turn_list_page(pressed(Action.LIST_REFRESH, encode_list(ListState(filters=asked, since=1))), over(api))
    )

    assert first.since == again.since == int(NOW.timestamp())
    assert second.since == 1_000_000
    assert f"start={NOW - timedelta(hours=2)}" in api.requests[0]


def test_a_cursor_that_is_none_is_stale(over: ServicesOver) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        start_list(ListState(filters=ListFilter(words=("call",)), cursor="junk"), over(FakeApi()))


def test_a_bug_in_a_search_is_logged_and_told_without_a_reason(
    over: ServicesOver, caplog: pytest.LogCaptureFixture
) -> None:
    api = FakeApi()
    api.fail("conversations", ZeroDivisionError())
    submit = over(api).row_reads.submit
    scan = RunningScan(ConversationSearch(api, Filters(words=("call",)), submit=submit, clock=time.monotonic))

    finish(scan.run())

    assert "A search failed." in caplog.text
    assert conversation_list.search_progress(scan.result, 0) == SearchProgress(
        scanned=0, phase=SearchPhase.FAILED, sources=frozenset()
    )


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ForbiddenError(ProblemDetails(status=403)), "this bot may not read them"),
        (DeadlineExceededError("late"), "Vonage did not tell"),
    ],
)
def test_calls_that_could_not_be_read_are_told_to_be_missing(over: ServicesOver, error: Exception, why: str) -> None:
    api = FakeApi(conversations=[SEED], calls=[CALL])
    api.fail("calls", error)

    text = last_message(commands.answer_conversations(_ask(state=Liveness.LIVE, party="447700000001"), over(api))).text

    assert f"Calls in progress are missing: {why}" in text
    assert "Looked at the newest conversation:" in text


def test_a_call_that_is_over_is_found_by_its_number_among_the_newest_calls(over: ServicesOver) -> None:
    over_now = replace(
        CALL,
        status="completed",
        started=NOW - timedelta(minutes=9),
        ended=NOW - timedelta(minutes=8),
        conversation_id=conversation_id(999),
    )
    api = FakeApi(conversations=_many(3), calls=[over_now])

    reply = commands.answer_conversations(_ask(party="07700000001"), over(api))
    text = once(reply, SOON, lambda: None).text

    assert "⚫ +44 7700 000001 → +44 7700 000002\nEnded 8 min ago" in text
    assert " after 1 min · nobody answered" in text
    assert "Looked at the calls in progress, the newest calls and the 3 newest conversations" in text
    assert not [asked for asked in api.requests if asked.startswith("user")]


class TestWhatCanBeShownOnlyOnce:
    def test_has_what_was_found_in_a_while_and_continues_behind_it(self, over: ServicesOver) -> None:
        api = FakeApi(conversations=_many(250))
        gate = api.block("members", conversation_id(243))
        reply = commands.answer_conversations(_ask(state=Liveness.OPEN), over(api))
        waits: list[str] = []
        drafts = (look(reply, 0.05) for _ in range(200))
        assert any(len(rows_of(draft)) > 1 for draft, _ in drafts)

        message = once(reply, 0.05, lambda: waits.append("wait"))

        gate.set()
        assert rows_of(message)[:2] == ["🟡 Call 249", "🟡 Call 248"]
        assert "newest conversations: Continue looks further" in message.text
        assert decode_list(_on(message)["value"]).scanned == len(rows_of(message))
        assert waits == []

    def test_waits_for_the_first_hit_and_says_so(self, over: ServicesOver) -> None:
        api = FakeApi(conversations=_many(250))
        gate = api.block("conversations")
        reply = commands.answer_conversations(_ask(words=("call", "7")), over(api))
        waits: list[str] = []

        def wait() -> None:
            waits.append("wait")
            gate.set()

        assert "Call 247" in once(reply, 0.05, wait).text
        assert waits == ["wait"]

    def test_of_a_finished_search_has_everything(self, over: ServicesOver) -> None:
        reply = commands.answer_conversations(_ask(state=Liveness.ENDED), over(seeded_api()))

        assert rows_of(once(reply, SOON, lambda: None)) == ["⚫ Call 2"]


def test_opening_a_row_keeps_what_the_list_is_narrowed_to(over: ServicesOver, pressed: Pressed) -> None:
    shown = ListState(filters=ListFilter(words=("call",)))
    row = encode_list(ListState(tab_state=TabState(conversation_id=conversation_id(1))))

    reply = actions.open_row_members(pressed(Action.ROW_MEMBERS, row, encode_list(shown)), over(seeded_api()))

    panel = TabState(conversation_id=conversation_id(1), tab=Tab.MEMBERS)
    assert carried_by_refresh(reply) == replace(shown, tab_state=panel)


def test_every_reason_to_stop_has_a_phase() -> None:
    assert set(conversation_list.PHASES) == {None, *StopReason}
