"""What the bot reads of a direct conversation: its messages, and the replies in a thread of it.

https://docs.slack.dev/reference/methods/conversations.history
https://docs.slack.dev/reference/methods/conversations.replies
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.methods.method import Method, conversation, flag, member_of, stored_message, text
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 999


def _history(workspace: Workspace, arguments: Json) -> Json:
    channel = _direct(workspace, arguments)
    newest = [each for each in reversed(workspace.store.messages) if each.channel == channel.id and not each.thread_ts]
    return _page(workspace, newest, arguments)


def _replies(workspace: Workspace, arguments: Json) -> Json:
    channel = _direct(workspace, arguments)
    parent = stored_message(workspace, channel, text(arguments, "ts"))
    replies = [each for each in workspace.store.messages if (each.channel, each.thread_ts) == (channel.id, parent.ts)]
    return _page(workspace, [parent, *replies], arguments)


def _direct(workspace: Workspace, arguments: Json) -> Channel:
    channel = member_of(conversation(workspace, text(arguments, "channel")))
    if not channel.owner:
        raise RefusedError("missing_scope", needed="channels:history", provided=",".join(workspace.directory.scopes))
    return channel


def _page(workspace: Workspace, messages: Sequence[Message], arguments: Json) -> Json:
    given = text(arguments, "limit")
    limit = min(int(given), LARGEST_LIMIT) if given.isdecimal() else DEFAULT_LIMIT
    seen = [each for each in messages if each.ephemeral_to is None]
    is_whole = flag(arguments, "include_all_metadata")
    return {
        "messages": [_as_slack(workspace, each, is_whole=is_whole) for each in seen[:limit]],
        "has_more": len(seen) > limit,
    }


def _as_slack(workspace: Workspace, message: Message, *, is_whole: bool) -> Json:
    body = payloads.as_slack(workspace.directory, message)
    return body | {"metadata": message.metadata} if is_whole and message.metadata else body


_LACKS = "direct conversations only, one page, without `oldest`, `latest` and `inclusive`"
METHODS: Mapping[str, Method] = {
    "conversations.history": Method(run=_history, scopes=("im:history",), needs=("channel",), lacks=_LACKS),
    "conversations.replies": Method(run=_replies, scopes=("im:history",), needs=("channel", "ts"), lacks=_LACKS),
}
