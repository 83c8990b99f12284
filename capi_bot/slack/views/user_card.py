"""One user: how to reach them, whether they are online, and where they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Call, Membership, MemberState, Page, Session, User, UserChannel
from capi_bot.domain import display_names
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    TabState,
    UserState,
    encode_tab,
    encode_user,
)
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, page_buttons
from capi_bot.slack.views.conversation_card import lasting

PAGE = 8

_MANY_CHANNELS = 50
_FEW_CHANNELS = 20
"""For those of whom there is too much to tell."""
_STATES = {
    MemberState.JOINED: "joined",
    MemberState.INVITED: "invited",
    MemberState.LEFT: "left",
    MemberState.UNKNOWN: "",
}
"""What a membership is called, that which matters most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """Bring what is known of a user; `sessions` and `memberships` are None where the API would not tell."""

    user: User
    sessions: Page[Session] | None
    memberships: Page[Membership] | None
    calls: Mapping[str, Sequence[Call]] = field(default_factory=dict)
    """Calls in progress by conversation: their numbers name conversations that nobody named."""


def user(facts: UserFacts, state: UserState, now: datetime) -> Message:
    """Draw a user, with a page of the conversations they are in."""
    unturned = replace(facts, memberships=facts.memberships and page_buttons.without_page_links(facts.memberships))
    return block_kit.fit_to_size(
        lambda width: _user(facts, state, now, width, _MANY_CHANNELS),
        lambda width: _user(unturned, state, now, width, _FEW_CHANNELS),
    )


def _user(facts: UserFacts, state: UserState, now: datetime, width: int, channels: int) -> Message:
    who = facts.user
    return block_kit.message(
        block_kit.section(f"*User* {block_kit.bold(display_names.user_display_name(who), width)}"),
        block_kit.section(*_identity(who, width), _online(facts.sessions)),
        *block_kit.paragraphs(_channels(who.channels, width, channels)),
        *_custom_data(who, width),
        *_memberships(facts, state, width),
        block_kit.context(f"As of {block_kit.time_of_day(now)}"),
        title="User",
        share=f"user:{encode_user(state)}",
    )


def _identity(who: User, width: int) -> Sequence[str]:
    return (
        f"ID: {block_kit.code(who.id)}",
        f"Name: {block_kit.code(who.name, 2 * width) or '—'}",
        f"Display name: {block_kit.plain(who.display_name, 2 * width) or '—'}",
    )


def _online(sessions: Page[Session] | None) -> str:
    if sessions is None:
        return "Online: not known"
    if not sessions.items:
        return "Online: no"
    count = f"{len(sessions.items)}{'+' * bool(sessions.next)}"
    longest = max((session.ttl or 0 for session in sessions.items), default=0)
    lives = f", good for up to {lasting(longest)}" if longest else ""
    return f"Online: yes, {count} session{'s' * (len(sessions.items) > 1)}{lives}"


def _channels(channels: Sequence[UserChannel], width: int, most: int) -> Sequence[str]:
    if not channels:
        return ("*Channels*", "None")
    more = len(channels) - most
    lines = [_channel(channel, width) for channel in channels[:most]]
    return ("*Channels*", *lines, f"and {more} more" if more > 0 else "")


def _channel(channel: UserChannel, width: int) -> str:
    name = _sentence(display_names.describe_channel_type(channel.type))
    extra = (
        f"user {block_kit.code(channel.username, width)}, password hidden" if channel.username else "",
        block_kit.plain(channel.content_type, width),
    )
    told = ", ".join(filter(None, (block_kit.code(channel.address, width), *extra)))
    return f"{name}: {told}" if told else name


def _sentence(text: str) -> str:
    return block_kit.plain(text[:1].upper() + text[1:])


def _custom_data(who: User, width: int) -> Sequence[Block]:
    if not who.custom_data:
        return ()
    told = json.dumps(who.custom_data, ensure_ascii=False, default=str)
    return (block_kit.section("*Custom data*", block_kit.code(told, 20 * width)),)


def _memberships(facts: UserFacts, state: UserState, width: int) -> Sequence[Block]:
    page = facts.memberships
    if page is None:
        return (block_kit.section("*Conversations*", "Not known: Vonage would not tell."),)
    if not page.items:
        return (block_kit.section("*Conversations*", "None" if not state.cursor else "None on this page."),)
    rows = [_membership(membership, facts.calls, width) for membership in _by_conversation(page.items)]
    return (block_kit.section("*Conversations*, newest first"), *rows, *_turning(page, state))


def _by_conversation(memberships: Sequence[Membership]) -> Sequence[Membership]:
    # A user may be in one conversation several times; it stands once, with the state that matters most.
    best: dict[str, Membership] = {}
    for membership in memberships:
        shown = best.setdefault(membership.conversation.id, membership)
        if list(_STATES).index(membership.state) < list(_STATES).index(shown.state):
            best[membership.conversation.id] = membership
    return tuple(best.values())


def _membership(membership: Membership, calls: Mapping[str, Sequence[Call]], width: int) -> Block:
    told = membership.conversation
    name = display_names.conversation_display_name(told, calls=calls.get(told.id, ()))
    shown = block_kit.facts(
        _STATES[membership.state], f"created {block_kit.date(told.created)}" if told.created else ""
    )
    return block_kit.section(
        block_kit.bold(name, width), shown, block_kit.code(told.id), accessory=_card_button(told.id, name)
    )


def _card_button(conversation_id: str, name: str) -> Block | None:
    if not ids.CONVERSATION.fullmatch(conversation_id):
        return None  # nothing that can be asked for
    value = encode_tab(TabState(conversation_id=conversation_id))
    return block_kit.button(Action.USER_CARD, "Open", value=value, label=block_kit.named("Open", name))


def _turning(page: Page[Membership], state: UserState) -> Sequence[Block]:
    ways = page_buttons.PageButtons(
        back=Action.USER_BACK,
        back_words="Newer",
        on=Action.USER_ON,
        on_words="Older",
        carry=lambda cursor, number: encode_user(replace(state, cursor=cursor, number=number)),
    )
    return page_buttons.row(page, state.number, ways)
