from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.capi.models import User
from capi_bot.errors import UserError
from capi_bot.slack.commands import Ask, Listing
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import cards, conversations, people, sharing, users
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, painting
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, UserState
from tests.fakes import FakeApi
from tests.slack.casts import SEED
from tests.slack.fillings import user_id
from tests.slack.listeners.rows import SOON, carried_by_refresh, seeded_api

ServicesOver = Callable[..., Services]
Pressed = Callable[..., Click]


def _api() -> FakeApi:
    return FakeApi(users=[User(id=user_id(1), name="ada")])


def _shared(message: Message, services: Services, pressed: Pressed) -> Message:
    return painting(sharing.share(pressed(Action.SHARE, message.share), services)).look(SOON)[0]


def test_a_list_is_shared_as_it_is_narrowed_and_is_no_longer_private(over: ServicesOver, pressed: Pressed) -> None:
    services, asked = over(seeded_api()), Listing(words=("call",))
    private, _ = conversations.newest(Ask(name="conversations", listing=asked, private=True), services).look(SOON)

    reply = painting(sharing.share(pressed(Action.SHARE, private.share), services))

    assert carried_by_refresh(reply) == ListState(asked=asked)
    assert reply.look(SOON)[0].text == private.text


def test_a_card_is_shared_at_its_tab(over: ServicesOver, pressed: Pressed) -> None:
    services = over(seeded_api())
    private = cards.asked_events(Ask(name="events", argument=SEED.id, private=True), services)

    shown = _shared(private, services, pressed)

    assert shown.text == private.text
    assert Action.CARD_DOWNLOAD in str(shown.blocks)
    assert Action.CARD_DOWNLOAD not in str(private.blocks)


def test_a_user_and_a_list_of_users_are_shared(over: ServicesOver, pressed: Pressed) -> None:
    services = over(_api())
    one = users.show(UserState(user_id=user_id(1)), services)
    several, _ = people.asked(Ask(name="users", argument="ada"), services).look(SOON)

    assert _shared(one, services, pressed).text == one.text
    assert _shared(several, services, pressed).text == several.text


@pytest.mark.parametrize("carried", ["", "junk", "list:junk", "card:", "spell:x"])
def test_junk_is_refused(over: ServicesOver, pressed: Pressed, carried: str) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        sharing.share(pressed(Action.SHARE, carried), over(_api()))
