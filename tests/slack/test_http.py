from __future__ import annotations

import ssl

import pytest
from requests.adapters import HTTPAdapter
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryState

from capi_bot.slack.http import ShortRateLimitRetry, response_session, web_client
from tests.fakes_slack import Answer, FakeSlack

REQUEST = HttpRequest(method="POST", url="https://slack.com/api/chat.update", headers={})


def would_retry(status: int, retry_after: str | None, attempts: int = 0) -> bool:
    headers: dict[str, str | list[str]] = {} if retry_after is None else {"retry-after": [retry_after]}
    response = HttpResponse(status_code=status, headers=headers)
    state = RetryState(current_attempt=attempts)
    return ShortRateLimitRetry(max_retry_count=1).can_retry(state=state, request=REQUEST, response=response)


@pytest.mark.parametrize("seconds", ["0", "1", "10", None])
def test_a_short_rate_limit_is_waited_for(seconds: str | None) -> None:
    assert would_retry(429, seconds)


@pytest.mark.parametrize("seconds", ["11", "3600", "-1", "soon", "1.5"])
def test_a_long_or_strange_rate_limit_is_not(seconds: str) -> None:
    assert not would_retry(429, seconds)


def test_only_a_rate_limit_is_retried_and_only_once() -> None:
    assert not would_retry(500, "1")
    assert not would_retry(429, "1", attempts=1)


def test_a_lost_connection_is_not_retried_for_the_message_may_have_been_posted() -> None:
    lost = ConnectionResetError()
    assert not ShortRateLimitRetry(max_retry_count=1).can_retry(state=RetryState(), request=REQUEST, error=lost)


def test_a_rate_limited_call_is_sent_again(slack: FakeSlack, trust: ssl.SSLContext) -> None:
    slack.script("chat.update", Answer(status=429, headers={"Retry-After": "0"}), Answer())
    web_client("xoxb-test", slack.api_url, trust).api_call("chat.update", json={"text": "x"})
    assert [sent.body for sent in slack.sent] == [{"text": "x"}, {"text": "x"}]


def test_a_call_limited_for_long_fails_at_once(slack: FakeSlack, trust: ssl.SSLContext) -> None:
    slack.script("chat.update", Answer(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(SlackApiError):
        web_client("xoxb-test", slack.api_url, trust).api_call("chat.update", json={"text": "x"})
    assert len(slack.sent) == 1


def test_certificates_are_checked_where_there_are_any(trust: ssl.SSLContext) -> None:
    assert web_client("xoxb-test", "https://slack.com/api/", trust).ssl is trust
    assert web_client("xoxb-test", "http://127.0.0.1:1/api/", trust).ssl is None


def test_response_urls_go_through_the_given_adapter() -> None:
    adapter = HTTPAdapter()
    with response_session(adapter, 7) as session:
        assert session.get_adapter("https://hooks.slack.com/x") is adapter
        assert session.get_adapter("http://127.0.0.1:1/x") is not adapter


def test_as_many_connections_to_plain_http_stay_open_as_are_asked_for() -> None:
    with response_session(HTTPAdapter(), 7) as session:
        adapter = session.get_adapter("http://127.0.0.1:1/x")
        assert isinstance(adapter, HTTPAdapter)
        assert adapter._pool_maxsize == 7


class TestBehindAProxy:
    @pytest.fixture(autouse=True)
    def proxy(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """Nobody listens there."""
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        return "http://127.0.0.1:9"

    def test_slack_is_called_through_it(self, trust: ssl.SSLContext, proxy: str) -> None:
        assert web_client("xoxb-test", "https://slack.com/api/", trust).proxy == proxy
        with response_session(HTTPAdapter(), 1) as session:
            assert session.proxies["https"] == proxy

    def test_plain_http_is_not_so_that_it_never_reads_the_token(self, slack: FakeSlack, trust: ssl.SSLContext) -> None:
        web_client("xoxb-test", slack.api_url, trust).api_call("chat.update", json={"text": "x"})
        with response_session(HTTPAdapter(), 1) as session:
            assert session.post(slack.response_url(), json={"text": "x"}, timeout=10).ok
        assert [sent.to for sent in slack.sent] == ["chat.update", "/response/1"]
