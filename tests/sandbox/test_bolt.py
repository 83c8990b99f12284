from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.lazy_listener.internals import build_runnable_function
from slack_bolt.lazy_listener.runner import LazyListenerRunner

from capi_bot.sandbox.bolt import Work, bot_token, signing_secret, talking_to
from capi_bot.sandbox.errors import SandboxError
from tests.sandbox.slack.shop import made_up


class Own(LazyListenerRunner):
    """A runner that somebody wrote."""

    logger = None

    def start(self, function: object, request: object) -> None:
        build_runnable_function(function, self.logger, request)()


def test_work_is_counted_until_it_has_ended() -> None:
    work, leave = Work(), Event()
    with ThreadPoolExecutor(1) as pool:
        counting = work.counting(pool)
        future = counting.submit(leave.wait, 30)
        assert not work.wait(0)
        leave.set()
        assert future.result(30)
        assert work.wait(30)


def test_work_that_does_not_end_is_reported() -> None:
    work = Work()
    work.wait_until_idle(0)
    work.begin()
    with pytest.raises(SandboxError, match="still at work after 0 seconds"):
        work.wait_until_idle(0)


def test_a_counting_executor_can_be_shut_down_and_what_is_refused_then_is_no_work() -> None:
    work = Work()
    counting = work.counting(ThreadPoolExecutor(1))
    counting.shutdown()
    with pytest.raises(RuntimeError, match="shutdown"):
        counting.submit(print)
    assert work.wait(0)


def test_the_app_gives_its_token_and_its_secret() -> None:
    app = made_up()
    assert (bot_token(app), signing_secret(app, required=True)) == ("xoxb-made-up", "made-up")


@pytest.mark.parametrize(
    ("app", "sentence"),
    [
        (App(signing_secret="made-up", authorize=lambda: None), "made-up token"),
        (App(token="xoxb-made-up", token_verification_enabled=False), "made-up secret"),
        (object(), "got object"),
    ],
)
def test_an_app_must_be_bolts_with_a_token_and_a_secret(app: Any, sentence: str) -> None:  # noqa: ANN401 - anything
    with pytest.raises(SandboxError, match=sentence):
        (bot_token(app), signing_secret(app, required=True))


def test_a_lazy_runner_that_we_do_not_know_is_left_alone() -> None:
    app, own = made_up(), Own()
    app.listener_runner.lazy_listener_runner = own
    with talking_to(app, "http://127.0.0.1:9/api/", Work()):
        assert app.client.base_url == "http://127.0.0.1:9/api/"
        assert app.listener_runner.lazy_listener_runner is own
