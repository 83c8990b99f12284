from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import requests
from flask import Flask

from capi_bot.sandbox import SandboxError, hosting
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


def test_it_answers_on_loopback(host: Host) -> None:
    answer = requests.get(host.url, timeout=10)
    assert (answer.text, answer.raw.version, answer.headers["Connection"]) == ("hello", 11, "close")
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
        raise ConnectionAbortedError

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
        with pytest.raises(
            SandboxError, match=rf"^Port {port} is in use by another program: choose another with --port\.$"
        ):
            Host(app, port=port)


def test_a_port_that_needs_rights_is_one_sentence(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(
        SandboxError, match=r"^Port 80 needs special rights: choose one of 1024 or above with --port\.$"
    ):
        Host(app, port=80)


def test_without_a_wish_it_is_the_usual_port_or_a_free_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        usual = other.getsockname()[1]
        monkeypatch.setattr(hosting, "DEFAULT_PORT", usual)
        elsewhere = Host(app, port=None)
    there = Host(app, port=None)
    urls = elsewhere.url, there.url
    elsewhere.stop()
    there.stop()

    assert urls[0] != f"http://127.0.0.1:{usual}"
    assert urls[1] == f"http://127.0.0.1:{usual}"
