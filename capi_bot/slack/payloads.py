"""What Slack sends, as frozen values: parsed once, at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block

Body = Mapping[str, Any]  # Slack's payloads; only the parsers of this file look inside


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """Be a typed slash command; `text` is what follows its name, as Slack escaped it."""

    command: str
    text: str
    user_id: str
    channel_id: str
    response_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Be a message that names the bot; `thread_ts` is the thread in which to answer."""

    event_id: str
    text: str
    user_id: str
    channel_id: str
    thread_ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """Be a pressed button. In a message `message_ts` tells which, in a modal `view_id`; the other is empty."""

    action_id: str
    carried: str
    """What the button carries: its value, or else the id of the block that it stands in."""
    action_ts: str
    user_id: str
    trigger_id: str
    shown: str = ""
    """What the list that was pressed shows: its Refresh button carries that once for all rows."""
    behind: tuple[Block, ...] = ()
    """What the modal that was pressed shows."""
    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    """The thread under the message: its own when it stands in one."""
    in_thread: bool = False
    ephemeral: bool = False
    response_url: str = ""
    view_id: str = ""


def slash_command(body: Body) -> SlashCommand:
    """Parse a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands."""
    return SlashCommand(
        command=body["command"],
        text=body.get("text") or "",
        user_id=body["user_id"],
        channel_id=body["channel_id"],
        response_url=body["response_url"],
    )


def mention(body: Body) -> Mention:
    """Parse an app_mention event: https://docs.slack.dev/reference/events/app_mention."""
    event = body["event"]
    return Mention(
        event_id=body["event_id"],
        text=event.get("text") or "",
        user_id=event.get("user") or "",
        channel_id=event["channel"],
        thread_ts=event.get("thread_ts") or event["ts"],
    )


def click(body: Body) -> Click:
    """Parse a press: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload."""
    action, container = body["actions"][0], body["container"]
    ts = container.get("message_ts") or ""
    return Click(
        action_id=action["action_id"],
        carried=action.get("value") or action.get("block_id") or "",
        action_ts=action.get("action_ts") or "",
        shown=_shown(body),
        behind=tuple((body.get("view") or {}).get("blocks") or ()),
        user_id=body["user"]["id"],
        trigger_id=body.get("trigger_id") or "",
        channel_id=container.get("channel_id") or "",
        message_ts=ts,
        thread_ts=_thread(body) or ts,
        in_thread=_thread(body) not in ("", ts),
        ephemeral=bool(container.get("is_ephemeral")),
        response_url=body.get("response_url") or "",
        view_id=container.get("view_id") or "",
    )


def _shown(body: Body) -> str:
    blocks = (body.get("message") or {}).get("blocks") or ()
    buttons = (element for block in blocks for element in block.get("elements") or ())
    return next((told["value"] for told in buttons if told.get("action_id") == Action.LIST_REFRESH), "")


def _thread(body: Body) -> str:
    # An ephemeral message is not in the payload, so its thread is only told by the container.
    return (body.get("message") or {}).get("thread_ts") or body["container"].get("thread_ts") or ""
