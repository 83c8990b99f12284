"""What people do in Slack, as payloads, and replies that a test can follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import requests

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Steps
from capi_bot.slack.button_state import (
    ListState,
    TabState,
    UserState,
    encode_list,
    encode_user,
)
from capi_bot.slack.delivery import deliver
from capi_bot.slack.destinations.destination import Destination
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import (
    Actor,
    BlockAction,
    Mention,
    SlashCommand,
    Surface,
)
from capi_bot.slack.pending_reply import Draft, PendingReply, Reply, as_pending
from capi_bot.slack.views.notices import may_be_posted, not_delivered
from tests.fakes_slack import FakeSlack, Sent
from tests.jobs import finish

CALL = "CON-00000001-2542-499a-892e-c982c4150c06"
ADA = "USR-00000001-d06b-42f6-a525-90d2859ab9f6"
LISTED = "1700000001.1"
"""The ts of a list that stands in the channel."""

ROW = encode_list(ListState(tab_state=TabState(conversation_id=CALL)))
"""What the buttons of the call's row carry."""

USER = encode_user(UserState(user_id=ADA))
IN_MODAL: dict[str, Any] = {
    "actor": Actor(team="T1", user="U1"),
    "message_ts": "",
    "thread_ts": "",
    "response_url": "",
    "view_id": "V1",
    "surface": Surface.MODAL,
}

Deliver = Callable[..., requests.Response]


def once(reply: PendingReply, timeout: float, on_wait: Callable[[], object] = lambda: None) -> Message:
    """Render what cannot be changed later; `on_wait` is called where it takes longer than `timeout` seconds."""
    message = finish(reply.render_once(timeout, is_late=False))
    if message is None:
        on_wait()
        message = finish(reply.render_once(timeout, is_late=True))
    assert message is not None
    return message


def show(destination: Destination, reply: Reply) -> None:
    """Deliver a reply to its end."""
    finish(deliver(as_pending(reply), destination))


def look(reply: Reply, timeout: float) -> tuple[Message, bool]:
    """Render a reply once; return the message, and whether it is final."""
    draft = finish(as_pending(reply).render(timeout))
    return draft.message, draft.is_final


def drawn(reply: Reply, timeout: float = 10) -> Message:
    """Return a reply's message once it is final, or the time has passed."""
    return look(reply, timeout)[0]


def fill(executor: BoundedExecutor, job: Callable[[], object]) -> None:
    """Submit a job until there is no room for another one."""
    with suppress(ExecutorFullError):
        while True:
            executor.submit(job)


def is_latest(latest_press: LatestPress, message: str, turn: str) -> bool:
    """Return whether no later press on a message has come in."""
    with latest_press.if_latest(message, turn) as latest:
        return latest


def actor(user: str = "U1", channel: str = "C1") -> Actor:
    return Actor(team="T1", user=user, channel=channel)


def slash(slack: FakeSlack, text: str) -> SlashCommand:
    return SlashCommand(actor=actor(), command="/capi", text=text, response_url=slack.response_url("slash"))


def mention(text: str, event_id: str = "Ev1") -> Mention:
    text = f"<@UBOT> {text}"
    return Mention(actor=actor(), event_id=event_id, text=text, thread_ts="1700000002.1", bot_user_id="UBOT")


def press(
    slack: FakeSlack, action_id: str, value: str = "", second: int = 1, *, user: str = "U1", **more: object
) -> BlockAction:
    """Press a button of the list, at one of a hundred seconds."""
    usual: dict[str, Any] = {
        "actor": actor(user),
        "message_ts": LISTED,
        "thread_ts": LISTED,
        "response_url": slack.response_url(f"press{second}"),
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


def sent_fields(slack: FakeSlack, *names: str) -> list[tuple[object, ...]]:
    """Return fields of everything that was sent."""
    return [tuple(sent.body.get(name) for name in names) for sent in slack.sent]


def message(text: str) -> Message:
    return Message(text=text, blocks=({"type": "section", "text": {"type": "mrkdwn", "text": text}},))


FAILURE = message("failure")
LOST = not_delivered().text
PERHAPS = may_be_posted(None).text.splitlines()[0]
"""What stands where something may be shown elsewhere."""


class ScriptedReply(PendingReply):
    """A reply that is `first`, and after some renders `last`; it notes the timeout of each."""

    def __init__(self, *, finished_at: int = 0, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.timeouts: list[float] = []
        self._finished_at = finished_at
        self._meanwhile = meanwhile
        """What happens while the last render waits."""

    def render(self, timeout: float) -> Steps[Draft]:
        self.timeouts.append(timeout)
        is_final = len(self.timeouts) > self._finished_at
        if is_final:
            self._meanwhile()
        yield from ()
        return Draft(message=self.message("last" if is_final else "first"), is_final=is_final)

    def message(self, text: str) -> Message:
        return message(text)
