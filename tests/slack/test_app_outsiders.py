"""Who is answered: people of other teams in shared channels, and deliveries for other apps, over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from capi_bot.slack.access import NOT_OURS
from capi_bot.slack.dispatcher import Dispatcher
from tests.fakes_slack import FORM, JSON, FakeSlack, form, mention_event, press_payload, slash_form
from tests.jobs import wait_until_finished
from tests.slack.interactions import ROW, USER, Deliver, shown
from tests.slack.test_app_interactions import message_payload, shortcut_payload, view_payload

OUTSIDER = {"id": "U0OUT", "username": "eve", "team_id": "T0OTHER"}
COLLEAGUE = {"id": "U1", "username": "ada", "team_id": "T1"}
IN_VIEW: dict[str, Any] = {"message": None, "channel": None, "response_url": None}


def pressed(slack: FakeSlack, action_id: str = "row.members", value: str = ROW, **more: object) -> bytes:
    return form(press_payload(slack.url, action_id, value, **{"user": OUTSIDER} | more))


def event(**fields: object) -> bytes:
    body = mention_event("<@UBOT> user ada")
    return json.dumps(body | {"event": body["event"] | {"user": "U0OUT", "user_team": "T0OTHER"} | fields}).encode()


def view(kind: str) -> dict[str, object]:
    secret = {"type": "section", "block_id": "b1", "text": {"type": "mrkdwn", "text": "Front door"}}
    return IN_VIEW | {
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": kind, "private_metadata": "C1", "callback_id": "detail", "blocks": [secret]},
    }


def outsiders(slack: FakeSlack) -> dict[str, tuple[bytes, str, str]]:
    """Return what an outsider may do, as body and content type, and where they are to be told."""
    grid = {"id": "U0OUT", "team_id": "T2", "enterprise_id": "E0OTHER"}
    return {
        "a command": (slash_form(slack, team_id="T0OTHER", text="user ada"), FORM, "/response/1"),
        "a mention": (event(), JSON, "chat.postEphemeral"),
        "a mention of another organisation": (event(user_team="E0OTHER"), JSON, "chat.postEphemeral"),
        "a mention from another source": (event(user_team=None, source_team="T0OTHER"), JSON, "chat.postEphemeral"),
        "a mention by an author of another team": (event(user_team=None, team="T0OTHER"), JSON, "chat.postEphemeral"),
        "a mention by a profile": (event(user_team=None, user_profile={"team": "T0OTHER"}), JSON, "chat.postEphemeral"),
        "a mention in a thread": (event(thread_ts="1700000001.1"), JSON, "chat.postEphemeral"),
        "a direct message": (
            event(type="message", channel_type="im", channel="D1", text="help"),
            JSON,
            "chat.postMessage",
        ),
        "Home": (event(type="app_home_opened", tab="home", event_ts="1700000002.1"), JSON, "views.publish"),
        "a press": (pressed(slack), FORM, "/response/1"),
        "a press that opens a thread": (pressed(slack, "row.card"), FORM, "/response/1"),
        "a press that opens a modal": (
            pressed(slack, "user.open", USER, container=ephemeral(), message=None),
            FORM,
            "/response/1",
        ),
        "a press that opens a form": (pressed(slack, "list.search", "n=1"), FORM, "/response/1"),
        "a press that shares": (pressed(slack, "share", "list:n=1", container=ephemeral()), FORM, "/response/1"),
        "a press that nobody knows": (pressed(slack, "row.gone"), FORM, "/response/1"),
        "a second try": (pressed(slack, "again", "t=user+ada"), FORM, "/response/1"),
        "a press in a shared channel": (pressed(slack, is_ext_shared_channel=True), FORM, "/response/1"),
        "a press by another organisation": (
            pressed(slack, user=grid, enterprise={"id": "E1", "name": "acme"}),
            FORM,
            "/response/1",
        ),
        "a press by an organisation": (
            pressed(slack, user={"id": "U0OUT", "enterprise_id": "E0OTHER"}),
            FORM,
            "/response/1",
        ),
        "a press in a modal": (pressed(slack, "card.members", **view("modal")), FORM, "views.update"),
        "a press on Home": (pressed(slack, "home.refresh", "n=1", **view("home")), FORM, "views.publish"),
        "a shortcut": (form(shortcut_payload(user=OUTSIDER)), FORM, "views.open"),
        "a shortcut on a message": (form(message_payload(slack, user=OUTSIDER)), FORM, "/response/1"),
    }


def ephemeral() -> dict[str, object]:
    return {"type": "message", "message_ts": "1700000001.1", "channel_id": "C1", "is_ephemeral": True}


def told(slack: FakeSlack) -> list[str]:
    """Return where something was sent, but for the check of the token."""
    return [sent.to for sent in slack.sent if sent.to != "auth.test"]


def as_another(body: bytes, number: int) -> bytes:
    """Return a delivery with an event id and times of its own."""
    for usual, own in (
        ("Ev1", f"Ev{number}"),
        ("1700000002.1", f"17{number:08}.1"),
        ("1700000009.1", f"17{number:08}.9"),
    ):
        body = body.replace(usual.encode(), own.encode())
    return body


def test_an_outsider_is_refused_in_one_private_sentence_and_shown_nothing(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for kind, (body, content_type, way) in outsiders(slack).items():
        before = len(slack.sent)
        acknowledged = deliver(as_another(body, before), content_type)
        assert (acknowledged.status_code, acknowledged.text) == (200, ""), kind
        wait_until_finished(dispatcher.workers)
        sent = [sent for sent in slack.sent[before:] if sent.to != "auth.test"]
        assert [each.to for each in sent] == [way], kind
        assert NOT_OURS in sent[0].text, kind
        assert "Front door" not in shown(sent[0]), kind
        assert "Ada" not in shown(sent[0]), kind
        assert sent[0].body.get("response_type", "ephemeral") == "ephemeral", kind
        assert not sent[0].body.get("replace_original"), kind
    dispatcher.stop()


def test_an_outsiders_form_is_answered_in_its_place(deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack) -> None:
    answer = deliver(form(view_payload(words="since tomorrow") | {"user": OUTSIDER})).json()
    dispatcher.stop()
    assert (answer["response_action"], told(slack)) == ("update", [])
    assert NOT_OURS in json.dumps(answer["view"])


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"is_ext_shared_channel": True},
        {"user": {"id": "U1", "username": "ada"}},
        {"user": COLLEAGUE | {"team_id": None}},
        {"channel": {"id": "C1", "name": "calls", "is_ext_shared": True}},
    ],
)
def test_our_own_people_are_answered_in_shared_channels_and_where_nothing_names_their_team(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, more: dict[str, object]
) -> None:
    deliver(pressed(slack, "list.refresh", "n=1", **{"user": COLLEAGUE} | more))
    dispatcher.stop()
    assert {sent.body.get("replace_original") for sent in slack.sent[1:]} == {True}


@pytest.mark.parametrize(
    "fields",
    [
        {"user_team": None},
        {"user_team": "T1"},
        {"user_team": "T1", "source_team": "T0OTHER"},
        {"user_team": None, "team": "T1"},
    ],
)
def test_a_mention_by_our_own_people_is_answered(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, fields: dict[str, object]
) -> None:
    deliver(event(user="U1", **fields), JSON)
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


class TestOnEnterpriseGrid:
    @pytest.fixture(autouse=True)
    def _on_grid(self, slack: FakeSlack) -> None:
        slack.known["auth.test"] = slack.known["auth.test"] | {"enterprise_id": "E1"}

    @pytest.mark.parametrize(
        "more",
        [
            {"user": {"id": "U1", "team_id": "T2", "enterprise_id": "E1"}},
            {"user": {"id": "U1", "team_id": "E1"}},
            {"user": {"id": "U1", "team_id": "T2"}, "team": {"id": "T2", "domain": "x", "enterprise_id": "E1"}},
            {"user": {"id": "U1", "team_id": "T2"}, "team": None, "enterprise": {"id": "E1", "name": "acme"}},
        ],
    )
    def test_people_of_another_workspace_of_our_organisation_are_answered(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, more: dict[str, object]
    ) -> None:
        deliver(pressed(slack, "list.refresh", "n=1", **more))
        dispatcher.stop()
        assert {sent.body.get("replace_original") for sent in slack.sent[1:]} == {True}

    def test_a_mention_from_another_of_our_workspaces_is_answered_where_the_channel_is_not_shared(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        for number, is_shared in enumerate((False, True)):
            body = json.loads(event(user_team="T2", ts=f"170000000{number}.1")) | {"event_id": f"Ev{number}"}
            body |= {"enterprise_id": "E1", "is_ext_shared_channel": is_shared}
            deliver(json.dumps(body).encode(), JSON)
            wait_until_finished(dispatcher.workers)
        dispatcher.stop()
        assert told(slack) == ["chat.postMessage", "chat.postEphemeral"]

    def test_a_command_from_another_of_our_workspaces_is_answered(
        self, deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        deliver(slash_form(slack, team_id="T2", enterprise_id="E1", text="user ada"))
        deliver(slash_form(slack, team_id="T2", enterprise_id="E0OTHER", text="user ada"))
        dispatcher.stop()
        assert sorted(told(slack)) == ["/response/1", "chat.postMessage"]


def test_a_delivery_for_another_app_is_acknowledged_and_nothing_else(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    other = {"api_app_id": "A0OTHER"}
    bodies: list[tuple[bytes, str]] = [
        (slash_form(slack, text="user ada", **other), FORM),
        (json.dumps(mention_event("<@UBOT> user ada") | other).encode(), JSON),
        (pressed(slack, user=COLLEAGUE, **other), FORM),
        (form(shortcut_payload(**other)), FORM),
        (form(message_payload(slack, **other)), FORM),
        (form(view_payload() | other), FORM),
    ]
    dispatcher.access.learn_app_id("A1")
    answers: list[requests.Response] = [deliver(body, content_type) for body, content_type in bodies]
    dispatcher.stop()
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, "")}
    assert told(slack) == []
    lines = [record for record in caplog.records if "for another app" in record.getMessage()]
    assert len(lines) == len(bodies)


def test_over_http_what_the_app_has_posted_tells_its_id(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    slack.known["chat.postMessage"] |= {"message": {"app_id": "A1", "bot_profile": {"app_id": "A1"}}}
    for app_id in ("A0OTHER", "A0OTHER", "A1"):
        deliver(slash_form(slack, text="user ada", api_app_id=app_id))
        wait_until_finished(dispatcher.workers)
    dispatcher.stop()
    assert told(slack) == ["chat.postMessage", "chat.postMessage"]


def test_a_delivery_for_another_app_is_answered_until_our_own_is_known(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    deliver(slash_form(slack, text="user ada", api_app_id="A0OTHER"))
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]
