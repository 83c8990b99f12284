from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.capi.models import Page, User
from capi_bot.slack.ids import Action
from capi_bot.slack.limits import problems
from capi_bot.slack.replies import Message
from capi_bot.slack.state import PeopleState, UserState, pack_user, unpack_people
from capi_bot.slack.views import kit, people
from capi_bot.slack.views.walking import Pace, Walk
from tests.slack.casts import CASTS
from tests.slack.fillings import NOW, Cast, user_id

FULL = Walk(looked=37, pace=Pace.ENOUGH)


def _page(cast: Cast) -> Page[User]:
    count = min(people.PAGE, len(cast.members.items) and people.PAGE)
    users = [replace(cast.facts.user, id=user_id(number)) for number in range(count)]
    return Page(items=tuple(users), next="l37~c982c4150c06" if users else None)


def test_users_are_drawn(cast: Cast, golden: Callable[[Message], None]) -> None:
    page, words = _page(cast), cast.facts.user.display_name[: people.PAGE]

    golden(people.people(page, PeopleState(words=words, number=2, looked=10), FULL, NOW))


@pytest.mark.parametrize("length", [44, 400, 1900, 2000])
@pytest.mark.parametrize("name", ["busy", "longest", "hostile"])
def test_there_is_room_whatever_they_are_called_and_however_long_the_cursor(name: str, length: int) -> None:
    page = replace(_page(CASTS[name]), next="n" * length)

    assert problems(people.people(page, PeopleState(words="W" * 100), FULL, NOW)) == ()


def test_a_user_has_a_button_and_what_is_no_user_has_none() -> None:
    page = Page(items=(User(id=user_id(1), name="ada", display_name="Ada Lovelace"), User(id="odd", name="odd")))
    drawn = people.people(page, PeopleState(), FULL, NOW)
    ada, odd = (block for block in drawn.blocks[2:] if block["type"] == "section")

    assert ada["text"]["text"] == f"*Ada Lovelace*\n`ada`\n`{user_id(1)}`"
    assert ada["accessory"]["value"] == pack_user(UserState(user_id=user_id(1)))
    assert "accessory" not in odd


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Pace.LOOKING, "Looking…"),
        (Pace.PAUSED, "None found so far."),
        (Pace.FAILED, "None found so far."),
        (Pace.DONE, "There is no such user."),
    ],
)
def test_an_empty_list_says_why(pace: Pace, words: str) -> None:
    assert words in people.people(Page(), PeopleState(words="x"), Walk(looked=0, pace=pace), NOW).text


@pytest.mark.parametrize(("pace", "words"), [(Pace.ENOUGH, "Next"), (Pace.PAUSED, "Continue")])
def test_the_way_on_is_called_by_why_it_stopped(pace: Pace, words: str) -> None:
    drawn = people.people(Page(next="l500"), PeopleState(words="x"), Walk(looked=500, pace=pace), NOW)
    (button,) = drawn.blocks[-1]["elements"]

    assert (button["action_id"], button["text"]["text"]) == (Action.PEOPLE_ON, words)
    assert unpack_people(button["value"]) == PeopleState(words="x", cursor="l500", number=2, looked=500)


def test_a_later_page_without_anybody_does_not_deny_the_earlier_ones() -> None:
    walk = Walk(looked=700, pace=Pace.DONE)

    assert "None on this stretch." in people.people(Page(), PeopleState(words="x", number=2), walk, NOW).text


def test_words_cannot_ping() -> None:
    drawn = people.people(Page(), PeopleState(words="<!channel>"), FULL, NOW)

    assert kit.escape("<!channel>") in drawn.blocks[0]["text"]["text"]


def test_whoever_has_neither_name_nor_id_is_unknown() -> None:
    drawn = people.people(Page(items=(User(id=""),)), PeopleState(), FULL, NOW)

    assert drawn.blocks[2]["text"]["text"] == "Unknown"
    assert problems(drawn) == ()
