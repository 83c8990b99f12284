"""Learn from events on which channel each member is: v1 lists members without their channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from capi_bot.capi.models import Event, Member
from capi_bot.capi.story import body as read

ARRIVALS = frozenset({"member:invited", "member:joined"})


def acquainted(members: Iterable[Member], events: Iterable[Event]) -> Mapping[str, Member]:
    """Key members by id, each with the channel on which these events say that they came, where the list has none.

    An event about a leg then knows whose leg it is, so one person goes by one name.
    """
    known = {member.id: member for member in members}
    for event in (event for event in events if event.type in ARRIVALS):
        member, channel = _who(event, known), read.channel(event.body)
        if member and member.channel is None and channel:
            known[member.id] = replace(member, channel=channel)
    return known


def _who(event: Event, known: Mapping[str, Member]) -> Member | None:
    member = read.first_text(event.body, "member_id") or read.text(event.body, "user", "member_id")
    by_id = known.get(member) if member else None
    user = read.text(event.body, "user", "id") or read.text(event.body, "user", "user_id")
    theirs = [member for member in known.values() if user and member.user_id == user]
    # A user who is in the conversation twice has two channels: which is whose, only the member's id tells.
    return by_id or (theirs[0] if len(theirs) == 1 else None)
