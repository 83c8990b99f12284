from __future__ import annotations

from typing import Any

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import (
    UnopenedModal,
    home_key,
    opened_tab,
    pressed_tab,
)
from capi_bot.slack.destinations.destination import REPLACE_WAIT, UPDATE_WAIT
from capi_bot.slack.destinations.pressed_message import NOTE
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.payloads import HomeOpened, Surface
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LOST,
    Looks,
    message,
    press,
    show,
    told,
)

OPENED = HomeOpened(
    event_id="Ev1", user_id="U1", channel_id="D1", tab="home", opened_ts="1700000101.000100", team_id="T1"
)
ON_HOME: dict[str, Any] = IN_MODAL | {"surface": Surface.HOME, "team_id": "T1"}


@pytest.fixture
def latest_press() -> LatestPress:
    return LocalLatestPress()


def test_what_is_known_at_once_is_published_and_the_rest_when_it_comes(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    looks = Looks(finished_at=1)
    show(opened_tab(client, latest_press, OPENED), looks)

    assert slack.journal == ["views.publish: first", "views.publish: last"]
    assert told(slack, "user_id") == [("U1",), ("U1",)]
    assert {sent.body["view"]["type"] for sent in slack.sent} == {"home"}
    assert looks.patience == [0, UPDATE_WAIT]


def test_a_pressed_tab_waits_a_little_rather_than_flicker(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    looks = Looks()
    show(pressed_tab(client, latest_press, press(slack, "home.refresh", **ON_HOME)), looks)

    assert (slack.journal, looks.patience) == (["views.publish: last"], [REPLACE_WAIT])


def test_a_late_answer_does_not_overwrite_that_of_a_later_press(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    looks = Looks(finished_at=1, meanwhile=lambda: latest_press.begin(home_key("T1", "U1"), "1700000102.1"))
    show(opened_tab(client, latest_press, OPENED), looks)

    assert slack.journal == ["views.publish: first"]


def test_a_tab_of_somebody_else_takes_no_turn_from_it(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    latest_press.begin(home_key("T2", "U1"), "1700000199.1")
    show(opened_tab(client, latest_press, OPENED), Looks())

    assert slack.journal == ["views.publish: last"]


def test_a_failure_is_told_above_what_the_tab_shows_in_place_of_an_earlier_one(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    stands = message("what stands there").blocks[0]
    earlier = message("earlier").blocks[0] | {"block_id": f"{NOTE}0"}
    action = press(slack, "home.refresh", behind=(earlier, stands), **ON_HOME)
    pressed_tab(client, latest_press, action).report(FAILURE)

    (sent,) = slack.sent
    assert [block["text"]["text"] for block in sent.body["view"]["blocks"]] == ["failure", "what stands there"]


def test_a_modal_that_slack_did_not_open_is_told_on_the_tab(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    place = UnopenedModal(home=pressed_tab(client, latest_press, press(slack, "home.card", **ON_HOME)))
    show(place, Looks())
    place.report(FAILURE)

    assert slack.journal == [f"views.publish: {LOST}", "views.publish: failure"]
