"""The payloads of commands and interactions, field by field, and messages and files as Slack writes them.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import quote

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.rules import Json

VERIFICATION_TOKEN = "deprecated-verification-token"  # noqa: S105 - Slack still sends the field; nobody may trust it


def slash_command(directory: Directory, person: Person, channel: Channel, command: str, text: str) -> dict[str, str]:
    """Return the form fields of a slash command but for the response_url and trigger_id; `text` is escaped."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": directory.team_id,
        "team_domain": directory.team_domain,
        "channel_id": channel.id,
        "channel_name": channel.payload_name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": directory.app_id,
        "is_enterprise_install": "false",
    }


def interaction(directory: Directory, kind: str, person: Person) -> Json:
    """Return what every interaction's payload has; a global shortcut's has no channel and no response_url."""
    user = {"id": person.id, "username": person.name, "name": person.name, "team_id": directory.team_of(person.id).id}
    return {
        "type": kind,
        "user": user,
        "team": {"id": directory.team_id, "domain": directory.team_domain},
        "api_app_id": directory.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_message(directory: Directory, kind: str, person: Person, message: Message, replies: int = 0) -> Json:
    """Return what the payload of a press or a suggestion in a message has; an ephemeral message itself is not in it."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body = {} if message.ephemeral_to else {"message": as_slack(directory, message, replies)}
    where = {"container": container, "channel": _channel(directory, message), **body}
    return interaction(directory, kind, person) | where


def on_message(directory: Directory, person: Person, message: Message, replies: int = 0) -> Json:
    return interaction(directory, "message_action", person) | {
        "message_ts": message.ts,
        "message": as_slack(directory, message, replies),
        "channel": _channel(directory, message),
    }


def in_view(directory: Directory, kind: str, person: Person, view: Json) -> Json:
    """Return what every payload from a view has: its team is the person's, the view says where the app is installed.

    https://github.com/slackapi/bolt-python/blob/main/slack_bolt/request/internals.py
    """
    team = directory.team_of(person.id)
    return interaction(directory, kind, person) | {"team": {"id": team.id, "domain": team.domain}, "view": view}


def view_container(view: Json) -> Json:
    return {"container": {"type": "view", "view_id": view["id"]}}


def _channel(directory: Directory, message: Message) -> Json:
    channel = directory.channel(message.channel)
    return {"id": message.channel, "name": channel.payload_name if channel else ""}


def as_slack(directory: Directory, message: Message, replies: int = 0) -> Json:
    body: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": directory.team_of(message.user).id,
    }
    if message.subtype:
        body["subtype"] = message.subtype
    if message.user == directory.bot_user:
        body |= {"bot_id": directory.bot_id, "app_id": directory.app_id}
    if message.blocks is not None:
        body["blocks"] = list(message.blocks)
    if message.attachments:
        body["attachments"] = list(message.attachments)
    if message.files:
        body["files"] = [file_json(directory, file) for file in message.files]
    if message.edited:
        body["edited"] = {"user": message.user, "ts": message.ts}
    if message.thread_ts or replies:
        body["thread_ts"] = message.thread_ts or message.ts
    if replies:
        body["reply_count"] = replies
    return body


def file_json(directory: Directory, file: File) -> Json:
    url = f"https://files.slack.com/files-pri/{directory.team_id}-{file.id}/{quote(file.name, safe='')}"
    return {**asdict(file), "user": directory.bot_user, "url_private": url, "url_private_download": url}
