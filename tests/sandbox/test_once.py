from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from flask import Flask, request

from capi_bot.sandbox import SandboxError
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.once import bot_texts, plain_text, run_once

PEOPLE = [
    {"id": "U0ADA", "name": "ada", "is_bot": False},
    {"id": "U0CAPIBOT", "name": "capi-bot", "is_bot": True},
    {"id": "USLACKBOT", "name": "Slackbot", "is_bot": True},
]


def state(*messages: tuple[str, str], toasts: tuple[str, ...] = (), **more: object) -> dict[str, Any]:
    return {
        "version": 1,
        "people": PEOPLE,
        "messages": [{"ts": str(ts), "user": user, "text": text} for ts, (user, text) in enumerate(messages)],
        "toasts": [{"id": "1", "text": text} for text in toasts],
        **more,
    }


def test_only_what_the_bot_posted_is_told() -> None:
    assert bot_texts(state(), state(("U0ADA", "/capi help"), ("U0CAPIBOT", "a"), ("U0CAPIBOT", "b")), "/capi help") == (
        "a",
        "b",
    )


def test_what_stood_there_before_is_not_told_again() -> None:
    old = ("USLACKBOT", "it failed"), ("U0CAPIBOT", "a")
    before = state(*old, toasts=("it failed",))

    assert bot_texts(before, state(*old, ("U0CAPIBOT", "b"), toasts=("it failed",)), "/capi help") == ("b",)


def test_no_answer_is_a_failure() -> None:
    with pytest.raises(SandboxError, match="The bot posted nothing in answer to /capi help"):
        bot_texts(state(), state(("U0ADA", "/capi help")), "/capi help")


def test_what_slack_reports_is_a_failure_in_its_words() -> None:
    failed = state(("USLACKBOT", "/capi failed &lt;badly&gt;"), ("U0CAPIBOT", "a"), toasts=("Try again?",))

    with pytest.raises(SandboxError, match="Try again\\?\n/capi failed <badly>"):
        bot_texts(state(), failed, "/capi help")


def test_a_warning_of_the_bot_is_a_failure_too() -> None:
    with pytest.raises(SandboxError, match=r"^⚠️ Vonage did not answer$"):
        bot_texts(state(), state(("U0CAPIBOT", "⚠️ Vonage did not answer")), "/capi conversations")


@pytest.mark.parametrize(
    ("mrkdwn", "text"),
    [
        ("a &lt;!channel&gt; &amp;amp; b", "a <!channel> &amp; b"),
        ("since <!date^1540459604^{time}|2018-10-25 09:26 UTC>", "since 2018-10-25 09:26 UTC"),
        ("<https://example.com|the page> of <@U0ADA>", "the page of @U0ADA"),
        ("<https://example.com>", "https://example.com"),
    ],
)
def test_markup_is_read_as_plain_text(mrkdwn: str, text: str) -> None:
    assert plain_text(mrkdwn) == text


class Page:
    """Play the page's JSON interface: an empty channel first, after a command the next state each time.

    `journals` are what the journal tells each time it is asked; the last of them stays.
    """

    def __init__(self, *states: dict[str, Any], journals: tuple[list[dict[str, Any]], ...] = ([],)) -> None:
        self.states = [{**found, "version": version} for version, found in zip(count(), states, strict=False)]
        self.journals = list(journals)
        self.asked: list[int] = []
        self.sent: list[object] = []
        self.app = Flask("page")
        self.app.add_url_rule("/ui/send", view_func=self.send, methods=["POST"])
        self.app.add_url_rule("/ui/state", view_func=self.state)
        self.app.add_url_rule("/ui/journal", view_func=self.journal)

    def send(self) -> dict[str, bool]:
        self.sent.append(request.json)
        return {"ok": True}

    def state(self) -> dict[str, Any]:
        if not self.sent:
            return state()
        after = int(request.args["after"])
        self.asked.append(after)
        return self.states[min(after + 1, len(self.states) - 1)]

    def journal(self) -> dict[str, Any]:
        return {"entries": self.journals.pop(0) if len(self.journals) > 1 else self.journals[0]}


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Iterator[tuple[Page, str]]:
    *states, journals = request.param
    page = Page(*states, journals=journals)
    host = Host(page.app)
    yield page, host.url
    host.stop()


def entry(status: str, kind: str = "delivery", version: int = 1) -> dict[str, Any]:
    return {"kind": kind, "status": status, "version": version}


QUIET = ([],)


@pytest.mark.parametrize(
    "page", [[state(), state(("U0CAPIBOT", "early")), state(("U0CAPIBOT", "late")), QUIET]], indirect=True
)
def test_it_waits_until_nothing_changes_any_more(page: tuple[Page, str]) -> None:
    assert run_once(page[1], "conversations") == ("late",)
    assert page[0].sent == [{"user": "U0ADA", "channel": "C0CALLS", "text": "/capi conversations"}]
    assert page[0].asked == [-1, 0, 1, 2]


@pytest.mark.parametrize(
    "page", [[state(("U0CAPIBOT", "a")), ([entry("200"), entry("pending", "webhook")],)]], indirect=True
)
def test_a_whole_command_is_taken_as_it_is(page: tuple[Page, str]) -> None:
    run_once(page[1], "/capi help")

    assert page[0].sent == [{"user": "U0ADA", "channel": "C0CALLS", "text": "/capi help"}]


@pytest.mark.parametrize(
    "meanwhile",
    [
        ([entry("pending", "vonage")], [entry("200", "vonage", 2)], [entry("200", "vonage", 2)]),
        ([], [entry("ok", "method")], [entry("ok", "method")]),
    ],
    ids=["Vonage is slow", "the bot has just posted"],
)
def test_it_waits_while_the_bot_is_busy_though_nothing_is_seen_of_it(
    meanwhile: tuple[list[dict[str, Any]], ...],
) -> None:
    page = Page(state(("U0CAPIBOT", "a")), journals=meanwhile)
    host = Host(page.app)
    run_once(host.url, "help")
    host.stop()

    assert page.asked == [-1, 0, 0]


class Thoughtful(Page):
    """Stay as it is for a while after a command, with nothing under way."""

    def state(self) -> dict[str, Any]:
        thinks = self.sent and len(self.asked) < 4
        return {**super().state(), **self.states[0]} if thinks else super().state()


def test_it_waits_for_a_bot_that_is_quiet_before_it_answers() -> None:
    page = Thoughtful(state(("U0ADA", "/capi help")), state(("U0CAPIBOT", "at last")))
    host = Host(page.app)

    assert run_once(host.url, "help") == ("at last",)
    host.stop()


@pytest.mark.parametrize("page", [[state(("U0CAPIBOT", "a")), ([entry("pending")],)]], indirect=True)
def test_it_does_not_wait_without_end(page: tuple[Page, str]) -> None:
    ticks = count(step=4)

    assert run_once(page[1], "help", clock=lambda: next(ticks)) == ("a",)
    assert page[0].asked == [-1, 0, 0]
