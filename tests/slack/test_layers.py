"""The path of one interaction: each layer is entered once on the way down, and so once on the way up."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

import pytest

from capi_bot.capi.models import Conversation, Page
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.loaders import by_name
from tests.call_trace import traced
from tests.fakes import FakeApi
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import CALL, ROW, USER, press, slash
from tests.slack.sample_values import NOW

LAYERS = {
    "slack/dispatcher.py": "dispatcher",
    "slack/listeners/": "listener",
    "slack/delivery.py": "delivery",
    "slack/destinations/": "destination",
    "slack/destinations/choose.py": "",
    "slack/destinations/destination.py": "",
    "slack/views/": "view",
    "slack/client.py": "client",
}
ONCE = ["dispatcher", "listener", "delivery", "view", "destination", "client"]
PICTURE = ["view", "destination", "client"]


@pytest.fixture
def ended(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the API lists has ended: nothing can be added to it."""
    listed = api.conversations

    def conversations(**query: Any) -> Page[Conversation]:  # noqa: ANN401 - passed on as it is
        page = listed(**query)
        return replace(page, items=tuple(replace(each, created=NOW, destroyed=NOW) for each in page.items))

    monkeypatch.setattr(api, "conversations", conversations)


@pytest.mark.usefixtures("ended")
def test_a_list_that_lacks_nothing_enters_each_layer_once(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    with traced(LAYERS) as trace:
        dispatcher.command(slash(slack, "conversations"))
        dispatcher.stop()

    assert trace.entered("workers") == ONCE
    assert [sent.to for sent in slack.sent] == ["chat.postMessage"]


def test_each_further_picture_enters_view_destination_and_client_once_more(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    members = api.block("members", CALL)
    with traced(LAYERS) as trace:
        dispatcher.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        members.set()
        dispatcher.stop()

    assert trace.entered("workers") == ONCE + PICTURE
    assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.update"]


@pytest.mark.parametrize("text", ["conversation Front door", "conversation door", "user ada"])
def test_a_name_enters_each_layer_once(dispatcher: Dispatcher, slack: FakeSlack, text: str) -> None:
    with traced(LAYERS) as trace:
        dispatcher.command(slash(slack, text))
        dispatcher.stop()

    assert trace.entered("workers")[: len(ONCE)] == ONCE
    assert "listener" not in trace.entered("workers")[len(ONCE) :]


def test_a_press_enters_each_layer_once(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    with traced(LAYERS) as trace:
        dispatcher.press(press(slack, "row.members", ROW))
        dispatcher.stop()

    assert trace.entered("workers") == ONCE


def test_a_private_answer_that_takes_long_calls_back_into_no_layer_above(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_name, "NAME_SEARCH_WAIT", 0.05)
    conversations = api.block("conversations")
    with traced(LAYERS | {"slack/loaders/": "loader"}) as trace:
        dispatcher.command(slash(slack, "conversation door private"))
        slack.until(lambda sent: len(sent) == 1)
        conversations.set()
        dispatcher.stop()

    entered = trace.entered("workers")
    assert (entered.count("dispatcher"), entered.count("listener"), entered.count("delivery")) == (1, 1, 1)
    assert [sent.to for sent in slack.sent] == ["/response/slash"] * 2


def test_a_modal_enters_destination_and_client_once_more_for_its_placeholder(
    dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    with traced(LAYERS) as trace:
        dispatcher.press(press(slack, "user.open", USER, ephemeral=True))
        dispatcher.stop()

    layers = [layer for layer, _ in groupby(trace.entered("workers"))]  # the answer and its button are views
    assert layers == ["dispatcher", "listener", "delivery", "destination", "client", *PICTURE]
