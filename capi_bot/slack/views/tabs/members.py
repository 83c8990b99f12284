"""The members tab: who is in a conversation, with whom, how, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Endpoint, Leg, Member, MemberChannel, MemberState
from capi_bot.domain import display_names
from capi_bot.domain.durations import format_short_interval
from capi_bot.domain.events import know_people
from capi_bot.domain.member_status import (
    MemberStatus,
    Toggle,
    derive_member_statuses,
)
from capi_bot.domain.people import People
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import TabState, UserState, encode_user
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs.tab import MembersTab, TabButtons, tab_page_buttons

_MAX_NAMED = 3
"""Others who are named before the rest is counted."""

_MAX_LEGS = 2
_MIN_WHOLE_ID_WIDTH = 40
_LEG_STATUS_WIDTH = 16
_MEMBER_STATES = {
    MemberState.JOINED: "Joined",
    MemberState.INVITED: "Invited",
    MemberState.LEFT: "Left",
    MemberState.UNKNOWN: "State not known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """The members of a conversation as well as they are known."""

    people: People
    """By `member_key`."""
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

    def best_known(self, listed: Member) -> Member:
        """Return a member of the page with all that is known."""
        return self.people.get(member_key(listed), listed)

    def name(self, member: Member) -> str:
        """Return what a member is called."""
        return self.people.name(member)

    def status(self, member: Member) -> MemberStatus:
        """Return whether a member is muted, earmuffed or on hold."""
        return self.statuses.get(member.id, MemberStatus())


def draw_members(
    tab: MembersTab, tab_state: TabState, buttons: TabButtons, width: int, now: datetime | None, *, over: bool
) -> Sequence[Block]:
    """Draw a page of members, three lines each; nobody is said to be in a conversation that is `over`."""
    known = participants(tab, over=over)
    relative_to = now if width > block_kit.NARROWEST_WIDTH else None
    rows = [_member(known.best_known(listed), known, width, relative_to) for listed in tab.page.items]
    if not rows:
        rows = [block_kit.section(*block_kit.quote_lines(["Nobody is in this conversation."]))]
    return (*rows, *tab_page_buttons(tab.page, tab_state, buttons, ("Previous members", "More members")))


def participants(tab: MembersTab, *, over: bool) -> Participants:
    """Combine the members of a tab; nobody is present in a conversation that is over, whatever its list says."""
    # The page has its members in full; the list of all may say less.
    listed = {member_key(member): member for member in (*tab.everyone, *tab.page.items)}
    people = know_people(listed, tab.events, tab.calls, tab.own)
    named_addresses = {
        (address, display_names.pick_readable_name(member.user_display_name, member.user_name))
        for member in people.values()
        for address in member_addresses(member, people)
    }
    names_of_address = Counter(address for address, _ in named_addresses)
    users = Counter(member.user_id for member in people.values() if member.user_id)
    return Participants(
        people=people,
        present=[] if over else [member for member in people.values() if member.state is MemberState.JOINED],
        statuses=derive_member_statuses(people.values(), tab.events),
        names={address: name for address, name in named_addresses if name and names_of_address[address] == 1},
        twice=frozenset(user for user, times in users.items() if times > 1),
        whole=not over and tab.whole,
    )


def member_key(member: Member) -> str:
    """Return what distinguishes members: their id or, where beta gives none, their user's."""
    return member.id or member.user_id


def member_addresses(member: Member, people: People) -> Iterable[str]:
    """Return where somebody surely is: their user's id, and the address of their own end of the channel."""
    return filter(None, (member.user_id, display_names.endpoint_address(people.member_end(member))))


def describe_company(member: Member, known: Participants, width: int) -> str:
    """Return with whom a member is in it, by name: `with Bob and 2 others`, or `alone` where that is sure."""
    # To be in it by phone and by app is no company.
    others = {other.user_id or member_key(other): other for other in known.present if not _is_same(other, member)}
    if not others:
        return "alone" if known.whole else ""
    names = [name for other in others.values() if (name := _name_in_company(other, known, width))][:_MAX_NAMED]
    rest = len(others) - len(names)
    texts = (*names, *([f"{rest} other{'s' * (rest > 1)}"] if rest else []))
    return f"with {' and '.join(filter(None, (', '.join(texts[:-1]), texts[-1])))}"


def _is_same(member: Member, other: Member) -> bool:
    return member_key(member) == member_key(other) or bool(member.user_id and member.user_id == other.user_id)


def _name_in_company(member: Member, known: Participants, width: int) -> str:
    # Somebody of whom only an id is known is not named but counted.
    name = display_names.pick_readable_name(known.name(member))
    on_hold = " (on hold)" if known.status(member).on_hold else ""
    return f"{block_kit.escape_outside_text(name, width)}{on_hold}" if name else ""


def _member(member: Member, known: Participants, width: int, now: datetime | None) -> Block:
    name = known.name(member)
    short_id = block_kit.code(display_names.shorten_id(member.id)) if member.user_id in known.twice else ""
    lines = (
        " ".join(filter(None, (block_kit.bold(name, width), short_id))),
        block_kit.join_facts(_state(member, now), *_presence(member, known, width, now)),
        block_kit.join_facts(*_channel(member, known, width)),
    )
    return block_kit.section(*block_kit.quote_lines(lines), accessory=_user_button(member, name))


def _user_button(member: Member, name: str) -> Block | None:
    if not ids.USER.fullmatch(member.user_id):
        return None  # the API does not answer for such an id
    value = encode_user(UserState(user_id=member.user_id))
    return block_kit.button(Action.USER_OPEN, "User", value=value, label=block_kit.label_with_name("User", name))


def _state(member: Member, now: datetime | None) -> str:
    moments: Mapping[MemberState, datetime | None] = {
        MemberState.JOINED: member.joined,
        MemberState.INVITED: member.invited,
        MemberState.LEFT: member.left,
    }
    since = moments.get(member.state)
    when = (block_kit.ago(since, now) if now else block_kit.date(since)) if since else ""
    state = " ".join(filter(None, (_MEMBER_STATES[member.state], when)))
    stay = format_short_interval(member.joined, member.left) if member.state is MemberState.LEFT else ""
    return block_kit.join_facts(state, stay and f"was there for {stay}")


def _presence(member: Member, known: Participants, width: int, now: datetime | None) -> Sequence[str]:
    """Return with whom somebody is in it, and whether they can speak and hear; who is on hold is with nobody."""
    if member not in known.present:
        return ()
    status = known.status(member)
    if status.on_hold:
        return (f"on hold{_for_duration(status.held_since, now)}", "hears music" if status.music else "")
    company = describe_company(member, known, width) if width > block_kit.NARROWEST_WIDTH else ""
    muted = "not muted" if status.muted.on is False else _toggle("muted", status.muted, now)
    return (company, muted, _toggle("cannot hear", status.earmuffed, now))


def _toggle(text: str, toggle: Toggle, now: datetime | None) -> str:
    return f"{text}{_for_duration(toggle.since, now)}" if toggle.on else ""


def _for_duration(since: datetime | None, now: datetime | None) -> str:
    duration = format_short_interval(since, now)
    return f" for {duration}" if duration else ""


def _channel(member: Member, known: Participants, width: int) -> Sequence[str]:
    channel = member.channel
    if channel is None:
        return ()
    # An app's address is the user's own id, which the User button has.
    ends = [end for end in (channel.from_, channel.to) if end and end.address not in ("", member.user_id)]
    texts = [block_kit.escape_outside_text(_end(end, member, known), width) for end in ends]
    legs = _legs(channel, width) if width > block_kit.NARROWEST_WIDTH else ""
    medium = block_kit.escape_outside_text(display_names.describe_channel_type(channel.type), width)
    return (medium, " → ".join(texts), legs)


def _end(end: Endpoint, member: Member, known: Participants) -> str:
    address, text = display_names.endpoint_address(end), display_names.describe_endpoint(end, known.people.own)
    # Their own end is shown as the number that it is: the name stands above.
    return text if address in member_addresses(member, known.people) else known.names.get(address, text)


def _legs(channel: MemberChannel, width: int) -> str:
    """Return the ids of legs: whole where there is room, for Vonage's own dashboard finds a call by them.

    The API's latest shape gives only the channel's id.
    """
    legs = channel.legs or ((Leg(id=channel.id),) if channel.id else ())
    format_id = display_names.shorten_id if width < _MIN_WHOLE_ID_WIDTH else str
    texts = []
    for leg in legs[:_MAX_LEGS]:
        status = block_kit.escape_outside_text(leg.status, _LEG_STATUS_WIDTH)
        texts.append(" ".join(filter(None, (block_kit.code(format_id(leg.id)), status))))
    more = f" and {len(legs) - _MAX_LEGS} more" if len(legs) > _MAX_LEGS else ""
    return f"leg {', '.join(filter(None, texts))}{more}" if legs else ""
