"""Payloads that cannot be parsed: who is to be told so, as far as what can be read of them says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.slack.destinations.choose import Destinations
from capi_bot.slack.destinations.destination import Destination
from capi_bot.slack.destinations.report_as_answer import ReportAsAnswer
from capi_bot.slack.messages import Message
from capi_bot.slack.payload_fields import Body
from capi_bot.slack.payloads import Actor, HomeOpened, Shortcut, SlashCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What became of a payload that could not be parsed."""

    failure: Message
    is_told: bool
    """Whether the payload says how to reach the person: else it is refused as no payload of Slack's."""


def someone_to_tell(body: Body, team: str, destinations: Callable[[Actor], Destinations]) -> Destination | None:
    """Return where the person can be told, by whatever of the payload is as it should be; `team` is our own.

    In order: by the response_url or in the channel, on Home, in a modal.
    """
    channel = (
        _text(body, "channel", "id")
        or _text(body, "container", "channel_id")
        or _text(body, "channel_id")
        or _text(body, "event", "channel")
    )
    user = _text(body, "user", "id") or _text(body, "user_id") or _text(body, "event", "user")
    actor = Actor(team=team or "unknown", user=user, channel=channel)
    response_url, trigger_id = _text(body, "response_url"), _text(body, "trigger_id")
    if _text(body, "event", "tab") == "home" and user:
        opened = HomeOpened(actor=actor, event_id="", tab="home", opened_ts=_text(body, "event", "event_ts"))
        return destinations(actor).opened_home(opened)
    if response_url or (channel and user):
        slash = SlashCommand(actor=actor, command="", text="", response_url=response_url)
        return destinations(actor).command(slash, private=True)
    if trigger_id:
        shortcut = Shortcut(actor=actor, callback_id="", trigger_id=trigger_id)
        return ReportAsAnswer(destinations(actor).shortcut(shortcut, on_message=False))
    return None


def _text(node: object, *path: str) -> str:
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node if isinstance(node, str) else ""
