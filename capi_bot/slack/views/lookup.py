"""What was found of the ids and numbers in a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Member, MemberState, User
from capi_bot.domain import display_names
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.domain.id_extraction import ExtractedId
from capi_bot.errors import CapiBotError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    ListState,
    TabState,
    UserState,
    encode_list,
    encode_tab,
    encode_user,
)
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.conversation_list import MARKS, joined
from capi_bot.slack.views.notices import describe

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

    summaries: tuple[ConversationSummary, ...] | None
    more: int = 0
    """How many calls there are beside these."""
    user: User | None = None


LookupResult = ConversationSummary | UserSeen | Member | NumberSeen | Exception | None
"""What is known of a thing: None while it is being read, an error where it cannot be."""


def found(things: Mapping[ExtractedId, LookupResult], more: int, now: datetime) -> Message:
    """Draw what was looked up; `more` things were left out."""
    return block_kit.fit_to_size(lambda width: _found(things, more, now, width))


def _found(things: Mapping[ExtractedId, LookupResult], more: int, now: datetime, width: int) -> Message:
    blocks = [block for thing, seen in things.items() for block in _thing(thing, seen, width)]
    left = f"and {more} more, which I did not look up" if more else ""
    return block_kit.message(
        *blocks, block_kit.context(block_kit.facts(left, f"As of {block_kit.time_of_day(now)}")), title="Looked up"
    )


def _thing(thing: ExtractedId, seen: LookupResult, width: int) -> Sequence[Block]:
    match seen:
        case ConversationSummary():
            return (_conversation(seen, width),)
        case UserSeen():
            return (_user(seen, width),)
        case Member():
            return _member(seen, width)
        case NumberSeen():
            return _number(thing, seen, width)
        case Exception():
            return (_failed(thing, seen),)
    return (block_kit.section(block_kit.code(thing.text), "Vonage has not answered yet."),)


def _conversation(summary: ConversationSummary, width: int) -> Block:
    mark, word = MARKS[summary.liveness]
    told, created = summary.conversation, summary.conversation.created
    facts = block_kit.facts(word, joined(summary), f"created {block_kit.date(created)}" if created else "")
    name = f"{mark} {block_kit.bold(summary.name, width)}"
    return block_kit.section(name, facts, block_kit.code(told.id), accessory=_open(told.id, summary.name))


def _user(seen: UserSeen, width: int) -> Block:
    name = display_names.user_display_name(seen.user)
    facts = block_kit.facts("User", ONLINE[seen.online])
    return block_kit.section(
        block_kit.bold(name, width), facts, block_kit.code(seen.user.id), accessory=_profile(seen.user.id, name)
    )


def _member(member: Member, width: int) -> Sequence[Block]:
    name, room = display_names.member_display_name(member), member.conversation_id
    state = "" if member.state is MemberState.UNKNOWN else member.state.lower()
    facts = block_kit.facts("Member", state, f"in {block_kit.code(room)}")
    buttons = [button for button in (_open(room, room), _profile(member.user_id, name)) if button]
    row = (block_kit.actions(*buttons),) if buttons else ()
    return (block_kit.section(block_kit.bold(name, width), facts, block_kit.code(member.id)), *row)


def _number(thing: ExtractedId, seen: NumberSeen, width: int) -> Sequence[Block]:
    who = display_names.user_display_name(seen.user) if seen.user else ""
    user = f"User: {block_kit.bold(who, width)}" if who else ""
    profile = _profile(seen.user.id, who) if seen.user else None
    buttons = block_kit.actions(*((profile,) if profile else ()), _search(thing.text))
    head = block_kit.section(block_kit.code(thing.text), _calls(seen), user)
    return (head, *(_conversation(summary, width) for summary in seen.summaries or ()), buttons)


def _calls(seen: NumberSeen) -> str:
    if seen.summaries is None:
        return "Calls in progress: not known"
    if not seen.summaries:
        return "In no call just now"
    count = len(seen.summaries) + seen.more
    return f"In {count} calls now; the newest:" if seen.more else f"In {count} call{'s' * (count > 1)} now:"


def _failed(thing: ExtractedId, error: Exception) -> Block:
    subject = block_kit.code(thing.text)
    if not isinstance(error, CapiBotError):
        return block_kit.section(subject, OURS)
    words = describe(error, "", subject)
    return block_kit.section("" if subject in words.what else subject, f"⚠️ {words.what}", words.do)


def _open(conversation_id: str, name: str) -> Block | None:
    if not ids.CONVERSATION.fullmatch(conversation_id):
        return None
    value = encode_tab(TabState(conversation_id=conversation_id))
    return block_kit.button(Action.USER_CARD, "Open", value=value, label=block_kit.named("Open", name))


def _search(number: str) -> Block:
    value = encode_list(ListState(asked=ListFilter(party=number)))
    label = block_kit.named("Search conversations with", number)
    return block_kit.button(Action.LIST_OPEN, "Search conversations", value=value, label=label)


def _profile(user_id: str, name: str) -> Block | None:
    if not ids.USER.fullmatch(user_id):
        return None
    return block_kit.button(
        Action.USER_OPEN, "User", value=encode_user(UserState(user_id=user_id)), label=block_kit.named("User", name)
    )
