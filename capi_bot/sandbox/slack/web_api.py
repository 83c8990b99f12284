"""Slack's Web API, as far as a bot with messages and modals needs it.

https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.sandbox.slack import payloads
from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.directory import Channel
from capi_bot.sandbox.slack.limits import MESSAGE_TEXT, UPDATE_TEXT
from capi_bot.sandbox.slack.posting import Content, decoded, edited, thread_parent
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Be one method: what it does, and the scope that it needs, if any."""

    run: Callable[[Workspace, Json], Json]
    scope: str = ""


def call(workspace: Workspace, name: str, arguments: Json, token: str) -> Json:
    """Return the body of the answer without `ok`; what is refused comes as RefusedError."""
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method", req_method=name)
    if name == "api.test":
        return method.run(workspace, arguments)
    if not token:
        raise RefusedError("not_authed")
    if token != workspace.bot_token:
        raise RefusedError("invalid_auth")
    scopes = workspace.directory.scopes
    if method.scope and method.scope not in scopes:
        raise RefusedError("missing_scope", needed=method.scope, provided=",".join(scopes))
    return method.run(workspace, arguments)


def _api_test(_workspace: Workspace, arguments: Json) -> Json:
    if "error" in arguments:
        raise RefusedError(str(arguments["error"]), args=arguments)
    return {"args": arguments}


def _auth_test(workspace: Workspace, _arguments: Json) -> Json:
    directory = workspace.directory
    bot = directory.person(directory.bot_user)
    return {
        "url": f"https://{directory.team_domain}.slack.com/",
        "team": directory.team_name,
        "user": bot.name if bot else "",
        "team_id": directory.team_id,
        "user_id": directory.bot_user,
        "bot_id": directory.bot_id,
        "is_enterprise_install": False,
    }


def _post_message(workspace: Workspace, arguments: Json) -> Json:
    channel = _joined(workspace, arguments)
    content = Content(arguments, workspace.new_id)
    parent = thread_parent(workspace.board, channel.id, arguments.get("thread_ts"))
    message = workspace.board.put(
        Message(
            ts=workspace.board.next_ts(),
            channel=channel.id,
            user=workspace.directory.bot_user,
            text=content.text,
            blocks=content.blocks,
            thread_ts=parent,
            broadcast=parent is not None and _yes(arguments.get("reply_broadcast")),
        ),
    )
    cut = len(str(arguments.get("text") or "")) > MESSAGE_TEXT
    warning = {"response_metadata": {"warnings": ["message_truncated"]}, "warning": "message_truncated"} if cut else {}
    return {**_told(workspace, message), **warning}


def _post_ephemeral(workspace: Workspace, arguments: Json) -> Json:
    channel = _joined(workspace, arguments)
    person = workspace.directory.person(str(arguments.get("user", "")))
    if person is None or person.is_bot:
        raise RefusedError("user_not_in_channel")
    content = Content(arguments, workspace.new_id)
    message = workspace.board.put(
        Message(
            ts=workspace.board.next_ts(),
            channel=channel.id,
            user=workspace.directory.bot_user,
            text=content.text,
            blocks=content.blocks,
            thread_ts=thread_parent(workspace.board, channel.id, arguments.get("thread_ts")),
            ephemeral_to=person.id,
        ),
    )
    return {"message_ts": message.ts}


def _update(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_update_message")
    content = Content(arguments, workspace.new_id)
    if len(content.text) > UPDATE_TEXT:
        raise RefusedError("msg_too_long")
    message = workspace.board.put(edited(message, content))
    return {**_told(workspace, message), "text": message.text}


def _delete(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_delete_message")
    workspace.board.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def _users_info(workspace: Workspace, arguments: Json) -> Json:
    person = workspace.directory.person(str(arguments.get("user", "")))
    if person is None:
        raise RefusedError("user_not_found")
    profile = {"display_name": person.name, "real_name": person.name}
    return {
        "user": {
            "id": person.id,
            "team_id": workspace.directory.team_id,
            "name": person.name,
            "real_name": person.name,
            "is_bot": person.is_bot,
            "deleted": False,
            "tz": "Etc/UTC",
            "tz_offset": 0,
            "profile": profile,
        },
    }


def _conversations_info(workspace: Workspace, arguments: Json) -> Json:
    channel = _channel(workspace, arguments)
    return {
        "channel": {
            "id": channel.id,
            "name": channel.name,
            "is_channel": True,
            "is_private": False,
            "is_archived": False,
            "is_member": channel.has_bot,
        },
    }


def _conversations_members(workspace: Workspace, arguments: Json) -> Json:
    channel, directory = _channel(workspace, arguments), workspace.directory
    bots = [directory.bot_user] if channel.has_bot else []
    people = [person.id for person in directory.people if not person.is_bot]
    return {"members": [*people, *bots], "response_metadata": {"next_cursor": ""}}


def _views_open(workspace: Workspace, arguments: Json) -> Json:
    user = workspace.tickets.redeem(str(arguments.get("trigger_id", "")))
    return {"view": workspace.modals.open(user, decoded(arguments.get("view")))}


def _views_push(workspace: Workspace, arguments: Json) -> Json:
    user = workspace.tickets.redeem(str(arguments.get("trigger_id", "")))
    return {"view": workspace.modals.push(user, decoded(arguments.get("view")))}


def _views_update(workspace: Workspace, arguments: Json) -> Json:
    return {
        "view": workspace.modals.update(
            decoded(arguments.get("view")),
            view_id=str(arguments.get("view_id") or ""),
            external_id=str(arguments.get("external_id") or ""),
            seen_hash=str(arguments.get("hash") or ""),
        ),
    }


def _channel(workspace: Workspace, arguments: Json) -> Channel:
    channel = workspace.directory.channel(str(arguments.get("channel", "")))
    if channel is None:
        raise RefusedError("channel_not_found")
    return channel


def _joined(workspace: Workspace, arguments: Json) -> Channel:
    channel = _channel(workspace, arguments)
    if not channel.has_bot:
        raise RefusedError("not_in_channel")
    return channel


def _own(workspace: Workspace, arguments: Json, otherwise: str) -> Message:
    channel = _joined(workspace, arguments)
    message = workspace.board.find(channel.id, str(arguments.get("ts", "")))
    if message is None:
        raise RefusedError("message_not_found")
    if message.user != workspace.directory.bot_user or message.ephemeral_to:
        raise RefusedError(otherwise)
    return message


def _told(workspace: Workspace, message: Message) -> Json:
    shown = payloads.as_slack(workspace.directory, message)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


def _yes(value: object) -> bool:
    return value is True or str(value).lower() in {"true", "1"}


METHODS: Mapping[str, Method] = {
    "api.test": Method(run=_api_test),
    "auth.test": Method(run=_auth_test),
    "chat.postMessage": Method(run=_post_message, scope="chat:write"),
    "chat.postEphemeral": Method(run=_post_ephemeral, scope="chat:write"),
    "chat.update": Method(run=_update, scope="chat:write"),
    "chat.delete": Method(run=_delete, scope="chat:write"),
    "users.info": Method(run=_users_info, scope="users:read"),
    "conversations.info": Method(run=_conversations_info, scope="channels:read"),
    "conversations.members": Method(run=_conversations_members, scope="channels:read"),
    "views.open": Method(run=_views_open),
    "views.push": Method(run=_views_push),
    "views.update": Method(run=_views_update),
}
"""Every method that is answered; all others are `unknown_method`."""
