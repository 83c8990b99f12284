"""One interaction on its way to its answer: who did something, how the answer is found, and where it goes.

Of a payload that cannot be parsed, what can be read of it says who is to be told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.errors import UserError
from capi_bot.slack.button_state import RetryState
from capi_bot.slack.destinations.choose import Destinations
from capi_bot.slack.destinations.destination import Destination
from capi_bot.slack.destinations.reports import ReportAsAnswer
from capi_bot.slack.messages import Message
from capi_bot.slack.payload_fields import Body
from capi_bot.slack.payloads import Actor, HomeOpened, Shortcut, SlashCommand
from capi_bot.slack.pending_reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one interaction is answered with, where that goes, and how it is tried again where it fails."""

    listen: Callable[[], Reply]
    """The listener of the route, with what it is called with."""
    destination: Destination
    retry: RetryState | None = None
    otherwise: Answer | None = None
    """The same for the person alone, where the bot may not post."""
    name: str = ""
    """The subcommand, where one was typed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # two may look alike, and are not the same
class Interaction:
    """What somebody did, before it is known what answers it."""

    name: str
    """What it was, for the log: no text and no number."""
    actor: Actor
    find_answer: Callable[[], Answer | None]
    """Parses and routes, in the worker; None where nothing is to be answered."""
    destination: Destination
    """Where it is reported that no answer could be found."""
    refusals: Destination
    """Where somebody who may not be answered is told so: in private, and without anything else."""
    delivery_ids: tuple[str, ...] = ()
    """What tells it from all others, also after a restart."""
    is_by_app: bool = False
    """Another app did it, which is not told what it did wrong: it might answer that."""


def refused(error: UserError, destination: Destination) -> Answer:
    """Return the answer that is an error."""

    def raise_error() -> Reply:
        raise error

    return Answer(listen=raise_error, destination=destination)


def press_ids(actor: Actor, action_ts: str, press: str) -> tuple[str, ...]:
    """Return the id of a press; none where Slack does not tell when it was."""
    if not action_ts:
        return ()
    whole = f"{actor.team or actor.enterprise} {press} {action_ts}".encode(errors="replace")
    return (f"press {hashlib.blake2b(whole, digest_size=16).hexdigest()}",)


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
