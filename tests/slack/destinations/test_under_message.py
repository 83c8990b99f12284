from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import ShortcutThread
from capi_bot.slack.destinations.destination import UPDATE_WAIT
from capi_bot.slack.payloads import Shortcut
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    FAILURE,
    LOST,
    Looks,
    show,
    told,
)

Under = Callable[..., ShortcutThread]


@pytest.fixture
def under(client: SlackClient, slack: FakeSlack) -> Under:
    """Choose the shortcut on a message that stands in the channel, or in a thread."""

    def make(*, in_thread: bool = False) -> ShortcutThread:
        shortcut = Shortcut(
            callback_id="lookup",
            user_id="U1",
            trigger_id="1.2",
            channel_id="C1",
            message_ts="1700000003.1",
            thread_ts="1700000003.1",
            response_url=slack.response_url("shortcut"),
        )
        stands = replace(shortcut, thread_ts="1700000001.1", in_thread=True) if in_thread else shortcut
        return ShortcutThread(client=client, latest_press=LocalLatestPress(), shortcut=stands)

    return make


def test_the_answer_is_posted_in_the_thread_and_fills_in(under: Under, slack: FakeSlack) -> None:
    show(under(), Looks(finished_at=1))
    assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
    assert told(slack, "channel", "thread_ts")[0] == ("C1", "1700000003.1")


def test_where_the_bot_is_no_member_the_finished_answer_comes_by_response_url(under: Under, slack: FakeSlack) -> None:
    looks = Looks(finished_at=1)
    slack.refuse("chat.postMessage", "not_in_channel")
    show(under(in_thread=True), looks)
    assert slack.journal == ["chat.postMessage: first", "/response/shortcut: last"]
    assert told(slack, "response_type", "thread_ts", "replace_original")[1] == ("in_channel", "1700000001.1", False)
    assert looks.patience == [0, UPDATE_WAIT]


def test_where_slack_takes_it_in_no_thread_the_asker_sees_it(under: Under, slack: FakeSlack) -> None:
    for to in ("chat.postMessage", "/response/shortcut"):
        slack.refuse(to, "restricted_action")
    show(under(), Looks())
    assert [sent.to for sent in slack.sent] == ["chat.postMessage", *["/response/shortcut"] * 2, "chat.postEphemeral"]
    assert slack.sent[-1].text == "last"


def test_where_slack_takes_it_nowhere_the_asker_is_told_that(under: Under, slack: FakeSlack) -> None:
    for to in ("chat.postMessage", "/response/shortcut", "chat.postEphemeral"):
        slack.refuse(to, "restricted_action")
    show(under(), Looks())
    assert slack.sent[-1].text == LOST


@pytest.mark.parametrize(("in_thread", "thread"), [(False, None), (True, "1700000001.1")])
def test_a_failure_is_told_only_to_the_asker_and_in_a_thread_only_where_there_is_one(
    under: Under, slack: FakeSlack, thread: str | None, *, in_thread: bool
) -> None:
    slack.refuse("/response/shortcut", "expired_url")
    under(in_thread=in_thread).report(FAILURE)
    assert slack.journal == ["/response/shortcut: failure", "chat.postEphemeral: failure"]
    assert slack.sent[0].body["response_type"] == "ephemeral"
    assert told(slack, "thread_ts") == [(thread,), (thread,)]
