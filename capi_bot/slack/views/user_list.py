"""The list of users."""

from __future__ import annotations

from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Page, User
from capi_bot.domain import display_names
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    UserListState,
    UserState,
    encode_user,
    encode_user_list,
)
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit, list_controls
from capi_bot.slack.views.search_progress import (
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
