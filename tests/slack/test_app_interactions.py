"""Shortcuts, forms, Home and direct messages, dispatched by the real Bolt over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capi_bot.slack.dispatcher import Dispatcher
from tests.fakes_slack import JSON, FakeSlack, form, mention_event
from tests.slack.interactions import (
    CALL,
    Deliver,
    answered,
    shown,
)

USER = {"id": "U1", "username": "ada", "team_id": "T1"}
TEAM = {"id": "T1", "domain": "acme"}


def shortcut_payload(**more: object) -> dict[str, Any]:
    usual = {"type": "shortcut", "token": "t", "action_ts": "1700000009.1", "team": TEAM, "user": USER}
    return usual | {"callback_id": "search", "trigger_id": "1.2.3"} | more


def message_payload(slack: FakeSlack, **more: object) -> dict[str, Any]:
    said = {"type": "message", "user": "U2", "ts": "1700000001.1", "text": f"what is {CALL}"}
    on_message = {"type": "message_action", "callback_id": "lookup", "message_ts": "1700000001.1", "message": said}
    channel = {"channel": {"id": "C1", "name": "calls"}, "response_url": slack.response_url()}
    return shortcut_payload(**on_message, **channel) | more


def view_payload(kind: str = "view_submission", words: str = "", **view: object) -> dict[str, Any]:
    shown_view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "search",
        "hash": "1.2",
        "private_metadata": "C1",
        "blocks": [],
        "state": {"values": {"words": {"value": {"type": "plain_text_input", "value": words}}}},
    }
    return {"type": kind, "team": TEAM, "user": USER, "trigger_id": "1.2.3", "view": shown_view | view}


def event(**fields: object) -> bytes:
    body = mention_event("")
    return json.dumps(body | {"event": {"user": "U1", "channel": "D1", "ts": "1700000002.1"} | fields}).encode()


def direct(text: str = "user ada", **fields: object) -> bytes:
    return event(**{"type": "message", "channel_type": "im", "text": text} | fields)


def test_a_global_shortcut_is_acknowledged_and_opens_the_form(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    assert answered(deliver(form(shortcut_payload()))) == (200, "")
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["auth.test", "views.open"]
    assert slack.sent[1].body["trigger_id"] == "1.2.3"


def test_a_shortcut_on_a_message_is_acknowledged_and_answered_in_its_thread(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    assert answered(deliver(form(message_payload(slack)))) == (200, "")
    dispatcher.stop()
    assert slack.sent[1].to == "chat.postMessage"
    assert slack.sent[1].body["thread_ts"] == "1700000001.1"


@pytest.mark.parametrize("callback_id", ["", "gone", "é", "a\nb"])
def test_any_shortcut_is_acknowledged(deliver: Deliver, slack: FakeSlack, callback_id: str) -> None:
    assert answered(deliver(form(shortcut_payload(callback_id=callback_id)))) == (200, "")
    assert answered(deliver(form(message_payload(slack, callback_id=callback_id)))) == (200, "")


def test_a_form_is_acknowledged_with_what_is_shown_meanwhile(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    answer = deliver(form(view_payload()))
    dispatcher.stop()
    assert answer.status_code == 200
    assert answer.json()["response_action"] == "update"
    assert answer.json()["view"]["external_id"] == slack.sent[1].body["external_id"] == "V1.1.2"
    assert "Front door" in shown(slack.sent[-1])


def test_a_form_is_acknowledged_with_what_is_wrong_in_it(deliver: Deliver) -> None:
    answer = deliver(form(view_payload(words="x" * 101))).json()

    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["words"]


@pytest.mark.parametrize("kind", ["view_submission", "view_closed"])
@pytest.mark.parametrize("callback_id", ["", "gone", "detail"])
def test_any_other_form_is_acknowledged_and_closes(deliver: Deliver, kind: str, callback_id: str) -> None:
    assert answered(deliver(form(view_payload(kind, callback_id=callback_id)))) == (200, "")


def test_a_home_tab_that_somebody_comes_to_is_published(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    body = event(type="app_home_opened", tab="home", event_ts="1700000002.1")
    assert deliver(body, JSON).status_code == 200
    dispatcher.stop()
    assert {sent.to for sent in slack.sent[1:]} == {"views.publish"}


def test_a_direct_message_is_answered_once_however_often_slack_sends_it(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for _ in range(3):
        assert deliver(direct(), JSON).status_code == 200
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B2"},
        {"user": "UBOT"},
        {"subtype": "message_changed", "message": {"user": "U1", "text": "help"}},
        {"subtype": "message_deleted"},
        {"channel_type": "channel"},
        {"channel_type": "im", "thread_ts": "1700000000.1", "parent_user_id": "UBOT", "bot_id": "B1"},
    ],
)
def test_what_no_person_said_to_the_bot_is_acknowledged_and_not_answered(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, fields: dict[str, object]
) -> None:
    assert deliver(direct(**fields), JSON).status_code == 200
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["auth.test"]


def test_t1_what_cannot_be_parsed_is_answered_and_logged(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    for payload in (shortcut_payload(user={}), message_payload(slack, user={})):
        assert answered(deliver(form(payload))) == (200, "")
    submitted = deliver(form(view_payload() | {"user": {}})).json()
    assert (submitted["response_action"], "c0ffee42" in json.dumps(submitted["view"])) == ("update", True)
    for body in (event(type="app_home_opened", tab="home"), direct()):
        delivery = json.loads(body)
        del delivery["event_id"]
        assert deliver(json.dumps(delivery).encode(), JSON).status_code == 200
    dispatcher.stop()
    told = {sent.to: "c0ffee42" in sent.text for sent in slack.sent[1:]}
    assert told == {"views.open": True, "/response/1": True, "views.publish": True, "chat.postEphemeral": True}
    lines = [record for record in caplog.records if "cannot be read" in record.getMessage()]
    assert (len(lines), [record for record in caplog.records if record.exc_info]) == (5, [])


@pytest.mark.parametrize(
    "payload", [shortcut_payload(user={}, trigger_id=None), shortcut_payload(user={}, trigger_id=5)]
)
def test_what_cannot_be_parsed_and_names_no_way_to_the_person_is_refused(
    deliver: Deliver, payload: dict[str, Any]
) -> None:
    assert answered(deliver(form(payload))) == (400, "")
