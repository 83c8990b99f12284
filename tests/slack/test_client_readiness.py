"""What calls of Slack say about the token and about Slack, for `/readyz`."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest
import requests

from capi_bot.readiness import Dependency, DependencyState, Readiness
from capi_bot.slack.client import SlackClient
from capi_bot.slack.http import web_client
from capi_bot.slack.messages import Document, Message
from capi_bot.slack.outcomes import TOKEN_REFUSED
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import message

MESSAGE = message("Three calls")
FILES = Message(text="The call", blocks=(), documents=(Document(name="a.json", title="a", text="{}"),))
AWAY = "it was away."
NOT_SLACK = "It was not Slack that answered, or not in its own way: check SLACK_API_URL, the network and any proxy."

Call = Callable[[SlackClient], object]
CALLS: dict[str, Call] = {
    "chat.postMessage": lambda client: client.post("C1", MESSAGE),
    "chat.update": lambda client: client.update("C1", "1.2", MESSAGE),
    "chat.postEphemeral": lambda client: client.post_ephemeral("C1", "U1", MESSAGE),
    "views.open": lambda client: client.open_modal("trigger", MESSAGE),
    "views.update": lambda client: client.update_modal("V1", MESSAGE),
    "views.publish": lambda client: client.publish_home("U1", MESSAGE),
    "conversations.history": lambda client: client.find_posted("C1", "", "key"),
    "files.getUploadURLExternal": lambda client: client.upload_files("C1", "", FILES),
}


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
def client(slack: FakeSlack, session: requests.Session, trust: ssl.SSLContext, readiness: Readiness) -> SlackClient:
    slack.known["files.getUploadURLExternal"] = {"upload_url": f"{slack.url}/upload", "file_id": "F1"}
    slack.known["files.completeUploadExternal"] = {"files": [{"id": "F1"}]}
    return SlackClient(web_client("xoxb-test", slack.api_url, trust), session, readiness=readiness)


def state(readiness: Readiness) -> DependencyState:
    (found,) = (state for state in readiness.states() if state.dependency is Dependency.SLACK)
    return found


@pytest.mark.parametrize("method", CALLS)
def test_each_call_tells_of_a_refused_token_and_the_next_that_succeeds_of_its_end(
    client: SlackClient, slack: FakeSlack, readiness: Readiness, method: str
) -> None:
    slack.refuse(method, "token_revoked")
    CALLS[method](client)
    assert state(readiness).problem == "Slack refuses it (token_revoked): copy SLACK_BOT_TOKEN again."
    assert not state(readiness).has_served
    slack.forget(method)
    CALLS[method](client)
    assert state(readiness).is_serving


@pytest.mark.parametrize("code", sorted(TOKEN_REFUSED))
def test_every_refusal_of_a_token_is_told_with_slacks_word(
    client: SlackClient, slack: FakeSlack, readiness: Readiness, code: str
) -> None:
    slack.refuse("chat.postMessage", code)
    client.post("C1", MESSAGE)
    assert f"({code})" in state(readiness).problem


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(status=503, raw=b"later"), NOT_SLACK),
        (
            Answer(status=500, document={"ok": False, "error": "internal_error"}),
            "Slack cannot tell just now (internal_",
        ),
        (Answer(document={"ok": False, "error": "service_unavailable"}), "Slack cannot tell just now (service_unavail"),
        (Answer(raw=b"<html>Log in to the guest network</html>"), NOT_SLACK),
        (Answer(status=403, raw=b"<html>Blocked</html>"), NOT_SLACK),
        (Answer(raw=b"[]"), NOT_SLACK),
        (
            Answer(raw=b'{"ok": true}', headers={"Content-Length": "99"}),
            "Slack cannot be reached (the connection was broken off)",
        ),
    ],
)
def test_an_outage_is_told(
    client: SlackClient, slack: FakeSlack, readiness: Readiness, answer: Answer, problem: str
) -> None:
    slack.script("chat.update", answer)
    client.update("C1", "1.2", MESSAGE)
    assert state(readiness).problem.startswith(problem)


def test_a_slack_that_is_not_there_is_told(
    session: requests.Session, trust: ssl.SSLContext, readiness: Readiness
) -> None:
    SlackClient(web_client("xoxb-test", "http://127.0.0.1:9/api/", trust), session, readiness=readiness).post(
        "C1", MESSAGE
    )
    assert state(readiness).problem.startswith(
        "Slack cannot be reached (the connection was refused): check SLACK_API_URL"
    )


@pytest.mark.parametrize("problem", [None, AWAY])
@pytest.mark.parametrize(
    "answer",
    [
        *(
            Answer(document={"ok": False, "error": code})
            for code in ("channel_not_found", "not_in_channel", "missing_scope", "expired_trigger_id", "ratelimited")
        ),
        Answer(status=429, raw=b"", headers={"Retry-After": "1"}),
    ],
)
def test_what_slack_refuses_for_another_reason_says_nothing(
    client: SlackClient, slack: FakeSlack, readiness: Readiness, answer: Answer, problem: str | None
) -> None:
    readiness.report(Dependency.SLACK, problem)
    before = state(readiness)
    slack.script("chat.postMessage", answer)
    client.post("C1", MESSAGE)
    assert state(readiness) == before


@pytest.mark.parametrize(("status", "is_outage"), [(404, False), (503, True)])
def test_where_a_file_is_uploaded_only_an_outage_is_told(
    client: SlackClient, slack: FakeSlack, readiness: Readiness, status: int, *, is_outage: bool
) -> None:
    slack.script("/upload", Answer(status=status, raw=b""))
    client.upload_files("C1", "", FILES)
    assert bool(state(readiness).problem) is is_outage


def test_a_response_url_says_nothing_about_the_token(
    client: SlackClient, slack: FakeSlack, readiness: Readiness
) -> None:
    readiness.report(Dependency.SLACK, AWAY)
    for answer in (Answer(), Answer(status=503, raw=b"later"), Answer(status=404, raw=b"token_revoked")):
        slack.script("/response/1", answer)
        client.respond(slack.response_url(), MESSAGE, private=True)
        client.delete_original(slack.response_url())
        slack.forget("/response/1")
    client.respond("http://127.0.0.1:9/response/1", MESSAGE, private=True)
    assert state(readiness).problem == AWAY


def test_without_readiness_nothing_is_reported(
    slack: FakeSlack, session: requests.Session, trust: ssl.SSLContext
) -> None:
    slack.refuse("chat.postMessage", "token_revoked")
    sent = SlackClient(web_client("xoxb-test", slack.api_url, trust), session).post("C1", MESSAGE)
    assert sent.error == "token_revoked"
