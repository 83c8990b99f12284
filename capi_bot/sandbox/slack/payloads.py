"""What Slack sends to the app when a person acts, field by field: pure, from values to a body.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import quote

from capi_bot.sandbox.slack.choices import Values
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.people import Channel, Person
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
    return {
        **_interaction(directory, "block_actions", person),
        **_on_message(directory, message, channel, replies),
        "state": {"values": values},
        "trigger_id": issued.trigger_id,
        "response_url": issued.response_url,
        "actions": [action],
    }


def view_press(directory: Directory, *, view: Json, action: Json, person: Person, issued: Issued) -> Json:
    """Return a block_actions payload of a modal or a Home tab: it has no channel and no response_url."""
    return {
        **_in_view(directory, "block_actions", person),
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "trigger_id": issued.trigger_id,
        "actions": [action],
    }


def message_suggestion(
    directory: Directory, *, asked: Json, message: Message, person: Person, channel: Channel
) -> Json:
    """Return the block_suggestion by which a message's menu asks for options: `asked` is its ids, and what was typed.

    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
    """
    where = _on_message(directory, message, channel)
    return {**_interaction(directory, "block_suggestion", person), **asked, **where}


def view_suggestion(directory: Directory, *, asked: Json, view: Json, person: Person) -> Json:
    """Return the block_suggestion by which a menu in a modal or on a Home tab asks for options."""
    where = {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    return {**_in_view(directory, "block_suggestion", person), **asked, **where}


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
        **_in_view(directory, "view_submission", person),
        "trigger_id": issued.trigger_id,
        "view": view,
        "response_urls": list(response_urls),
    }


def view_closed(directory: Directory, *, view: Json, person: Person, is_cleared: bool = False) -> Json:
    """Return a view_closed payload; `is_cleared` where the whole stack was closed at once."""
    return {**_in_view(directory, "view_closed", person), "view": view, "is_cleared": is_cleared}


def as_slack(directory: Directory, message: Message, replies: int = 0) -> Json:
    """Return a message as Slack's own payloads and answers hold it."""
    whole: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": directory.team_of(message.user).id,
    }
    if message.subtype:
        whole["subtype"] = message.subtype
    if message.user == directory.bot_user:
        whole |= {"bot_id": directory.bot_id, "app_id": directory.app_id}
    if message.blocks is not None:
        whole["blocks"] = list(message.blocks)
    if message.attachments:
        whole["attachments"] = list(message.attachments)
    if message.files:
        whole["files"] = [file_json(directory, file) for file in message.files]
    if message.edited:
        whole["edited"] = {"user": message.user, "ts": message.ts}
    if message.thread_ts or replies:
        whole["thread_ts"] = message.thread_ts or message.ts
    if replies:
        whole["reply_count"] = replies
    return whole | _worn(message) | _reactions(message)


def _worn(message: Message) -> Json:
    """Return the name and picture that the bot put on for one message."""
    if not message.username and not message.icon:
        return {}
    picture = "emoji" if message.icon.startswith(":") else "image_48"
    icons = {"icons": {picture: message.icon}} if message.icon else {}
    name = {"username": message.username} if message.username else {}
    return {"subtype": "bot_message", **name, **icons}


def _reactions(message: Message) -> Json:
    told = [{"name": each.name, "users": list(each.users), "count": len(each.users)} for each in message.reactions]
    return {"reactions": told} if told else {}


def file_json(directory: Directory, file: File) -> Json:
    """Return a file as Slack's own payloads and answers hold it."""
    url = f"https://files.slack.com/files-pri/{directory.team_id}-{file.id}/{quote(file.name, safe='')}"
    return {**asdict(file), "user": directory.bot_user, "url_private": url, "url_private_download": url}


def _on_message(directory: Directory, message: Message, channel: Channel, replies: int = 0) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral_to else {"message": as_slack(directory, message, replies)}
    return {"container": container, "channel": {"id": channel.id, "name": channel.told_as}, **shown}


def _in_view(directory: Directory, kind: str, person: Person) -> Json:
    """Return what every payload from a view has: its team is the person's, the view says where the app is installed.

    https://github.com/slackapi/bolt-python/blob/main/slack_bolt/request/internals.py
    """
    theirs = directory.team_of(person.id)
    return {**_interaction(directory, kind, person), "team": {"id": theirs.id, "domain": theirs.domain}}


def _interaction(directory: Directory, kind: str, person: Person) -> Json:
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
