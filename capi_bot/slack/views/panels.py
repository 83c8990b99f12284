"""An opened conversation's two tabs, the same under a row of the list and on a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from capi_bot.capi import naming, story
from capi_bot.capi.models import Event, Media, Member, MemberChannel, MemberState, Page
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel, UserState, pack_user
from capi_bot.slack.views import kit
from capi_bot.slack.views.turning import Turning, buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersTab:
    """Bring a page of members."""

    page: Page[Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsTab:
    """Bring a page of events, newest first as the API lists them, and the members that they speak of."""

    page: Page[Event]
    members: Mapping[str, Member]


TabView = MembersTab | EventsTab


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Tell how a tab is turned where it stands: the buttons' ids, and what they carry for another page."""

    back: Action
    on: Action
    carry: Callable[[Panel], str]


def draw(tab: TabView, panel: Panel, place: Place, width: int = kit.NAME) -> Sequence[Block]:
    """Draw the opened tab with outside text of at most `width` characters."""
    match tab:
        case MembersTab(page=page):
            rows = [_member(member, width) for member in page.items]
            nobody = kit.section(*kit.quoted(["Nobody is in this conversation."]))
            return (*(rows or [nobody]), *_turning(page, panel, place, ("Previous members", "More members")))
        case EventsTab(page=events, members=members):
            lines = _diary(tuple(reversed(events.items)), members, width)
            told = kit.quoted(lines or ["Nothing has happened in this conversation yet."])
            return (*kit.paragraphs(told), *_turning(events, panel, place, ("Newer", "Older")))


def _member(member: Member, width: int) -> Block:
    name = naming.member_name(member)
    facts = (_STATES[member.state], *_channel(member.channel, width), *_media(member.media))
    lines = (kit.bold(name, width), " · ".join(filter(None, facts)), " · ".join(filter(None, _since(member, width))))
    return kit.section(*kit.quoted(lines), accessory=_user_button(member, name))


def _user_button(member: Member, name: str) -> Block | None:
    if not member.user_id:
        return None
    return kit.button(
        Action.USER_OPEN, "User", value=pack_user(UserState(user_id=member.user_id)), label=f"User {kit.cut(name, 24)}"
    )


def _channel(channel: MemberChannel | None, width: int) -> Sequence[str]:
    if channel is None:
        return ()
    ends = [kit.plain(naming.endpoint(end), width) for end in (channel.from_, channel.to) if end and end.address]
    return kit.plain(naming.medium(channel.type), width), " → ".join(ends)


def _media(media: Media | None) -> Sequence[str]:
    if media is None:
        return ()
    muted = {True: "muted", False: "not muted", None: ""}[media.muted]
    return (muted, "cannot hear" if media.earmuffed else "")


def _since(member: Member, width: int) -> Sequence[str]:
    moments: Mapping[MemberState, datetime | None] = {
        MemberState.JOINED: member.joined,
        MemberState.INVITED: member.invited,
        MemberState.LEFT: member.left,
    }
    since = moments.get(member.state)
    legs = member.channel.legs if member.channel else ()
    told = " ".join(kit.code(leg.id, width) for leg in legs[:_LEGS]) + (
        f" and {len(legs) - _LEGS} more" * (len(legs) > _LEGS)
    )
    return (f"since {kit.date(since)}" if since else "", f"leg {told}" if legs else "")


def _diary(events: Sequence[Event], members: Mapping[str, Member], width: int) -> Sequence[str]:
    lines, day = [], None
    for event in events:
        if event.timestamp and event.timestamp.astimezone(UTC).date() != day:
            day = event.timestamp.astimezone(UTC).date()
            lines.append(kit.day(event.timestamp))
        lines.append(_event(event, members, width))
    return lines


def _event(event: Event, members: Mapping[str, Member], width: int) -> str:
    line = story.tell(event, members)
    when = kit.time_of_day(event.timestamp) if event.timestamp else "—"
    return " ".join(filter(None, (when, kit.bold(line.who, width), kit.plain(line.predicate, 2 * width))))


def _turning(page: Page[object], panel: Panel, place: Place, words: tuple[str, str]) -> Sequence[Block]:
    turning = Turning(
        back=place.back,
        back_words=words[0],
        on=place.on,
        on_words=words[1],
        carry=lambda cursor, number: place.carry(replace(panel, cursor=cursor, number=number)),
    )
    drawn = buttons(page, panel.number, turning)
    return (kit.actions(*drawn),) if drawn else ()


_LEGS = 2
_STATES = {
    MemberState.JOINED: "Joined",
    MemberState.INVITED: "Invited",
    MemberState.LEFT: "Left",
    MemberState.UNKNOWN: "State not known",
}
