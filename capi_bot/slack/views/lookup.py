"""What was found of the ids and numbers in a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi import ids, naming
from capi_bot.capi.models import Member, MemberState, User
from capi_bot.capi.overview import Glance
from capi_bot.capi.spotting import Spotted
from capi_bot.errors import CapiBotError
from capi_bot.slack.commands import Listing
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.state import ListState, Panel, UserState, pack_list, pack_panel, pack_user
from capi_bot.slack.views import kit
from capi_bot.slack.views.conversations import MARKS, joined
from capi_bot.slack.views.errors import describe

OURS = "Something went wrong on our side, and it is noted. Try again in a moment."
ONLINE: Mapping[bool | None, str] = {True: "online", False: "not online", None: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSeen:
    """Be a user; `online` is None where the API would not tell."""

    user: User
    online: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSeen:
    """Be a phone number: the calls it is in now (None: not known), and the user that is called so."""

    glances: tuple[Glance, ...] | None
    more: int = 0
    """How many calls there are beside these."""
    user: User | None = None


Seen = Glance | UserSeen | Member | NumberSeen | Exception | None
"""What is known of a thing: None while it is being read, an error where it cannot be."""


def found(things: Mapping[Spotted, Seen], more: int, now: datetime) -> Message:
    """Draw what was looked up; `more` things were left out."""
    return kit.narrowed(lambda width: _found(things, more, now, width))


def _found(things: Mapping[Spotted, Seen], more: int, now: datetime, width: int) -> Message:
    blocks = [block for thing, seen in things.items() for block in _thing(thing, seen, width)]
    left = f"and {more} more, which I did not look up" if more else ""
    return kit.message(*blocks, kit.context(kit.facts(left, f"As of {kit.time_of_day(now)}")), title="Looked up")


def _thing(thing: Spotted, seen: Seen, width: int) -> Sequence[Block]:
    match seen:
        case Glance():
            return (_conversation(seen, width),)
        case UserSeen():
            return (_user(seen, width),)
        case Member():
            return _member(seen, width)
        case NumberSeen():
            return _number(thing, seen, width)
        case Exception():
            return (_failed(thing, seen),)
    return (kit.section(kit.code(thing.text), "Vonage has not answered yet."),)


def _conversation(glance: Glance, width: int) -> Block:
    mark, word = MARKS[glance.liveness]
    told, created = glance.conversation, glance.conversation.created
    facts = kit.facts(word, joined(glance), f"created {kit.date(created)}" if created else "")
    name = f"{mark} {kit.bold(glance.name, width)}"
    return kit.section(name, facts, kit.code(told.id), accessory=_open(told.id, glance.name))


def _user(seen: UserSeen, width: int) -> Block:
    name = naming.user_name(seen.user)
    facts = kit.facts("User", ONLINE[seen.online])
    return kit.section(kit.bold(name, width), facts, kit.code(seen.user.id), accessory=_profile(seen.user.id, name))


def _member(member: Member, width: int) -> Sequence[Block]:
    name, room = naming.member_name(member), member.conversation_id
    state = "" if member.state is MemberState.UNKNOWN else member.state.lower()
    facts = kit.facts("Member", state, f"in {kit.code(room)}")
    buttons = [button for button in (_open(room, room), _profile(member.user_id, name)) if button]
    row = (kit.actions(*buttons),) if buttons else ()
    return (kit.section(kit.bold(name, width), facts, kit.code(member.id)), *row)


def _number(thing: Spotted, seen: NumberSeen, width: int) -> Sequence[Block]:
    who = naming.user_name(seen.user) if seen.user else ""
    user = f"User: {kit.bold(who, width)}" if who else ""
    profile = _profile(seen.user.id, who) if seen.user else None
    buttons = kit.actions(*((profile,) if profile else ()), _search(thing.text))
    head = kit.section(kit.code(thing.text), _calls(seen), user)
    return (head, *(_conversation(glance, width) for glance in seen.glances or ()), buttons)


def _calls(seen: NumberSeen) -> str:
    if seen.glances is None:
        return "Calls in progress: not known"
    if not seen.glances:
        return "In no call just now"
    count = len(seen.glances) + seen.more
    return f"In {count} calls now; the newest:" if seen.more else f"In {count} call{'s' * (count > 1)} now:"


def _failed(thing: Spotted, error: Exception) -> Block:
    subject = kit.code(thing.text)
    if not isinstance(error, CapiBotError):
        return kit.section(subject, OURS)
    words = describe(error, "", subject)
    return kit.section("" if subject in words.what else subject, f"⚠️ {words.what}", words.do)


def _open(conversation_id: str, name: str) -> Block | None:
    if not ids.CONVERSATION.fullmatch(conversation_id):
        return None
    value = pack_panel(Panel(conversation_id=conversation_id))
    return kit.button(Action.USER_CARD, "Open", value=value, label=kit.named("Open", name))


def _search(number: str) -> Block:
    value = pack_list(ListState(asked=Listing(party=number)))
    label = kit.named("Search conversations with", number)
    return kit.button(Action.LIST_OPEN, "Search conversations", value=value, label=label)


def _profile(user_id: str, name: str) -> Block | None:
    if not ids.USER.fullmatch(user_id):
        return None
    return kit.button(
        Action.USER_OPEN, "User", value=pack_user(UserState(user_id=user_id)), label=kit.named("User", name)
    )
