"""Bolt behind our own server, over real HTTP: everything that Slack may send, and much that it does not."""

from __future__ import annotations

import json
import logging
import ssl
import time
from dataclasses import replace
from threading import Thread, current_thread
from urllib.parse import urlencode

import pytest
import requests
from slack_bolt import BoltRequest
from slack_sdk.errors import SlackApiError

from capi_bot.concurrency import BoundedExecutor, Steps, Timer
from capi_bot.errors import UnreachableError
from capi_bot.server import Server
from capi_bot.slack import app
from capi_bot.slack.access import BotIdentity
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import web_client
from tests.fakes import FakeApi
from tests.fakes_slack import (
    FORM,
    JSON,
    SECRET,
    Answer,
    FakeSlack,
    form,
    mention_event,
    press_payload,
    signed,
    slash_fields,
    slash_form,
)
from tests.slack.interactions import USER, Deliver, answered


def test_a_slash_command_is_acknowledged_with_nothing_and_answered(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    assert answered(deliver(slash_form(slack, text="user ada"))) == (200, "")
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


def test_a_press_is_acknowledged_and_answered(deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack) -> None:
    assert answered(deliver(form(press_payload(slack.url, "list.refresh", "n=1")))) == (200, "")
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["auth.test", "/response/1"]
    assert slack.sent[1].body["replace_original"] is True


def test_a_failed_press_in_a_modal_keeps_what_the_modal_shows(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    api.fail("user", UnreachableError("refused"))
    card = {"type": "divider", "block_id": "card"}
    view = {"container": {"type": "view", "view_id": "V1"}, "view": {"id": "V1", "type": "modal", "blocks": [card]}}
    payload = press_payload(slack.url, "user.on", USER, **view)
    del payload["message"], payload["channel"], payload["response_url"]
    assert answered(deliver(form(payload))) == (200, "")
    dispatcher.stop()
    assert slack.sent[-1].to == "views.update"
    assert "could not be reached" in slack.sent[-1].text
    assert slack.sent[-1].body["view"]["blocks"][-1] == card


def test_a_mention_is_acknowledged_and_slacks_retries_are_answered_once(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    body = json.dumps(mention_event("<@UBOT> help")).encode()
    for number in range(3):
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"} if number else {}
        assert deliver(body, JSON, retry).status_code == 200
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["auth.test", "chat.postMessage"]


def test_what_the_bot_itself_says_is_not_answered(deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack) -> None:
    body = json.dumps(mention_event("<@UBOT> help", user="UBOT", bot_id="B1")).encode()
    assert deliver(body, JSON).status_code == 200
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["auth.test"]


@pytest.mark.parametrize("command", ["/capi", "/capi-test", "/CAPI"])
def test_any_command_is_acknowledged_whatever_it_was_named_at_installation(
    deliver: Deliver, slack: FakeSlack, command: str
) -> None:
    assert answered(deliver(slash_form(slack, command=command))) == (200, "")


@pytest.mark.parametrize("action_id", ["", "x", "row.gone", "a\nb", "é"])
def test_any_action_is_acknowledged(deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, action_id: str) -> None:
    assert answered(deliver(form(press_payload(slack.url, action_id)))) == (200, "")
    dispatcher.stop()
    assert "can no longer be read" in slack.sent[-1].text


def test_slacks_checks_are_answered(deliver: Deliver, served: Server) -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"}).encode()
    assert deliver(body, JSON).json() == {"challenge": "3eZbrw1aB"}
    url = f"{served.address}/slack/events"
    assert requests.post(url, data=body, headers={"Content-Type": JSON}, timeout=10).status_code == 401
    assert answered(deliver(b"ssl_check=1&token=x")) == (200, "")
    assert answered(requests.post(url, data={"ssl_check": "1"}, timeout=10)) == (200, "")


@pytest.mark.parametrize(
    ("minute", "since"),
    [(1518467820, "since 2018-02-12 20:37 UTC"), (None, ""), ("soon", ""), (10**30, ""), (True, ""), ([5], "")],
)
def test_that_slack_sends_us_no_more_events_is_acknowledged_and_logged_with_what_that_means(
    deliver: Deliver, slack: FakeSlack, caplog: pytest.LogCaptureFixture, minute: object, since: str
) -> None:
    limited = {"type": "app_rate_limited", "token": "x", "team_id": "T1", "minute_rate_limited": minute}
    with caplog.at_level(logging.INFO, "capi_bot"):
        assert answered(deliver(json.dumps(limited | {"api_app_id": "A1"}).encode(), JSON)) == (200, "")
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "Slack delivers no more events" in record.getMessage()
    assert since in record.getMessage()
    assert "30,000" in record.getMessage()
    assert slack.journal == []


@pytest.mark.parametrize("event_type", ["app_uninstalled", "tokens_revoked", "channel_archive", "not_heard_of"])
def test_events_that_nobody_listens_for_are_acknowledged(deliver: Deliver, slack: FakeSlack, event_type: str) -> None:
    body = json.dumps(mention_event("", type=event_type)).encode()
    assert answered(deliver(body, JSON)) == (200, "")
    assert slack.journal == []


class TestTrapsOfBolt:
    def test_t1_t3_listeners_run_in_line_and_not_in_bolts_five_threads(
        self, dispatcher: Dispatcher, slack: FakeSlack, trust: ssl.SSLContext
    ) -> None:
        threads: list[Thread] = []

        class Watched(BoundedExecutor):
            def submit_steps(self, steps: Steps[None], *, key: str | None = None, tag: str = "") -> None:
                threads.append(current_thread())
                super().submit_steps(steps, key=key, tag=tag)

        watched = replace(dispatcher, workers=Watched("workers", threads=1))
        bolt_app = app.build_app(BotIdentity(web_client("xoxb-test", slack.api_url, trust)), watched)
        bolt_app.dispatch(BoltRequest(mode="socket_mode", body=slash_fields(slack.url)))
        watched.stop()
        assert threads == [current_thread()]

    def test_t1_a_listener_that_breaks_at_once_is_still_acknowledged_and_reported(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        api.fail("users", ZeroDivisionError())
        for _ in range(20):
            answer = deliver(slash_form(slack, text="user ada"))
            assert answer.status_code == 200
            assert answer.text == "" or "busy" in answer.text
        dispatcher.stop()
        assert slack.sent[1:]
        assert all("c0ffee42" in sent.text for sent in slack.sent[1:])

    def test_t1_a_delivery_that_cannot_be_parsed_is_answered_and_logged(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        fields = slash_fields(slack.url)
        del fields["response_url"]
        assert "It is noted as c0ffee42" in deliver(urlencode(fields).encode()).text
        payload = press_payload(slack.url, "list.refresh", container={})
        del payload["user"]["id"]
        assert answered(deliver(form(payload))) == (200, "")
        event = mention_event("<@UBOT> help")
        del event["event"]["ts"]
        assert deliver(json.dumps(event).encode(), JSON).status_code == 200
        dispatcher.stop()
        told = {sent.to: "c0ffee42" in sent.text for sent in slack.sent[1:]}
        assert told == {"/response/1": True, "chat.postEphemeral": True}
        lines = [record for record in caplog.records if "cannot be read" in record.getMessage()]
        assert (len(lines), [record for record in caplog.records if record.exc_info]) == (3, [])

    @pytest.mark.parametrize("field", ["text", "channel_name", "team_domain"])
    def test_t2_the_word_payload_in_a_command_or_a_name_loses_nothing(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, field: str
    ) -> None:
        assert deliver(slash_form(slack, **{field: "payload"})).status_code == 200
        dispatcher.stop()
        assert slack.sent[-1].to == "/response/1"
        assert ("called “payload”" in slack.sent[-1].text) is (field == "text")

    def test_t3_forty_slow_answers_keep_no_acknowledgement_waiting(
        self, slack: FakeSlack, dispatcher: Dispatcher, api: FakeApi, trust: ssl.SSLContext, session: requests.Session
    ) -> None:
        slow = api.block("users")
        timer = Timer()
        roomy = replace(dispatcher, workers=BoundedExecutor("workers", threads=24, queue=512, timer=timer))
        bolt_app = app.build_app(BotIdentity(web_client("xoxb-test", slack.api_url, trust)), roomy)
        server = Server(app.wsgi_application(bolt_app, SECRET), port=0)
        server.start()
        for _ in range(41):
            body = slash_form(slack, text="user ada")
            headers = signed(SECRET, body, str(int(time.time())), FORM)
            assert answered(session.post(server.address, data=body, headers=headers, timeout=10)) == (200, "")
        assert slack.journal == []
        slow.set()
        roomy.stop()
        timer.stop()
        server.stop()
        assert len(slack.journal) == 41

    def test_t6_an_answer_that_slack_refuses_is_noticed_and_sent_in_another_way(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/1", "used_url")
        deliver(slash_form(slack, text="help"))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent[1:]] == ["/response/1", "chat.postEphemeral"]

    def test_t12_one_slash_command_posts_one_message(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        deliver(slash_form(slack, text="conversations"))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent[1:]] == ["chat.postMessage", "/response/1"]
        assert "1 joined" in json.dumps(slack.sent[2].body)


class TestStarting:
    def test_without_slack_the_app_starts_and_acknowledges_at_once(
        self, dispatcher: Dispatcher, slack: FakeSlack, trust: ssl.SSLContext
    ) -> None:
        bolt_app = app.build_app(BotIdentity(web_client("xoxb-test", "http://127.0.0.1:9/api/", trust)), dispatcher)
        answer = bolt_app.dispatch(BoltRequest(mode="socket_mode", body=slash_fields(slack.url)))
        assert (answer.status, answer.body) == (200, "")
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["/response/1"]

    def test_bolt_asks_nobody_who_the_bot_is(
        self, dispatcher: Dispatcher, slack: FakeSlack, trust: ssl.SSLContext
    ) -> None:
        bolt_app = app.build_app(BotIdentity(web_client("xoxb-test", slack.api_url, trust)), dispatcher)
        bolt_app.dispatch(BoltRequest(mode="socket_mode", body=slash_fields(slack.url)))
        dispatcher.stop()
        assert "auth.test" not in [sent.to for sent in slack.sent]

    def test_what_the_bot_does_itself_is_ignored_as_soon_as_slack_has_said_who_it_is(
        self, dispatcher: Dispatcher, slack: FakeSlack, trust: ssl.SSLContext
    ) -> None:
        identity = BotIdentity(web_client("xoxb-test", slack.api_url, trust))
        bolt_app = app.build_app(identity, dispatcher)
        identity.check()
        body = mention_event("<@UBOT> help", user="UBOT")
        assert bolt_app.dispatch(BoltRequest(mode="socket_mode", body=body)).status == 200
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["auth.test"]

    def test_bolt_says_nothing_about_a_token_that_it_finds_itself(
        self, dispatcher: Dispatcher, slack: FakeSlack, trust: ssl.SSLContext, caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
        app.build_app(BotIdentity(web_client("xoxb-test", slack.api_url, trust)), dispatcher)
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_the_identity_is_unknown_until_slack_has_answered(slack: FakeSlack, trust: ssl.SSLContext) -> None:
    identity = BotIdentity(web_client("xoxb-test", slack.api_url, trust))
    assert (identity.bot_id, identity.user_id) == ("", "")
    slack.script(
        "auth.test",
        Answer(document={"ok": False, "error": "invalid_auth"}),
        Answer(document={"ok": True, "bot_id": "B1", "user_id": "UBOT"}),
    )
    with pytest.raises(SlackApiError):
        identity.check()
    assert (identity.bot_id, identity.user_id) == ("", "")
    identity.check()
    assert (identity.bot_id, identity.user_id) == ("B1", "UBOT")
