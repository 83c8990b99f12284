"""Answers that Slack does not take, and posts of which nobody knows whether it did, for every destination."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import destination as destination_module
from capi_bot.slack.destinations.destination import Destination, SendResult, pressed_key, try_in_order
from capi_bot.slack.destinations.modal import Modal
from capi_bot.slack.destinations.new_message import CommandChannel, MentionThread
from capi_bot.slack.destinations.pressed_message import EarlierMessage, PressedMessage, PressedThread, RetriedNote
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.payloads import SlashCommand
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LOST,
    ScriptedReply,
    actor,
    mention,
    press,
    show,
)

REFUSED = Answer(document={"ok": False, "error": "invalid_blocks"})
UNKNOWN = Answer(raw=b'{"ok": tr')
NOBODY = "An answer reached nobody: Slack took it in no way."


@dataclass(frozen=True, slots=True, kw_only=True)
class Factory:
    """A maker of each kind of destination."""

    client: SlackClient
    latest_press: LatestPress
    slack: FakeSlack

    def command(self, *, private: bool = False) -> Destination:
        url = self.slack.response_url("press1")
        slash = SlashCommand(actor=actor(), command="/capi", text="", response_url=url)
        return CommandChannel(self.client, self.latest_press, slash, private=private)

    def mention(self, *, private: bool = False) -> Destination:
        return MentionThread(self.client, self.latest_press, mention(""), private=private)

    def pressed(self, *, ephemeral: bool = False) -> Destination:
        return PressedMessage(self.client, self.latest_press, press(self.slack, "list.refresh", ephemeral=ephemeral))

    def thread(self, *, ephemeral: bool = False) -> Destination:
        return PressedThread(self.client, press(self.slack, "row.card", ephemeral=ephemeral))

    def retried(self) -> Destination:
        return RetriedNote(self.client, press(self.slack, "again", ephemeral=True), self.thread())

    def earlier(self) -> Destination:
        return EarlierMessage(self.client, self.latest_press, press(self.slack, "again", ephemeral=True), "1")

    def modal(self) -> Destination:
        return Modal(self.client, self.latest_press, press(self.slack, "card.close", **IN_MODAL))


Make = Callable[[Factory], Destination]

MAKERS: dict[str, tuple[Make, int]] = {
    "a public command": (lambda factory: factory.command(), 1),
    "a private command": (lambda factory: factory.command(private=True), 1),
    "a public mention": (lambda factory: factory.mention(), 0),
    "a private mention": (lambda factory: factory.mention(private=True), 1),
    "a public message": (lambda factory: factory.pressed(), 0),
    "an ephemeral message": (lambda factory: factory.pressed(ephemeral=True), 0),
    "the thread of a public message": (lambda factory: factory.thread(), 0),
    "beside an ephemeral message": (lambda factory: factory.thread(ephemeral=True), 0),
    "a retried note": (lambda factory: factory.retried(), 0),
    "an earlier message": (lambda factory: factory.earlier(), 1),
}
"""Each destination, and how many ephemeral messages are attempts to tell the answer itself."""


@pytest.fixture
def factory(client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> Factory:
    return Factory(client=client, latest_press=latest_press, slack=slack)


@pytest.fixture
def errors(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    def read() -> list[str]:
        records = [record for record in caplog.records if record.name == destination_module.__name__]
        return [record.getMessage() for record in records if record.levelno >= logging.ERROR]

    return read


def refuse_all_but_ephemeral_messages(slack: FakeSlack) -> None:
    for to in ("chat.postMessage", "chat.update", "views.update"):
        slack.script(to, REFUSED)
    slack.refuse("/response/press1", "expired_url")


class TestWhatSlackDoesNotTake:
    @pytest.fixture(autouse=True)
    def _refused(self, slack: FakeSlack) -> None:
        refuse_all_but_ephemeral_messages(slack)

    @pytest.mark.parametrize(("make", "attempts"), MAKERS.values(), ids=MAKERS.keys())
    def test_the_person_is_told_once_that_the_answer_was_lost_and_the_operator_too(
        self, factory: Factory, slack: FakeSlack, errors: Callable[[], list[str]], make: Make, attempts: int
    ) -> None:
        slack.script("chat.postEphemeral", *[REFUSED] * attempts, Answer())
        show(make(factory), ScriptedReply(finished_at=9))
        ephemeral = [sent for sent in slack.sent if sent.to == "chat.postEphemeral"]
        assert [sent.text for sent in ephemeral] == ["first"] * attempts + [LOST]
        assert ephemeral[-1].body["user"] == "U1"
        assert errors() == [NOBODY]

    @pytest.mark.parametrize("make", [make for make, _ in MAKERS.values()], ids=MAKERS.keys())
    def test_an_answer_that_reaches_nobody_at_all_is_logged_and_so_is_the_note_that_it_was_lost(
        self, factory: Factory, slack: FakeSlack, errors: Callable[[], list[str]], make: Make
    ) -> None:
        slack.script("chat.postEphemeral", REFUSED)
        show(make(factory), ScriptedReply(finished_at=9))
        assert errors() == [NOBODY] * 2

    @pytest.mark.parametrize("make", [make for make, _ in MAKERS.values()], ids=MAKERS.keys())
    def test_a_failure_that_reaches_nobody_at_all_is_logged_once(
        self, factory: Factory, slack: FakeSlack, errors: Callable[[], list[str]], make: Make
    ) -> None:
        slack.script("chat.postEphemeral", REFUSED)
        make(factory).report(FAILURE)
        assert errors() == [NOBODY]

    @pytest.mark.parametrize("make", [Factory.retried, Factory.earlier])
    def test_a_second_failure_that_cannot_replace_the_note_is_told_in_another_note(
        self, factory: Factory, slack: FakeSlack, errors: Callable[[], list[str]], make: Make
    ) -> None:
        make(factory).report(FAILURE)
        assert slack.journal == [
            "/response/press1: failure",
            "/response/press1: failure",
            "chat.postEphemeral: failure",
        ]
        replaces = [sent.body["replace_original"] for sent in slack.sent if sent.to == "/response/press1"]
        assert replaces == [True, False]
        assert slack.sent[-1].body["user"] == "U1"
        assert errors() == []

    def test_in_a_modal_an_answer_that_is_lost_is_logged(
        self, factory: Factory, caplog: pytest.LogCaptureFixture
    ) -> None:
        show(factory.modal(), ScriptedReply())
        factory.modal().report(FAILURE)
        assert [record.levelno for record in caplog.records if record.levelno > logging.INFO] == [logging.ERROR] * 2


class TestAPostOfWhichNobodyKnows:
    @pytest.fixture(autouse=True)
    def _unknown(self, slack: FakeSlack) -> None:
        refuse_all_but_ephemeral_messages(slack)
        slack.forget("chat.postMessage")
        slack.script("chat.postMessage", UNKNOWN)

    @pytest.mark.parametrize("make", [Factory.command, Factory.mention])
    def test_is_neither_posted_a_second_time_nor_told_in_another_way_nor_updated(
        self, factory: Factory, slack: FakeSlack, errors: Callable[[], list[str]], make: Make
    ) -> None:
        reply = ScriptedReply(finished_at=1)
        show(make(factory), reply)
        assert slack.journal == ["chat.postMessage: first"]
        assert reply.timeouts == [0]
        assert errors() == []

    def test_of_a_failure_is_not_posted_a_second_time_either(
        self, factory: Factory, slack: FakeSlack, errors: Callable[[], list[str]]
    ) -> None:
        factory.mention().report(FAILURE)
        assert slack.journal == ["chat.postMessage: failure"]
        assert errors() == []

    def test_in_the_thread_of_a_message_is_the_last_attempt(
        self, factory: Factory, slack: FakeSlack, errors: Callable[[], list[str]]
    ) -> None:
        show(factory.thread(), ScriptedReply())
        assert slack.journal == ["/response/press1: last", "chat.postMessage: last"]
        assert errors() == []


def test_slack_out_of_reach_raises_nothing_anywhere(factory: Factory, slack: FakeSlack) -> None:
    for to in ("chat.postMessage", "chat.postEphemeral", "chat.update", "views.update", "/response/press1"):
        slack.script(to, Answer(status=500, raw=b"down"))
    for destination in (*(make(factory) for make, _ in MAKERS.values()), factory.modal()):
        before = len(slack.sent)
        show(destination, ScriptedReply(finished_at=1))
        destination.report(FAILURE)
        assert len(slack.sent) >= before + 2


def test_attempts_are_made_in_order_until_one_works(errors: Callable[[], list[str]]) -> None:
    made: list[str] = []

    def attempt(name: str, *, works: bool) -> Callable[[], bool]:
        def run() -> bool:
            made.append(name)
            return works

        return run

    attempts = (attempt("first", works=False), attempt("second", works=True), attempt("third", works=True))
    assert try_in_order(*attempts)
    assert made == ["first", "second"]
    assert errors() == []
    assert not try_in_order(attempt("only", works=False))
    assert errors() == [NOBODY]


def test_only_what_stands_there_and_may_change_is_replaceable() -> None:
    assert {result for result in SendResult if result.is_replaceable} == {SendResult.REPLACEABLE, SendResult.SHARED}


def test_presses_are_told_apart_by_channel_message_and_modal(slack: FakeSlack) -> None:
    keys = {
        pressed_key(press(slack, "list.refresh")),
        pressed_key(press(slack, "list.refresh", actor=replace(actor(), channel="C2"))),
        pressed_key(press(slack, "list.refresh", message_ts="1700000003.1")),
        pressed_key(press(slack, "list.refresh", **IN_MODAL)),
        pressed_key(press(slack, "list.refresh", **(IN_MODAL | {"view_id": "V2"}))),
    }
    assert len(keys) == 5
