"""Slack's payloads as frozen values: parsed once, at the edge."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from capi_bot.slack.action_ids import Action
from capi_bot.slack.commands.text import bot_user_id, mention_text, normalise
from capi_bot.slack.messages import Block
from capi_bot.slack.payload_fields import Body, PayloadError, flag, mapping, mappings, required_text, text, timestamp

WRITTEN_SUBTYPES: Final = frozenset({"", "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote, mostly none: https://docs.slack.dev/reference/events/message."""

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
    user_team: str = ""
    """The person's own workspace, in a channel of Slack Connect another one; an organisation's id may stand here."""
    user_enterprise: str = ""
    """The person's own organisation, where the payload names it."""
    app_id: str = ""
    """The app that the payload was delivered to."""

    def __post_init__(self) -> None:
        if not (self.enterprise or self.team):
            raise PayloadError("A payload names neither a team nor an enterprise.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """A typed slash command; `text` is what follows its name, as Slack escaped it."""

    actor: Actor
    command: str
    text: str
    response_url: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A message to the bot: one that names it, or one in the conversation that somebody has with it alone."""

    actor: Actor
    event_id: str
    text: str
    thread_ts: str
    """The thread in which to answer; empty for none."""
    bot_user_id: str = ""
    ts: str = ""
    """The message itself: Slack sends it again, as another event, each time that it is edited."""
    other_app: str = ""
    """The app that wrote it, where that was no person."""

    @property
    def message_id(self) -> str:
        """Return what tells the message from all others, whatever it says by now; empty where that is not known."""
        return f"message {self.actor.channel} {self.ts}" if self.ts else ""

    @property
    def in_thread(self) -> bool:
        """Return whether it stands in a thread that has begun."""
        return self.thread_ts not in {"", self.ts}


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
    trigger_id: str = field(repr=False)
    action_ts: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    """The thread under the message: its own when it stands in one."""
    in_thread: bool = False
    response_url: str = field(default="", repr=False)
    message: Body = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form that was sent off: what stands in its fields, by block and action, as Slack sends it."""

    actor: Actor
    """Its channel is the one in which the form was opened."""
    callback_id: str
    view_id: str
    view_hash: str = ""
    """Another one at each change of the view."""
    values: Body = field(default_factory=dict, repr=False)


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
    trigger_id: str = field(repr=False)
    list_state: str = ""
    """What the list that was pressed shows: its Refresh button carries that once for all rows."""
    view_blocks: tuple[Block, ...] = field(default=(), repr=False)
    """What the modal or Home that was pressed shows."""
    surface: Surface = Surface.MESSAGE
    message_ts: str = ""
    thread_ts: str = ""
    """The thread under the message: its own when it stands in one."""
    in_thread: bool = False
    ephemeral: bool = False
    response_url: str = field(default="", repr=False)
    view_id: str = ""
    metadata: str = ""
    """The `private_metadata` of the view that was pressed."""

    @property
    def is_private(self) -> bool:
        """Return whether nobody else sees what was pressed."""
        return self.ephemeral or bool(self.view_id)


def parse_slash_command(body: Body) -> SlashCommand:
    """Parse a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands.

    Only people of a workspace that has the app can type one, so the team that it names is the person's own.
    """
    team, enterprise = text(body, "team_id"), text(body, "enterprise_id")
    return SlashCommand(
        actor=Actor(
            enterprise=enterprise,
            team=team,
            user=required_text(body, "user_id"),
            channel=required_text(body, "channel_id"),
            user_team=team,
            user_enterprise=enterprise,
            app_id=text(body, "api_app_id"),
        ),
        command=required_text(body, "command"),
        text=text(body, "text"),
        response_url=required_text(body, "response_url"),
    )


def parse_mention(body: Body, own_user_id: str = "") -> Mention:
    """Parse an app_mention event: https://docs.slack.dev/reference/events/app_mention.

    `own_user_id` is the bot's, where the event does not name it.
    """
    event = mapping(body, "event")
    bot_user = bot_user_id(body) or own_user_id
    return Mention(
        actor=_event_actor(body),
        event_id=required_text(body, "event_id"),
        text=mention_text(event, bot_user),
        thread_ts=text(event, "thread_ts") or required_text(event, "ts"),
        bot_user_id=bot_user,
        ts=text(event, "ts"),
        other_app=_other_app(event),
    )


def parse_direct_message(body: Body, own_user_id: str = "") -> Mention | None:
    """Parse a message of a direct conversation; None where no person wrote it, or changed it by an edit.

    https://docs.slack.dev/reference/events/message.im
    """
    event = mapping(body, "event")
    is_direct, is_written = text(event, "channel_type") == "im", text(event, "subtype") in WRITTEN_SUBTYPES
    if not (is_direct and is_written and text(event, "user")) or _other_app(event):
        return None
    return replace(parse_mention(body, own_user_id), thread_ts=text(event, "thread_ts"))


def parse_home_opened(body: Body) -> HomeOpened:
    """Parse an app_home_opened event: https://docs.slack.dev/reference/events/app_home_opened."""
    event = mapping(body, "event")
    required_text(event, "user")
    return HomeOpened(
        actor=replace(_event_actor(body), channel=""),
        event_id=required_text(body, "event_id"),
        tab=text(event, "tab"),
        opened_ts=timestamp(event, "event_ts"),
        view_id=text(mapping(event, "view"), "id"),
    )


def parse_shortcut(body: Body) -> Shortcut:
    """Parse a shortcut, on a message or anywhere: https://docs.slack.dev/interactivity/implementing-shortcuts."""
    message, ts = mapping(body, "message"), text(body, "message_ts")
    thread_ts = text(message, "thread_ts")
    return Shortcut(
        actor=_interaction_actor(body, text(mapping(body, "channel"), "id")),
        callback_id=required_text(body, "callback_id"),
        trigger_id=required_text(body, "trigger_id"),
        action_ts=timestamp(body, "action_ts"),
        message_ts=ts,
        thread_ts=thread_ts or ts,
        in_thread=thread_ts not in {"", ts},
        response_url=text(body, "response_url"),
        message=message,
    )


def parse_submission(body: Body) -> Submission:
    """Parse a form: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload."""
    view = mapping(body, "view")
    return Submission(
        actor=_interaction_actor(body, text(view, "private_metadata")),
        callback_id=text(view, "callback_id"),
        view_id=required_text(view, "id"),
        view_hash=text(view, "hash"),
        values=mapping(mapping(view, "state"), "values"),
    )


def parse_block_action(body: Body) -> BlockAction:
    """Parse a press: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload."""
    actions, container, view = mappings(body, "actions"), mapping(body, "container"), mapping(body, "view")
    if not actions:
        raise PayloadError("actions are missing")
    action, ts = actions[0], text(container, "message_ts")
    # An ephemeral message is not in the payload, so its thread is only in the container.
    thread_ts = text(mapping(body, "message"), "thread_ts") or text(container, "thread_ts")
    surface, metadata = _surface(view), text(view, "private_metadata")
    channel = text(container, "channel_id") or (metadata if surface is Surface.MODAL else "")
    return BlockAction(
        actor=_interaction_actor(body, channel),
        action_id=text(action, "action_id"),
        value=text(action, "value") or text(action, "block_id"),
        selected=text(mapping(action, "selected_option"), "value") or text(action, "selected_conversation"),
        action_ts=timestamp(action, "action_ts"),
        trigger_id=text(body, "trigger_id"),
        list_state=_list_state(body),
        view_blocks=tuple(dict(block) for block in mappings(view, "blocks")),
        surface=surface,
        message_ts=ts,
        thread_ts=thread_ts or ts,
        in_thread=thread_ts not in {"", ts},
        ephemeral=flag(container, "is_ephemeral"),
        response_url=text(body, "response_url"),
        view_id=text(container, "view_id") or text(view, "id"),
        metadata=metadata,
    )


def message_text(message: Body) -> tuple[str, ...]:
    """Return the lines of everything that a message says or links to, in their order, without Slack's escaping."""
    texts = (html.unescape(text) for part in TEXT_KEYS for text in _strings(message.get(part)))
    return tuple(normalise(line) for text in texts for line in text.splitlines())


def _interaction_actor(body: Body, channel: str) -> Actor:
    user, team = mapping(body, "user"), mapping(body, "team")
    team_id, enterprise = text(team, "id"), text(mapping(body, "enterprise"), "id")
    user_team, user_enterprise = text(user, "team_id"), text(user, "enterprise_id")
    if not (user_team or user_enterprise):
        user_team = team_id
    # What a payload says of its team holds for the person only where that is the person's too.
    of_team = (enterprise or text(team, "enterprise_id")) if team_id in {"", user_team} else ""
    return Actor(
        enterprise=enterprise,
        team=team_id,
        user=required_text(user, "id"),
        channel=channel,
        user_team=user_team,
        user_enterprise=user_enterprise or of_team,
        app_id=text(body, "api_app_id"),
    )


def _event_actor(body: Body) -> Actor:
    event, enterprise = mapping(body, "event"), text(body, "enterprise_id")
    # Slack names the team of somebody from outside; where it names only that of the message, the author is of it.
    # In a channel that is shared with nobody, everybody is of our organisation: https://docs.slack.dev/apis/slack-connect.
    profile = text(mapping(event, "bot_profile"), "team_id") or text(mapping(event, "user_profile"), "team")
    named = text(event, "user_team") or text(event, "source_team") or profile
    user_team, is_shared = named or text(event, "team"), body.get("is_ext_shared_channel")
    is_internal = is_shared is False or not (named or is_shared)
    return Actor(
        enterprise=enterprise,
        team=text(body, "team_id"),
        user=text(event, "user"),
        channel=text(event, "channel"),
        user_team=user_team,
        user_enterprise=enterprise if is_internal and user_team else "",
        app_id=text(body, "api_app_id"),
    )


def _other_app(event: Body) -> str:
    """Return the id of the app that wrote a message; empty where a person did."""
    profile = mapping(event, "bot_profile")
    app = text(event, "app_id") or text(profile, "app_id") or text(event, "bot_id") or text(profile, "id")
    is_by_app = text(event, "bot_id") or profile or text(event, "subtype") == "bot_message"
    return (app or "unknown") if is_by_app else ""


def _surface(view: Body) -> Surface:
    try:
        return Surface(text(view, "type") or Surface.MESSAGE)
    except ValueError as error:
        raise PayloadError("type of the view is unknown") from error


def _list_state(body: Body) -> str:
    elements = (
        element
        for block in mappings(mapping(body, "message") or mapping(body, "view"), "blocks")
        for element in mappings(block, "elements")
    )
    return next((text(element, "value") for element in elements if element.get("action_id") == Action.LIST_REFRESH), "")


def _strings(node: object) -> Iterator[str]:
    rest = [node]
    while rest:
        match rest.pop():
            case str() as said:
                yield said
            case list() as items:
                rest.extend(reversed(items))
            case dict() as fields:
                rest.extend(reversed(_seen_values(fields)))


def _seen_values(fields: Body) -> Sequence[object]:
    is_field = "action_id" in fields
    return [value for key, value in fields.items() if key not in HIDDEN_KEYS and not (key == "value" and is_field)]
