from __future__ import annotations

import logging
import ssl
from dataclasses import replace

import pytest
import requests

from capi_bot.slack.client import SlackClient, is_trusted
from capi_bot.slack.http import web_client
from capi_bot.slack.messages import Message
from tests.fakes_slack import Answer, FakeSlack

API = "https://slack.com/api/"
BLOCK = {"type": "data_table", "block_id": "new", "anything": [{"type": "unknown", "deep": {"<&>": "ünï"}}]}
MESSAGE = Message(text="Three calls", blocks=(BLOCK,), title="Calls")


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/commands/T1/2/3",
        "https://hooks.slack.com/actions/T1/2/3",
        "https://HOOKS.slack.com/x",
        "https://hooks.slack-gov.com/x",
        "https://acme.slack.com/x",
        "https://slack.com/response/of/the/api/host",
    ],
)
def test_slacks_own_response_urls_are_trusted(url: str) -> None:
    assert is_trusted(url, API)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/x",
        "ftp://hooks.slack.com/x",
        "https://hooks.slack.com.evil.com/x",
        "https://hooks.slack.comevil.com/x",
        "https://evilslack.com/x",
        "https://hooks-slack-gov.com/x",
        "https://x.slack-gov.com/x",
        "https://hooks.slack.com@evil.com/x",
        "https://evil.com@hooks.slack.com/x",
        "https://u:p@hooks.slack.com/x",
        r"https://evil.com\.slack.com/x",
        r"https://evil.com\@hooks.slack.com/x",
        "https://evil.com#.slack.com/x",
        "https://evil.com?.slack.com/x",
        "https://evil.com/.slack.com/x",
        "https://évil.slack.com/x",
        "https://hooks.slack.com:99999/x",
        "https://.slack.com/x",
        "https://[::1/x",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
        "//hooks.slack.com/x",
        "hooks.slack.com/x",
        "",
    ],
)
def test_anything_else_is_not_trusted(url: str) -> None:
    assert not is_trusted(url, API)


def test_the_host_of_the_configured_api_is_trusted_with_its_scheme_and_port_only() -> None:
    api = "http://127.0.0.1:8001/api/"
    assert is_trusted("http://127.0.0.1:8001/response/1", api)
    assert not is_trusted("http://127.0.0.1:8002/response/1", api)
    assert not is_trusted("https://127.0.0.1:8001/response/1", api)
    assert not is_trusted("http://localhost:8001/response/1", api)
    assert not is_trusted("http://u@127.0.0.1:8001/response/1", api)


def test_an_untrusted_response_url_is_never_called(
    slack: FakeSlack, session: requests.Session, trust: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    client = SlackClient(web_client("xoxb-test", API, trust), session)
    assert not client.respond(slack.response_url("secret"), MESSAGE, private=True)
    assert not client.delete_original(slack.response_url("secret"))
    assert slack.sent == []
    assert "not used" in caplog.text
    assert "secret" not in caplog.text


def test_a_response_says_who_may_see_it_and_that_nothing_is_unfurled(client: SlackClient, slack: FakeSlack) -> None:
    assert client.respond(slack.response_url(), MESSAGE, private=True)
    assert client.respond(slack.response_url(), MESSAGE, private=False, replace=True, thread_ts="1.2")
    private, public = (sent.body for sent in slack.sent)
    assert private == {
        "text": "Three calls",
        "blocks": [BLOCK],
        "unfurl_links": False,
        "unfurl_media": False,
        "response_type": "ephemeral",
        "replace_original": False,
    }
    assert public == {**private, "response_type": "in_channel", "replace_original": True, "thread_ts": "1.2"}


def test_deleting_sends_nothing_else(client: SlackClient, slack: FakeSlack) -> None:
    assert client.delete_original(slack.response_url())
    assert slack.sent[0].body == {"delete_original": True}


def test_t14_blocks_that_the_sdk_does_not_know_reach_slack_as_they_are(client: SlackClient, slack: FakeSlack) -> None:
    client.post("C1", MESSAGE)
    client.update("C1", "1.2", MESSAGE)
    client.post_ephemeral("C1", "U1", MESSAGE)
    client.respond(slack.response_url(), MESSAGE, private=True)
    client.open_modal("trigger", MESSAGE)
    client.update_modal("V1", MESSAGE)
    assert [(sent.body.get("blocks") or sent.body["view"]["blocks"]) for sent in slack.sent] == [[BLOCK]] * 6


def test_a_post_returns_its_ts_and_carries_the_token(client: SlackClient, slack: FakeSlack) -> None:
    assert client.post("C1", MESSAGE) == "1700000000.000100"
    assert client.post("C1", MESSAGE, "1.2") == "1700000000.000100"
    first, second = slack.sent
    assert first.headers["authorization"] == "Bearer xoxb-test"
    assert (first.body["channel"], first.body.get("thread_ts")) == ("C1", None)
    assert (first.body["unfurl_links"], first.body["unfurl_media"]) == (False, False)
    assert second.body["thread_ts"] == "1.2"


def test_an_update_names_the_message(client: SlackClient, slack: FakeSlack) -> None:
    assert client.update("C1", "1.2", MESSAGE)
    assert slack.sent[0].to == "chat.update"
    assert slack.sent[0].body == {"channel": "C1", "ts": "1.2", "text": "Three calls", "blocks": [BLOCK]}


def test_an_ephemeral_message_names_the_person_and_the_thread(client: SlackClient, slack: FakeSlack) -> None:
    assert client.post_ephemeral("C1", "U1", MESSAGE, "1.2")
    assert slack.sent[0].to == "chat.postEphemeral"
    assert slack.sent[0].body == {
        "channel": "C1",
        "user": "U1",
        "thread_ts": "1.2",
        "text": "Three calls",
        "blocks": [BLOCK],
    }


def test_a_home_tab_is_published_to_one_person(client: SlackClient, slack: FakeSlack) -> None:
    assert client.publish_home("U1", MESSAGE)
    assert slack.sent[0].body == {"user_id": "U1", "view": {"type": "home", "blocks": [BLOCK]}}


def test_a_modal_is_opened_by_trigger_and_updated_by_id(client: SlackClient, slack: FakeSlack) -> None:
    assert client.open_modal("trigger", MESSAGE) == "V1"
    assert client.update_modal("V1", MESSAGE)
    opened, updated = (sent.body for sent in slack.sent)
    assert opened["trigger_id"] == "trigger"
    assert updated["view_id"] == "V1"
    assert opened["view"] == updated["view"]
    assert opened["view"] == {
        "type": "modal",
        "callback_id": "detail",
        "title": {"type": "plain_text", "text": "Calls"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": [BLOCK],
    }


@pytest.mark.parametrize(("why", "logged"), [("not_found", []), ("invalid_arguments", [logging.ERROR])])
def test_that_somebody_closed_a_modal_is_no_failure_of_ours(
    client: SlackClient, slack: FakeSlack, caplog: pytest.LogCaptureFixture, why: str, logged: list[int]
) -> None:
    slack.refuse("views.update", why)
    assert not client.update_modal("V1", MESSAGE)
    assert [record.levelno for record in caplog.records if record.levelno > logging.INFO] == logged


def test_a_modal_keeps_the_channel_in_which_it_was_opened(client: SlackClient, slack: FakeSlack) -> None:
    client.open_modal("trigger", MESSAGE, "C1")
    client.push_modal("trigger", MESSAGE, "C1")
    client.update_modal("V1", MESSAGE, "C1")
    client.update_modal_by_external_id("external", MESSAGE, "C1")
    assert [sent.body["view"]["private_metadata"] for sent in slack.sent] == ["C1"] * 4


def test_a_modal_is_pushed_on_top_of_another_while_there_is_room(client: SlackClient, slack: FakeSlack) -> None:
    assert client.push_modal("trigger", MESSAGE) == "V2"
    slack.refuse("views.push", "push_limit_reached")
    assert client.push_modal("trigger", MESSAGE) is None
    assert [(sent.to, sent.body["trigger_id"]) for sent in slack.sent] == [("views.push", "trigger")] * 2


def test_a_form_has_a_button_that_sends_it_off_and_the_id_of_its_shortcut(
    client: SlackClient, slack: FakeSlack
) -> None:
    client.open_modal("trigger", replace(MESSAGE, submit="Search"))
    view = slack.sent[0].body["view"]
    assert (view["callback_id"], view["submit"]) == ("search", {"type": "plain_text", "text": "Search"})


def test_a_view_with_an_external_id_may_not_be_there_yet(client: SlackClient, slack: FakeSlack) -> None:
    slack.script("views.update", Answer(document={"ok": False, "error": "not_found"}), Answer())
    assert [client.update_modal_by_external_id("external", MESSAGE) for _ in range(2)] == [False, True]
    assert [sent.body["external_id"] for sent in slack.sent] == ["external", "external"]


@pytest.mark.parametrize("view", [None, [], {}, "V1"])
def test_a_modal_without_an_id_was_not_opened(client: SlackClient, slack: FakeSlack, view: object) -> None:
    slack.script("views.open", Answer(document={"ok": True, "view": view}))
    assert client.open_modal("trigger", MESSAGE) is None


REFUSALS = [
    Answer(document={"ok": False, "error": "not_in_channel"}),
    Answer(status=500, document={"ok": False, "error": "fatal_error"}),
    Answer(status=503, raw=b"<html>Slack is down</html>"),
    Answer(raw=b"<html>A proxy's page</html>"),
    Answer(raw=b""),
    *(Answer(raw=raw) for raw in (b"[]", b"[[]]", b"5", b"null", b'"ok"')),
    Answer(status=429, document={"ok": False, "error": "ratelimited"}, headers={"Retry-After": "3600"}),
]


@pytest.mark.parametrize("answer", REFUSALS)
def test_whatever_the_web_api_refuses_is_reported_without_an_error(
    client: SlackClient, slack: FakeSlack, answer: Answer
) -> None:
    for method in ("chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update"):
        slack.script(method, answer)
    assert client.post("C1", MESSAGE) is None
    assert client.update("C1", "1.2", MESSAGE) is False
    assert client.post_ephemeral("C1", "U1", MESSAGE) is False
    assert client.open_modal("trigger", MESSAGE) is None
    assert client.update_modal("V1", MESSAGE) is False
    assert len(slack.sent) == 5


def test_a_response_url_that_breaks_off_is_reported_without_an_error(client: SlackClient, slack: FakeSlack) -> None:
    slack.script("/response/1", Answer(raw=b"o", headers={"Content-Length": "99"}))
    assert not client.respond(slack.response_url(), MESSAGE, private=True)
    assert not client.delete_original(slack.response_url())


def test_a_rate_limited_response_is_sent_again_after_the_time_that_slack_names(
    client: SlackClient, slack: FakeSlack, pauses: list[float]
) -> None:
    slack.script("/response/1", Answer(status=429, headers={"Retry-After": "7"}), Answer())
    assert client.respond(slack.response_url(), MESSAGE, private=True)
    assert pauses == [7.0]
    assert len(slack.sent) == 2


def test_a_rate_limited_response_is_sent_again_once_only(
    client: SlackClient, slack: FakeSlack, pauses: list[float]
) -> None:
    slack.script("/response/1", Answer(status=429))
    assert not client.respond(slack.response_url(), MESSAGE, private=True)
    assert pauses == [1.0]
    assert len(slack.sent) == 2


@pytest.mark.parametrize("seconds", ["11", "3600", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "²"])
def test_no_worker_waits_for_long_or_for_nonsense(
    client: SlackClient, slack: FakeSlack, pauses: list[float], seconds: str
) -> None:
    slack.script("/response/1", Answer(status=429, headers={"Retry-After": seconds}))
    assert not client.respond(slack.response_url(), MESSAGE, private=True)
    assert pauses == []
    assert len(slack.sent) == 1


def test_a_server_fault_is_tried_once_more(client: SlackClient, slack: FakeSlack, pauses: list[float]) -> None:
    slack.script("/response/1", Answer(status=502), Answer())
    assert client.respond(slack.response_url(), MESSAGE, private=True)
    slack.script("/response/2", Answer(status=500))
    assert not client.respond(slack.response_url("2"), MESSAGE, private=True)
    assert [sent.to for sent in slack.sent] == ["/response/1", "/response/1", "/response/2", "/response/2"]
    assert pauses == []


def test_t6_a_used_response_url_is_noticed_and_logged_without_its_secret(
    client: SlackClient, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="capi_bot")
    slack.refuse("/response/hush", "used_url")
    assert not client.respond(slack.response_url("hush"), MESSAGE, private=True)
    assert len(slack.sent) == 1
    assert "404" in caplog.text
    assert "used_url" in caplog.text
    assert "hush" not in caplog.text


def test_a_redirect_is_not_followed(client: SlackClient, slack: FakeSlack) -> None:
    slack.script("/response/1", Answer(status=307, headers={"Location": slack.response_url("2")}))
    assert not client.respond(slack.response_url(), MESSAGE, private=True)
    assert [sent.to for sent in slack.sent] == ["/response/1"]
