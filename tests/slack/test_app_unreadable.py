"""What raises while it is parsed: refused, or answered with a word to the person, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from capi_bot.slack import commands
from capi_bot.slack.button_state import RetryState, encode_retry
from capi_bot.slack.dispatcher import Dispatcher
from tests.fakes_slack import FORM, JSON, FakeSlack, form, mention_event, press_payload, slash_form
from tests.jobs import wait_until_finished
from tests.slack.interactions import Deliver, answered
from tests.slack.test_app_interactions import direct, message_payload, shortcut_payload, view_payload

BRACKETS = ["(" * 2000 + ")" * 2000, "(" * 20_000 + "x" + ")" * 20_000, "(_" * 500 + "_)" * 500]


@pytest.mark.parametrize("text", [*BRACKETS, f"user {BRACKETS[0]}", f"live {BRACKETS[0]}", f"members {BRACKETS[0]}"])
def test_brackets_around_each_other_are_answered_in_commands_mentions_and_direct_messages(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    assert answered(deliver(slash_form(slack, text=text))) == (200, "")
    assert deliver(json.dumps(mention_event(f"<@UBOT> {text}", "Ev1")).encode(), JSON).status_code == 200
    assert deliver(direct(text), JSON).status_code == 200
    dispatcher.stop()
    assert len(slack.journal) >= 2
    assert not any("c0ffee42" in sent.text for sent in slack.sent[1:])
    assert [record for record in caplog.records if record.exc_info] == []


def test_brackets_are_told_in_a_usage_error(deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack) -> None:
    deliver(slash_form(slack, text=BRACKETS[0]))
    dispatcher.stop()
    (sent,) = slack.sent[1:]
    assert sent.body["response_type"] == "ephemeral"
    assert "I do not know" in sent.text
    assert "help lists what I know" in sent.text


@pytest.mark.parametrize("error", [RecursionError("too deep"), KeyError("x"), ZeroDivisionError()])
def test_whatever_a_parser_of_commands_raises_is_told_with_its_incident(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(commands, "parse", broken)
    again = press_payload(slack.url, "again", encode_retry(RetryState(typed="user ada")))
    for body, content_type in (
        (slash_form(slack, text="user ada"), FORM),
        (json.dumps(mention_event("<@UBOT> user ada")).encode(), JSON),
        (direct("user ada", ts="1700000003.1").replace(b"Ev1", b"Ev2"), JSON),
        (form(again), FORM),
    ):
        assert deliver(body, content_type).status_code == 200
        wait_until_finished(dispatcher.workers)
    told = [(sent.to, "It is noted as c0ffee42" in sent.text) for sent in slack.sent[1:]]
    ways = ("/response/1", "chat.postMessage", "chat.postMessage", "/response/1")
    assert told == [(way, True) for way in ways]


@pytest.mark.parametrize("method", ["press", "mention", "shortcut", "home_opened", "submission", "command"])
def test_whatever_the_dispatcher_raises_is_told_too(
    deliver: Deliver,
    dispatcher: Dispatcher,
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    method: str,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Dispatcher, method, broken)
    home = mention_event("") | {"event": {"type": "app_home_opened", "tab": "home", "user": "U1", "channel": "D1"}}
    bodies = {
        "press": (form(press_payload(slack.url, "list.refresh")), FORM),
        "mention": (json.dumps(mention_event("<@UBOT> help")).encode(), JSON),
        "shortcut": (form(shortcut_payload()), FORM),
        "home_opened": (json.dumps(home).encode(), JSON),
        "submission": (form(view_payload()), FORM),
        "command": (slash_form(slack), FORM),
    }
    answer = deliver(*bodies[method])
    dispatcher.stop()
    said = answer.text + "".join(json.dumps(sent.body) for sent in slack.sent[1:])
    assert answer.status_code == 200
    assert said.count("c0ffee42") >= 1
    assert "Interaction c0ffee42" in caplog.messages


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("depth", [250, 900, 20_000])
@pytest.mark.parametrize("wrap", [lambda text: text, lambda text: f'{{"type":"block_actions","actions":{text}}}'])
def test_json_that_is_nested_too_deep_is_refused(
    deliver: Deliver, slack: FakeSlack, caplog: pytest.LogCaptureFixture, depth: int, wrap: Callable[[str], str]
) -> None:
    text = wrap(nested(depth))
    assert deliver(text.encode(), JSON).status_code == 400
    assert deliver(f"payload={text}".encode(), FORM).status_code == 400
    assert deliver(slash_form(slack)).status_code == 200
    assert [record for record in caplog.records if record.exc_info] == []


def test_a_press_with_something_nested_too_deep_is_told(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    payload = message_payload(slack)
    payload["message"]["blocks"] = json.loads(nested(300))
    assert answered(deliver(form(payload))) == (200, "")
    dispatcher.stop()
    assert [(sent.to, "c0ffee42" in sent.text) for sent in slack.sent[1:]] == [("/response/1", True)]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "", "json"]
)
def test_a_body_of_another_content_type_is_refused(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, content_type: str
) -> None:
    assert answered(deliver(slash_form(slack, text="user ada"), content_type)) == (400, "")
    assert answered(deliver(b'{"type": "event_callback"}', content_type)) == (400, "")
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["auth.test"]


def test_an_event_that_the_app_does_not_listen_for_is_acknowledged(deliver: Deliver) -> None:
    body = mention_event("") | {"event": {"type": "reaction_added", "user": "U1"}}
    assert deliver(json.dumps(body).encode(), JSON).status_code == 200


@pytest.mark.parametrize("payload", [{}, {"type": "unheard_of"}, {"type": "block_actions", "actions": [5]}])
def test_what_is_no_payload_and_names_nobody_is_refused(deliver: Deliver, payload: dict[str, object]) -> None:
    assert deliver(json.dumps(payload).encode(), JSON).status_code == 400
    assert deliver(form(payload)).status_code == 400


def test_where_no_worker_is_free_the_person_is_told_that_the_bot_is_busy(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    dispatcher.workers.stop()
    deliver(form(message_payload(slack, user={})))
    dispatcher.stop()
    assert ["busy" in sent.text for sent in slack.sent[1:]] == [True]
