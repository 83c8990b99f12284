"""What people do in Slack, as the desk is told it, and paintings that a test can follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import requests

from capi_bot.slack.button_state import (
    ListState,
    TabState,
    UserState,
    encode_list,
    encode_user,
)
from capi_bot.slack.destinations import Destination
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.payloads import (
    BlockAction,
    Mention,
    SlashCommand,
    Surface,
)
from capi_bot.slack.views.notices import not_delivered
from tests.fakes_slack import FakeSlack, Sent

CALL = "CON-00000001-2542-499a-892e-c982c4150c06"
ADA = "USR-00000001-d06b-42f6-a525-90d2859ab9f6"
LISTED = "1700000001.1"
"""The ts of a list that stands in the channel."""

ROW = encode_list(ListState(tab_state=TabState(conversation_id=CALL)))
"""What the buttons of the call's row carry."""

USER = encode_user(UserState(user_id=ADA))
IN_MODAL: dict[str, Any] = {
    "channel_id": "",
    "message_ts": "",
    "thread_ts": "",
    "response_url": "",
    "view_id": "V1",
    "surface": Surface.MODAL,
}

Deliver = Callable[..., requests.Response]


def show(place: Destination, painting: PendingReply) -> None:
    """Show an answer to its end."""
    if later := place.show(painting):
        later()


def is_latest(latest_press: LatestPress, message: str, turn: str) -> bool:
    """Tell whether no later press on a message has come in."""
    with latest_press.if_latest(message, turn) as latest:
        return latest


def slash(slack: FakeSlack, text: str) -> SlashCommand:
    url = slack.response_url("slash")
    return SlashCommand(command="/capi", text=text, user_id="U1", channel_id="C1", response_url=url)


def mention(text: str, event_id: str = "Ev1") -> Mention:
    told = f"<@UBOT> {text}"
    here = {"channel_id": "C1", "thread_ts": "1700000002.1", "bot_user_id": "UBOT"}
    return Mention(event_id=event_id, text=told, user_id="U1", **here)


def press(slack: FakeSlack, action_id: str, value: str = "", second: int = 1, **more: object) -> BlockAction:
    """Press a button of the list, at one of a hundred seconds."""
    usual: dict[str, Any] = {
        "channel_id": "C1",
        "message_ts": LISTED,
        "thread_ts": LISTED,
        "response_url": slack.response_url(f"press{second}"),
        "user_id": "U1",
    }
    return BlockAction(
        action_id=action_id,
        value=value,
        action_ts=f"17000001{second:02d}.1",
        trigger_id="trigger",
        **(usual | more),
    )


def answered(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.text


def shown(sent: Sent) -> str:
    return json.dumps(sent.body, ensure_ascii=False)


def told(slack: FakeSlack, *names: str) -> list[tuple[object, ...]]:
    """Return fields of everything that was sent."""
    return [tuple(sent.body.get(name) for name in names) for sent in slack.sent]


def message(text: str) -> Message:
    return Message(text=text, blocks=({"type": "section", "text": {"type": "mrkdwn", "text": text}},))


FAILURE = message("failure")
LOST = not_delivered().text


class Looks:
    """A painting that is `first`, and after some looks `last`; it notes how long each look was ready to wait."""

    def __init__(self, *, finished_at: int = 0, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.patience: list[float] = []
        self._finished_at = finished_at
        self._meanwhile = meanwhile
        """What happens while the last look waits."""

    def painting(self) -> PendingReply:
        return PendingReply(look=self._look)

    def _look(self, patience: float) -> tuple[Message, bool]:
        self.patience.append(patience)
        finished = len(self.patience) > self._finished_at
        if finished:
            self._meanwhile()
        return message("last" if finished else "first"), finished
