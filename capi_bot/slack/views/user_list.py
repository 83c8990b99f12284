"""The list of users."""

from __future__ import annotations

from collections.abc import Sequence
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
from capi_bot.slack.views import block_kit, page_buttons
from capi_bot.slack.views.search_progress import (
    SearchPhase,
    SearchProgress,
    paused,
    walked,
)

PAGE = 10


def people(page: Page[User], state: UserListState, walk: SearchProgress, now: datetime) -> Message:
    """Draw the users that have been found so far."""
    unturned = page_buttons.without_page_links(page)
    return block_kit.fit_to_size(
        lambda width: _people(page, state, walk, now, width), lambda width: _people(unturned, state, walk, now, width)
    )


def _people(page: Page[User], state: UserListState, walk: SearchProgress, now: datetime, width: int) -> Message:
    named = f", named {block_kit.bold(state.words, width)}" if state.words else ""
    number = f" · page {state.number}" if state.number > 1 else ""
    return block_kit.message(
        block_kit.section(f"*Users*{named}{number}"),
        block_kit.context(block_kit.facts(walked(walk, "users"), f"As of {block_kit.time_of_day(now)}")),
        *([_row(user, width) for user in page.items] or [_empty(state, walk)]),
        *_turning(page, state, walk),
        title="Users",
        share=f"people:{encode_user_list(state)}",
    )


def _row(user: User, width: int) -> Block:
    name = display_names.user_display_name(user)
    told = block_kit.code(user.name, width) if user.name not in ("", name, user.id) else ""
    shown = block_kit.bold(name, width) or "Unknown"
    return block_kit.section(shown, told, block_kit.code(user.id), accessory=_button(user, name))


def _button(user: User, name: str) -> Block | None:
    if not ids.USER.fullmatch(user.id):
        return None  # nobody who can be asked for
    value = encode_user(UserState(user_id=user.id))
    return block_kit.button(Action.USER_OPEN, "User", value=value, label=block_kit.named("User", name))


def _empty(state: UserListState, walk: SearchProgress) -> Block:
    if walk.pace is SearchPhase.LOOKING:
        return block_kit.section("Looking…")
    if state.number > 1:
        return block_kit.section("None on this stretch.")
    if paused(walk):
        return block_kit.section("None found so far.")
    return block_kit.section("There is no such user.", "I look in names, display names and ids; numbers are found too.")


def _turning(page: Page[User], state: UserListState, walk: SearchProgress) -> Sequence[Block]:
    ways = page_buttons.PageButtons(
        back=Action.PEOPLE_BACK,
        back_words="Previous",
        on=Action.PEOPLE_ON,
        on_words="Continue" if paused(walk) else "Next",
        carry=lambda cursor, number: encode_user_list(
            UserListState(words=state.words, cursor=cursor, number=number, looked=walk.looked if cursor else 0)
        ),
    )
    return page_buttons.row(page, state.number, ways)
