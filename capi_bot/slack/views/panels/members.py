"""The members tab: who is in a conversation, with whom, how, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from capi_bot.capi import ids, naming
from capi_bot.capi.attendance import Attendance, Switch
from capi_bot.capi.models import Endpoint, Leg, Member, MemberChannel, MemberState
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel, UserState, pack_user
from capi_bot.slack.views import elapsed, kit
from capi_bot.slack.views.panels.company import Company, company, places, with_whom
from capi_bot.slack.views.panels.tab import MembersTab, Place, ways

_LEGS = 2
_ROOMY = 40
"""The width from which on an id stands whole."""
_STATUS = 16
_STATES = {
    MemberState.JOINED: "Joined",
    MemberState.INVITED: "Invited",
    MemberState.LEFT: "Left",
    MemberState.UNKNOWN: "State not known",
}


def members(
    tab: MembersTab, panel: Panel, place: Place, width: int, now: datetime | None, *, over: bool
) -> Sequence[Block]:
    """Draw a page of members, three lines each; of a conversation that is over nobody is said to be in it still."""
    known = company(tab, over=over)
    relative_to = now if width > kit.NARROWEST else None
    rows = [_member(known.member(listed), known, width, relative_to) for listed in tab.page.items]
    nobody = kit.section(*kit.quoted(["Nobody is in this conversation."]))
    return (*(rows or [nobody]), *ways(tab.page, panel, place, ("Previous members", "More members")))


def _member(member: Member, of: Company, width: int, now: datetime | None) -> Block:
    name = naming.member_name(member)
    apart = kit.code(naming.short_id(member.id)) if member.user_id in of.twice else ""
    lines = (
        " ".join(filter(None, (kit.bold(name, width), apart))),
        kit.facts(_state(member, now), *_presence(member, of, width, now)),
        kit.facts(*_channel(member, of, width)),
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


def _presence(member: Member, of: Company, width: int, now: datetime | None) -> Sequence[str]:
    """Tell with whom somebody is in it, and what they hear and say; who is on hold is with nobody."""
    if member not in of.present:
        return ()
    attendance = of.attendance(member)
    if attendance.on_hold:
        return (f"on hold{_lasting(attendance.held_since, now)}", "hears music" if attendance.music else "")
    whom = with_whom(member, of, width) if width > kit.NARROWEST else ""
    return (whom, *_media(attendance, now))


def _media(attendance: Attendance, now: datetime | None) -> Sequence[str]:
    unmuted = "not muted" if attendance.muted.on is False else ""
    return (_said("muted", attendance.muted, now) or unmuted, _said("cannot hear", attendance.earmuffed, now))


def _said(what: str, switch: Switch, now: datetime | None) -> str:
    return f"{what}{_lasting(switch.since, now)}" if switch.on else ""


def _lasting(since: datetime | None, now: datetime | None) -> str:
    how_long = elapsed.spell(since, now)
    return f" for {how_long}" if how_long else ""


def _channel(member: Member, of: Company, width: int) -> Sequence[str]:
    channel = member.channel
    if channel is None:
        return ()
    # An app's address is the user's own id, which the User button has.
    told = [end for end in (channel.from_, channel.to) if end and end.address not in ("", member.user_id)]
    ends = [kit.plain(_end(end, member, of), width) for end in told]
    legs = _legs(channel, width) if width > kit.NARROWEST else ""
    return (kit.plain(naming.medium(channel.type), width), " → ".join(ends), legs)


def _end(end: Endpoint, member: Member, of: Company) -> str:
    # Their own end is told as the number that it is: the name stands above.
    mine = naming.address(end) in places(member)
    return naming.endpoint(end) if mine else of.names.get(naming.address(end), naming.endpoint(end))


def _legs(channel: MemberChannel, width: int) -> str:
    """Name the legs: whole where there is room, for it is by these ids that a call is found in Vonage's own dashboard.

    The API's latest shape gives only the channel's id.
    """
    legs = channel.legs or ((Leg(id=channel.id),) if channel.id else ())
    name = naming.short_id if width < _ROOMY else str
    shown = [" ".join(filter(None, (kit.code(name(leg.id)), kit.plain(leg.status, _STATUS)))) for leg in legs[:_LEGS]]
    more = f" and {len(legs) - _LEGS} more" if len(legs) > _LEGS else ""
    return f"leg {', '.join(filter(None, shown))}{more}" if legs else ""
