"""Shortcuts, forms and direct messages."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.errors import DeadlineExceededError
from capi_bot.slack.button_state import ListState, encode_list
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.payloads import Mention, Shortcut, Submission
from capi_bot.slack.views.notices import BUSY
from tests.fakes import FakeApi
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    CALL,
    IN_MODAL,
    LISTED,
    actor,
    press,
    shown,
)

SEARCH = Shortcut(actor=actor(channel=""), callback_id="search", trigger_id="trigger")
SENT_OFF = Submission(actor=actor(), callback_id="search", view_id="V1", view_hash="1.2")
WRITTEN = Mention(actor=actor(channel="D1"), event_id="Ev1", text="user ada", thread_ts="")


def look_up(slack: FakeSlack, text: str) -> Shortcut:
    return Shortcut(
        actor=actor(),
        callback_id="lookup",
        trigger_id="trigger",
        message_ts=LISTED,
        thread_ts=LISTED,
        response_url=slack.response_url("shortcut"),
        message={"text": text},
    )


def _words(text: str) -> dict[str, Any]:
    return {"words": {"value": {"type": "plain_text_input", "value": text}}}


def _days(first: str, last: str) -> dict[str, Any]:
    days = {"first_day": first, "last_day": last}
    return {name: {"value": {"type": "datepicker", "selected_date": day}} for name, day in days.items()}


class TestMessageShortcut:
    def test_what_a_message_names_is_told_in_its_thread(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.shortcut(look_up(slack, f"what about {CALL}?"))
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} <= {"chat.postMessage", "chat.update"}
        assert slack.sent[0].body["thread_ts"] == LISTED
        assert "Front door" in shown(slack.sent[-1])

    def test_a_message_that_names_nothing_is_shown_only_to_the_person_who_asked(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.shortcut(look_up(slack, "hello"))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["response_type"]) == ("/response/shortcut", "ephemeral")
        assert "found no Vonage ids" in sent.text

    def test_chosen_twice_at_once_it_answers_once(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.shortcut(look_up(slack, "hello"))
        dispatcher.shortcut(look_up(slack, "hello"))
        dispatcher.stop()
        assert len(slack.sent) == 1

    def test_a_full_house_is_told_and_can_be_asked_again(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        slow = api.block("conversation")
        for number in range(5):
            dispatcher.shortcut(replace(look_up(slack, CALL), message_ts=f"170000000{number}.1"))
        slack.until(lambda sent: any("busy" in each.text for each in sent))
        slow.set()
        dispatcher.stop()
        assert dispatcher.memory.debouncer.is_new("U1 lookup C1 1700000004.1")

    def test_a_shortcut_of_another_manifest_is_logged(
        self, dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        dispatcher.shortcut(replace(SEARCH, callback_id="gone"))
        dispatcher.stop()
        assert slack.sent == []
        assert [record.levelno for record in caplog.records] == [logging.WARNING]


class TestSearch:
    def test_the_shortcut_opens_the_form_before_any_read(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        dispatcher.shortcut(SEARCH)
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["view"]["callback_id"]) == ("views.open", "search")
        assert api.requests == []

    def test_whoever_closes_the_form_may_open_it_again_at_once(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.shortcut(SEARCH)
        dispatcher.shortcut(replace(SEARCH, trigger_id="another"))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "views.open"]

    def test_the_button_of_a_list_opens_the_form_with_its_filters(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.press(press(slack, "list.search", "n=1", list_state="n=2&f=live+with+447700000001"))
        dispatcher.stop()
        (sent,) = slack.sent
        assert sent.to == "views.open"
        assert '"initial_value": "447700000001"' in shown(sent)
        assert sent.body["view"]["private_metadata"] == "C1"

    def test_within_a_modal_the_form_takes_the_place_of_the_list(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.press(press(slack, "list.search", "n=1&x=1", **(IN_MODAL | {"actor": actor()})))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["view_id"], sent.body["view"]["callback_id"]) == ("views.update", "V1", "search")
        assert sent.body["view"]["private_metadata"] == "C1"

    def test_a_form_that_cannot_be_opened_any_more_is_told(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        dispatcher.press(press(slack, "list.search", "n=1"))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "/response/press1"]
        assert slack.sent[1].body["response_type"] == "ephemeral"

    def test_what_is_sent_off_is_found_in_the_same_modal(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        answer: Any = dispatcher.submission(replace(SENT_OFF, values=_words("")))
        dispatcher.stop()
        assert answer["response_action"] == "update"
        assert answer["view"]["external_id"] == "V1.1.2"
        assert answer["view"]["private_metadata"] == "C1"
        assert "Looking it up" in str(answer["view"]["blocks"])
        assert {sent.to for sent in slack.sent} == {"views.update"}
        assert slack.sent[0].body["external_id"] == "V1.1.2"
        assert "Front door" in shown(slack.sent[-1])

    def test_searching_again_and_again_in_one_modal_shows_the_last_list(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.press(press(slack, "list.search", "n=1", **IN_MODAL))
        slack.until(lambda sent: len(sent) == 1)
        dispatcher.submission(replace(SENT_OFF, values=_words("")))
        slack.until(lambda sent: "Front door" in shown(sent[-1]))
        dispatcher.press(press(slack, "list.refresh", encode_list(ListState(private=True)), 2, **IN_MODAL))
        dispatcher.stop()
        assert slack.sent[-1].body["view_id"] == "V1"
        assert "Front door" in shown(slack.sent[-1])

    def test_what_is_wrong_is_told_under_its_field_and_nothing_is_read(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        answer: Any = dispatcher.submission(replace(SENT_OFF, values=_words("x" * 101)))
        dispatcher.stop()
        assert answer["response_action"] == "errors"
        assert "too long" in answer["errors"]["words"]
        assert (slack.sent, api.requests) == ([], [])

    def test_a_failed_search_is_told_in_the_modal(self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi) -> None:
        api.fail("conversations", DeadlineExceededError("slow"))
        dispatcher.submission(replace(SENT_OFF, values=_words("")))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["external_id"]) == ("views.update", "V1.1.2")
        assert "took too long" in shown(sent)

    def test_a_failed_search_can_be_tried_again_as_it_was_filled_in(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        api.fail("conversations", DeadlineExceededError("slow"))
        dispatcher.submission(replace(SENT_OFF, values=_days("2026-10-31", "2026-11-30")))
        slack.until(lambda sent: len(sent) == 1)
        (again,) = [block for block in slack.sent[0].body["view"]["blocks"] if block["type"] == "actions"]
        api.recover("conversations")
        dispatcher.press(press(slack, "again", again["elements"][0]["value"], **IN_MODAL))
        dispatcher.stop()
        assert "31 Oct – 30 Nov 2026" in shown(slack.sent[-1])  # noqa: RUF001 - a range of days is written so

    def test_a_full_house_is_told_in_the_form_which_keeps_what_was_filled_in(
        self, dispatcher: Dispatcher, api: FakeApi
    ) -> None:
        slow = api.block("conversations")
        answers: list[Any] = [dispatcher.submission(replace(SENT_OFF, view_id=f"V{number}")) for number in range(5)]
        assert answers[-1] == {"response_action": "errors", "errors": {"words": BUSY}}
        slow.set()

    def test_a_form_that_nobody_knows_any_more_closes(self, dispatcher: Dispatcher) -> None:
        assert dispatcher.submission(replace(SENT_OFF, callback_id="gone")) == {}


class TestDirectMessages:
    def test_a_direct_message_is_answered_below_it(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.direct_message(WRITTEN)
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["channel"], "thread_ts" in sent.body) == ("chat.postMessage", "D1", False)
        assert "Ada Lovelace" in shown(sent)

    def test_in_a_thread_it_is_answered_there(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.direct_message(replace(WRITTEN, thread_ts="1700000001.1"))
        dispatcher.stop()
        assert slack.sent[0].body["thread_ts"] == "1700000001.1"

    def test_private_means_nothing_where_nobody_else_reads(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.direct_message(replace(WRITTEN, text="user ada private"))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage"]

    @pytest.mark.parametrize("text", ["hi", "hello there", "thanks!"])
    def test_what_is_no_command_is_answered_kindly(self, dispatcher: Dispatcher, slack: FakeSlack, text: str) -> None:
        dispatcher.direct_message(replace(WRITTEN, text=text))
        dispatcher.stop()
        (sent,) = slack.sent
        assert sent.to == "chat.postMessage"
        assert "/capi help" in sent.text

    def test_an_event_that_slack_sends_again_is_answered_once(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        for _ in range(3):
            dispatcher.direct_message(WRITTEN)
        dispatcher.stop()
        assert len(slack.sent) == 1

    def test_a_full_house_is_told(self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi) -> None:
        slow = api.block("users")
        for number in range(5):
            dispatcher.direct_message(replace(WRITTEN, event_id=f"Ev{number}"))
        slack.until(lambda sent: any("busy" in each.text for each in sent))
        slow.set()
