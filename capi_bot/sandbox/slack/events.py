"""The Events API's events, field by field: from values to a body.

https://docs.slack.dev/apis/events-api
https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import Message, mentions
from capi_bot.sandbox.slack.payloads import VERIFICATION_TOKEN, as_slack
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.rules import Json

JOINED, LEFT = "channel_join", "channel_leave"
"""The subtypes of the messages that say who came and who left."""

MESSAGES: Mapping[str, tuple[str, str]] = {
    "im": ("message.im", "im:history"),
    "channel": ("message.channels", "channels:history"),
    "group": ("message.groups", "groups:history"),
}
"""What the app subscribes to for the messages of each kind of channel, and the scope that it needs for them."""


def callback(directory: Directory, event: Json, event_id: str) -> Json:
    channel = directory.channel(str(event.get("channel")))
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
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.shared_with),
        "event_context": f"4-{event_id}",
    }


def written(directory: Directory, message: Message) -> tuple[Json, ...]:
    """Return the events of a message that a person wrote: that it was written, that it mentions the bot.

    In direct messages a mention is none: https://docs.slack.dev/reference/events/app_mention.
    """
    channel = directory.channel(message.channel)
    if channel is None or not channel.has_bot:
        return ()
    mentioned = not channel.owner and mentions(message.text, directory.bot_user)
    events = [posted(directory, message, channel)] if _gets_messages(directory, channel) else []
    if mentioned and directory.subscribes_to("app_mention", "app_mentions:read"):
        events.append(app_mention(directory, message))
    return tuple(events)


def changed(
    directory: Directory, old: Message | None, new: Message | None, next_ts: Callable[[], str]
) -> tuple[Json, ...]:
    """Return the events of a message that the app wrote, that anybody changed, and of who came.

    Slack sends an app its own messages too: it has to know them.
    """
    message = new or old
    channel = directory.channel(message.channel) if message else None
    if message is None or channel is None or message.ephemeral_to or not channel.has_bot:
        return ()
    heard = old or message.user == directory.bot_user or message.subtype in {JOINED, LEFT}
    if not heard or not _gets_messages(directory, channel):
        return ()
    return (edited(directory, old, new, channel, next_ts()) if old else posted(directory, message, channel),)


def app_mention(directory: Directory, message: Message) -> Json:
    event: Json = {
        "type": "app_mention",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "channel": message.channel,
        "event_ts": message.ts,
        "team": directory.team_of(message.user).id,
        **_external_user(directory, message.user),
    }
    return event | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def posted(directory: Directory, message: Message, channel: Channel) -> Json:
    shared = {"subtype": "file_share"} if message.files else {}
    whole = as_slack(directory, message) | shared | _external_user(directory, message.user)
    return {**whole, **_placed(message, channel, message.ts)}


def edited(directory: Directory, old: Message, new: Message | None, channel: Channel, ts: str) -> Json:
    change = {"message": as_slack(directory, new)} if new else {"deleted_ts": old.ts}
    return {
        "type": "message",
        "subtype": "message_changed" if new else "message_deleted",
        "hidden": True,
        "ts": ts,
        **change,
        "previous_message": as_slack(directory, old),
        **_placed(old, channel, ts),
    }


def app_home_opened(channel: Channel, tab: str, view: Json | None, ts: str) -> Json:
    event: Json = {"type": "app_home_opened", "user": channel.owner, "channel": channel.id, "tab": tab, "event_ts": ts}
    return event | ({"view": view} if view else {})


def _gets_messages(directory: Directory, channel: Channel) -> bool:
    return directory.subscribes_to(*MESSAGES[channel.channel_type])


def _external_user(directory: Directory, user: str) -> Json:
    """Return what Slack adds about somebody of another workspace, whom the app cannot know."""
    person = directory.person(user)
    if person is None or not person.is_external:
        return {}
    profile = {"name": person.name, "display_name": person.name, "real_name": person.real_name, "team": person.team_id}
    return {"user_team": person.team_id, "source_team": person.team_id, "user_profile": profile}


def _placed(message: Message, channel: Channel, ts: str) -> Json:
    return {"channel": message.channel, "channel_type": channel.channel_type, "event_ts": ts}
