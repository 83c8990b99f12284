from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.delivery import deliver_failure
from capi_bot.slack.destinations.destination import SendResult, home_key
from capi_bot.slack.destinations.modal_and_home import opened_tab, pressed_tab
from capi_bot.slack.destinations.reports import MAX_ATTEMPTS
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import NOTE_ID
from capi_bot.slack.payloads import Actor, HomeOpened, Surface
from capi_bot.slack.pending_reply import REPLACE_WAIT, UPDATE_WAIT
from tests.fakes_slack import Answer, FakeSlack
from tests.jobs import finish
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LOST,
    PERHAPS,
    ScriptedReply,
    message,
    press,
    sent_fields,
    show,
)

ADA = Actor(team="T1", user="U1")
OPENED = HomeOpened(actor=ADA, event_id="Ev1", tab="home", opened_ts="1700000101.000100")
ON_HOME: dict[str, Any] = IN_MODAL | {"surface": Surface.HOME}


def test_what_is_known_at_once_is_published_and_the_rest_when_it_comes(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    reply = ScriptedReply(finished_at=1)
    show(opened_tab(client, latest_press, OPENED), reply)

    assert slack.journal == ["views.publish: first", "views.publish: last"]
    assert sent_fields(slack, "user_id") == [("U1",), ("U1",)]
    assert {sent.body["view"]["type"] for sent in slack.sent} == {"home"}
    assert reply.timeouts == [0, UPDATE_WAIT]


def test_a_pressed_tab_waits_a_little_rather_than_flicker(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    reply = ScriptedReply()
    show(pressed_tab(client, latest_press, press(slack, "home.refresh", **ON_HOME)), reply)

    assert (slack.journal, reply.timeouts) == (["views.publish: last"], [REPLACE_WAIT])


def test_a_late_answer_does_not_overwrite_that_of_a_later_press(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    reply = ScriptedReply(finished_at=1, meanwhile=lambda: latest_press.begin(home_key(ADA), "1700000102.1"))
    show(opened_tab(client, latest_press, OPENED), reply)

    assert slack.journal == ["views.publish: first"]


@pytest.mark.parametrize("other", [Actor(team="T2", user="U1"), Actor(enterprise="E1", user="U1")])
def test_a_press_on_another_tab_does_not_count_as_the_latest_one_on_it(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack, other: Actor
) -> None:
    latest_press.begin(home_key(other), "1700000199.1")
    show(opened_tab(client, latest_press, OPENED), ScriptedReply())

    assert slack.journal == ["views.publish: last"]


def test_a_tab_of_somebody_without_a_team_is_known_by_the_enterprise(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    somebody = Actor(enterprise="E1", user="U1")
    latest_press.begin(home_key(somebody), "1700000199.1")
    show(opened_tab(client, latest_press, replace(OPENED, actor=somebody)), ScriptedReply())

    assert slack.journal == []


def test_what_slack_refuses_to_publish_is_reported_there(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    slack.script("views.publish", Answer(document={"ok": False, "error": "invalid_blocks"}), Answer())
    show(opened_tab(client, latest_press, OPENED), ScriptedReply(finished_at=1))

    assert slack.journal == ["views.publish: first", f"views.publish: {LOST}"]


def test_a_second_answer_that_slack_did_not_publish_is_published_again(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    slack.script("views.publish", Answer(), Answer(status=500), Answer(status=500), Answer())
    show(opened_tab(client, latest_press, OPENED), ScriptedReply(finished_at=1))

    assert slack.journal == ["views.publish: first", *["views.publish: last"] * 3]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(document={"ok": False, "error": "service_unavailable"}), LOST),
        (Answer(status=500), PERHAPS),
        (Answer(document={"ok": False, "error": "internal_error"}), PERHAPS),
    ],
)
def test_where_slack_publishes_nothing_for_long_that_is_told_in_the_direct_conversation(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack, answer: Answer, told: str
) -> None:
    slack.script("views.publish", Answer(), answer)
    show(opened_tab(client, latest_press, OPENED), ScriptedReply(finished_at=1))

    assert slack.journal[-1] == f"chat.postMessage: {told}"
    assert slack.sent[-1].body["channel"] == "U1"


@pytest.mark.parametrize("failures", [1, 2, 3])
def test_a_failure_that_may_be_on_the_tab_is_not_told_a_second_time_elsewhere(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack, failures: int
) -> None:
    slack.script("views.publish", *[Answer(status=500)] * failures, Answer())
    finish(deliver_failure(FAILURE, opened_tab(client, latest_press, OPENED)))

    elsewhere = [f"chat.postMessage: {PERHAPS}"] if failures == MAX_ATTEMPTS else []
    assert slack.journal == ["views.publish: failure"] * min(failures + 1, MAX_ATTEMPTS) + elsewhere


def test_what_may_be_told_in_the_direct_conversation_too_is_not_published_again(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    slack.script("views.publish", Answer(status=500))
    slack.script("chat.postMessage", Answer(status=500), Answer(document={"ok": True, "ts": "1.2"}))
    result = finish(deliver_failure(FAILURE, opened_tab(client, latest_press, OPENED)))

    assert slack.journal == ["views.publish: failure"] * MAX_ATTEMPTS + [f"chat.postMessage: {PERHAPS}"] * 2
    assert result is SendResult.FINAL


def test_a_failure_is_told_above_what_the_tab_shows_in_place_of_an_earlier_one(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    other = message("what stands there").blocks[0]
    earlier = message("earlier").blocks[0] | {"block_id": f"{NOTE_ID}0"}
    action = press(slack, "home.refresh", view_blocks=(earlier, other), **ON_HOME)
    pressed_tab(client, latest_press, action).report(FAILURE)

    (sent,) = slack.sent
    assert [block["text"]["text"] for block in sent.body["view"]["blocks"]] == ["failure", "what stands there"]
