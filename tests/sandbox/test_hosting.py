from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from waitress.channel import ClientDisconnected

from capi_bot.sandbox import SandboxError
from capi_bot.sandbox.hosting import Host


@pytest.fixture
def app() -> Flask:
    app = Flask("stand-in")
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


@pytest.fixture
def host(app: Flask) -> Iterator[Host]:
    host = Host(app)
    yield host
    host.stop()


def test_it_answers_on_loopback_and_keeps_connections(host: Host) -> None:
    with requests.Session() as session:
        first = session.get(host.url, timeout=10, stream=True)
        raw = first.raw.connection
        assert first.text == "hello"
        second = session.get(host.url, timeout=10, stream=True)
        assert second.raw.connection is raw
        assert second.text == "hello"
    assert host.url.startswith("http://127.0.0.1:")


def test_nothing_is_written_about_requests(host: Host, capfd: pytest.CaptureFixture[str]) -> None:
    requests.get(host.url, timeout=10)

    assert capfd.readouterr() == ("", "")


def test_a_page_that_waits_holds_nobody_up(app: Flask) -> None:
    everybody = threading.Barrier(40, timeout=10)

    def wait() -> str:
        everybody.wait()
        return "news"

    app.add_url_rule("/wait", view_func=wait)
    host = Host(app)
    answers: list[str] = []
    pages = [
        threading.Thread(target=lambda: answers.append(requests.get(f"{host.url}/wait", timeout=10).text))
        for _ in range(40)
    ]
    for page in pages:
        page.start()
    for page in pages:
        page.join()
    host.stop()

    assert answers == ["news"] * 40


def test_a_played_reset_closes_the_connection_without_an_answer(app: Flask) -> None:
    def reset() -> str:
        raise ClientDisconnected

    app.add_url_rule("/reset", view_func=reset)
    host = Host(app)

    with pytest.raises(requests.ConnectionError):
        requests.get(f"{host.url}/reset", timeout=10)
    assert requests.get(host.url, timeout=10).text == "hello"
    host.stop()


def test_after_stopping_nobody_listens(app: Flask) -> None:
    host = Host(app)
    host.stop()

    with pytest.raises(requests.ConnectionError):
        requests.get(host.url, timeout=10)


def test_a_port_in_use_is_one_sentence_that_names_the_option(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SandboxError, match=rf"Port {port} cannot be listened on .*: choose another with --port\."):
            Host(app, port=port)
