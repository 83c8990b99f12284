"""Payloads that Slack would not send: each is refused, or the person is told; nothing raises."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from slack_bolt import BoltResponse

from capi_bot.slack import app
from capi_bot.slack.access import BotIdentity
from capi_bot.slack.client import SlackClient
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.memory import Memory
from capi_bot.slack.services import SingleInstallation
from tests.jobs import wait_until_finished
from tests.slack.mutations import SAMPLES, Mutation, SessionInMemory, SlackInMemory, mutations

NOT_TO_THE_BOT = {
    *(f"{kind}: event.type {other}" for kind in SAMPLES for other in ("''", "'x'")),
    *(f"direct message: event.channel_type {other}" for other in ("removed", "None", "''", "'x'")),
    *(f"direct message: event.user {nobody}" for nobody in ("removed", "None", "''")),
    "direct message: event.subtype 'x'",
    *(f"visit to Home: event.tab {other}" for other in ("removed", "None", "''", "'x'")),
    *(f"mention by an app: event.text {other}" for other in ("removed", "None", "''", "'x'")),
    "mention by an app: authorizations.0.user_id 'x'",
    "shortcut: callback_id 'x'",
    "shortcut on a message: callback_id 'x'",
    "form: view.callback_id ''",
    "form: view.callback_id 'x'",
}
"""What is whole, but nothing that the bot is to answer."""


class Forgetful:
    """A memory that holds nothing, so that one payload is like another."""

    def begin(self, message: str, press: str) -> None: ...

    def latest(self, message: str) -> str:
        del message
        return ""

    @contextmanager
    def if_latest(self, message: str, press: str) -> Iterator[bool]:
        del message, press
        yield True

    def is_new(self, name: str) -> bool:
        del name
        return True

    def forget(self, press: str) -> None: ...

    def take(self, app_and_channel: str) -> bool:
        del app_and_channel
        return True


Handle = Callable[[Mutation], tuple[BoltResponse, list[str]]]


@pytest.fixture
def handle(dispatcher: Dispatcher) -> Handle:
    """Deliver a payload, and return its acknowledgement and all that the bot said."""
    web, nothing = SlackInMemory(), Forgetful()
    client = SlackClient(web, SessionInMemory(web.said))
    memory = Memory(latest_press=nothing, seen_events=nothing, debouncer=nothing, answer_budget=nothing)
    changed = replace(dispatcher, clients=SingleInstallation(client), memory=memory)
    bolt_app = app.build_app(BotIdentity(web), changed)

    def deliver(mutation: Mutation) -> tuple[BoltResponse, list[str]]:
        web.said.clear()
        answer = bolt_app.deliver(mutation.body, {})
        wait_until_finished(changed.workers)
        return answer, [*web.said, *([str(answer.body)] if answer.body else [])]

    return deliver


def check(handle: Handle, every: int, caplog: pytest.LogCaptureFixture) -> int:
    """Deliver one of so many mutations, and return how many that were."""
    caplog.set_level(logging.ERROR)
    broken, count = [], 0
    for count, mutation in enumerate(list(mutations())[::every], start=1):  # noqa: B007 - the count is what is returned
        answer, said = handle(mutation)
        raised = [record.getMessage() for record in caplog.records if record.exc_info or record.name == "slack_bolt"]
        is_silent = answer.status == 200 and not said and mutation.name not in NOT_TO_THE_BOT
        if answer.status not in {200, 400} or is_silent or raised:
            broken.append((mutation.name, answer.status, said, raised))
        caplog.clear()
    assert broken == []
    return count


def test_a_payload_with_a_field_that_is_missing_null_or_mistyped_is_refused_or_answered(
    handle: Handle, caplog: pytest.LogCaptureFixture
) -> None:
    assert check(handle, 4, caplog) > 1500


@pytest.mark.slow
def test_every_such_payload_is_refused_or_answered(handle: Handle, caplog: pytest.LogCaptureFixture) -> None:
    assert check(handle, 1, caplog) > 3600
