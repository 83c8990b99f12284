"""The members tab: who is in a conversation, with whom, how, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Endpoint, Leg, Member, MemberChannel, MemberState
from capi_bot.domain import display_names
from capi_bot.domain.durations import format_short_interval
from capi_bot.domain.member_status import MemberStatus, Toggle
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import TabState, UserState, encode_user
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs.company import (
    Participants,
    participants,
    places,
    with_whom,
)
from capi_bot.slack.views.tabs.tab import MembersTab, TabButtons, ways

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
    tab: MembersTab, panel: TabState, place: TabButtons, width: int, now: datetime | None, *, over: bool
) -> Sequence[Block]:
    """Draw a page of members, three lines each; of a conversation that is over nobody is said to be in it still."""
    known = participants(tab, over=over)
    relative_to = now if width > block_kit.NARROWEST else None
    rows = [_member(known.member(listed), known, width, relative_to) for listed in tab.page.items]
    nobody = block_kit.section(*block_kit.quoted(["Nobody is in this conversation."]))
    return (*(rows or [nobody]), *ways(tab.page, panel, place, ("Previous members", "More members")))


def _member(member: Member, of: Participants, width: int, now: datetime | None) -> Block:
    name = display_names.member_display_name(member)
    apart = block_kit.code(display_names.shorten_id(member.id)) if member.user_id in of.twice else ""
    lines = (
        " ".join(filter(None, (block_kit.bold(name, width), apart))),
        block_kit.facts(_state(member, now), *_presence(member, of, width, now)),
        block_kit.facts(*_channel(member, of, width)),
    )
    return block_kit.section(*block_kit.quoted(lines), accessory=_user_button(member, name))


def _user_button(member: Member, name: str) -> Block | None:
    if not ids.USER.fullmatch(member.user_id):
        return None  # nobody who can be asked for
    return block_kit.button(
        Action.USER_OPEN,
        "User",
        value=encode_user(UserState(user_id=member.user_id)),
        label=block_kit.named("User", name),
    )


def _state(member: Member, now: datetime | None) -> str:
    moments: Mapping[MemberState, datetime | None] = {
        MemberState.JOINED: member.joined,
        MemberState.INVITED: member.invited,
        MemberState.LEFT: member.left,
    }
    since = moments.get(member.state)
    when = (block_kit.ago(since, now) if now else block_kit.date(since)) if since else ""
    told = " ".join(filter(None, (_STATES[member.state], when)))
    stayed = format_short_interval(member.joined, member.left) if member.state is MemberState.LEFT else ""
    return block_kit.facts(told, stayed and f"was there for {stayed}")


def _presence(member: Member, of: Participants, width: int, now: datetime | None) -> Sequence[str]:
    """Tell with whom somebody is in it, and what they hear and say; who is on hold is with nobody."""
    if member not in of.present:
        return ()
    status = of.status(member)
    if status.on_hold:
        return (f"on hold{_lasting(status.held_since, now)}", "hears music" if status.music else "")
    whom = with_whom(member, of, width) if width > block_kit.NARROWEST else ""
    return (whom, *_media(status, now))


def _media(status: MemberStatus, now: datetime | None) -> Sequence[str]:
    unmuted = "not muted" if status.muted.on is False else ""
    return (_said("muted", status.muted, now) or unmuted, _said("cannot hear", status.earmuffed, now))


def _said(what: str, switch: Toggle, now: datetime | None) -> str:
    return f"{what}{_lasting(switch.since, now)}" if switch.on else ""


def _lasting(since: datetime | None, now: datetime | None) -> str:
    how_long = format_short_interval(since, now)
    return f" for {how_long}" if how_long else ""


def _channel(member: Member, of: Participants, width: int) -> Sequence[str]:
    channel = member.channel
    if channel is None:
        return ()
    # An app's address is the user's own id, which the User button has.
    told = [end for end in (channel.from_, channel.to) if end and end.address not in ("", member.user_id)]
    ends = [block_kit.plain(_end(end, member, of), width) for end in told]
    legs = _legs(channel, width) if width > block_kit.NARROWEST else ""
    return (block_kit.plain(display_names.describe_channel_type(channel.type), width), " → ".join(ends), legs)


def _end(end: Endpoint, member: Member, of: Participants) -> str:
    # Their own end is told as the number that it is: the name stands above.
    mine = display_names.endpoint_address(end) in places(member)
    return (
        display_names.describe_endpoint(end)
        if mine
        else of.names.get(display_names.endpoint_address(end), display_names.describe_endpoint(end))
    )


def _legs(channel: MemberChannel, width: int) -> str:
    """Name the legs: whole where there is room, for it is by these ids that a call is found in Vonage's own dashboard.

    The API's latest shape gives only the channel's id.
    """
    legs = channel.legs or ((Leg(id=channel.id),) if channel.id else ())
    name = display_names.shorten_id if width < _ROOMY else str
    shown = [
        " ".join(filter(None, (block_kit.code(name(leg.id)), block_kit.plain(leg.status, _STATUS))))
        for leg in legs[:_LEGS]
    ]
    more = f" and {len(legs) - _LEGS} more" if len(legs) > _LEGS else ""
    return f"leg {', '.join(filter(None, shown))}{more}" if legs else ""
