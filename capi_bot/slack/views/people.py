"""The list of users."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capi_bot.capi import ids, naming
from capi_bot.capi.models import Page, User
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block, Message
from capi_bot.slack.state import PeopleState, UserState, pack_people, pack_user
from capi_bot.slack.views import kit, turning
from capi_bot.slack.views.walking import Pace, Walk, paused, walked

PAGE = 10


def people(page: Page[User], state: PeopleState, walk: Walk, now: datetime) -> Message:
    """Draw the users that have been found so far."""
    unturned = turning.unturned(page)
    return kit.narrowed(
        lambda width: _people(page, state, walk, now, width), lambda width: _people(unturned, state, walk, now, width)
    )


def _people(page: Page[User], state: PeopleState, walk: Walk, now: datetime, width: int) -> Message:
    named = f", named {kit.bold(state.words, width)}" if state.words else ""
    number = f" · page {state.number}" if state.number > 1 else ""
    return kit.message(
        kit.section(f"*Users*{named}{number}"),
        kit.context(kit.facts(walked(walk, "users"), f"As of {kit.time_of_day(now)}")),
        *([_row(user, width) for user in page.items] or [_empty(state, walk)]),
        *_turning(page, state, walk),
        title="Users",
        share=f"people:{pack_people(state)}",
    )


def _row(user: User, width: int) -> Block:
    name = naming.user_name(user)
    told = kit.code(user.name, width) if user.name not in ("", name, user.id) else ""
    shown = kit.bold(name, width) or "Unknown"
    return kit.section(shown, told, kit.code(user.id), accessory=_button(user, name))


def _button(user: User, name: str) -> Block | None:
    if not ids.USER.fullmatch(user.id):
        return None  # nobody who can be asked for
    value = pack_user(UserState(user_id=user.id))
    return kit.button(Action.USER_OPEN, "User", value=value, label=kit.named("User", name))


def _empty(state: PeopleState, walk: Walk) -> Block:
    if walk.pace is Pace.LOOKING:
        return kit.section("Looking…")
    if state.number > 1:
        return kit.section("None on this stretch.")
    if paused(walk):
        return kit.section("None found so far.")
    return kit.section("There is no such user.", "I look in names, display names and ids; numbers are found too.")


def _turning(page: Page[User], state: PeopleState, walk: Walk) -> Sequence[Block]:
    ways = turning.Turning(
        back=Action.PEOPLE_BACK,
        back_words="Previous",
        on=Action.PEOPLE_ON,
        on_words="Continue" if paused(walk) else "Next",
        carry=lambda cursor, number: pack_people(
            PeopleState(words=state.words, cursor=cursor, number=number, looked=walk.looked if cursor else 0)
        ),
    )
    return turning.row(page, state.number, ways)
