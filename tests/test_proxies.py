from __future__ import annotations

import socket

import pytest
from urllib3.exceptions import ProxyError

from capi_bot.errors import SettingsError
from capi_bot.logs import redact
from capi_bot.network import explain_proxy_error, find_proxy

VONAGE, SLACK = "https://api.nexmo.com", "https://slack.com/api/"
PROXY = "http://proxy.example:3128"


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("url", [VONAGE, SLACK])
def test_a_proxy_for_https_or_for_all_is_used(monkeypatch: pytest.MonkeyPatch, variable: str, url: str) -> None:
    monkeypatch.setenv(variable, PROXY)
    assert find_proxy(url) == PROXY
    assert find_proxy("http://127.0.0.1:4000/api/") == ""


@pytest.mark.parametrize(
    ("value", "proxy"),
    [
        (f'"{PROXY}"', PROXY),
        (f" '{PROXY}' ", PROXY),
        ("proxy.example:3128", PROXY),
        ("HTTP://name:secret@proxy.example", "HTTP://name:secret@proxy.example"),
        ("http://[::1]:3128", "http://[::1]:3128"),
        ('""', ""),
        ("", ""),
    ],
)
def test_a_proxy_is_read_with_quotes_and_without_its_scheme(
    monkeypatch: pytest.MonkeyPatch, value: str, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    assert find_proxy(VONAGE) == proxy


def test_the_proxy_for_https_counts_before_that_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    assert find_proxy(VONAGE) == PROXY


@pytest.mark.parametrize("value", ["slack.com", ".slack.com", "localhost,slack.com", '"slack.com"', "*"])
def test_what_no_proxy_names_is_reached_directly(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", value)
    assert find_proxy("https://slack.com/api/") == ""
    assert find_proxy("https://hooks.slack.com/") == ""
    assert find_proxy(VONAGE) == ("" if value == "*" else PROXY)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            "socks5://name:secret@127.0.0.1:1080",
            "names a SOCKS proxy, which Slack's library cannot use: set HTTPS_PROXY",
        ),
        ("socks5h://secret.example", "names a SOCKS proxy"),
        ("SOCKS4://secret.example", "names a SOCKS proxy"),
        ("https://name:secret@proxy.example", "names a proxy that is reached by https://, which Slack's library"),
        ("http://name:secret@", "is not the address of a proxy: write it like http://proxy.example:3128."),
        ("http://secret.example:port", "is not the address of a proxy"),
        ("http://secret .example", "is not the address of a proxy"),
        ("://secret", "is not the address of a proxy"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_one_sentence_with_its_variable_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as raised:
        find_proxy(VONAGE)
    assert str(raised.value).startswith(f"{variable} {words}")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError("Tunnel connection failed: 407 Proxy Authentication Required"),
            "wants to know who asks (407): write a name and a",
        ),
        (
            OSError("Tunnel connection failed: 403 No (host='407.example')"),
            "did not let the request through (403): ask",
        ),
        (
            ProxyError("No proxy", ConnectionRefusedError()),
            "cannot be reached (the connection was refused): check HTTPS",
        ),
        (
            ProxyError("No proxy", socket.gaierror(socket.EAI_NONAME, "?")),
            "cannot be reached (there is no host of that",
        ),
    ],
)
def test_why_a_proxy_did_not_connect_us_is_told_apart(error: Exception, words: str) -> None:
    sentence = explain_proxy_error(error, "host")
    assert sentence.startswith(f"The proxy on the way to host {words}")
    assert redact(sentence) == sentence
