"""The Home tab: opened, pressed, and in trouble."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    RetryState,
    TabState,
    encode_home,
    encode_list,
    encode_retry,
    encode_tab,
)
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.destinations.destination import home_key
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.payloads import HomeOpened, Surface
from capi_bot.storage.saved_filters import SavedFilterStore
from tests.fakes import FakeApi
from tests.fakes_slack import TIMEOUT, FakeSlack
from tests.slack.interactions import (
    CALL,
    IN_MODAL,
    LOST,
    actor,
    fill,
    press,
    shown,
)

OPENED = HomeOpened(actor=actor(channel=""), event_id="Ev1", tab="home", opened_ts="1700000100.000100")
ON_HOME: dict[str, Any] = IN_MODAL | {"surface": Surface.HOME}
HOME = encode_home(HomeState())
CARD = encode_tab(TabState(conversation_id=CALL))


def to(slack: FakeSlack) -> list[str]:
    return [sent.to for sent in slack.sent]


class TestOpening:
    def test_the_first_time_brings_a_skeleton_and_then_what_goes_on(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.home_opened(OPENED)
        dispatcher.stop()

        assert slack.journal[0] == "views.publish: *Live now*"
        assert set(to(slack)) == {"views.publish"}
        assert ("Looking…" in shown(slack.sent[0]), "Front door" in shown(slack.sent[-1])) == (True, True)

    def test_later_what_stands_there_stays_until_the_answer_is_there(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.home_opened(replace(OPENED, view_id="V1"))
        dispatcher.stop()

        assert "Looking…" not in shown(slack.sent[0])
        assert "Front door" in shown(slack.sent[-1])

    def test_the_messages_tab_and_what_slack_says_again_are_nothing_new(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.home_opened(replace(OPENED, tab="messages"))
        dispatcher.home_opened(OPENED)
        dispatcher.home_opened(OPENED)
        dispatcher.stop()

        assert [shown(sent).count("Looking…") for sent in slack.sent].count(1) == 1

    def test_an_answer_that_comes_after_a_later_press_is_not_shown(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        gate = api.block("conversations")
        dispatcher.home_opened(replace(OPENED, view_id="V1"))
        assert gate.reached.wait(TIMEOUT)
        dispatcher.memory.latest_press.begin(home_key(actor()), "1700000101.1")
        gate.set()
        dispatcher.stop()

        assert slack.sent == []

    def test_a_bug_is_told_with_a_way_to_try_again(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        api.fail("conversations", ZeroDivisionError())
        dispatcher.home_opened(OPENED)
        dispatcher.stop()

        assert "c0ffee42" in shown(slack.sent[-1])
        assert encode_retry(RetryState(action_id="home.refresh", value=HOME)) in shown(slack.sent[-1])

    @pytest.mark.parametrize(("view_id", "notices"), [("", 1), ("V1", 0)])
    def test_whoever_finds_all_workers_taken_is_told_unless_an_older_tab_stands_there(
        self, dispatcher: Dispatcher, slack: FakeSlack, view_id: str, notices: int
    ) -> None:
        go_on = Event()

        fill(dispatcher.workers, lambda: go_on.wait(TIMEOUT))
        dispatcher.home_opened(replace(OPENED, view_id=view_id))
        go_on.set()
        dispatcher.stop()

        assert [("busy" in shown(sent)) for sent in slack.sent] == [True] * notices


class TestPressing:
    def test_refresh_publishes_afresh(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "home.refresh", HOME, **ON_HOME))
        dispatcher.stop()

        assert set(to(slack)) == {"views.publish"}
        assert "Front door" in shown(slack.sent[-1])

    @pytest.mark.parametrize(("action", "value"), [("home.card", CARD), ("home.ended", HOME)])
    def test_what_opens_is_a_modal_and_the_tab_stays(
        self, dispatcher: Dispatcher, slack: FakeSlack, action: str, value: str
    ) -> None:
        dispatcher.press(press(slack, action, value, **ON_HOME))
        dispatcher.stop()

        assert (to(slack)[0], set(to(slack)[1:])) == ("views.open", {"views.update"})

    def test_a_saved_filter_opens_its_list_in_a_modal(
        self, dispatcher: Dispatcher, slack: FakeSlack, store: SavedFilterStore
    ) -> None:
        kept = SavedFilter(text="live")
        store.save(FilterOwner(team_id="T1", user_id="U1"), kept).result()
        dispatcher.press(press(slack, "home.saved", encode_home(HomeState(filter=kept.key)), **ON_HOME))
        dispatcher.stop()

        assert to(slack)[0] == "views.open"
        assert "Front door" in shown(slack.sent[-1])

    def test_a_modal_that_cannot_be_opened_is_told_on_the_tab(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        dispatcher.press(press(slack, "home.card", CARD, **ON_HOME))
        dispatcher.stop()

        assert slack.journal[-1] == f"views.publish: {LOST}"

    @pytest.mark.parametrize(
        ("again", "methods"),
        [
            (RetryState(action_id="home.refresh", value=HOME), {"views.publish"}),
            (RetryState(action_id="home.card", value=CARD), {"views.open", "views.update"}),
        ],
    )
    def test_a_second_try_goes_where_the_first_was_meant_to(
        self, dispatcher: Dispatcher, slack: FakeSlack, again: RetryState, methods: set[str]
    ) -> None:
        dispatcher.press(press(slack, "again", encode_retry(again), **ON_HOME))
        dispatcher.stop()

        assert set(to(slack)) == methods

    def test_a_list_is_saved_and_only_who_pressed_is_told(
        self, dispatcher: Dispatcher, slack: FakeSlack, store: SavedFilterStore
    ) -> None:
        value = encode_list(ListState(filters=ListFilter(oldest=True)))
        dispatcher.press(press(slack, "list.save", value))
        dispatcher.stop()

        assert slack.journal == ["/response/press1: Saved. You find it on my Home tab."]
        assert slack.sent[0].body["response_type"] == "ephemeral"
        assert store.list_for(FilterOwner(team_id="T1", user_id="U1")).result() == (SavedFilter(text="oldest"),)
