from __future__ import annotations

import ssl
from functools import partial

import pytest
from requests.adapters import HTTPAdapter
from slack_sdk.errors import SlackApiError

from capi_bot.errors import SettingsError
from capi_bot.slack.http import response_session, web_client
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
