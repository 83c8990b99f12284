from __future__ import annotations

import ssl
from functools import partial
from urllib.error import HTTPError

import pytest
from requests.adapters import HTTPAdapter
from slack_sdk.errors import SlackApiError

from capi_bot.errors import SettingsError
from capi_bot.slack.http import DeadlineWebClient, response_session, web_client
from capi_bot.slack.outcomes import Outcome, describe_failure, explain_web_api_error, is_about_request
from tests.fakes_slack import Answer, FakeSlack


@pytest.mark.parametrize("answer", [Answer(status=429, headers={"Retry-After": "1"}), Answer(status=500)])
def test_nothing_is_sent_again_by_itself(slack: FakeSlack, trust: ssl.SSLContext, answer: Answer) -> None:
    slack.script("chat.update", answer)
    with pytest.raises(SlackApiError):
        web_client("xoxb-test", slack.api_url, trust).api_call("chat.update", json={"text": "x"})
    assert len(slack.sent) == 1


def test_certificates_are_checked_where_there_are_any(trust: ssl.SSLContext) -> None:
    assert web_client("xoxb-test", "https://slack.com/api/", trust).ssl is trust
    assert web_client("xoxb-test", "http://127.0.0.1:1/api/", trust).ssl is None


def test_response_urls_go_through_the_given_adapter() -> None:
    adapter = HTTPAdapter()
    with response_session(adapter) as session:
        for url in ("https://hooks.slack.com/x", "http://127.0.0.1:1/x"):
            assert session.get_adapter(url) is adapter


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
class TestARedirect:
    """No token goes to another host, and no request is repeated without its body."""

    def test_of_the_web_api_is_a_failure(self, slack: FakeSlack, trust: ssl.SSLContext, status: int) -> None:
        with FakeSlack() as other:
            elsewhere = {"Location": f"{other.api_url}chat.update"}
            slack.script("chat.update", Answer(status=status, headers=elsewhere))
            with pytest.raises(SlackApiError) as caught:
                web_client("xoxb-test", slack.api_url, trust).api_call("chat.update", json={"text": "x"})
            assert (len(slack.sent), other.sent) == (1, [])
        assert not is_about_request(caught.value)
        assert describe_failure("chat.update", caught.value, is_repeatable=False).outcome is Outcome.REFUSED
        said = explain_web_api_error(caught.value, "SLACK_BOT_TOKEN")
        assert said.startswith(
            f"What answered in place of Slack is a redirect ({status}), which is not followed: check"
        )

    def test_to_the_same_host_is_one_too(self, slack: FakeSlack, trust: ssl.SSLContext, status: int) -> None:
        slack.script("auth.test", Answer(status=status, headers={"Location": "/api/chat.update"}))
        with pytest.raises(SlackApiError):
            web_client("xoxb-test", slack.api_url, trust).auth_test()
        assert [sent.to for sent in slack.sent] == ["auth.test"]

    def test_of_an_upload_is_a_failure(self, slack: FakeSlack, trust: ssl.SSLContext, status: int) -> None:
        client = web_client("xoxb-test", slack.api_url, trust)
        assert isinstance(client, DeadlineWebClient)
        with FakeSlack() as other:
            slack.script("upload", Answer(status=status, headers={"Location": f"{other.api_url}upload"}))
            with pytest.raises(HTTPError):
                client._upload_file(url=f"{slack.api_url}upload", data=b"x")
            assert (len(slack.sent), other.sent) == (1, [])

    def test_of_a_response_url_is_not_followed(self, slack: FakeSlack, status: int) -> None:
        with FakeSlack() as other, response_session(HTTPAdapter()) as session:
            slack.script("/response/1", Answer(status=status, headers={"Location": other.response_url()}))
            answer = session.post(slack.response_url(), json={"text": "x"}, timeout=10)
            assert (answer.status_code, len(slack.sent), other.sent) == (status, 1, [])


class TestBehindAProxy:
    @pytest.fixture(autouse=True)
    def proxy(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """Nobody listens there."""
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        return "http://127.0.0.1:9"

    def test_slack_is_called_through_it(self, trust: ssl.SSLContext, proxy: str) -> None:
        assert web_client("xoxb-test", "https://slack.com/api/", trust).proxy == proxy
        with response_session(HTTPAdapter()) as session:
            assert session.proxies["https"] == proxy

    def test_slack_is_called_directly_where_the_environment_says_so(
        self, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_PROXY", "slack.com")
        assert web_client("xoxb-test", "https://slack.com/api/", trust).proxy is None
        with response_session(HTTPAdapter()) as session:
            assert session.proxies.get("https") is None

    @pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
    def test_a_socks_proxy_is_refused(self, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.delenv("HTTPS_PROXY")
        monkeypatch.setenv(name, "socks5://127.0.0.1:1080")
        for make in (
            lambda: web_client("xoxb-test", "https://slack.com/api/", trust),
            partial(response_session, HTTPAdapter()),
        ):
            with pytest.raises(SettingsError, match=f"{name} names a SOCKS proxy"):
                make()

    def test_plain_http_is_not_so_that_it_never_reads_the_token(self, slack: FakeSlack, trust: ssl.SSLContext) -> None:
        web_client("xoxb-test", slack.api_url, trust).api_call("chat.update", json={"text": "x"})
        with response_session(HTTPAdapter()) as session:
            assert session.post(slack.response_url(), json={"text": "x"}, timeout=10).ok
        assert [sent.to for sent in slack.sent] == ["chat.update", "/response/1"]
