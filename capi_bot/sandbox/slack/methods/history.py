"""What was said: conversations.history and .replies.

https://docs.slack.dev/reference/methods/conversations.history
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.methods.method import Method, conversation, family, flag, member_of, permit, span, text
from capi_bot.sandbox.slack.methods.paging import metadata, page
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
REPLIES = 1000
REPLY_USERS = 5


def _history(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    said = (each for each in _lasting(workspace, channel) if each.thread_ts is None or each.broadcast)
    found = [each for each in sorted(said, key=_age, reverse=True) if _within(each, arguments)]
    return {**_paged(workspace, channel, found, arguments), "pin_count": 0}


def _replies(workspace: Workspace, arguments: Json) -> Json:
    channel, ts = _readable(workspace, arguments), text(arguments, "ts")
    said = sorted(_lasting(workspace, channel), key=_age)
    meant = next((each for each in said if each.ts == ts), None)
    if meant is None:
        raise RefusedError("thread_not_found")
    root = meant.thread_ts or meant.ts
    parent = [each for each in said if each.ts == root]
    hanging = [each for each in said if each.thread_ts == root and _within(each, arguments)]
    return _paged(workspace, channel, [*parent, *hanging], arguments, REPLIES)


def _readable(workspace: Workspace, arguments: Json) -> Channel:
    channel = conversation(workspace, text(arguments, "channel"))
    permit(workspace, f"{family(channel)}:history")
    return member_of(channel)


def _lasting(workspace: Workspace, channel: Channel) -> list[Message]:
    return [each for each in workspace.board.messages if each.channel == channel.id and not each.ephemeral_to]


def _age(message: Message) -> float:
    return float(message.ts)


def _within(message: Message, arguments: Json) -> bool:
    oldest, latest = span(arguments, lambda name: RefusedError(f"invalid_ts_{name}"))
    at = _age(message)
    return oldest <= at <= latest if flag(arguments, "inclusive") else oldest < at < latest


def _paged(workspace: Workspace, channel: Channel, found: Sequence[Message], arguments: Json, usual: int = 100) -> Json:
    rows, cursor = page(found, arguments, usual)
    everything = _lasting(workspace, channel)
    whole = flag(arguments, "include_all_metadata")
    shown = [_told(workspace, each, everything, whole=whole) for each in rows]
    return {"messages": shown, "has_more": bool(cursor), **(metadata(cursor) if cursor else {})}


def _told(workspace: Workspace, message: Message, everything: Sequence[Message], *, whole: bool = False) -> Json:
    """Return the message with what hangs under it; `whole` adds its metadata."""
    hanging = sorted((each for each in everything if each.thread_ts == message.ts), key=_age)
    shown = payloads.as_slack(workspace.directory, message, len(hanging))
    if hanging:
        users = list(dict.fromkeys(each.user for each in hanging))
        shown |= {
            "reply_users": users[:REPLY_USERS],
            "reply_users_count": len(users),
            "latest_reply": hanging[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
    return shown | ({"metadata": message.metadata} if whole and message.metadata else {})


METHODS: Mapping[str, Method] = {
    "conversations.history": Method(run=_history, scopes=HISTORY, needs=("channel",)),
    "conversations.replies": Method(run=_replies, scopes=HISTORY, needs=("channel", "ts")),
}
