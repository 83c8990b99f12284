"""What Slack tells the app of by the Events API, field by field: pure, from values to a body.

https://docs.slack.dev/apis/events-api
https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from collections.abc import Callable

from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.directory import Channel, Directory
from capi_bot.sandbox.slack.payloads import VERIFICATION_TOKEN, as_slack
from capi_bot.sandbox.slack.rules import Json


def callback(directory: Directory, event: Json, event_id: str) -> Json:
    """Return the event_callback that wraps an event."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": directory.team_id,
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
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
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
        "team": directory.team_id,
    }
    return event | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def direct_message(directory: Directory, message: Message) -> Json:
    """Return the event of a new message in somebody's direct messages with the bot, the bot's own ones included."""
    shared = {"subtype": "file_share"} if message.files else {}
    return {**as_slack(directory, message), **shared, **_placed(message, message.ts)}


def direct_message_edited(directory: Directory, old: Message, new: Message | None, ts: str) -> Json:
    """Return the event of a direct message that was changed at `ts`, or taken away then."""
    told = {"message": as_slack(directory, new)} if new else {"deleted_ts": old.ts}
    return {
        "type": "message",
        "subtype": "message_changed" if new else "message_deleted",
        "hidden": True,
        "ts": ts,
        **told,
        "previous_message": as_slack(directory, old),
        **_placed(old, ts),
    }


def own_voice(
    directory: Directory,
    old: Message | None,
    new: Message | None,
    next_ts: Callable[[], str],
) -> Json | None:
    """Return the event by which the app hears what it did itself in direct messages, if it is told of those.

    Slack sends these too: an app has to know its own voice.
    """
    message = new or old
    if message is None or message.ephemeral_to or message.user != directory.bot_user:
        return None
    channel = directory.channel(message.channel)
    if not (channel and channel.owner and directory.hears("message.im", "im:history")):
        return None
    return direct_message_edited(directory, old, new, next_ts()) if old else direct_message(directory, message)


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


def _placed(message: Message, ts: str) -> Json:
    return {"channel": message.channel, "channel_type": "im", "event_ts": ts}
