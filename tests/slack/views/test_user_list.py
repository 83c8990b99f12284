from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.capi.models import Page, User
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    UserListState,
    UserState,
    decode_user_list,
    encode_user,
)
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit, users
from capi_bot.slack.views.list_controls import SearchPhase, SearchProgress
from tests.block_kit import problems
from tests.slack.sample_cases import VIEW_INPUTS
from tests.slack.sample_values import NOW, ViewInputs, user_id

FULL = SearchProgress(scanned=37, phase=SearchPhase.ENOUGH)


def _page(inputs: ViewInputs) -> Page[User]:
    count = min(users.USERS_PER_PAGE, len(inputs.members.items) and users.USERS_PER_PAGE)
    drawn = [replace(inputs.facts.user, id=user_id(number)) for number in range(count)]
    return Page(items=tuple(drawn), next="l37~c982c4150c06" if drawn else None)


def test_users_are_drawn(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    page, words = _page(inputs), inputs.facts.user.display_name[: users.USERS_PER_PAGE]

    golden(users.user_list(page, UserListState(words=words, number=2, scanned=10), FULL, NOW))


@pytest.mark.parametrize("length", [44, 400, 1900, 2000])
@pytest.mark.parametrize("name", ["busy", "longest", "hostile"])
def test_there_is_room_whatever_they_are_called_and_however_long_the_cursor(name: str, length: int) -> None:
    page = replace(_page(VIEW_INPUTS[name]), next="n" * length)

    assert problems(users.user_list(page, UserListState(words="W" * 100), FULL, NOW)) == ()


def test_a_user_has_a_button_and_what_is_no_user_has_none() -> None:
    page = Page(items=(User(id=user_id(1), name="ada", display_name="Ada Lovelace"), User(id="odd", name="odd")))
    drawn = users.user_list(page, UserListState(), FULL, NOW)
    ada, odd = (block for block in drawn.blocks[2:] if block["type"] == "section")

    assert ada["text"]["text"] == f"*Ada Lovelace*\n`ada`\n`{user_id(1)}`"
    assert ada["accessory"]["value"] == encode_user(UserState(user_id=user_id(1)))
    assert "accessory" not in odd


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (SearchPhase.LOOKING, "Looking…"),
        (SearchPhase.PAUSED, "None found so far."),
        (SearchPhase.FAILED, "None found so far."),
        (SearchPhase.DONE, "There is no such user."),
    ],
)
def test_an_empty_list_says_why(pace: SearchPhase, words: str) -> None:
    assert words in users.user_list(Page(), UserListState(words="x"), SearchProgress(scanned=0, phase=pace), NOW).text


@pytest.mark.parametrize(("pace", "words"), [(SearchPhase.ENOUGH, "Next"), (SearchPhase.PAUSED, "Continue")])
def test_the_next_button_is_named_after_why_the_search_stopped(pace: SearchPhase, words: str) -> None:
    drawn = users.user_list(Page(next="l500"), UserListState(words="x"), SearchProgress(scanned=500, phase=pace), NOW)
    (button,) = drawn.blocks[-1]["elements"]

    assert (button["action_id"], button["text"]["text"]) == (Action.PEOPLE_ON, words)
    assert decode_user_list(button["value"]) == UserListState(words="x", cursor="l500", number=2, scanned=500)


def test_a_later_page_without_anybody_does_not_deny_the_earlier_ones() -> None:
    progress = SearchProgress(scanned=700, phase=SearchPhase.DONE)

    assert "None on this stretch." in users.user_list(Page(), UserListState(words="x", number=2), progress, NOW).text


def test_words_that_are_searched_for_are_escaped() -> None:
    drawn = users.user_list(Page(), UserListState(words="<!channel>"), FULL, NOW)

    assert block_kit.escape("<!channel>") in drawn.blocks[0]["text"]["text"]


def test_a_user_with_neither_name_nor_id_is_unknown() -> None:
    drawn = users.user_list(Page(items=(User(id=""),)), UserListState(), FULL, NOW)

    assert drawn.blocks[2]["text"]["text"] == "Unknown"
    assert problems(drawn) == ()
