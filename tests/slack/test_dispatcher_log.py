"""The one line that each interaction leaves in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest

from capi_bot.errors import NotFoundError, ProblemDetails
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.payloads import HomeOpened, Shortcut, Submission
from capi_bot.slack.views import notices
from tests.fakes import FakeApi
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import ROW, actor, fill, mention, press, shown, slash

NUMBER = "447700900123"
TWO_DAYS = {
    "first_day": {"value": {"type": "datepicker", "selected_date": "2026-11-02"}},
    "last_day": {"value": {"type": "datepicker", "selected_date": "2026-11-01"}},
}
"""Fields of a form whose last day is before the first."""
Interact = Callable[[Dispatcher, FakeSlack], object]

INTERACTIONS: dict[str, Interact] = {
    "command conversations, replaceable": lambda bot, slack: bot.command(slash(slack, f"conversations {NUMBER}")),
    "command, failed, UserError": lambda bot, slack: bot.command(slash(slack, f"list {NUMBER}")),
    "command find, failed, UserError": lambda bot, slack: bot.command(slash(slack, f"frobnicate {NUMBER}")),
    "mention help, final": lambda bot, _: bot.mention(mention("help private")),
    "direct message conversations, replaceable": lambda bot, _: bot.direct_message(mention("conversations")),
    "press row.members, replaceable": lambda bot, slack: bot.press(press(slack, "row.members", ROW)),
    "press unknown, failed, UserError": lambda bot, slack: bot.press(press(slack, NUMBER)),
    "home, replaceable": lambda bot, _: bot.home_opened(
        HomeOpened(actor=actor(channel=""), event_id="Ev9", tab="home", opened_ts="1.1")
    ),
    "shortcut search, final": lambda bot, _: bot.shortcut(
        Shortcut(actor=actor(channel=""), callback_id="search", trigger_id="1.2")
    ),
    "form search, replaceable": lambda bot, _: bot.submission(
        Submission(actor=actor(), callback_id="search", view_id="V1")
    ),
}


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    records = [record for record in caplog.records if record.name == "capi_bot.slack.dispatcher"]
    return [record.getMessage() for record in records]


@pytest.mark.parametrize(("line", "interact"), INTERACTIONS.items(), ids=INTERACTIONS.keys())
def test_says_what_it_was_what_came_of_it_and_how_long_it_took_and_nothing_of_what_was_typed(
    dispatcher: Dispatcher,
    slack: FakeSlack,
    clock: list[float],
    caplog: pytest.LogCaptureFixture,
    line: str,
    interact: Interact,
) -> None:
    caplog.set_level(logging.INFO)

    def take_a_while(_: object) -> None:
        clock[0] = 0.25

    slack.on_sent = take_a_while
    interact(dispatcher, slack)
    dispatcher.stop()
    assert lines(caplog) == [f"Interaction c0ffee42: {line}, 250 ms"]
    assert NUMBER not in caplog.text


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (Submission(actor=actor(), callback_id="search", view_id="V1", values=TWO_DAYS), "FormError"),
        (Submission(actor=replace(actor(), user_team="T2"), callback_id="search", view_id="V1"), "AccessDeniedError"),
    ],
)
def test_is_there_for_a_form_too_that_is_answered_at_once(
    dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture, form: Submission, error: str
) -> None:
    caplog.set_level(logging.INFO)
    assert dispatcher.submission(form)["response_action"] in {"errors", "update"}
    assert lines(caplog) == [f"Interaction c0ffee42: form search, failed, {error}, 0 ms"]


def test_is_there_for_that_for_which_there_is_no_room(
    dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    go_on = Event()
    fill(dispatcher.workers, lambda: go_on.wait(10))
    assert dispatcher.command(slash(slack, f"user {NUMBER}")) == notices.BUSY
    assert lines(caplog) == ["Interaction c0ffee42: command, no room, 0 ms"]
    go_on.set()


def test_has_the_id_that_the_persons_error_shows(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api.fail("conversations", NotFoundError(ProblemDetails(status=404, code="x:y", detail=NUMBER, trace_id="tr-1")))
    dispatcher.command(slash(slack, "conversations"))
    dispatcher.stop()
    assert "noted as `c0ffee42`" in shown(slack.sent[-1])
    assert lines(caplog) == ["Interaction c0ffee42: command conversations, failed, NotFoundError 404 x:y tr-1, 0 ms"]


def test_names_what_may_have_been_posted(
    dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    slack.script("chat.postMessage", Answer(status=500))
    dispatcher.command(slash(slack, "conversations"))
    dispatcher.stop()
    assert lines(caplog) == ["Interaction c0ffee42: command conversations, uncertain, 0 ms"]
