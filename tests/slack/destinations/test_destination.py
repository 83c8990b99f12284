"""Answers that Slack does not take, and posts of which nobody knows whether it did, for every destination."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from capi_bot.slack.button_state import RetryState
from capi_bot.slack.client import SlackClient
from capi_bot.slack.delivery import deliver, deliver_failure
from capi_bot.slack.destinations.destination import (
    Destination,
    SendResult,
    TryAgainError,
    pressed_key,
    try_in_order,
)
from capi_bot.slack.destinations.modal_and_home import HomeTab, Modal
from capi_bot.slack.destinations.new_message import CommandChannel, MentionThread
from capi_bot.slack.destinations.pressed_message import (
    EarlierMessage,
    PressedMessage,
    PressedThread,
    RetriedNote,
    ThreadFiles,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Document
from capi_bot.slack.outcomes import CHANNEL_REFUSES, READ_ONLY, Outcome
from capi_bot.slack.outcomes import Sent as SentOutcome
from capi_bot.slack.payloads import SlashCommand
from capi_bot.slack.pending_reply import RETRY_TIME, RETRY_WAITS, Reply, as_pending
from capi_bot.slack.views import notices
from tests.fakes_slack import Answer, FakeSlack, Sent
from tests.jobs import drain, finish
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LOST,
    ScriptedReply,
    actor,
    mention,
    message,
    press,
)

REFUSED = Answer(document={"ok": False, "error": "invalid_blocks"})
UNKNOWN = Answer(raw=b'{"ok": tr')
UNCERTAIN = notices.may_be_posted(None).text.splitlines()[0]
UNFINISHED = notices.unfinished().text.splitlines()[0]


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

    def files(self) -> Destination:
        return ThreadFiles(self.client, press(self.slack, "card.download"))

    def home(self) -> Destination:
        return HomeTab(self.client, self.latest_press, actor(), "1700000101.1")

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
    "beside an ephemeral message": (lambda factory: factory.thread(ephemeral=True), 1),
    "a retried note": (lambda factory: factory.retried(), 0),
    "an earlier message": (lambda factory: factory.earlier(), 1),
}
"""Each destination, and how many ephemeral messages are attempts to tell the answer itself."""


@pytest.fixture
def factory(client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> Factory:
    return Factory(client=client, latest_press=latest_press, slack=slack)


def refuse_all_but_ephemeral_messages(slack: FakeSlack) -> None:
    for to in ("chat.postMessage", "chat.update", "views.update"):
        slack.script(to, REFUSED)
    slack.refuse("/response/press1", "expired_url")


def told(slack: FakeSlack, to: str = "chat.postEphemeral") -> list[str]:
    """Return the first lines of what was sent one way."""
    return [sent.text.splitlines()[0] for sent in slack.sent if sent.to == to]


def outcome(destination: Destination, reply: Reply) -> SendResult:
    return finish(deliver(as_pending(reply), destination, RetryState(typed="conversations")))


class TestWhatSlackRefuses:
    @pytest.fixture(autouse=True)
    def _refused(self, slack: FakeSlack) -> None:
        refuse_all_but_ephemeral_messages(slack)

    @pytest.mark.parametrize(("make", "attempts"), MAKERS.values(), ids=MAKERS.keys())
    def test_the_person_is_notified_once_that_the_answer_was_lost(
        self, factory: Factory, slack: FakeSlack, make: Make, attempts: int
    ) -> None:
        slack.script("chat.postEphemeral", *[REFUSED] * attempts, Answer())
        assert outcome(make(factory), ScriptedReply(finished_at=9)) is SendResult.REPORTED
        assert told(slack) == ["first"] * attempts + [LOST]
        assert slack.sent[-1].body["user"] == "U1"

    @pytest.mark.parametrize(("make", "attempts"), MAKERS.values(), ids=MAKERS.keys())
    def test_a_note_that_slack_refuses_too_is_tried_again_until_it_is_given_up(
        self, factory: Factory, slack: FakeSlack, make: Make, attempts: int
    ) -> None:
        slack.script("chat.postEphemeral", REFUSED)
        assert outcome(make(factory), ScriptedReply(finished_at=9)) is SendResult.LOST
        assert told(slack) == ["first"] * attempts + [LOST] * (1 + len(RETRY_WAITS))

    @pytest.mark.parametrize("make", [Factory.retried, Factory.earlier])
    def test_a_second_failure_that_cannot_replace_the_note_is_shown_in_another_note(
        self, factory: Factory, slack: FakeSlack, make: Make
    ) -> None:
        assert make(factory).report(FAILURE) is SendResult.FINAL
        assert slack.journal == [
            "/response/press1: failure",
            "/response/press1: failure",
            "chat.postEphemeral: failure",
        ]
        replaces = [sent.body["replace_original"] for sent in slack.sent if sent.to == "/response/press1"]
        assert replaces == [True, False]

    def test_an_answer_that_a_modal_does_not_take_is_reported_beside_it(
        self, factory: Factory, slack: FakeSlack
    ) -> None:
        slack.forget("chat.postMessage")
        assert outcome(factory.modal(), ScriptedReply()) is SendResult.REPORTED
        assert (slack.sent[-1].to, slack.sent[-1].body["channel"]) == ("chat.postMessage", "U1")

    def test_the_last_way_to_a_person_is_the_direct_conversation(self, factory: Factory, slack: FakeSlack) -> None:
        slack.script("chat.postEphemeral", REFUSED)
        slack.forget("chat.postMessage")
        assert factory.thread().report(FAILURE) is SendResult.FINAL
        assert slack.journal[-1] == "chat.postMessage: failure"
        assert slack.sent[-1].body["channel"] == "U1"


POSTING: dict[str, tuple[Make, str, str]] = {
    "a public command": (lambda factory: factory.command(), "chat.postMessage", "/response/press1"),
    "a private command": (lambda factory: factory.command(private=True), "/response/press1", "chat.postEphemeral"),
    "a public mention": (lambda factory: factory.mention(), "chat.postMessage", "chat.postEphemeral"),
    "a private mention": (lambda factory: factory.mention(private=True), "chat.postEphemeral", "chat.postMessage"),
    "the thread of a public message": (lambda factory: factory.thread(), "/response/press1", "chat.postEphemeral"),
    "beside an ephemeral message": (
        lambda factory: factory.thread(ephemeral=True),
        "/response/press1",
        "chat.postEphemeral",
    ),
}
"""Each destination that posts something new, the way by which it does, and the other way to the person."""


class TestWhatMayHaveBeenPosted:
    @pytest.mark.parametrize("answer", [UNKNOWN, Answer(status=500), Answer(status=502, raw=b"<html>")])
    @pytest.mark.parametrize(("make", "way", "other"), POSTING.values(), ids=POSTING.keys())
    def test_is_never_posted_again_and_the_person_learns_it_in_another_way_and_can_post_it_again(
        self, factory: Factory, slack: FakeSlack, make: Make, way: str, other: str, answer: Answer
    ) -> None:
        if way.startswith("/response"):  # an answer that is cut short is one of the Web API
            answer = Answer(status=500)
        slack.script(way, answer)
        assert outcome(make(factory), ScriptedReply(finished_at=1)) is SendResult.UNCERTAIN

        assert told(slack, way) == [slack.sent[0].text]
        note = slack.sent[-1]
        assert (len(slack.sent), note.to, note.text.splitlines()[0]) == (2, other, UNCERTAIN)
        assert note.body["blocks"][-1]["elements"][0]["text"]["text"] == "Post again"
        is_private = "user" in note.body or note.body.get("response_type") == "ephemeral" or "channel" in note.body
        assert is_private

    @pytest.mark.parametrize(("make", "way", "other"), POSTING.values(), ids=POSTING.keys())
    def test_holds_for_a_note_too(self, factory: Factory, slack: FakeSlack, make: Make, way: str, other: str) -> None:
        del way, other
        first = {"chat.postMessage": UNKNOWN, "/response/press1": Answer(status=500), "chat.postEphemeral": UNKNOWN}
        destination = make(factory)
        ways: list[str] = []

        def fail_first(sent: Sent) -> None:
            if not ways:
                slack.script(sent.to, first[sent.to])
            ways.append(sent.to)

        slack.on_sent = fail_first
        assert finish(deliver_failure(FAILURE, destination)) is SendResult.FINAL
        assert [line.split(": ", 1)[1] for line in slack.journal] == ["failure", UNCERTAIN]
        assert len(set(ways)) == 2

    def test_is_counted_as_lost_where_no_way_is_certain(self, factory: Factory, slack: FakeSlack) -> None:
        for to in ("chat.postMessage", "chat.postEphemeral", "/response/press1"):
            slack.script(to, Answer(status=500))
        assert outcome(factory.command(), ScriptedReply()) is SendResult.LOST
        assert slack.journal == [
            "chat.postMessage: last",
            f"/response/press1: {UNCERTAIN}",
            f"chat.postEphemeral: {UNCERTAIN}",
            f"chat.postMessage: {UNCERTAIN}",
        ]

    def test_files_are_not_attached_again(self, factory: Factory, slack: FakeSlack) -> None:
        slack.known["files.getUploadURLExternal"] = {"upload_url": f"{slack.url}/upload", "file_id": "F1"}
        slack.script("files.completeUploadExternal", Answer(status=500))
        files = replace(message("files"), documents=(Document(name="a.json", title="a", text="{}"),))
        assert outcome(factory.files(), files) is SendResult.UPLOAD_UNCERTAIN
        assert slack.sent[-1].text.startswith("⚠️ Perhaps Slack did not take the files.")
        assert slack.sent[-1].body["blocks"][-1]["elements"][0]["text"]["text"] == "Post again"
        assert [sent.to for sent in slack.sent].count("files.completeUploadExternal") == 1


class TestInADirectConversation:
    @pytest.fixture
    def direct(self, client: SlackClient, latest_press: LatestPress) -> Destination:
        asked = replace(mention(""), actor=actor(channel="D1"), thread_ts="")
        return MentionThread(client, latest_press, asked, private=False)

    def remember(self, slack: FakeSlack) -> None:
        """Post what is posted, and answer that it failed."""

        def post(sent: Sent) -> None:
            if sent.to == "chat.postMessage":
                history = [{"ts": "1700000000.000200", "metadata": sent.body.get("metadata")}]
                slack.known["conversations.history"] = {"messages": history}

        slack.on_sent = post

    def test_what_was_posted_is_found_and_goes_on_being_replaced(self, direct: Destination, slack: FakeSlack) -> None:
        self.remember(slack)
        slack.script("chat.postMessage", Answer(status=500))
        assert outcome(direct, ScriptedReply(finished_at=1)) is SendResult.REPLACEABLE
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "conversations.history", "chat.update"]
        assert slack.sent[-1].body["ts"] == "1700000000.000200"

    def test_what_was_not_posted_is_posted_again(self, direct: Destination, slack: FakeSlack) -> None:
        slack.known["conversations.history"] = {"messages": [{"ts": "1.1"}]}
        slack.script("chat.postMessage", Answer(status=500), UNKNOWN, Answer(document={"ok": True, "ts": "1.2"}))
        assert outcome(direct, ScriptedReply()) is SendResult.REPLACEABLE
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "conversations.history"] * 2 + [
            "chat.postMessage"
        ]

    @pytest.mark.parametrize("answer", [Answer(document={"ok": False, "error": "missing_scope"}), Answer(status=500)])
    def test_where_the_bot_cannot_look_the_person_is_asked_to(
        self, direct: Destination, slack: FakeSlack, answer: Answer
    ) -> None:
        slack.script("conversations.history", answer)
        slack.script("chat.postMessage", Answer(status=500))
        assert outcome(direct, ScriptedReply()) is SendResult.UNCERTAIN
        assert told(slack, "chat.postMessage") == ["last"]
        assert told(slack) == [UNCERTAIN]


WAYS = ("chat.postMessage", "chat.postEphemeral", "chat.update", "views.update", "/response/press1")
CHANGING: dict[str, Make] = {
    "a public message": lambda factory: factory.pressed(),
    "an ephemeral message": lambda factory: factory.pressed(ephemeral=True),
    "an earlier message": lambda factory: factory.earlier(),
    "a modal": lambda factory: factory.modal(),
    "home": lambda factory: factory.home(),
}


class TestASlackThatIsAwayForAMoment:
    @pytest.mark.parametrize("answer", [Answer(status=500, raw=b"down"), Answer(status=429)])
    @pytest.mark.parametrize("make", CHANGING.values(), ids=CHANGING.keys())
    def test_what_changes_a_message_is_sent_again_for_that_is_harmless(
        self, factory: Factory, slack: FakeSlack, make: Make, answer: Answer
    ) -> None:
        for to in (*WAYS, "views.publish"):
            slack.script(to, *[answer] * 3, Answer(document={"ok": True}))
        pauses: list[float | None] = []
        result = drain(deliver(ScriptedReply(), make(factory)), pauses)
        assert result in {SendResult.REPLACEABLE, SendResult.FINAL}
        assert {sent.text for sent in slack.sent if not sent.body.get("delete_original")} == {"last"}
        assert len(pauses) >= 1

    def test_what_was_never_sent_is_sent_again(self, factory: Factory, slack: FakeSlack) -> None:
        slack.script("chat.postMessage", Answer(document={"ok": False, "error": "service_unavailable"}))
        slack.script("/response/press1", Answer(status=429))
        slack.script("chat.postEphemeral", Answer(status=429, headers={"Retry-After": "3600"}))
        pauses: list[float | None] = []
        assert drain(deliver_failure(FAILURE, factory.thread()), pauses) is SendResult.LOST
        assert len(pauses) == len(RETRY_WAITS)


def test_the_pauses_grow_for_two_minutes() -> None:
    assert RETRY_TIME == 120
    assert list(RETRY_WAITS) == sorted(RETRY_WAITS)


class TestRetryAfter:
    @pytest.fixture(autouse=True)
    def _real_pauses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("capi_bot.slack.delivery.RETRY_WAITS", RETRY_WAITS)

    def limited(self, seconds: int) -> Answer:
        return Answer(status=429, headers={"Retry-After": str(seconds)})

    @pytest.mark.parametrize(("seconds", "pause"), [(1, 1.0), (30, 30.0), (60, 60.0)])
    def test_an_update_is_made_after_the_time_that_slack_names(
        self, factory: Factory, slack: FakeSlack, seconds: int, pause: float
    ) -> None:
        slack.script("chat.update", self.limited(seconds), Answer())
        pauses: list[float | None] = []
        assert drain(deliver(ScriptedReply(finished_at=1), factory.command()), pauses) is SendResult.REPLACEABLE
        assert slack.journal == ["chat.postMessage: first", "chat.update: last", "chat.update: last"]
        assert pauses == [pause]

    def test_after_more_than_a_minute_the_message_stays_and_the_person_learns_it(
        self, factory: Factory, slack: FakeSlack
    ) -> None:
        slack.script("chat.update", self.limited(61))
        pauses: list[float | None] = []
        assert drain(deliver(ScriptedReply(finished_at=1), factory.command()), pauses) is SendResult.UNFINISHED
        assert slack.journal == ["chat.postMessage: first", "chat.update: last", f"/response/press1: {UNFINISHED}"]
        assert pauses == []

    def test_an_update_that_is_limited_again_and_again_is_given_up_after_two_minutes(
        self, factory: Factory, slack: FakeSlack
    ) -> None:
        slack.script("chat.update", self.limited(50))
        pauses: list[float | None] = []
        assert drain(deliver(ScriptedReply(finished_at=1), factory.command()), pauses) is SendResult.UNFINISHED
        assert pauses == [50.0, 50.0]

    def test_a_short_one_is_obeyed_and_a_long_one_makes_the_bot_try_another_way(
        self, factory: Factory, slack: FakeSlack
    ) -> None:
        slack.script("chat.postMessage", self.limited(9), self.limited(11))
        pauses: list[float | None] = []
        drain(deliver(ScriptedReply(), factory.command()), pauses)
        assert slack.journal == ["chat.postMessage: last", "chat.postMessage: last", "/response/press1: last"]
        assert pauses[0] == 9.0


class TestAChannelInWhichTheBotMayNotPost:
    @pytest.mark.parametrize(
        ("make", "error"),
        [
            *((Factory.command, error) for error in sorted(READ_ONLY)),
            *((Factory.mention, error) for error in sorted(CHANNEL_REFUSES)),
        ],
    )
    def test_the_caller_is_to_show_the_answer_to_the_person_alone(
        self, factory: Factory, slack: FakeSlack, make: Make, error: str
    ) -> None:
        slack.refuse("chat.postMessage", error)
        assert outcome(make(factory), ScriptedReply()) is SendResult.NOT_ALLOWED
        assert slack.journal == ["chat.postMessage: last"]

    def test_only_for_the_bot_a_command_is_answered_by_its_response_url(
        self, factory: Factory, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "restricted_action")
        assert outcome(factory.command(), ScriptedReply()) is SendResult.FINAL
        assert slack.journal == ["chat.postMessage: last", "/response/press1: last"]
        assert slack.sent[1].body["response_type"] == "in_channel"

    def test_so_it_is_with_a_thread_under_a_press_whose_response_url_is_used_up(
        self, factory: Factory, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "used_url")
        slack.refuse("chat.postMessage", "restricted_action_thread_locked")
        assert outcome(factory.thread(), ScriptedReply()) is SendResult.NOT_ALLOWED


def test_attempts_are_made_in_order_until_one_may_have_worked() -> None:
    made: list[str] = []

    def attempt(name: str, outcome: Outcome, retry_after: float = 0.0) -> Callable[[], SentOutcome]:
        def run() -> SentOutcome:
            made.append(name)
            return SentOutcome(outcome=outcome, retry_after=retry_after)

        return run

    refused, unknown = attempt("refused", Outcome.REFUSED), attempt("unknown", Outcome.UNKNOWN)
    done, failed = attempt("done", Outcome.DONE), attempt("failed", Outcome.FAILED, 30)
    assert try_in_order(refused, done, unknown).is_done
    assert try_in_order(refused, unknown, done).outcome is Outcome.UNKNOWN
    assert made == ["refused", "done", "refused", "unknown"]
    assert try_in_order(failed, done).is_done
    with pytest.raises(TryAgainError) as raised:
        try_in_order(failed, refused)
    assert raised.value.seconds == 30
    assert try_in_order(attempt("long", Outcome.FAILED, 61)).outcome is Outcome.FAILED


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
