from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from capi_bot.sandbox.slack.origin_check import guard, refusal

SITE = "http://127.0.0.1:8000"
FOREIGN = "http://127.0.0.1:3000"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    guard(app)
    for path in ("/ui/state", "/api/chat.postMessage"):
        app.add_url_rule(path, path, lambda: "seen", methods=["GET", "POST"])
    return app.test_client()


@pytest.mark.parametrize(
    "site", [SITE, "http://localhost", "http://localhost:8000", "http://[::1]:80", "http://bot.localhost:1"]
)
def test_this_computer_is_known_by_its_names(site: str) -> None:
    assert refusal(path="/", site=site) is None


@pytest.mark.parametrize(
    "site",
    ["http://evil.example", "http://127.0.0.1.evil.example:8000", "http://localhost.evil.example", "http://[", ""],
)
def test_a_name_that_was_made_to_lead_here_is_refused_everywhere(site: str) -> None:
    for path in ("/", "/ui/state", "/api/chat.postMessage", "/static/app.js"):
        assert refusal(path=path, site=site)


@pytest.mark.parametrize("origin", [FOREIGN, "https://evil.example", "null", "http://localhost:8000"])
def test_another_sites_page_can_do_nothing(origin: str) -> None:
    for path in ("/ui/send", "/_sandbox/faults"):
        assert refusal(path=path, site=SITE, origin=origin)


@pytest.mark.parametrize("fetched_by", ["cross-site", "same-site"])
def test_another_sites_page_can_read_nothing(fetched_by: str) -> None:
    assert refusal(path="/ui/state", site=SITE, fetched_by=fetched_by)


def test_our_own_page_and_programs_are_served() -> None:
    assert refusal(path="/ui/send", site=SITE, origin=SITE, fetched_by="same-origin") is None
    assert refusal(path="/ui/send", site=SITE) is None


def test_a_link_from_elsewhere_opens_the_page() -> None:
    assert refusal(path="/", site=SITE, fetched_by="cross-site") is None


def test_the_app_may_be_anywhere() -> None:
    assert refusal(path="/api/chat.postMessage", site=SITE, origin=FOREIGN, fetched_by="cross-site") is None


def test_a_refusal_is_a_sentence(client: FlaskClient) -> None:
    answer = client.post("/ui/state", base_url=SITE, headers={"Origin": FOREIGN})
    assert answer.status_code == 403
    assert answer.json == {"ok": False, "error": "The sandbox takes this from its own page only."}
    assert client.get("/ui/state", base_url=SITE).text == "seen"


def test_nothing_is_shown_in_another_sites_frame(client: FlaskClient) -> None:
    answer = client.get("/ui/state", base_url=SITE)
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
