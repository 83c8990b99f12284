"""The list of users, and the card of one: how to reach them, whether they are online, and their conversations."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Membership, MemberState, Page, Session, User, UserChannel
from capi_bot.domain import display_names
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    TabState,
    UserListState,
    UserState,
    encode_tab,
    encode_user,
    encode_user_list,
)
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, list_controls
from capi_bot.slack.views.conversation_card import describe_ttl
from capi_bot.slack.views.list_controls import (
    SearchPhase,
    SearchProgress,
    can_continue,
    describe_progress,
)

USERS_PER_PAGE = 10


def user_list(page: Page[User], state: UserListState, progress: SearchProgress, now: datetime) -> Message:
    """Draw the users that the search has found so far."""
    shorter = list_controls.without_page_links(page)
    return block_kit.fit_to_size(
        lambda width: _user_list(page, state, progress, now, width),
        lambda width: _user_list(shorter, state, progress, now, width),
    )


def _user_list(page: Page[User], state: UserListState, progress: SearchProgress, now: datetime, width: int) -> Message:
    named = f", named {block_kit.bold(state.words, width)}" if state.words else ""
    number = f" · page {state.number}" if state.number > 1 else ""
    as_of = f"As of {block_kit.time_of_day(now)}"
    buttons = list_controls.PageButtons(
        previous=Action.PEOPLE_BACK,
        previous_text="Previous",
        next=Action.PEOPLE_ON,
        next_text="Continue" if can_continue(progress) else "Next",
        encode_page=lambda cursor, number: encode_user_list(
            UserListState(words=state.words, cursor=cursor, number=number, scanned=progress.scanned if cursor else 0)
        ),
    )
    return block_kit.message(
        block_kit.section(f"*Users*{named}{number}"),
        block_kit.context(block_kit.join_facts(describe_progress(progress, "users"), as_of)),
        *([_row(user, width) for user in page.items] or [_empty(state, progress)]),
        *list_controls.page_button_row(page, state.number, buttons),
        title="Users",
        share=f"people:{encode_user_list(state)}",
    )


def _row(user: User, width: int) -> Block:
    name = display_names.user_display_name(user)
    api_name = block_kit.code(user.name, width) if user.name not in ("", name, user.id) else ""
    title = block_kit.bold(name, width) or "Unknown"
    return block_kit.section(title, api_name, block_kit.code(user.id), accessory=_user_button(user, name))


def _user_button(user: User, name: str) -> Block | None:
    if not ids.USER.fullmatch(user.id):
        return None  # the API does not answer for such an id
    value = encode_user(UserState(user_id=user.id))
    return block_kit.button(Action.USER_OPEN, "User", value=value, label=block_kit.label_with_name("User", name))


def _empty(state: UserListState, progress: SearchProgress) -> Block:
    if progress.phase is SearchPhase.LOOKING:
        return block_kit.section("Looking…")
    if state.number > 1:
        return block_kit.section("None on this stretch.")
    if can_continue(progress):
        return block_kit.section("None found so far.")
    return block_kit.section("There is no such user.", "I look in names, display names and ids; numbers are found too.")


MEMBERSHIPS_PER_PAGE = 8

_MANY_CHANNELS = 50
_FEW_CHANNELS = 20
"""Where the card would become too long."""

_MEMBERSHIP_STATES = {
    MemberState.JOINED: "joined",
    MemberState.INVITED: "invited",
    MemberState.LEFT: "left",
    MemberState.UNKNOWN: "",
}
"""Texts of a membership's states, the most important first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """What is known of a user; `sessions` and `memberships` are None where they could not be read."""

    user: User
    sessions: Page[Session] | None
    memberships: Page[Membership] | None
    summaries: Mapping[str, ConversationSummary] = field(default_factory=dict)
    """By conversation, what a list would show of it; one that is missing is named by its membership alone."""


def user(facts: UserFacts, state: UserState, now: datetime) -> Message:
    """Draw a user, with a page of the conversations they are in."""
    shorter = replace(facts, memberships=facts.memberships and list_controls.without_page_links(facts.memberships))
    return block_kit.fit_to_size(
        lambda width: _user(facts, state, now, width, _MANY_CHANNELS),
        lambda width: _user(shorter, state, now, width, _FEW_CHANNELS),
    )


def _user(facts: UserFacts, state: UserState, now: datetime, width: int, max_channels: int) -> Message:
    user = facts.user
    return block_kit.message(
        block_kit.section(f"*User* {block_kit.bold(display_names.user_display_name(user), width)}"),
        block_kit.section(
            f"ID: {block_kit.code(user.id)}",
            f"Name: {block_kit.code(user.name, 2 * width) or '—'}",
            f"Display name: {block_kit.escape_outside_text(user.display_name, 2 * width) or '—'}",
            _online(facts.sessions),
        ),
        *block_kit.paragraphs(_channels(user.channels, width, max_channels)),
        *_custom_data(user, width),
        *_memberships(facts, state, width),
        block_kit.context(f"As of {block_kit.time_of_day(now)}"),
        title="User",
        share=f"user:{encode_user(state)}",
    )


def _online(sessions: Page[Session] | None) -> str:
    if sessions is None:
        return "Online: not known"
    if not sessions.items:
        return "Online: no"
    count = f"{len(sessions.items)}{'+' * bool(sessions.next)}"
    longest = max((session.ttl or 0 for session in sessions.items), default=0)
    ttl = f", good for up to {describe_ttl(longest)}" if longest else ""
    return f"Online: yes, {count} session{'s' * (len(sessions.items) > 1)}{ttl}"


def _channels(channels: Sequence[UserChannel], width: int, max_channels: int) -> Sequence[str]:
    if not channels:
        return ("*Channels*", "None")
    hidden = len(channels) - max_channels
    lines = [_channel(channel, width) for channel in channels[:max_channels]]
    return ("*Channels*", *lines, f"and {hidden} more" if hidden > 0 else "")


def _channel(channel: UserChannel, width: int) -> str:
    medium = display_names.describe_channel_type(channel.type)
    name = block_kit.escape_outside_text(medium[:1].upper() + medium[1:])
    details = (
        block_kit.code(channel.address, width),
        f"user {block_kit.code(channel.username, width)}, password hidden" if channel.username else "",
        block_kit.escape_outside_text(channel.content_type, width),
    )
    text = ", ".join(filter(None, details))
    return f"{name}: {text}" if text else name


def _custom_data(user: User, width: int) -> Sequence[Block]:
    if not user.custom_data:
        return ()
    document = json.dumps(user.custom_data, ensure_ascii=False, default=str)
    return (block_kit.section("*Custom data*", block_kit.code(document, 20 * width)),)


def _memberships(facts: UserFacts, state: UserState, width: int) -> Sequence[Block]:
    page = facts.memberships
    if page is None:
        return (block_kit.section("*Conversations*", "Not known: Vonage would not tell."),)
    buttons = list_controls.PageButtons(
        previous=Action.USER_BACK,
        previous_text="Newer",
        next=Action.USER_ON,
        next_text="Older",
        encode_page=lambda cursor, number: encode_user(replace(state, cursor=cursor, number=number)),
    )
    page_row = list_controls.page_button_row(page, state.number, buttons)
    if not page.items:
        none = "None on this page." if state.cursor or page.next else "None"
        return (block_kit.section("*Conversations*", none), *page_row)
    return (
        block_kit.section("*Conversations*, newest first"),
        *(_membership(membership, facts.summaries, width) for membership in _by_conversation(page.items)),
        *page_row,
    )


def _by_conversation(memberships: Sequence[Membership]) -> Sequence[Membership]:
    # A user may be in one conversation several times; it is shown once, with the most important state.
    order = list(_MEMBERSHIP_STATES)
    best: dict[str, Membership] = {}
    for membership in memberships:
        other = best.setdefault(membership.conversation.id, membership)
        if order.index(membership.state) < order.index(other.state):
            best[membership.conversation.id] = membership
    return tuple(best.values())


def _membership(membership: Membership, summaries: Mapping[str, ConversationSummary], width: int) -> Block:
    conversation, summary = membership.conversation, summaries.get(membership.conversation.id)
    name = summary.name if summary else display_names.conversation_display_name(conversation)
    created = f"created {block_kit.date(conversation.created)}" if conversation.created else ""
    return block_kit.section(
        block_kit.bold(name, width),
        block_kit.join_facts(_MEMBERSHIP_STATES[membership.state], created),
        block_kit.code(conversation.id),
        accessory=_card_button(conversation.id, name),
    )


def _card_button(conversation_id: str, name: str) -> Block | None:
    if not ids.CONVERSATION.fullmatch(conversation_id):
        return None  # the API does not answer for such an id
    value = encode_tab(TabState(conversation_id=conversation_id))
    return block_kit.button(Action.USER_CARD, "Open", value=value, label=block_kit.label_with_name("Open", name))
