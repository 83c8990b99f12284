from __future__ import annotations

import logging
import ssl
from dataclasses import replace

import pytest
import requests

from capi_bot.slack.access import Access
from capi_bot.slack.client import NOT_POSTED, VIEW_CLOSED, SlackClient, is_trusted
from capi_bot.slack.http import web_client
from capi_bot.slack.messages import Message
from capi_bot.slack.outcomes import Outcome, Sent
from tests.fakes_slack import Answer, FakeSlack

REFUSED = Sent(outcome=Outcome.REFUSED)
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
    assert client.respond(slack.response_url("secret"), MESSAGE, private=True) == REFUSED
    assert client.delete_original(slack.response_url("secret")) == REFUSED
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


@pytest.mark.parametrize(
    ("posted", "is_known"),
    [
        ({"app_id": "A1"}, True),
        ({"bot_profile": {"app_id": "A1"}}, True),
        ({"app_id": None, "bot_profile": {"app_id": "A1"}}, True),
        *[(posted, False) for posted in (None, 5, {}, {"app_id": 5}, {"bot_profile": 5}, {"bot_profile": {}})],
    ],
)
def test_a_posted_message_tells_our_apps_id(
    client: SlackClient,
    slack: FakeSlack,
    access: Access,
    posted: object,
    is_known: bool,  # noqa: FBT001 - a column of the table
) -> None:
    slack.known["chat.postMessage"] = {"ts": "1.1", "message": posted}
    assert client.post("C1", MESSAGE).is_done
    assert access.is_own_app("A1")
    assert access.is_own_app("A0OTHER") is not is_known


def test_a_post_returns_its_ts_and_carries_the_token(client: SlackClient, slack: FakeSlack) -> None:
    assert client.post("C1", MESSAGE) == Sent(outcome=Outcome.DONE, id="1700000000.000100")
    assert client.post("C1", MESSAGE, "1.2").is_done
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
    assert client.open_modal("trigger", MESSAGE).id == "V1"
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


@pytest.mark.parametrize("why", [VIEW_CLOSED, "invalid_arguments"])
def test_a_modal_that_was_closed_has_an_error_of_its_own(client: SlackClient, slack: FakeSlack, why: str) -> None:
    slack.refuse("views.update", why)
    assert client.update_modal("V1", MESSAGE) == Sent(outcome=Outcome.REFUSED, error=why)


def test_a_modal_keeps_the_channel_in_which_it_was_opened(client: SlackClient, slack: FakeSlack) -> None:
    client.open_modal("trigger", MESSAGE, "C1")
    client.push_modal("trigger", MESSAGE, "C1")
    client.update_modal("V1", MESSAGE, "C1")
    client.update_modal_by_external_id("external", MESSAGE, "C1")
    assert [sent.body["view"]["private_metadata"] for sent in slack.sent] == ["C1"] * 4


def test_a_modal_is_pushed_on_top_of_another_while_there_is_room(client: SlackClient, slack: FakeSlack) -> None:
    assert client.push_modal("trigger", MESSAGE).id == "V2"
    slack.refuse("views.push", "push_limit_reached")
    assert client.push_modal("trigger", MESSAGE).outcome is Outcome.REFUSED
    assert [(sent.to, sent.body["trigger_id"]) for sent in slack.sent] == [("views.push", "trigger")] * 2


def test_a_form_has_a_button_that_sends_it_off_and_the_id_of_its_shortcut(
    client: SlackClient, slack: FakeSlack
) -> None:
    client.open_modal("trigger", replace(MESSAGE, submit="Search"))
    view = slack.sent[0].body["view"]
    assert (view["callback_id"], view["submit"]) == ("search", {"type": "plain_text", "text": "Search"})


SHOWN = Answer(document={"ok": True, "view": {"id": "V1"}})


def test_a_view_with_an_external_id_may_not_be_there_yet(client: SlackClient, slack: FakeSlack) -> None:
    slack.script("views.update", Answer(document={"ok": False, "error": "not_found"}), SHOWN)
    sent = [client.update_modal_by_external_id("external", MESSAGE) for _ in range(2)]
    assert [(each.is_done, each.error) for each in sent] == [(False, VIEW_CLOSED), (True, "")]
    assert [sent.body["external_id"] for sent in slack.sent] == ["external", "external"]


@pytest.mark.parametrize("view", [None, [], {}, "V1"])
def test_a_modal_without_an_id_was_not_opened(client: SlackClient, slack: FakeSlack, view: object) -> None:
    slack.script("views.open", Answer(document={"ok": True, "view": view}))
    assert not client.open_modal("trigger", MESSAGE).is_done


ANSWERS = [
    (Answer(document={"ok": False, "error": "not_in_channel"}), Outcome.REFUSED, 0),
    (Answer(status=403, raw=b"<html>A proxy's page</html>"), Outcome.REFUSED, 0),
    (Answer(status=429, document={"ok": False, "error": "ratelimited"}, headers={"Retry-After": "7"}), None, 7),
    (Answer(status=429, raw=b"slow down"), None, 1),
    (Answer(document={"ok": False, "error": "rate_limited"}, headers={"Retry-After": "1.5"}), None, 1.5),
    (Answer(status=429, headers={"Retry-After": "3600"}), None, 3600),
    (Answer(document={"ok": False, "error": "service_unavailable"}), None, 0),
    (Answer(document={"ok": False, "error": "internal_error"}), Outcome.UNKNOWN, 0),
    (Answer(document={"ok": False, "error": "fatal_error"}), Outcome.UNKNOWN, 0),
    (Answer(status=500, document={"ok": False, "error": "fatal_error"}), Outcome.UNKNOWN, 0),
    (Answer(status=503, raw=b"<html>Slack is down</html>"), Outcome.UNKNOWN, 0),
    *(
        (Answer(raw=raw), Outcome.UNKNOWN, 0)
        for raw in (b"<html>A proxy's page</html>", b"", b"[]", b"[[]]", b"5", b"null", b'"ok"')
    ),
]
"""Answers of the Web API, what became of a message that was to be posted, and Slack's Retry-After; None: it failed."""


@pytest.mark.parametrize(("answer", "outcome", "retry_after"), ANSWERS)
def test_an_answer_of_the_web_api_says_what_became_of_a_call_and_nothing_is_sent_twice(
    client: SlackClient, slack: FakeSlack, answer: Answer, outcome: Outcome | None, retry_after: float
) -> None:
    posting, changing = ["chat.postMessage", "chat.postEphemeral"], ["chat.update", "views.update", "views.publish"]
    for method in (*posting, *changing):
        slack.script(method, answer)
    posted = [client.post("C1", MESSAGE), client.post_ephemeral("C1", "U1", MESSAGE)]
    changed = [client.update("C1", "1.2", MESSAGE), client.update_modal("V1", MESSAGE)]
    changed.append(client.publish_home("U1", MESSAGE))

    assert {(sent.outcome, sent.retry_after) for sent in posted} == {(outcome or Outcome.FAILED, retry_after)}
    assert {(sent.outcome, sent.retry_after) for sent in changed} == {
        (Outcome.REFUSED if outcome is Outcome.REFUSED else Outcome.FAILED, retry_after)
    }
    assert [sent.to for sent in slack.sent] == posting + changing


RESPONSES = [
    (Answer(status=404, raw=b"used_url"), Outcome.REFUSED, 0),
    (Answer(status=429, headers={"Retry-After": "7"}), None, 7),
    *((Answer(status=429, headers={"Retry-After": text}), None, 1) for text in ("soon", "-1", "0", "²", "inf")),
    (Answer(status=500, raw=b"fatal_error"), Outcome.UNKNOWN, 0),
    (Answer(raw=b"o", headers={"Content-Length": "99"}), Outcome.UNKNOWN, 0),
]


@pytest.mark.parametrize(("answer", "outcome", "retry_after"), RESPONSES)
def test_an_answer_of_a_response_url_says_what_became_of_a_message_and_nothing_is_sent_twice(
    client: SlackClient, slack: FakeSlack, answer: Answer, outcome: Outcome | None, retry_after: float
) -> None:
    slack.script("/response/1", answer)
    posted = client.respond(slack.response_url(), MESSAGE, private=True)
    replaced = client.respond(slack.response_url(), MESSAGE, private=True, replace=True)
    deleted = client.delete_original(slack.response_url())

    assert posted == Sent(outcome=outcome or Outcome.FAILED, retry_after=retry_after)
    again = Outcome.REFUSED if outcome is Outcome.REFUSED else Outcome.FAILED
    may_be_done = outcome is Outcome.UNKNOWN
    assert [replaced, deleted] == [Sent(outcome=again, retry_after=retry_after, may_be_done=may_be_done)] * 2
    assert len(slack.sent) == 3


def test_a_message_can_be_looked_for_by_its_key(client: SlackClient, slack: FakeSlack) -> None:
    client.post("D1", MESSAGE, key="k1")
    metadata = slack.sent[0].body["metadata"]
    messages = [{"ts": "1.0"}, {"ts": "1.1", "metadata": {}}, None, {"ts": "1.2", "metadata": metadata}]
    slack.known["conversations.history"] = {"messages": messages}
    slack.known["conversations.replies"] = {"messages": messages[:1]}

    assert client.find_posted("D1", "", "k1") == Sent(outcome=Outcome.DONE, id="1.2")
    assert client.find_posted("D1", "", "k2") == Sent(outcome=Outcome.REFUSED, error=NOT_POSTED)
    assert client.find_posted("D1", "0.9", "k1") == Sent(outcome=Outcome.REFUSED, error=NOT_POSTED)
    slack.known["conversations.replies"]["has_more"] = True
    assert client.find_posted("D1", "0.9", "k1").outcome is Outcome.UNKNOWN
    slack.refuse("conversations.history", "missing_scope")
    assert client.find_posted("D1", "", "k1") == Sent(outcome=Outcome.REFUSED, error="missing_scope")


def test_t6_a_used_response_url_is_noticed_and_logged_without_its_secret(
    client: SlackClient, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="capi_bot")
    slack.refuse("/response/hush", "used_url")
    assert client.respond(slack.response_url("hush"), MESSAGE, private=True) == REFUSED
    assert len(slack.sent) == 1
    assert "404" in caplog.text
    assert "used_url" in caplog.text
    assert "hush" not in caplog.text


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
@pytest.mark.parametrize("is_named", [True, False])
def test_a_redirect_is_not_followed(client: SlackClient, slack: FakeSlack, status: int, *, is_named: bool) -> None:
    headers = {"Location": slack.response_url("2")} if is_named else {}
    slack.script("/response/1", Answer(status=status, headers=headers, raw=b""))
    assert client.respond(slack.response_url(), MESSAGE, private=True) == REFUSED
    assert [sent.to for sent in slack.sent] == ["/response/1"]


def test_without_a_response_url_nothing_is_sent_and_nothing_logged(
    client: SlackClient, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.respond("", MESSAGE, private=True).outcome is Outcome.REFUSED
    assert (slack.sent, caplog.records) == ([], [])
