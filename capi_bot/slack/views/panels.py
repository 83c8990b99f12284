"""An opened conversation's two tabs, the same under a row of the list and on a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from capi_bot.capi import ids, naming, story
from capi_bot.capi.models import Event, Media, Member, MemberState, Page
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel, UserState, pack_user
from capi_bot.slack.views import kit, turning


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


def unturned(tab: TabView | None) -> TabView | None:
    """Return the tab without the ways to its other pages."""
    match tab:
        case MembersTab():
            return MembersTab(page=turning.unturned(tab.page))
        case EventsTab():
            return replace(tab, page=turning.unturned(tab.page))
        case None:
            return None


def _member(member: Member, width: int) -> Block:
    name = naming.member_name(member)
    facts = (_STATES[member.state], *_channel(member, width), *_media(member))
    lines = (kit.bold(name, width), kit.facts(*facts), kit.facts(*_since(member, width)))
    return kit.section(*kit.quoted(lines), accessory=_user_button(member, name))


def _user_button(member: Member, name: str) -> Block | None:
    if not ids.USER.fullmatch(member.user_id):
        return None  # nobody who can be asked for
    return kit.button(
        Action.USER_OPEN, "User", value=pack_user(UserState(user_id=member.user_id)), label=kit.named("User", name)
    )


def _channel(member: Member, width: int) -> Sequence[str]:
    channel = member.channel
    if channel is None:
        return ()
    # An app's address is the user's own id, which the User button has.
    told = [end for end in (channel.from_, channel.to) if end and end.address not in ("", member.user_id)]
    ends = [kit.plain(naming.endpoint(end), width) for end in told]
    return kit.plain(naming.medium(channel.type), width), " → ".join(ends)


def _media(member: Member) -> Sequence[str]:
    media = member.media or Media()
    unknown = "mute not known" if member.state is MemberState.JOINED else ""
    muted = {True: "muted", False: "not muted", None: unknown}[media.muted]
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
    times = [event.timestamp for event in events if event.timestamp]
    # Whose midnight it is, only the reader's Slack knows: what is not surely of one day has its day on each line.
    if times and max(times) - min(times) < HALF_A_DAY:
        return (kit.day(times[0]), *(_event(event, members, width, kit.time_of_day) for event in events))
    return tuple(_event(event, members, width, kit.day_and_time) for event in events)


def _event(event: Event, members: Mapping[str, Member], width: int, when: Callable[[datetime], str]) -> str:
    line = story.tell(event, members)
    told = when(event.timestamp) if event.timestamp else "—"
    return " ".join(filter(None, (told, kit.bold(line.who, width), kit.plain(line.predicate, 2 * width))))


def _turning(page: Page[object], panel: Panel, place: Place, words: tuple[str, str]) -> Sequence[Block]:
    ways = turning.Turning(
        back=place.back,
        back_words=words[0],
        on=place.on,
        on_words=words[1],
        carry=lambda cursor, number: place.carry(replace(panel, cursor=cursor, number=number)),
    )
    return turning.row(page, panel.number, ways)


HALF_A_DAY = timedelta(hours=12)
_LEGS = 2
_STATES = {
    MemberState.JOINED: "Joined",
    MemberState.INVITED: "Invited",
    MemberState.LEFT: "Left",
    MemberState.UNKNOWN: "State not known",
}
