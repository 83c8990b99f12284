"""What Slack sends to the app when a person acts, field by field: pure, from values to a body.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import quote

from capi_bot.sandbox.slack.board import Message
from capi_bot.sandbox.slack.choices import Values
from capi_bot.sandbox.slack.directory import Channel, Directory, Person
from capi_bot.sandbox.slack.files import File
from capi_bot.sandbox.slack.rules import Json

VERIFICATION_TOKEN = "deprecated-verification-token"  # noqa: S105 - Slack still sends the field; nobody may trust it


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Be what one interaction lets the app answer with."""

    trigger_id: str
    response_url: str = ""


def slash_command(
    directory: Directory,
    *,
    command: str,
    text: str,
    person: Person,
    channel: Channel,
    issued: Issued,
) -> dict[str, str]:
    """Return the form fields of a slash command; `text` is already escaped."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": directory.team_id,
        "team_domain": directory.team_domain,
        "channel_id": channel.id,
        "channel_name": channel.told_as,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": directory.app_id,
        "is_enterprise_install": "false",
        "response_url": issued.response_url,
        "trigger_id": issued.trigger_id,
    }


def message_press(
    directory: Directory,
    *,
    message: Message,
    action: Json,
    values: Values,
    person: Person,
    channel: Channel,
    issued: Issued,
    replies: int = 0,
) -> Json:
    """Return a block_actions payload of a message; an ephemeral message itself is not in it."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral_to else {"message": as_slack(directory, message, replies)}
    return {
        **_interaction(directory, "block_actions", person),
        "container": container,
        "channel": {"id": channel.id, "name": channel.told_as},
        **shown,
        "state": {"values": values},
        "trigger_id": issued.trigger_id,
        "response_url": issued.response_url,
        "actions": [action],
    }


def view_press(directory: Directory, *, view: Json, action: Json, person: Person, issued: Issued) -> Json:
    """Return a block_actions payload of a modal or a Home tab: it has no channel and no response_url."""
    return {
        **_interaction(directory, "block_actions", person),
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "trigger_id": issued.trigger_id,
        "actions": [action],
    }


def global_shortcut(directory: Directory, *, callback_id: str, person: Person, issued: Issued, action_ts: str) -> Json:
    """Return the payload of a shortcut that is used anywhere: it has no channel and no response_url."""
    return {
        **_interaction(directory, "shortcut", person),
        "callback_id": callback_id,
        "trigger_id": issued.trigger_id,
        "action_ts": action_ts,
    }


def message_shortcut(
    directory: Directory,
    *,
    callback_id: str,
    message: Message,
    person: Person,
    channel: Channel,
    issued: Issued,
    action_ts: str,
    replies: int = 0,
) -> Json:
    """Return the payload of a shortcut that is used on a message."""
    return {
        **_interaction(directory, "message_action", person),
        "callback_id": callback_id,
        "trigger_id": issued.trigger_id,
        "response_url": issued.response_url,
        "message_ts": message.ts,
        "message": as_slack(directory, message, replies),
        "channel": {"id": channel.id, "name": channel.told_as},
        "action_ts": action_ts,
    }


def view_submission(
    directory: Directory, *, view: Json, person: Person, issued: Issued, response_urls: tuple[Json, ...] = ()
) -> Json:
    """Return a view_submission payload."""
    return {
        **_interaction(directory, "view_submission", person),
        "trigger_id": issued.trigger_id,
        "view": view,
        "response_urls": list(response_urls),
    }


def view_closed(directory: Directory, *, view: Json, person: Person) -> Json:
    """Return a view_closed payload."""
    return {**_interaction(directory, "view_closed", person), "view": view, "is_cleared": False}


def as_slack(directory: Directory, message: Message, replies: int = 0) -> Json:
    """Return a message as Slack's own payloads and answers hold it."""
    whole: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": directory.team_id,
    }
    if message.user == directory.bot_user:
        whole |= {"bot_id": directory.bot_id, "app_id": directory.app_id}
    if message.blocks is not None:
        whole["blocks"] = list(message.blocks)
    if message.files:
        whole["files"] = [file_json(directory, file) for file in message.files]
    if message.edited:
        whole["edited"] = {"user": message.user, "ts": message.ts}
    if message.thread_ts or replies:
        whole["thread_ts"] = message.thread_ts or message.ts
    if replies:
        whole["reply_count"] = replies
    return whole


def file_json(directory: Directory, file: File) -> Json:
    """Return a file as Slack's own payloads and answers hold it."""
    url = f"https://files.slack.com/files-pri/{directory.team_id}-{file.id}/{quote(file.name, safe='')}"
    return {**asdict(file), "user": directory.bot_user, "url_private": url, "url_private_download": url}


def _interaction(directory: Directory, kind: str, person: Person) -> Json:
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": directory.team_id},
        "team": {"id": directory.team_id, "domain": directory.team_domain},
        "api_app_id": directory.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }
