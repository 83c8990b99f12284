"""Who is in a conversation together: what telling of one member takes of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capi_bot.capi.models import Member, MemberState
from capi_bot.domain import display_names
from capi_bot.domain.member_status import MemberStatus, derive_member_statuses, with_event_channels
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs.tab import MembersTab

_NAMED = 3
"""Others who are named before the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Hold the members of a conversation as well as they are known."""

    people: Mapping[str, Member]
    """By `key`."""
    present: Sequence[Member]
    """Those who are in it now."""
    statuses: Mapping[str, MemberStatus]
    """By member id."""
    names: Mapping[str, str]
    """By address or user id, of those whose name somebody chose."""
    twice: frozenset[str]
    """The ids of users who are members more than once."""
    whole: bool
    """Whether nobody is missing here."""

    def member(self, listed: Member) -> Member:
        """Return a member of the page as it is known best."""
        return self.people.get(key(listed), listed)

    def status(self, member: Member) -> MemberStatus:
        """Return how a member takes part."""
        return self.statuses.get(member.id, MemberStatus())


def participants(tab: MembersTab, *, over: bool) -> Participants:
    """Put together the members of a tab; nobody is in a conversation that is over, whatever its list says."""
    # The page tells its members in full; the list of all may say less.
    listed = {key(member): member for member in (*tab.everyone, *tab.page.items)}
    people = with_event_channels(listed.values(), tab.events)
    called = {
        (where, display_names.pick_readable_name(one.user_display_name, one.user_name))
        for one in people
        for where in places(one)
    }
    shared = Counter(where for where, _ in called)
    users = Counter(one.user_id for one in people if one.user_id)
    return Participants(
        people={key(member): member for member in people},
        present=[] if over else [member for member in people if member.state is MemberState.JOINED],
        statuses=derive_member_statuses(people, tab.events),
        names={where: name for where, name in called if name and shared[where] == 1},
        twice=frozenset(user for user, times in users.items() if times > 1),
        whole=not over and tab.whole,
    )


def key(member: Member) -> str:
    """Tell members apart: by id or, where beta gives none, by their user."""
    return member.id or member.user_id


def places(member: Member) -> Iterable[str]:
    """Say where somebody surely is: under their user's id, and at their own end of the channel."""
    where = display_names.person_address(member.channel, display_names.member_direction(member))
    return filter(None, (member.user_id, where))


def with_whom(member: Member, of: Participants, width: int) -> str:
    """Say with whom a member is in it, by name: `with Bob and 2 others`, or `alone` where that is sure."""
    # To be in it by phone and by app is no company.
    others = {one.user_id or key(one): one for one in of.present if not _is_same(one, member)}
    named = [name for one in others.values() if (name := _name(one, of, width))]
    if not others:
        return "alone" if of.whole else ""
    shown = named[:_NAMED]
    rest = len(others) - len(shown)
    more = [f"{rest} other{'s' * (rest > 1)}"] if rest else []
    told = (*shown, *more)
    return f"with {' and '.join(filter(None, (', '.join(told[:-1]), told[-1])))}"


def _is_same(one: Member, other: Member) -> bool:
    return key(one) == key(other) or bool(one.user_id and one.user_id == other.user_id)


def _name(member: Member, of: Participants, width: int) -> str:
    """Name somebody as their own entry does; of whom only an id is known is not named but counted."""
    name = display_names.pick_readable_name(display_names.member_display_name(member))
    held = " (on hold)" if of.status(member).on_hold else ""
    return f"{block_kit.plain(name, width)}{held}" if name else ""
