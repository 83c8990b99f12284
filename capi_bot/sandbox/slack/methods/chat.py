"""Messages: chat.*.

https://docs.slack.dev/reference/methods?family=chat
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.faults import POSTING, SPECIAL, TIER_4
from capi_bot.sandbox.slack.limits import MESSAGE_TEXT, UPDATE_TEXT
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.methods.method import Method, conversation, flag, lasting, member_of, open_to_posts, text
from capi_bot.sandbox.slack.methods.wording import metadata, spoken
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.posting import Content, edited, thread_parent
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace

CUT = "message_truncated"


def _post_message(workspace: Workspace, arguments: Json) -> Json:
    channel = open_to_posts(workspace, text(arguments, "channel"))
    content = Content(spoken(arguments), workspace.new_id)
    parent = thread_parent(workspace.board, channel.id, arguments.get("thread_ts"))
    message = replace(
        content.on(_begun(workspace, channel, arguments)),
        thread_ts=parent,
        broadcast=parent is not None and flag(arguments, "reply_broadcast"),
        metadata=metadata(arguments),
    )
    cut = len(text(arguments, "text")) > MESSAGE_TEXT
    warning = {"warning": CUT, "response_metadata": {"warnings": [CUT]}} if cut else {}
    return {**_told(workspace, workspace.board.put(message)), **warning}


def _post_ephemeral(workspace: Workspace, arguments: Json) -> Json:
    channel = open_to_posts(workspace, text(arguments, "channel"))
    user = text(arguments, "user")
    if user not in workspace.directory.people_in(channel):
        raise RefusedError("user_not_in_channel")
    message = replace(
        Content(spoken(arguments), workspace.new_id).on(_begun(workspace, channel, arguments)),
        thread_ts=thread_parent(workspace.board, channel.id, arguments.get("thread_ts")),
        ephemeral_to=user,
    )
    return {"message_ts": workspace.board.put(message).ts}


def _me_message(workspace: Workspace, arguments: Json) -> Json:
    channel = open_to_posts(workspace, text(arguments, "channel"))
    said = {"text": text(arguments, "text")}
    message = Content(said, workspace.new_id).on(_begun(workspace, channel, said))
    message = workspace.board.put(replace(message, subtype="me_message"))
    return {"channel": message.channel, "ts": message.ts}


def _update(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_update_message")
    content = Content(spoken(arguments), workspace.new_id)
    if len(content.text) > UPDATE_TEXT:
        raise RefusedError("msg_too_long")
    kept = message.metadata if arguments.get("metadata") is None else metadata(arguments)
    message = workspace.board.put(replace(edited(message, content), metadata=kept))
    return {**_told(workspace, message), "text": message.text}


def _delete(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_delete_message")
    workspace.board.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def _permalink(workspace: Workspace, arguments: Json) -> Json:
    channel = conversation(workspace, text(arguments, "channel"))
    message = lasting(workspace, channel, text(arguments, "message_ts"))
    link = f"https://{workspace.directory.team_domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    return {"channel": channel.id, "permalink": link + thread}


def _begun(workspace: Workspace, channel: Channel, arguments: Json) -> Message:
    named = "chat:write.customize" in workspace.directory.scopes  # or Slack does not mind these arguments at all
    return Message(
        ts=workspace.board.next_ts(),
        channel=channel.id,
        user=workspace.directory.bot_user,
        username=text(arguments, "username") if named else "",
        icon=(text(arguments, "icon_emoji") or text(arguments, "icon_url")) if named else "",
    )


def _own(workspace: Workspace, arguments: Json, otherwise: str) -> Message:
    channel = member_of(conversation(workspace, text(arguments, "channel")))
    message = lasting(workspace, channel, text(arguments, "ts"))
    if message.user != workspace.directory.bot_user:
        raise RefusedError(otherwise)
    return message


def _told(workspace: Workspace, message: Message) -> Json:
    shown = payloads.as_slack(workspace.directory, message)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(
        run=_post_message,
        scopes=("chat:write",),
        further=("chat:write.public", "chat:write.customize"),
        tier=POSTING,
        needs=("channel",),
        lacks="links are not unfurled, `parse` and `link_names` change nothing",
    ),
    "chat.postEphemeral": Method(
        run=_post_ephemeral,
        scopes=("chat:write",),
        further=("chat:write.public", "chat:write.customize"),
        tier=TIER_4,
        needs=("channel", "user"),
        lacks="`parse` and `link_names` change nothing",
    ),
    "chat.meMessage": Method(run=_me_message, scopes=("chat:write",), needs=("channel",)),
    "chat.update": Method(
        run=_update,
        scopes=("chat:write",),
        needs=("channel", "ts"),
        lacks="`file_ids`, `reply_broadcast`, `parse` and `link_names` change nothing",
    ),
    "chat.delete": Method(
        run=_delete,
        scopes=("chat:write",),
        needs=("channel", "ts"),
        lacks="a message with replies leaves no trace",
    ),
    "chat.getPermalink": Method(run=_permalink, tier=SPECIAL, needs=("channel", "message_ts")),
}
