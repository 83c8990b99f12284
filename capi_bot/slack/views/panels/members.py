"""The members tab: who is in a conversation, how, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi import ids, naming
from capi_bot.capi.models import Endpoint, Leg, Member, MemberState
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel, UserState, pack_user
from capi_bot.slack.views import elapsed, kit
from capi_bot.slack.views.panels.tab import MembersTab, Place, ways

_LEGS = 2
_STATUS = 16
_STATES = {
    MemberState.JOINED: "Joined",
    MemberState.INVITED: "Invited",
    MemberState.LEFT: "Left",
    MemberState.UNKNOWN: "State not known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Company:
    """Hold what telling of one member takes of the others."""

    names: Mapping[str, str]
    """By address or user id, of those whose name somebody chose."""
    twice: frozenset[str]
    """The ids of users who are members more than once."""


def members(tab: MembersTab, panel: Panel, place: Place, width: int, now: datetime | None) -> Sequence[Block]:
    """Draw a page of members, three lines each."""
    company = _company(_known(tab))
    relative_to = now if width > kit.NARROWEST else None
    rows = [_member(member, company, width, relative_to) for member in tab.page.items]
    nobody = kit.section(*kit.quoted(["Nobody is in this conversation."]))
    return (*(rows or [nobody]), *ways(tab.page, panel, place, ("Previous members", "More members")))


def _known(tab: MembersTab) -> Iterable[Member]:
    """Take each member once, as the page tells them where they are on it: the list of all may say less."""
    return {member.id or str(number): member for number, member in enumerate((*tab.everyone, *tab.page.items))}.values()


def _company(everyone: Iterable[Member]) -> _Company:
    people = tuple(everyone)
    called = {(where, naming.human(one.user_display_name, one.user_name)) for one in people for where in _places(one)}
    shared = Counter(where for where, _ in called)
    users = Counter(one.user_id for one in people if one.user_id)
    return _Company(
        names={where: name for where, name in called if name and shared[where] == 1},
        twice=frozenset(user for user, times in users.items() if times > 1),
    )


def _places(member: Member) -> Iterable[str]:
    """Say where somebody surely is: under their user's id, and at their own end of the channel."""
    invited = member.invited or any(initiator.action == "invited" for initiator in member.initiators)
    return filter(None, (member.user_id, naming.own_address(member.channel, "outbound" if invited else "")))


def _member(member: Member, company: _Company, width: int, now: datetime | None) -> Block:
    name = naming.member_name(member)
    apart = kit.code(naming.short_id(member.id)) if member.user_id in company.twice else ""
    lines = (
        " ".join(filter(None, (kit.bold(name, width), apart))),
        kit.facts(_state(member, now), *_media(member)),
        kit.facts(*_channel(member, company, width)),
    )
    return kit.section(*kit.quoted(lines), accessory=_user_button(member, name))


def _user_button(member: Member, name: str) -> Block | None:
    if not ids.USER.fullmatch(member.user_id):
        return None  # nobody who can be asked for
    return kit.button(
        Action.USER_OPEN, "User", value=pack_user(UserState(user_id=member.user_id)), label=kit.named("User", name)
    )


def _state(member: Member, now: datetime | None) -> str:
    moments: Mapping[MemberState, datetime | None] = {
        MemberState.JOINED: member.joined,
        MemberState.INVITED: member.invited,
        MemberState.LEFT: member.left,
    }
    since = moments.get(member.state)
    when = (kit.ago(since, now) if now else kit.date(since)) if since else ""
    told = " ".join(filter(None, (_STATES[member.state], when)))
    stayed = elapsed.spell(member.joined, member.left) if member.state is MemberState.LEFT else ""
    return kit.facts(told, stayed and f"was there for {stayed}")


def _media(member: Member) -> Sequence[str]:
    if member.state is not MemberState.JOINED:
        return ()
    muted = {True: "muted", False: "not muted", None: "mute not known"}
    media = member.media
    return (muted[media.muted if media else None], "cannot hear" if media and media.earmuffed else "")


def _channel(member: Member, company: _Company, width: int) -> Sequence[str]:
    channel = member.channel
    if channel is None:
        return ()
    # An app's address is the user's own id, which the User button has.
    told = [end for end in (channel.from_, channel.to) if end and end.address not in ("", member.user_id)]
    ends = [kit.plain(_end(end, member, company), width) for end in told]
    legs = _legs(channel.legs, width) if width > kit.NARROWEST else ""
    return (kit.plain(naming.medium(channel.type), width), " → ".join(ends), legs)


def _end(end: Endpoint, member: Member, company: _Company) -> str:
    # Their own end is told as the number that it is: the name stands above.
    mine = naming.address(end) in _places(member)
    return naming.endpoint(end) if mine else company.names.get(naming.address(end), naming.endpoint(end))


def _legs(legs: Sequence[Leg], width: int) -> str:
    shown = [" ".join(filter(None, (kit.code(leg.id, width), kit.plain(leg.status, _STATUS)))) for leg in legs[:_LEGS]]
    more = f" and {len(legs) - _LEGS} more" if len(legs) > _LEGS else ""
    return f"leg {', '.join(filter(None, shown))}{more}" if legs else ""
