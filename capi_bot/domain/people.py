"""The people of one conversation: its members, and what else tells who they are and who called whom.

`know_people` in `domain.events` collects them. Views and wording that get the same people call each person the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from capi_bot.capi.models import Endpoint, Member, MemberChannel
from capi_bot.domain.display_names import is_inbound, is_invited, leg_id, member_display_name, person_end
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People(Mapping[str, Member]):
    """Members by id, as a mapping, with the own numbers and the directions of legs; equal to a dict of the members."""

    members: Mapping[str, Member] = field(default_factory=lambda: MappingProxyType({}))
    own: OwnNumbers = NO_NUMBERS
    directions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By leg id, `inbound` or `outbound`, as events or calls state it."""
    is_from_events: bool = False
    """Whether the members have the names and channels that events show, which know better than lists."""

    @classmethod
    def of(cls, members: Mapping[str, Member]) -> People | Self:
        """Return the people of a plain mapping, of whom nothing else is known; people as they are."""
        return members if isinstance(members, People) else cls(members=members)

    def __getitem__(self, member_id: str) -> Member:
        return self.members[member_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def name(self, member: Member) -> str:
        """Return what a member is called, whatever a list says of them."""
        return member_display_name(self.members.get(member.id, member), self.own)

    def with_direction(self, channel: MemberChannel, stated: str = "") -> MemberChannel:
        """Return a channel with the direction of its leg: the one that is `stated` beside it, or known of the leg."""
        return replace(channel, direction=stated or self.directions.get(leg_id(channel), "") or channel.direction)

    def is_inbound(self, channel: MemberChannel, stated: str = "", *, is_invited: bool = False) -> bool:
        """Return whether the person of a channel called us, rather than was called."""
        return is_inbound(self.with_direction(channel, stated), self.own, is_invited=is_invited)

    def end(self, channel: MemberChannel | None, stated: str = "", *, is_invited: bool = False) -> Endpoint | None:
        """Return the end of the person on a channel."""
        return person_end(self.with_direction(channel, stated), self.own, is_invited=is_invited) if channel else None

    def settled(self, member: Member) -> Member:
        """Return a member whose channel has its direction, for views that get no people."""
        known = self.members.get(member.id, member)
        if known.channel is None:
            return known
        direction = "inbound" if self.member_is_inbound(known) else "outbound"
        return replace(known, channel=replace(known.channel, direction=direction))

    def member_is_inbound(self, member: Member) -> bool:
        """Return whether a member called us, rather than was called."""
        return self.is_inbound(member.channel or MemberChannel(), is_invited=is_invited(member))

    def member_end(self, member: Member) -> Endpoint | None:
        """Return a member's own end of their channel."""
        return self.end(member.channel, is_invited=is_invited(member))
