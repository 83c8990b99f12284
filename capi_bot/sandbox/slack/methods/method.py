"""What every method is, and how each reads its arguments."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from capi_bot.sandbox.slack.faults import TIER_3, Tier
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Be one method: what it does, what it asks of the caller, how often it may be called, and what it leaves out.

    One of `scopes` is enough to be let in; `further` are those that some of its uses need besides. `caller` is whose
    token is wanted. `needs` are the arguments without which there is no call. `lacks` says in a few words what Slack
    does and this does not.
    """

    run: Callable[[Workspace, Json], Json]
    scopes: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    tier: Tier = TIER_3
    caller: Literal["bot", "app", "anybody"] = "bot"
    needs: tuple[str, ...] = ()
    lacks: str = ""

    @property
    def status(self) -> Literal["whole", "partly"]:
        """Tell whether it does what Slack's documents say of it."""
        return "partly" if self.lacks else "whole"

    @property
    def all_scopes(self) -> tuple[str, ...]:
        """Every scope that some use of it asks for."""
        return (*self.scopes, *self.further)

    def check(self, arguments: Json) -> None:
        """Refuse a call that lacks what it needs."""
        if lacking := [name for name in self.needs if arguments.get(name) in (None, "")]:
            raise missing(*lacking)


def family(channel: Channel) -> str:
    """Return the first half of the scopes that are about this kind of conversation."""
    return "im" if channel.owner else "groups" if channel.is_private else "channels"


def permit(workspace: Workspace, *needed: str) -> None:
    """Refuse what none of these scopes is there for."""
    scopes = workspace.directory.scopes
    if not set(needed) & set(scopes):
        raise RefusedError("missing_scope", needed=",".join(needed), provided=",".join(scopes))


def conversation(workspace: Workspace, name: str) -> Channel:
    """Return the conversation with this id, if the bot can see that there is one."""
    found = workspace.directory.channel(name)
    if found is None or found.id != name or (found.is_private and not found.has_bot):
        raise RefusedError("channel_not_found")
    return found


def channel(workspace: Workspace, name: str) -> Channel:
    """Return where a message is to go, named by id, by `#name` or, for direct messages, by the person's id."""
    directory = workspace.directory
    person = directory.person(name)
    if person and not person.is_bot:
        return directory.direct_message(person)
    named = directory.channel(name)
    return conversation(workspace, named.id if named else "")


def member_of(found: Channel) -> Channel:
    """Return the channel where it is one that the bot is in."""
    if not found.has_bot:
        raise RefusedError("not_in_channel")
    return found


def open_to_posts(workspace: Workspace, name: str) -> Channel:
    """Return where the bot may post: where it is a member or, with chat:write.public, any public channel."""
    found = channel(workspace, name)
    if found.is_archived:
        raise RefusedError("is_archived")
    return found if "chat:write.public" in workspace.directory.scopes else member_of(found)


def lasting(workspace: Workspace, place: Channel, ts: str) -> Message:
    """Return the message; Slack keeps no ephemeral ones, so that the Web API knows of none."""
    message = workspace.board.find(place.id, ts)
    if message is None or message.ephemeral_to:
        raise RefusedError("message_not_found")
    return message


def person(workspace: Workspace, name: str) -> Person:
    """Return who has this id, bots too."""
    found = workspace.directory.person(name)
    if found is None:
        raise RefusedError("user_not_found")
    return found


def text(arguments: Json, name: str) -> str:
    """Return the argument as text, empty where it is not given."""
    return str(arguments.get(name) or "")


def flag(arguments: Json, name: str) -> bool:
    """Tell whether the argument is given and true, as JSON or as a form's text."""
    return str(arguments.get(name, "")).lower() in {"true", "1"}


def span(arguments: Json, refused: Callable[[str], RefusedError]) -> tuple[float, float]:
    """Return `oldest` and `latest` in Unix time, without end where not given; `refused` is asked about a wrong one."""
    return _time(arguments, "oldest", 0, refused), _time(arguments, "latest", math.inf, refused)


def _time(arguments: Json, name: str, usual: float, refused: Callable[[str], RefusedError]) -> float:
    given = text(arguments, name)
    try:
        return float(given) if given else usual
    except ValueError:
        raise refused(name) from None


def names(arguments: Json, name: str) -> tuple[str, ...]:
    """Return the parts of a list that comes as text with commas, or as an array."""
    given = arguments.get(name)
    parts = given if isinstance(given, list) else text(arguments, name).split(",")
    return tuple(str(part).strip() for part in parts if str(part).strip())


def missing(*absent: str) -> RefusedError:
    """Return Slack's refusal of a call that lacks these arguments."""
    return wrong(*(f"missing required field: {name}" for name in absent))


def wrong(*sentences: str) -> RefusedError:
    """Return Slack's refusal of arguments that it cannot take."""
    words = [f"[ERROR] {sentence}" for sentence in sentences]
    return RefusedError("invalid_arguments", response_metadata={"messages": words})
