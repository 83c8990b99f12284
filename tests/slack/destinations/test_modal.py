from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.delivery import deliver, deliver_failure
from capi_bot.slack.destinations.destination import Destination, SendResult
from capi_bot.slack.destinations.modal_and_home import Modal, OpenedForm, OpenedModal, SubmittedForm, pressed_tab
from capi_bot.slack.destinations.pressed_message import PressedMessage, PressedThread
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import NOTE_ID, Block, Message
from capi_bot.slack.payloads import Actor, Submission, Surface
from capi_bot.slack.pending_reply import REPLACE_WAIT, UPDATE_WAIT, VIEW_RETRY_WAITS
from capi_bot.slack.views.notices import may_be_posted, not_opened
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LOST,
    ScriptedReply,
    actor,
    is_latest,
    message,
    press,
    sent_fields,
    show,
)

CARD: tuple[Block, ...] = ({"type": "divider", "block_id": "card"}, {"type": "divider", "block_id": "tabs"})
NOT_THERE = Answer(document={"ok": False, "error": "not_found"})
SHOWN = Answer(document={"ok": True, "view": {"id": "V1"}})
FAILED = Answer(status=500)
NO_CHANNEL = Actor(team="T1", user="U1")
ON_HOME: dict[str, object] = IN_MODAL | {"surface": Surface.HOME}
NOT_OPENED = not_opened().text.splitlines()[0]
PERHAPS = may_be_posted(None).text.splitlines()[0]


def note(number: int, text: str) -> Block:
    """Return a block of a failure as it stands in a modal."""
    return message(text).blocks[0] | {"block_id": f"{NOTE_ID}{number}"}


def blocks_of(slack: FakeSlack) -> list[Block]:
    """Return what the modal shows now."""
    return list(slack.sent[-1].body["view"]["blocks"])


class TestModal:
    @pytest.fixture
    def modal(self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> Callable[..., Modal]:
        """Press a button in a modal that shows some blocks."""

        def make(*view_blocks: Block, **more: object) -> Modal:
            fields = IN_MODAL | more
            return Modal(client, latest_press, press(slack, "list.refresh", view_blocks=view_blocks, **fields))

        return make

    def test_is_updated_and_updated_again(self, modal: Callable[..., Modal], slack: FakeSlack) -> None:
        reply = ScriptedReply(finished_at=1)
        show(modal(), reply)
        assert slack.journal == ["views.update: first", "views.update: last"]
        assert sent_fields(slack, "view_id") == [("V1",), ("V1",)]
        assert reply.timeouts == [REPLACE_WAIT, UPDATE_WAIT]

    def test_is_updated_once_by_what_was_finished(self, modal: Callable[..., Modal], slack: FakeSlack) -> None:
        show(modal(), ScriptedReply())
        assert slack.journal == ["views.update: last"]

    def test_a_late_answer_does_not_overwrite_that_of_a_later_press(
        self, modal: Callable[..., Modal], latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        destination = modal()
        show(destination, ScriptedReply(finished_at=1, meanwhile=lambda: latest_press.begin("V1", "1700000102.1")))
        destination.report(FAILURE)
        assert slack.journal == ["views.update: first"]

    def test_a_failure_is_told_in_it(self, modal: Callable[..., Modal], slack: FakeSlack) -> None:
        modal().report(FAILURE)
        assert slack.journal == ["views.update: failure"]
        assert blocks_of(slack) == [note(0, "failure")]

    def test_a_failure_stands_above_what_it_showed_and_the_next_answer_takes_it_away(
        self, modal: Callable[..., Modal], slack: FakeSlack
    ) -> None:
        modal(*CARD).report(FAILURE)
        assert blocks_of(slack) == [note(0, "failure"), *CARD]
        show(modal(*blocks_of(slack)), ScriptedReply())
        assert blocks_of(slack) == list(message("last").blocks)

    def test_repeated_failures_do_not_pile_up(self, modal: Callable[..., Modal], slack: FakeSlack) -> None:
        longer = Message(text="longer", blocks=message("longer").blocks * 2)
        blocks = list(CARD)
        for failure in (longer, FAILURE, longer):
            modal(*blocks).report(failure)
            blocks = blocks_of(slack)
        assert blocks == [note(0, "longer"), note(1, "longer"), *CARD]

    def test_a_failure_above_a_full_modal_keeps_to_slacks_hundred_blocks(
        self, modal: Callable[..., Modal], slack: FakeSlack
    ) -> None:
        full = tuple({"type": "divider", "block_id": str(number)} for number in range(100))
        modal(*full).report(FAILURE)
        assert blocks_of(slack) == [note(0, "failure"), *full[:99]]

    @pytest.mark.parametrize(("channel", "method"), [("C1", "chat.postEphemeral"), ("", "chat.postMessage")])
    def test_where_slack_takes_no_change_of_it_for_long_that_is_told_beside_it(
        self, modal: Callable[..., Modal], slack: FakeSlack, channel: str, method: str
    ) -> None:
        slack.script("views.update", FAILED)
        show(modal(actor=actor(channel=channel)), ScriptedReply())
        assert slack.journal[-1] == f"{method}: {PERHAPS}"
        assert slack.journal[-4:-1] == [f"views.update: {LOST}"] * 3
        assert set(slack.journal[:-4]) == {"views.update: last"}

    def test_one_that_was_closed_is_updated_once_and_raises_nothing(
        self, modal: Callable[..., Modal], slack: FakeSlack
    ) -> None:
        slack.refuse("views.update", "not_found")
        reply = ScriptedReply(finished_at=1)
        show(modal(), reply)
        assert slack.journal == ["views.update: first"]
        assert reply.timeouts == [REPLACE_WAIT]

    @pytest.mark.parametrize(("asker", "element"), [(actor(), "button"), (NO_CHANNEL, "conversations_select")])
    def test_the_answer_can_be_shared_to_the_channel_or_to_a_chosen_one_and_a_failure_cannot(
        self, modal: Callable[..., Modal], slack: FakeSlack, asker: Actor, element: str
    ) -> None:
        destination = modal(actor=asker)
        show(destination, replace(message("found"), share="list:n=1"))
        assert blocks_of(slack)[-1]["elements"][0]["type"] == element
        destination.report(replace(FAILURE, share="list:n=1"))
        assert blocks_of(slack) == [note(0, "failure")]


class TestOpenedForm:
    def test_opens_what_there_is_at_once_and_keeps_the_channel(self, client: SlackClient, slack: FakeSlack) -> None:
        reply = ScriptedReply()
        show(OpenedForm(client, actor(), "1.2"), reply)
        assert slack.journal == ["views.open: last"]
        assert slack.sent[0].body["trigger_id"] == "1.2"
        assert slack.sent[0].body["view"]["private_metadata"] == "C1"
        assert reply.timeouts == [0]

    def test_is_opened_once_and_never_updated(self, client: SlackClient, slack: FakeSlack) -> None:
        show(OpenedForm(client, actor(), "1.2"), ScriptedReply(finished_at=1))
        assert slack.journal == ["views.open: first"]

    def test_that_it_could_not_be_opened_is_told_where_it_was_pressed(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        pressed = PressedMessage(client, latest_press, press(slack, "list.search"))
        show(OpenedForm(client, actor(), "1.2", pressed), ScriptedReply())
        assert slack.journal == ["views.open: last", f"/response/press1: {NOT_OPENED}"]
        assert slack.sent[1].body["response_type"] == "ephemeral"

    def test_that_a_global_shortcut_could_not_open_it_is_told_in_the_direct_conversation(
        self, client: SlackClient, slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        show(OpenedForm(client, NO_CHANNEL, "1.2"), ScriptedReply())
        assert slack.journal == ["views.open: last", f"chat.postMessage: {NOT_OPENED}"]
        assert slack.sent[1].body["channel"] == "U1"

    def test_where_that_may_have_been_told_the_person_is_told_so_though_there_is_no_other_way(
        self, client: SlackClient, slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        slack.script("chat.postMessage", FAILED, Answer(document={"ok": True, "ts": "1.2"}))
        show(OpenedForm(client, NO_CHANNEL, "1.2"), ScriptedReply())
        assert slack.journal == [
            "views.open: last",
            f"chat.postMessage: {NOT_OPENED}",
            f"chat.postMessage: {PERHAPS}",
        ]

    def test_it_is_told_in_the_direct_conversation_again_where_nothing_else_reaches_the_person(
        self, client: SlackClient, slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        slack.refuse("chat.postEphemeral", "not_in_channel")
        slack.script("chat.postMessage", FAILED, Answer(document={"ok": True, "ts": "1.2"}))
        show(OpenedForm(client, actor(), "1.2"), ScriptedReply())
        assert slack.journal == [
            "views.open: last",
            f"chat.postEphemeral: {NOT_OPENED}",
            f"chat.postMessage: {NOT_OPENED}",
            f"chat.postEphemeral: {PERHAPS}",
            f"chat.postMessage: {PERHAPS}",
        ]

    def test_one_that_opened_though_slack_did_not_say_so_is_not_reported(
        self, client: SlackClient, slack: FakeSlack
    ) -> None:
        slack.script("views.open", FAILED)
        show(OpenedForm(client, NO_CHANNEL, "1.2"), ScriptedReply())
        assert slack.journal == ["views.open: last", "views.update: last"]
        assert slack.sent[1].body["external_id"] == slack.sent[0].body["view"]["external_id"]

    @pytest.mark.parametrize("answer", [FAILED, Answer(raw=b"")])
    def test_that_one_did_not_open_is_reported_though_slack_did_not_say_so(
        self, client: SlackClient, slack: FakeSlack, answer: Answer
    ) -> None:
        slack.script("views.open", answer)
        slack.refuse("views.update", "not_found")
        show(OpenedForm(client, NO_CHANNEL, "1.2"), ScriptedReply())
        assert slack.journal == ["views.open: last", "views.update: last", f"chat.postMessage: {NOT_OPENED}"]

    def test_where_it_cannot_be_looked_for_it_is_opened_once_and_looked_for_again(
        self, client: SlackClient, slack: FakeSlack
    ) -> None:
        slack.script("views.open", FAILED)
        slack.script("views.update", FAILED, FAILED, SHOWN)
        show(OpenedForm(client, NO_CHANNEL, "1.2"), ScriptedReply())
        assert slack.journal == ["views.open: last", *["views.update: last"] * 3]
        assert len({sent.body["view"]["external_id"] for sent in slack.sent}) == 1


class TestOpenedModal:
    @pytest.fixture
    def opened(self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> Callable[..., OpenedModal]:
        """Press something that shows its answer in a modal of its own."""

        def make(otherwise: Destination | None = None, **pressed: object) -> OpenedModal:
            before = ({"type": "divider", "block_id": "before"},)
            action = press(slack, "user.open", view_blocks=before, **pressed)
            otherwise = otherwise or Modal(client, latest_press, action)
            return OpenedModal(client, latest_press, action, message("placeholder"), otherwise)

        return make

    @pytest.mark.parametrize(
        ("pressed", "method", "view_id"),
        [
            ({"ephemeral": True}, "views.open", "V1"),
            (ON_HOME, "views.open", "V1"),
            (IN_MODAL | {"actor": actor()}, "views.push", "V2"),
        ],
    )
    def test_opens_with_a_placeholder_and_shows_nothing_of_what_was_pressed(
        self,
        opened: Callable[..., OpenedModal],
        slack: FakeSlack,
        pressed: dict[str, object],
        method: str,
        view_id: str,
    ) -> None:
        destination, reply = opened(**pressed), ScriptedReply(finished_at=1)
        show(destination, reply)
        destination.report(FAILURE)
        assert slack.journal == [
            f"{method}: placeholder",
            "views.update: first",
            "views.update: last",
            "views.update: failure",
        ]
        assert {sent.body.get("view_id") for sent in slack.sent[1:]} == {view_id}
        assert blocks_of(slack) == [note(0, "failure")]
        channel = "" if pressed is ON_HOME else "C1"
        assert {sent.body["view"].get("private_metadata", "") for sent in slack.sent} == {channel}
        assert reply.timeouts == [REPLACE_WAIT, UPDATE_WAIT]

    def test_a_failure_before_anything_was_shown_opens_it(
        self, opened: Callable[..., OpenedModal], slack: FakeSlack
    ) -> None:
        assert opened(ephemeral=True).report(FAILURE) is SendResult.FINAL
        assert slack.journal == ["views.open: failure"]

    def test_pressed_in_a_message_it_is_shown_once_where_no_modal_opens(
        self, client: SlackClient, opened: Callable[..., OpenedModal], slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        thread = PressedThread(client, press(slack, "user.open", ephemeral=True))
        destination = opened(thread, ephemeral=True)
        show(destination, replace(message("found"), share="list:n=1"))
        destination.report(FAILURE)
        assert slack.journal == ["views.open: placeholder", "/response/press1: found", "/response/press1: failure"]
        assert slack.sent[1].body["blocks"][-1]["type"] == "actions"

    def test_pressed_in_a_modal_it_takes_its_place_where_there_is_no_room_for_another(
        self, opened: Callable[..., OpenedModal], slack: FakeSlack, latest_press: LatestPress
    ) -> None:
        slack.refuse("views.push", "push_limit_reached")
        show(opened(**IN_MODAL), ScriptedReply())
        assert slack.journal == ["views.push: placeholder", "views.update: last"]
        assert slack.sent[1].body["view_id"] == "V1"
        assert not is_latest(latest_press, "V1", "")

    def test_pressed_on_home_it_is_only_reported_there_where_no_modal_opens(
        self, client: SlackClient, latest_press: LatestPress, opened: Callable[..., OpenedModal], slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        reply = ScriptedReply()
        show(opened(pressed_tab(client, latest_press, press(slack, "home.card", **ON_HOME)), **ON_HOME), reply)
        assert slack.journal == ["views.open: placeholder", f"views.publish: {LOST}"]
        assert reply.timeouts == []

    @pytest.mark.parametrize(
        ("pressed", "method"), [({"ephemeral": True}, "views.open"), (ON_HOME, "views.open"), (IN_MODAL, "views.push")]
    )
    def test_one_that_opened_though_slack_did_not_say_so_shows_the_answer(
        self, opened: Callable[..., OpenedModal], slack: FakeSlack, pressed: dict[str, object], method: str
    ) -> None:
        slack.script(method, FAILED)
        slack.script("views.update", Answer(document={"ok": True, "view": {"id": "V7"}}))
        show(opened(**pressed), ScriptedReply())
        assert slack.journal == [f"{method}: placeholder", "views.update: placeholder", "views.update: last"]
        assert slack.sent[1].body["external_id"] == slack.sent[0].body["view"]["external_id"]
        assert slack.sent[2].body["view_id"] == "V7"

    def test_one_that_did_not_open_though_slack_did_not_say_so_is_shown_beside_what_was_pressed(
        self, client: SlackClient, opened: Callable[..., OpenedModal], slack: FakeSlack
    ) -> None:
        slack.script("views.open", FAILED)
        slack.refuse("views.update", "not_found")
        show(opened(PressedThread(client, press(slack, "user.open", ephemeral=True)), ephemeral=True), ScriptedReply())
        assert slack.journal == [
            "views.open: placeholder",
            "views.update: placeholder",
            "/response/press1: last",
        ]

    def test_where_nobody_ever_knows_whether_it_opened_that_is_reported_beside_it(
        self, client: SlackClient, opened: Callable[..., OpenedModal], slack: FakeSlack
    ) -> None:
        slack.script("views.open", FAILED)
        slack.script("views.update", FAILED)
        show(opened(PressedThread(client, press(slack, "user.open", ephemeral=True)), ephemeral=True), ScriptedReply())
        assert slack.journal[-1] == f"/response/press1: {PERHAPS}"
        assert slack.journal.count("views.open: placeholder") == 1

    def test_it_is_tried_once(self, opened: Callable[..., OpenedModal], slack: FakeSlack) -> None:
        slack.refuse("views.push", "push_limit_reached")
        destination = opened(**IN_MODAL)
        destination.send(message("placeholder"))
        destination.report(FAILURE)
        assert slack.journal == ["views.push: placeholder", "views.update: failure"]


class TestSubmittedForm:
    @pytest.fixture
    def submission(self) -> Submission:
        return Submission(actor=actor(), callback_id="search", view_id="V1", view_hash="156.7")

    @pytest.fixture
    def submitted(self, client: SlackClient, latest_press: LatestPress, submission: Submission) -> SubmittedForm:
        return SubmittedForm(client, latest_press, submission)

    def test_the_answer_finds_the_view_by_the_external_id_of_the_acknowledgement(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        reply = ScriptedReply(finished_at=1)
        show(submitted, reply)
        assert submitted.external_id == "V1.156.7"
        assert slack.journal == ["views.update: first", "views.update: last"]
        assert sent_fields(slack, "external_id", "view_id") == [("V1.156.7", None), (None, "V1")]
        assert [sent.body["view"]["private_metadata"] for sent in slack.sent] == ["C1", "C1"]
        assert reply.timeouts == [REPLACE_WAIT, UPDATE_WAIT]

    def test_an_answer_that_is_quicker_than_the_acknowledgement_is_sent_again(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        slack.script("views.update", NOT_THERE, NOT_THERE, SHOWN)
        pauses = [pause.timeout for pause in deliver(ScriptedReply(), submitted)]
        assert slack.journal == ["views.update: last"] * 3
        assert pauses == list(VIEW_RETRY_WAITS[:2])

    def test_an_answer_that_slack_took_without_saying_so_is_sent_to_the_same_view_again(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        slack.script("views.update", FAILED, SHOWN)
        show(submitted, ScriptedReply())
        assert slack.journal == ["views.update: last"] * 2
        assert [sent.body["view"]["external_id"] for sent in slack.sent] == [submitted.external_id] * 2

    def test_a_modal_that_was_closed_is_given_up(
        self, submitted: SubmittedForm, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        slack.refuse("views.update", "not_found")
        pauses = [pause.timeout for pause in deliver(ScriptedReply(finished_at=1), submitted)]
        assert slack.journal == ["views.update: first"] * 5
        assert pauses == list(VIEW_RETRY_WAITS)
        assert [record.levelno for record in caplog.records if record.name == "capi_bot.slack.delivery"] == [
            logging.WARNING
        ]

    def test_a_failure_that_is_quicker_than_the_acknowledgement_is_sent_again(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        slack.script("views.update", NOT_THERE, SHOWN)
        pauses = [pause.timeout for pause in deliver_failure(FAILURE, submitted)]
        assert slack.journal == ["views.update: failure"] * 2
        assert pauses == list(VIEW_RETRY_WAITS[:1])

    def test_where_slack_takes_no_change_of_it_for_long_that_is_told_beside_it(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        slack.script("views.update", FAILED)
        show(submitted, ScriptedReply())
        assert slack.journal[-1] == f"chat.postEphemeral: {PERHAPS}"

    @pytest.mark.parametrize(("finished_at", "journal"), [(0, []), (1, ["views.update: first"])])
    def test_what_is_pressed_in_it_later_is_not_overwritten(
        self,
        submitted: SubmittedForm,
        latest_press: LatestPress,
        slack: FakeSlack,
        finished_at: int,
        journal: list[str],
    ) -> None:
        show(
            submitted,
            ScriptedReply(finished_at=finished_at, meanwhile=lambda: latest_press.begin("V1", "1700000102.1")),
        )
        assert slack.journal == journal

    def test_it_goes_on_with_the_latest_press_in_the_modal_that_the_form_was_brought_into(
        self, client: SlackClient, latest_press: LatestPress, submission: Submission, slack: FakeSlack
    ) -> None:
        latest_press.begin("V1", "1700000101.1")
        show(SubmittedForm(client, latest_press, submission), ScriptedReply(finished_at=1))
        assert slack.journal == ["views.update: first", "views.update: last"]

    @pytest.mark.parametrize(("asker", "element"), [(actor(), "button"), (NO_CHANNEL, "conversations_select")])
    def test_what_is_found_can_be_shared_to_the_forms_channel_or_to_a_chosen_one(
        self,
        client: SlackClient,
        latest_press: LatestPress,
        submission: Submission,
        slack: FakeSlack,
        asker: Actor,
        element: str,
    ) -> None:
        class Found(ScriptedReply):
            def message(self, text: str) -> Message:
                return replace(message(text), share="list:n=1")

        show(SubmittedForm(client, latest_press, replace(submission, actor=asker)), Found(finished_at=1))
        assert slack.journal == ["views.update: first", "views.update: last"]
        assert [sent.body["view"]["blocks"][-1]["elements"][0]["type"] for sent in slack.sent] == [element] * 2

    def test_a_failure_takes_the_place_of_what_is_shown_meanwhile(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        submitted.report(FAILURE)
        assert slack.journal == ["views.update: failure"]
        assert slack.sent[0].body["view"]["blocks"] == list(message("failure").blocks)
