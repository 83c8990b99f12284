"""Messages for later: chat.scheduleMessage and what belongs to it.

https://docs.slack.dev/messaging/sending-and-scheduling-messages#scheduling
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.methods.method import Method, channel, open_to_posts, span, text, wrong
from capi_bot.sandbox.slack.methods.paging import metadata as next_page
from capi_bot.sandbox.slack.methods.paging import page
from capi_bot.sandbox.slack.methods.wording import metadata, spoken
from capi_bot.sandbox.slack.outbox import Scheduled
from capi_bot.sandbox.slack.posting import Content, thread_parent
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

FURTHEST = 120 * 24 * 60 * 60
WINDOW = 5 * 60
MOST_IN_WINDOW = 30


def _schedule(workspace: Workspace, arguments: Json) -> Json:
    place = open_to_posts(workspace, text(arguments, "channel"))
    post_at = _time(workspace, arguments, place.id)
    content = Content(spoken(arguments), workspace.new_id)
    begun = Message(ts="", channel=place.id, user=workspace.directory.bot_user, metadata=metadata(arguments))
    parent = thread_parent(workspace.board, place.id, arguments.get("thread_ts"))
    scheduled = workspace.outbox.add(replace(content.on(begun), thread_ts=parent), post_at)
    return {
        "channel": place.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": payloads.as_slack(workspace.directory, scheduled.message),
    }


def _time(workspace: Workspace, arguments: Json, place: str) -> int:
    given, now = text(arguments, "post_at"), workspace.clock()
    if not given.isdecimal():
        raise RefusedError("invalid_time")
    if int(given) <= now:
        raise RefusedError("time_in_past")
    if int(given) > now + FURTHEST:
        raise RefusedError("time_too_far")
    near = [each for each in _in(workspace, place) if each.post_at // WINDOW == int(given) // WINDOW]
    if len(near) >= MOST_IN_WINDOW:
        raise RefusedError("restricted_too_many")
    return int(given)


def _delete(workspace: Workspace, arguments: Json) -> Json:
    place = channel(workspace, text(arguments, "channel"))
    name = text(arguments, "scheduled_message_id")
    if not any(each.id == name for each in _in(workspace, place.id)) or not workspace.outbox.cancel(name):
        raise RefusedError("invalid_scheduled_message_id")
    return {}


def _list(workspace: Workspace, arguments: Json) -> Json:
    name = text(arguments, "channel")
    if name and workspace.directory.channel(name) is None:
        raise RefusedError("invalid_channel")
    oldest, latest = span(arguments, lambda name: wrong(f"must be a timestamp [json-pointer:/{name}]"))
    found = [each for each in _in(workspace, name) if oldest <= each.post_at <= latest]
    rows, cursor = page(found, arguments)
    return {"scheduled_messages": [_row(each) for each in rows], **next_page(cursor)}


def _in(workspace: Workspace, place: str) -> tuple[Scheduled, ...]:
    return tuple(each for each in workspace.outbox.waiting if place in {"", each.message.channel})


def _row(scheduled: Scheduled) -> Json:
    return {
        "id": scheduled.id,
        "channel_id": scheduled.message.channel,
        "post_at": scheduled.post_at,
        "date_created": scheduled.made_at,
        "text": scheduled.message.text,
    }


METHODS: Mapping[str, Method] = {
    "chat.scheduleMessage": Method(
        run=_schedule,
        scopes=("chat:write",),
        further=("chat:write.public",),
        needs=("channel", "post_at"),
        lacks="`reply_broadcast`, `parse` and `link_names` change nothing",
    ),
    "chat.deleteScheduledMessage": Method(
        run=_delete, scopes=("chat:write",), needs=("channel", "scheduled_message_id")
    ),
    "chat.scheduledMessages.list": Method(run=_list),
}
