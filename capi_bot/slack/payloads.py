"""Slack's payloads as frozen values: parsed once, at the edge."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from capi_bot.slack.action_ids import Action
from capi_bot.slack.commands.text import bot_user_id, normalise
from capi_bot.slack.messages import Block

Body = Mapping[str, Any]  # Slack's payloads; only the parsers of this file look inside

WRITTEN_SUBTYPES: Final = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote: https://docs.slack.dev/reference/events/message."""

TEXT_KEYS = ("text", "blocks", "attachments", "files")
"""Parts of a message that hold text: https://docs.slack.dev/reference/events/message."""

HIDDEN_KEYS = frozenset(
    {"action_id", "app_id", "block_id", "bot_id", "callback_id", "channel_id", "color", "id", "mimetype", "team_id"}
    | {"timestamp", "ts", "type", "user", "user_id", "usergroup_id"}
)
"""Keys of values that nobody sees, some of which look like phone numbers."""

MARKUP = re.compile(r"<![^<>]*+>")
"""Dates and mentions of groups: https://docs.slack.dev/messaging/formatting-message-text."""


class Surface(StrEnum):
    """What holds the button that was pressed: https://docs.slack.dev/surfaces."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did something, and where: Slack's ids. One of `enterprise` and `team` is there.

    An app that is installed to a whole organisation gets no team: https://docs.slack.dev/enterprise-grid. Where a form
    was opened from nowhere in particular, and on Home, there is no channel.
    """

    enterprise: str = ""
    team: str = ""
    user: str
    channel: str = ""

    def __post_init__(self) -> None:
        if not (self.enterprise or self.team):
            raise ValueError("A payload names neither a team nor an enterprise.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """A typed slash command; `text` is what follows its name, as Slack escaped it."""

    actor: Actor
    command: str
    text: str
    response_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A message to the bot: one that names it, or one in the conversation that somebody has with it alone."""

    actor: Actor
    event_id: str
    text: str
    thread_ts: str
    """The thread in which to answer; empty for none."""
    bot_user_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened:
    """A visit to a `tab` of the app, `home` or `messages`; `view_id` is empty while the person has no Home view."""

    actor: Actor
    event_id: str
    tab: str
    opened_ts: str
    """When, in Slack's format of times: later ones compare greater."""
    view_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A shortcut that was chosen: on a message, or anywhere (then there is no message, channel or thread)."""

    actor: Actor
    callback_id: str
    trigger_id: str
    message_ts: str = ""
    thread_ts: str = ""
    """The thread under the message: its own when it stands in one."""
    in_thread: bool = False
    response_url: str = ""
    message: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form that was sent off: what stands in its fields, by block and action, as Slack sends it."""

    actor: Actor
    """Its channel is the one in which the form was opened."""
    callback_id: str
    view_id: str
    view_hash: str = ""
    """Another one at each change of the view."""
    values: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockAction:
    """A press on a button or menu. In a message `message_ts` says which, in a modal or Home `view_id`."""

    actor: Actor
    """Its channel is the message's, or the one in which the modal was opened."""
    action_id: str
    value: str
    """What the button or menu carries: its value, or else the id of the block that it stands in."""
    selected: str = ""
    """What was chosen, where it is a menu."""
    action_ts: str
    trigger_id: str
    list_state: str = ""
    """What the list that was pressed shows: its Refresh button carries that once for all rows."""
    view_blocks: tuple[Block, ...] = ()
    """What the modal or Home that was pressed shows."""
    surface: Surface = Surface.MESSAGE
    message_ts: str = ""
    thread_ts: str = ""
    """The thread under the message: its own when it stands in one."""
    in_thread: bool = False
    ephemeral: bool = False
    response_url: str = ""
    view_id: str = ""
    metadata: str = ""
    """The `private_metadata` of the view that was pressed."""

    @property
    def is_private(self) -> bool:
        """Return whether nobody else sees what was pressed."""
        return self.ephemeral or bool(self.view_id)


def parse_slash_command(body: Body) -> SlashCommand:
    """Parse a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands."""
    return SlashCommand(
        actor=Actor(
            enterprise=body.get("enterprise_id") or "",
            team=body.get("team_id") or "",
            user=body["user_id"],
            channel=body["channel_id"],
        ),
        command=body["command"],
        text=body.get("text") or "",
        response_url=body["response_url"],
    )


def parse_mention(body: Body) -> Mention:
    """Parse an app_mention event: https://docs.slack.dev/reference/events/app_mention."""
    event = body["event"]
    return Mention(
        actor=_event_actor(body),
        event_id=body["event_id"],
        text=event.get("text") or "",
        thread_ts=event.get("thread_ts") or event["ts"],
        bot_user_id=bot_user_id(body),
    )


def parse_direct_message(body: Body) -> Mention | None:
    """Parse a message of a direct conversation; None where no person wrote it, or changed it by an edit.

    https://docs.slack.dev/reference/events/message.im
    """
    event = body["event"]
    is_written = event.get("subtype") in WRITTEN_SUBTYPES and event.get("user") and not event.get("bot_id")
    if event.get("channel_type") != "im" or not is_written:
        return None
    return replace(parse_mention(body), thread_ts=event.get("thread_ts") or "")


def parse_home_opened(body: Body) -> HomeOpened:
    """Parse an app_home_opened event: https://docs.slack.dev/reference/events/app_home_opened."""
    event = body["event"]
    return HomeOpened(
        actor=replace(_event_actor(body), channel=""),
        event_id=body["event_id"],
        tab=event.get("tab") or "",
        opened_ts=event.get("event_ts") or "",
        view_id=(event.get("view") or {}).get("id") or "",
    )


def parse_shortcut(body: Body) -> Shortcut:
    """Parse a shortcut, on a message or anywhere: https://docs.slack.dev/interactivity/implementing-shortcuts."""
    message = body.get("message") or {}
    ts = body.get("message_ts") or ""
    return Shortcut(
        actor=_interaction_actor(body, (body.get("channel") or {}).get("id") or ""),
        callback_id=body["callback_id"],
        trigger_id=body["trigger_id"],
        message_ts=ts,
        thread_ts=message.get("thread_ts") or ts,
        in_thread=message.get("thread_ts", ts) != ts,
        response_url=body.get("response_url") or "",
        message=message,
    )


def parse_submission(body: Body) -> Submission:
    """Parse a form: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload."""
    view = body["view"]
    return Submission(
        actor=_interaction_actor(body, view.get("private_metadata") or ""),
        callback_id=view["callback_id"],
        view_id=view["id"],
        view_hash=view.get("hash") or "",
        values=(view.get("state") or {}).get("values") or {},
    )


def parse_block_action(body: Body) -> BlockAction:
    """Parse a press: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload."""
    action, container, view = body["actions"][0], body["container"], body.get("view") or {}
    ts = container.get("message_ts") or ""
    # An ephemeral message is not in the payload, so its thread is only in the container.
    thread_ts = (body.get("message") or {}).get("thread_ts") or container.get("thread_ts") or ""
    surface, metadata = Surface(view.get("type") or Surface.MESSAGE), view.get("private_metadata") or ""
    return BlockAction(
        actor=_interaction_actor(body, container.get("channel_id") or (metadata if surface is Surface.MODAL else "")),
        action_id=action["action_id"],
        value=action.get("value") or action.get("block_id") or "",
        selected=(action.get("selected_option") or {}).get("value") or action.get("selected_conversation") or "",
        action_ts=action.get("action_ts") or "",
        trigger_id=body.get("trigger_id") or "",
        list_state=_list_state(body),
        view_blocks=tuple(view.get("blocks") or ()),
        surface=surface,
        message_ts=ts,
        thread_ts=thread_ts or ts,
        in_thread=thread_ts not in ("", ts),
        ephemeral=bool(container.get("is_ephemeral")),
        response_url=body.get("response_url") or "",
        view_id=container.get("view_id") or "",
        metadata=metadata,
    )


def message_text(message: Body) -> tuple[str, ...]:
    """Return the lines of everything that a message says or links to, in their order, without Slack's escaping."""
    texts = (html.unescape(text) for part in TEXT_KEYS for text in _strings(message.get(part)))
    return tuple(normalise(line) for text in texts for line in text.splitlines())


def _interaction_actor(body: Body, channel: str) -> Actor:
    return Actor(
        enterprise=(body.get("enterprise") or {}).get("id") or "",
        team=(body.get("team") or {}).get("id") or "",
        user=body["user"]["id"],
        channel=channel,
    )


def _event_actor(body: Body) -> Actor:
    event = body["event"]
    return Actor(
        enterprise=body.get("enterprise_id") or "",
        team=body.get("team_id") or "",
        user=event.get("user") or "",
        channel=event.get("channel") or "",
    )


def _list_state(body: Body) -> str:
    blocks = (body.get("message") or body.get("view") or {}).get("blocks") or ()
    elements = (element for block in blocks for element in block.get("elements") or ())
    return next((element["value"] for element in elements if element.get("action_id") == Action.LIST_REFRESH), "")


def _strings(node: object) -> Iterator[str]:
    match node:
        case str():
            yield node
        case list():
            for item in node:
                yield from _strings(item)
        case dict():
            for key, item in node.items():
                if key not in HIDDEN_KEYS and not (key == "value" and "action_id" in node):
                    yield from _strings(item)
