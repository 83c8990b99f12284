"""What Slack sends, as frozen values: parsed once, at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from capi_bot.slack.action_ids import Action
from capi_bot.slack.commands.text import bot_user_id
from capi_bot.slack.messages import Block

Body = Mapping[str, Any]  # Slack's payloads; only the parsers of this file look inside

SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote: https://docs.slack.dev/reference/events/message."""


class Surface(StrEnum):
    """Name what can be pressed."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """Be a typed slash command; `text` is what follows its name, as Slack escaped it."""

    command: str
    text: str
    user_id: str
    channel_id: str
    response_url: str
    team_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Be a message to the bot: one that names it, or one in the conversation that somebody has with it alone."""

    event_id: str
    text: str
    user_id: str
    channel_id: str
    thread_ts: str
    """The thread in which to answer; empty for none."""
    team_id: str = ""
    bot_user_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened:
    """Be that somebody came to a `tab`, `home` or `messages`; `view_id` is empty while they have no Home view."""

    event_id: str
    user_id: str
    channel_id: str
    tab: str
    opened_ts: str
    """When, as Slack tells times: later ones compare greater."""
    team_id: str = ""
    view_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """Be a shortcut that was chosen; of one on a message, `said` is that message and the places are filled."""

    callback_id: str
    user_id: str
    trigger_id: str
    team_id: str = ""
    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    """The thread under the message: its own when it stands in one."""
    in_thread: bool = False
    response_url: str = ""
    said: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Be a form that was sent off: what stands in its fields, by block and action, as Slack tells it."""

    callback_id: str
    user_id: str
    view_id: str
    team_id: str = ""
    channel_id: str = ""
    """Where the form was opened; empty where that was nowhere in particular."""
    view_hash: str = ""
    """Another one at each change of the view."""
    values: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockAction:
    """Be a pressed button. In a message `message_ts` tells which, in a modal or Home `view_id`; the other is empty."""

    action_id: str
    value: str
    """What the button or menu carries: its value, or else the id of the block that it stands in."""
    selected: str = ""
    """What was chosen, where it is a menu."""
    action_ts: str
    user_id: str
    trigger_id: str
    shown: str = ""
    """What the list that was pressed shows: its Refresh button carries that once for all rows."""
    behind: tuple[Block, ...] = ()
    """What the modal that was pressed shows."""
    surface: Surface = Surface.MESSAGE
    team_id: str = ""
    channel_id: str = ""
    """The message's channel, or the one in which the modal was opened; empty on Home."""
    message_ts: str = ""
    thread_ts: str = ""
    """The thread under the message: its own when it stands in one."""
    in_thread: bool = False
    ephemeral: bool = False
    response_url: str = ""
    view_id: str = ""
    metadata: str = ""
    """The `private_metadata` of the view that was pressed."""


def slash_command(body: Body) -> SlashCommand:
    """Parse a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands."""
    return SlashCommand(
        command=body["command"],
        text=body.get("text") or "",
        user_id=body["user_id"],
        channel_id=body["channel_id"],
        response_url=body["response_url"],
        team_id=body.get("team_id") or "",
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
        team_id=body.get("team_id") or "",
        bot_user_id=bot_user_id(body),
    )


def direct(body: Body) -> Mention | None:
    """Parse a message of a direct conversation; None where no person said it, or said it anew by an edit.

    https://docs.slack.dev/reference/events/message.im
    """
    event = body["event"]
    is_said = event.get("subtype") in SPOKEN and event.get("user") and not event.get("bot_id")
    if event.get("channel_type") != "im" or not is_said:
        return None
    return replace(mention(body), thread_ts=event.get("thread_ts") or "")


def home_opened(body: Body) -> HomeOpened:
    """Parse an app_home_opened event: https://docs.slack.dev/reference/events/app_home_opened."""
    event = body["event"]
    return HomeOpened(
        event_id=body["event_id"],
        user_id=event["user"],
        channel_id=event.get("channel") or "",
        tab=event.get("tab") or "",
        opened_ts=event.get("event_ts") or "",
        team_id=body.get("team_id") or "",
        view_id=(event.get("view") or {}).get("id") or "",
    )


def shortcut(body: Body) -> Shortcut:
    """Parse a shortcut, on a message or anywhere: https://docs.slack.dev/interactivity/implementing-shortcuts."""
    said = body.get("message") or {}
    ts = body.get("message_ts") or ""
    return Shortcut(
        callback_id=body["callback_id"],
        user_id=body["user"]["id"],
        trigger_id=body["trigger_id"],
        team_id=(body.get("team") or {}).get("id") or "",
        channel_id=(body.get("channel") or {}).get("id") or "",
        message_ts=ts,
        thread_ts=said.get("thread_ts") or ts,
        in_thread=said.get("thread_ts", ts) != ts,
        response_url=body.get("response_url") or "",
        said=said,
    )


def submission(body: Body) -> Submission:
    """Parse a form: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload."""
    view = body["view"]
    return Submission(
        callback_id=view["callback_id"],
        user_id=body["user"]["id"],
        view_id=view["id"],
        team_id=(body.get("team") or {}).get("id") or "",
        channel_id=view.get("private_metadata") or "",
        view_hash=view.get("hash") or "",
        values=(view.get("state") or {}).get("values") or {},
    )


def block_action(body: Body) -> BlockAction:
    """Parse a press: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload."""
    action, container, view = body["actions"][0], body["container"], body.get("view") or {}
    ts = container.get("message_ts") or ""
    surface, metadata = Surface(view.get("type") or Surface.MESSAGE), view.get("private_metadata") or ""
    return BlockAction(
        action_id=action["action_id"],
        value=action.get("value") or action.get("block_id") or "",
        selected=(action.get("selected_option") or {}).get("value") or action.get("selected_conversation") or "",
        action_ts=action.get("action_ts") or "",
        shown=_shown(body),
        behind=tuple(view.get("blocks") or ()),
        surface=surface,
        team_id=(body.get("team") or {}).get("id") or "",
        user_id=body["user"]["id"],
        trigger_id=body.get("trigger_id") or "",
        channel_id=container.get("channel_id") or (metadata if surface is Surface.MODAL else ""),
        message_ts=ts,
        thread_ts=_thread(body) or ts,
        in_thread=_thread(body) not in ("", ts),
        ephemeral=bool(container.get("is_ephemeral")),
        response_url=body.get("response_url") or "",
        view_id=container.get("view_id") or "",
        metadata=metadata,
    )


def _shown(body: Body) -> str:
    blocks = (body.get("message") or body.get("view") or {}).get("blocks") or ()
    buttons = (element for block in blocks for element in block.get("elements") or ())
    return next((told["value"] for told in buttons if told.get("action_id") == Action.LIST_REFRESH), "")


def _thread(body: Body) -> str:
    # An ephemeral message is not in the payload, so its thread is only told by the container.
    return (body.get("message") or {}).get("thread_ts") or body["container"].get("thread_ts") or ""
