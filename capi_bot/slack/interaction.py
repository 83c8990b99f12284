"""One interaction on its way to its answer: who did something, how the answer is found, and where it goes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from capi_bot.errors import UserError
from capi_bot.slack.button_state import RetryState
from capi_bot.slack.destinations.destination import Destination
from capi_bot.slack.payloads import Actor
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
