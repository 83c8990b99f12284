from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from capi_bot.slack.client import PAUSES, SlackClient
from capi_bot.slack.destinations import OpenedForm, PressedMessage, SubmittedForm
from capi_bot.slack.destinations.destination import REPLACE_WAIT, UPDATE_WAIT
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import PendingReply
from capi_bot.slack.payloads import Submission
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import (
    FAILURE,
    LOST,
    Looks,
    message,
    press,
    show,
    told,
)

NOT_THERE = Answer(document={"ok": False, "error": "not_found"})


@pytest.fixture
def latest_press() -> LatestPress:
    return LocalLatestPress()


@pytest.fixture
def submitted(client: SlackClient, latest_press: LatestPress) -> SubmittedForm:
    submission = Submission(callback_id="search", user_id="U1", view_id="V1", view_hash="156.7", channel_id="C1")
    return SubmittedForm(client=client, latest_press=latest_press, submission=submission)


class TestOpenedForm:
    def test_opens_what_there_is_at_once_and_keeps_the_channel(self, client: SlackClient, slack: FakeSlack) -> None:
        looks = Looks()
        show(OpenedForm(client=client, trigger_id="1.2", channel_id="C1"), looks)
        assert slack.journal == ["views.open: last"]
        assert slack.sent[0].body["trigger_id"] == "1.2"
        assert slack.sent[0].body["view"]["private_metadata"] == "C1"
        assert looks.patience == [0]

    def test_that_it_could_not_be_opened_is_told_where_it_was_pressed(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        pressed = PressedMessage(client=client, latest_press=latest_press, action=press(slack, "list.search"))
        show(OpenedForm(client=client, trigger_id="1.2", otherwise=pressed), Looks())
        assert slack.journal == ["views.open: last", f"/response/press1: {LOST}"]
        assert slack.sent[1].body["response_type"] == "ephemeral"

    def test_that_a_global_shortcut_could_not_open_it_is_logged(
        self, client: SlackClient, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        show(OpenedForm(client=client, trigger_id="1.2"), Looks())
        assert slack.journal == ["views.open: last"]
        assert [told.levelno for told in caplog.records if told.name.endswith("form")] == [logging.ERROR]


class TestSubmittedForm:
    def test_the_answer_finds_the_view_by_the_name_that_the_acknowledgement_gave_it(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        looks = Looks(finished_at=1)
        show(submitted, looks)
        assert submitted.name == "V1.156.7"
        assert slack.journal == ["views.update: first", "views.update: last"]
        assert told(slack, "external_id", "view_id") == [("V1.156.7", None), (None, "V1")]
        assert [sent.body["view"]["private_metadata"] for sent in slack.sent] == ["C1", "C1"]
        assert looks.patience == [REPLACE_WAIT, UPDATE_WAIT]

    def test_an_answer_that_is_quicker_than_the_acknowledgement_comes_again(
        self, submitted: SubmittedForm, slack: FakeSlack, naps: list[float]
    ) -> None:
        slack.script("views.update", NOT_THERE, NOT_THERE, Answer())
        show(submitted, Looks())
        assert slack.journal == ["views.update: last"] * 3
        assert naps == list(PAUSES[:2])

    def test_a_modal_that_was_closed_is_given_up(
        self, submitted: SubmittedForm, slack: FakeSlack, naps: list[float]
    ) -> None:
        slack.refuse("views.update", "not_found")
        show(submitted, Looks(finished_at=1))
        assert slack.journal == ["views.update: first"] * 4
        assert naps == list(PAUSES)

    def test_what_is_pressed_in_it_later_is_not_overwritten(
        self, submitted: SubmittedForm, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        looks = Looks(finished_at=1, meanwhile=lambda: latest_press.begin("V1", "1700000102.1"))
        show(submitted, looks)
        assert slack.journal == ["views.update: first"]

    def test_it_goes_on_with_the_turn_of_the_press_that_brought_the_form_into_a_modal(
        self, submitted: SubmittedForm, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        latest_press.begin("V1", "1700000101.1")
        show(submitted, Looks(finished_at=1))
        assert slack.journal == ["views.update: first", "views.update: last"]

    @pytest.mark.parametrize(("channel_id", "way"), [("C1", "button"), ("", "conversations_select")])
    def test_what_is_found_can_be_shared_to_the_forms_channel_or_to_a_chosen_one(
        self, submitted: SubmittedForm, slack: FakeSlack, channel_id: str, way: str
    ) -> None:
        found = PendingReply(look=lambda _: (replace(message("found"), share="list:n=1"), False))
        show(replace(submitted, submission=replace(submitted.submission, channel_id=channel_id)), found)
        assert [sent.body["view"]["blocks"][-1]["elements"][0]["type"] for sent in slack.sent] == [way] * 4

    def test_a_failure_takes_the_place_of_what_is_shown_meanwhile(
        self, submitted: SubmittedForm, slack: FakeSlack
    ) -> None:
        submitted.report(FAILURE)
        assert slack.journal == ["views.update: failure"]
        assert slack.sent[0].body["view"]["blocks"] == list(message("failure").blocks)
