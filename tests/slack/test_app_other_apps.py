"""Other apps that mention the bot: only what they clearly ask for, once, and seldom, over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capi_bot.slack.dispatcher import Dispatcher
from tests.fakes import FakeApi
from tests.fakes_slack import JSON, FakeSlack, mention_event
from tests.jobs import wait_until_finished
from tests.slack.interactions import Deliver

APP: dict[str, Any] = {"bot_id": "B2", "app_id": "A2", "bot_profile": {"id": "B2", "app_id": "A2", "team_id": "T1"}}


def said(text: str, number: int = 1, **event: Any) -> bytes:  # noqa: ANN401 - any JSON
    ts = event.pop("ts", f"17000000{number:02}.1")
    body = mention_event(text, f"Ev{number}")
    return json.dumps(body | {"event": body["event"] | {"user": "U0APP", "ts": ts} | APP | event}).encode()


@pytest.mark.parametrize("who", [APP, {"app_id": None}, {"bot_profile": None}, {"bot_id": None, "app_id": None}])
@pytest.mark.parametrize(
    "text",
    [
        *("<@UBOT> hepl", "Deployed 4 services, thanks <@UBOT>!", "<@UBOT>", "<@UBOT> user", "<@UBOT> since 2099"),
        *("hello", "hi <@UBOT>", "<@UBOT> ada", "<@UBOT> Front door"),
    ],
)
def test_an_app_that_wrote_no_command_is_not_answered(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, text: str, who: dict[str, Any]
) -> None:
    assert deliver(said(text, **who), JSON).status_code == 200
    dispatcher.stop()
    assert slack.journal == []


def test_an_app_that_writes_without_a_profile_is_no_person_either(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    nobody = {"subtype": "bot_message", "bot_id": None, "app_id": None, "bot_profile": None, "user": None}
    deliver(said("<@UBOT> hepl", 1, **nobody), JSON)
    deliver(said("<@UBOT> user ada", 2, **nobody), JSON)
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


def test_an_app_that_wrote_a_command_is_answered_once_however_often_it_edits(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for number, text in enumerate(["<@UBOT> us", "<@UBOT> user ada", "<@UBOT> user ada.", "<@UBOT> help"], start=1):
        deliver(said(text, number, ts="1700000001.1", edited={"user": "U0APP", "ts": f"170000010{number}.0"}), JSON)
        wait_until_finished(dispatcher.workers)
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


def test_two_bots_that_echo_each_other_come_to_rest(deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack) -> None:
    for number in range(1, 51):  # each echo begins a thread
        deliver(said("<@UBOT> help", number), JSON)
        wait_until_finished(dispatcher.workers)
    assert len(slack.journal) == 3
    deliver(said("<@UBOT> help", 51, channel="C2"), JSON)
    deliver(said("<@UBOT> help", 52, app_id="A3"), JSON)
    dispatcher.stop()
    assert len(slack.journal) == 5


def test_what_a_person_asks_in_the_same_channel_is_answered_meanwhile(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for number in range(1, 6):
        deliver(said("<@UBOT> help", number), JSON)
        wait_until_finished(dispatcher.workers)
    person = {"user": "U1", "bot_id": None, "app_id": None, "bot_profile": None}
    deliver(said("<@UBOT> user ada", 9, **person), JSON)
    dispatcher.stop()
    assert slack.journal[-1] == "chat.postMessage: User Ada Lovelace"


def test_an_app_of_another_workspace_is_not_even_refused(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    deliver(said("<@UBOT> user ada", 1, user_team="T0OTHER"), JSON)
    deliver(said("<@UBOT> user ada", 2, bot_profile={"id": "B2", "app_id": "A2", "team_id": "T0OTHER"}), JSON)
    dispatcher.stop()
    assert slack.journal == []


def test_an_app_is_not_told_that_the_bot_is_busy(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    slow = api.block("user")
    for number in range(1, 9):
        deliver(said("<@UBOT> user ada", number, app_id=f"A{number}"), JSON)
    slow.set()
    dispatcher.stop()
    assert 0 < len(slack.journal) < 8
    assert set(slack.journal) == {"chat.postMessage: User Ada Lovelace"}


RICH = [
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Build 7 <failed>"}]},
            {
                "type": "rich_text_section",
                "elements": [{"type": "user", "user_id": "UBOT"}, {"type": "text", "text": " user ada"}],
            },
        ],
    }
]
SECTIONS = [
    {"type": "header", "text": {"type": "plain_text", "text": "Build 7"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "<@UBOT> user ada"}},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "by CI"}]},
]


@pytest.mark.parametrize("text", ["", "Build 7 failed"])
@pytest.mark.parametrize("blocks", [RICH, SECTIONS])
@pytest.mark.parametrize("who", [APP, {"user": "U1", "bot_id": None, "app_id": None, "bot_profile": None}])
def test_a_mention_that_stands_only_in_blocks_is_read_there(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack, text: str, blocks: list[Any], who: dict[str, Any]
) -> None:
    deliver(said(text, blocks=blocks, **who), JSON)
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]


def test_a_mention_in_attachments_and_without_authorizations_is_read_too(
    deliver: Deliver, dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    body = json.loads(said("", attachments=[{"fallback": "x", "blocks": SECTIONS}])) | {"authorizations": None}
    deliver(json.dumps(body).encode(), JSON)
    dispatcher.stop()
    assert slack.journal == ["chat.postMessage: User Ada Lovelace"]
