from __future__ import annotations

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import InChannel, Whispered
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.views.sharing import not_shared_note, shared_note
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LISTED,
    Looks,
    press,
    show,
    told,
)

MODAL = IN_MODAL | {"channel_id": "C1"}


@pytest.fixture
def latest_press() -> LatestPress:
    return LatestPress()


def _first(text: str) -> str:
    return text.split("\n", maxsplit=1)[0]


class TestInChannel:
    def test_posts_for_everybody_and_fills_in(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        action = press(slack, "share", ephemeral=True)
        show(InChannel(client=client, latest_press=latest_press, action=action), Looks(finished_at=1).painting())
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
        assert told(slack, "channel", "thread_ts") == [("C1", None), ("C1", None)]

    def test_what_was_seen_in_a_thread_is_shared_in_that_thread(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        action = press(slack, "share", ephemeral=True, in_thread=True)
        show(InChannel(client=client, latest_press=latest_press, action=action), Looks().painting())
        assert told(slack, "thread_ts") == [(LISTED,)]

    def test_where_the_bot_is_no_member_the_response_url_is_the_way(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        action = press(slack, "share", ephemeral=True)
        show(InChannel(client=client, latest_press=latest_press, action=action), Looks().painting())
        assert slack.journal == ["chat.postMessage: last", "/response/press1: last"]
        assert told(slack, "response_type", "replace_original")[1] == ("in_channel", False)

    def test_from_a_modal_the_modal_says_that_it_was_shared(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        show(
            InChannel(client=client, latest_press=latest_press, action=press(slack, "share", **MODAL)),
            Looks().painting(),
        )
        assert slack.journal == ["chat.postMessage: last", f"views.update: {shared_note().text}"]

    def test_from_a_modal_that_belongs_to_no_channel_it_goes_to_the_chosen_one(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        action = press(slack, "share", selected="C2", **IN_MODAL)
        show(InChannel(client=client, latest_press=latest_press, action=action), Looks().painting())
        assert told(slack, "channel")[0] == ("C2",)

    def test_from_a_modal_the_modal_says_that_it_could_not_be_shared(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        show(
            InChannel(client=client, latest_press=latest_press, action=press(slack, "share", **MODAL)),
            Looks().painting(),
        )
        assert [_first(line) for line in slack.journal] == [
            "chat.postMessage: last",
            f"views.update: {_first(not_shared_note().text)}",
        ]

    def test_a_failure_is_told_only_to_the_presser(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        InChannel(client=client, latest_press=latest_press, action=press(slack, "share", ephemeral=True)).fail(FAILURE)
        assert told(slack, "response_type", "replace_original") == [("ephemeral", False)]


class TestWhispered:
    def test_nobody_but_the_presser_sees_it(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        show(Whispered(client=client, latest_press=latest_press, action=press(slack, "list.save")), Looks().painting())
        assert slack.journal == ["/response/press1: last"]
        assert told(slack, "response_type", "replace_original") == [("ephemeral", False)]

    def test_in_a_modal_it_stands_above_what_the_modal_shows(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        action = press(slack, "list.save", **MODAL, behind=({"type": "divider", "block_id": "list"},))
        show(Whispered(client=client, latest_press=latest_press, action=action), Looks().painting())
        assert [block["type"] for block in slack.sent[-1].body["view"]["blocks"]] == ["section", "divider"]
