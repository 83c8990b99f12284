"""What Slack tells the app of by the Events API, field by field: pure, from values to a body.

https://docs.slack.dev/apis/events-api
https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import Message, Reaction
from capi_bot.sandbox.slack.payloads import VERIFICATION_TOKEN, as_slack
from capi_bot.sandbox.slack.people import Channel, Membership
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.wording import mentions

JOINED, LEFT = "channel_join", "channel_leave"
"""The subtypes of the messages that say who came and who left."""

MESSAGES: Mapping[str, tuple[str, str]] = {
    "im": ("message.im", "im:history"),
    "channel": ("message.channels", "channels:history"),
    "group": ("message.groups", "groups:history"),
}
"""What the app subscribes to for the messages of each kind of channel, and the scope that it needs for them."""

_READING = {"channel": "channels:read", "group": "groups:read"}


def callback(directory: Directory, event: Json, event_id: str) -> Json:
    """Return the event_callback that wraps an event."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": directory.team_id,
        "context_team_id": directory.team_id,
        "context_enterprise_id": None,
        "api_app_id": directory.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": directory.team_id,
                "user_id": directory.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            },
        ],
        "is_ext_shared_channel": _is_shared(directory, event),
        "event_context": f"4-{event_id}",
    }


def spoken(directory: Directory, message: Message) -> tuple[Json, ...]:
    """Return what the app is told of a message that a person wrote: that it was written, that it mentions the bot.

    In direct messages a mention is none: https://docs.slack.dev/reference/events/app_mention.
    """
    channel = directory.channel(message.channel)
    if channel is None or not channel.has_bot:
        return ()
    mentioned = not channel.owner and mentions(message.text, directory.bot_user)
    told = [posted(directory, message, channel)] if _hears_messages(directory, channel) else []
    if mentioned and directory.hears("app_mention", "app_mentions:read"):
        told.append(app_mention(directory, message))
    return tuple(told)


def changed(
    directory: Directory,
    old: Message | None,
    new: Message | None,
    next_ts: Callable[[], str],
) -> tuple[Json, ...]:
    """Return what the app is told of a message that it wrote or changed itself, of who came, and of emoji.

    Slack sends an app its own voice too: it has to know it.
    """
    message = new or old
    channel = directory.channel(message.channel) if message else None
    if message is None or channel is None or message.ephemeral_to or not channel.has_bot:
        return ()
    if old and new and old.reactions != new.reactions:
        return tuple(_reactions(directory, old, new, next_ts))
    ours = message.user == directory.bot_user or message.subtype in {JOINED, LEFT}
    if not ours or not _hears_messages(directory, channel):
        return ()
    return (edited(directory, old, new, channel, next_ts()) if old else posted(directory, message, channel),)


def moved(directory: Directory, change: Membership, ts: str) -> tuple[Json, ...]:
    """Return what the app is told of somebody who came into a channel of its own or left it, itself included."""
    channel, bot = change.channel, change.user == directory.bot_user
    if not (channel.has_bot or bot):
        return ()
    if bot and not change.joined:
        name = f"{channel.kind}_left"
        event: Json = {"type": name, "channel": channel.id, "actor_id": change.by or change.user, "event_ts": ts}
    else:
        name = "member_joined_channel" if change.joined else "member_left_channel"
        event = _membership(directory, change, name, ts)
    return (event,) if directory.hears(name, _READING[channel.kind]) else ()


def _membership(directory: Directory, change: Membership, name: str, ts: str) -> Json:
    return {
        "type": name,
        "user": change.user,
        "channel": change.channel.id,
        "channel_type": "G" if change.channel.is_private else "C",
        "team": directory.team_of(change.user).id,
        **({"inviter": change.by} if change.by and change.joined else {}),
        "event_ts": ts,
    }


def app_mention(directory: Directory, message: Message) -> Json:
    """Return the event of a message that mentions the bot."""
    event: Json = {
        "type": "app_mention",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "channel": message.channel,
        "event_ts": message.ts,
        "team": directory.team_of(message.user).id,
        **_stranger(directory, message.user),
    }
    return event | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def posted(directory: Directory, message: Message, channel: Channel) -> Json:
    """Return the event of a new message, the bot's own ones included."""
    shared = {"subtype": "file_share"} if message.files else {}
    whole = as_slack(directory, message) | shared | _stranger(directory, message.user)
    return {**whole, **_placed(message, channel, message.ts)}


def edited(directory: Directory, old: Message, new: Message | None, channel: Channel, ts: str) -> Json:
    """Return the event of a message that was changed at `ts`, or taken away then."""
    told = {"message": as_slack(directory, new)} if new else {"deleted_ts": old.ts}
    return {
        "type": "message",
        "subtype": "message_changed" if new else "message_deleted",
        "hidden": True,
        "ts": ts,
        **told,
        "previous_message": as_slack(directory, old),
        **_placed(old, channel, ts),
    }


def app_home_opened(channel: Channel, tab: str, view: Json | None, ts: str) -> Json:
    """Return the event of the owner of these direct messages who opened a tab; `view` is what Home shows by now."""
    event: Json = {
        "type": "app_home_opened",
        "user": channel.owner,
        "channel": channel.id,
        "tab": tab,
        "event_ts": ts,
    }
    return event | ({"view": view} if view else {})


def _hears_messages(directory: Directory, channel: Channel) -> bool:
    return directory.hears(*MESSAGES[channel.kind])


def _reactions(directory: Directory, old: Message, new: Message, next_ts: Callable[[], str]) -> list[Json]:
    before, after = _pairs(old.reactions), _pairs(new.reactions)
    told = [("reaction_added", pair) for pair in sorted(after - before)]
    told += [("reaction_removed", pair) for pair in sorted(before - after)]
    return [
        {
            "type": name,
            "user": user,
            "reaction": emoji,
            "item": {"type": "message", "channel": new.channel, "ts": new.ts},
            "item_user": new.user,
            "event_ts": next_ts(),
        }
        for name, (emoji, user) in told
        if directory.hears(name, "reactions:read")
    ]


def _pairs(reactions: tuple[Reaction, ...]) -> set[tuple[str, str]]:
    return {(each.name, user) for each in reactions for user in each.users}


def _stranger(directory: Directory, user: str) -> Json:
    """Return what Slack adds about somebody of another workspace, whom the app cannot know."""
    person = directory.person(user)
    if person is None or not person.is_external:
        return {}
    profile = {"name": person.name, "display_name": person.name, "real_name": person.real_name, "team": person.team_id}
    return {"user_team": person.team_id, "source_team": person.team_id, "user_profile": profile}


def _is_shared(directory: Directory, event: Json) -> bool:
    where = event.get("channel") or event.get("item", {}).get("channel")
    channel = directory.channel(str(where))
    return bool(channel and channel.shared_with)


def _placed(message: Message, channel: Channel, ts: str) -> Json:
    return {"channel": message.channel, "channel_type": channel.kind, "event_ts": ts}
