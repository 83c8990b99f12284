from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.capi.models import User
from capi_bot.errors import UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, UserState
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import (
    conversation_card,
    conversation_list,
    sharing,
    user_card,
    user_list,
)
from capi_bot.slack.messages import Message, as_pending
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.listeners.lists import SOON, carried_by_refresh, seeded_api
from tests.slack.sample_cases import SEED
from tests.slack.sample_values import user_id

ServicesOver = Callable[..., Services]
Pressed = Callable[..., BlockAction]


def _api() -> FakeApi:
    return FakeApi(users=[User(id=user_id(1), name="ada")])


def _shared(message: Message, services: Services, pressed: Pressed) -> Message:
    return as_pending(sharing.share(pressed(Action.SHARE, message.share), services)).look(SOON)[0]


def test_a_list_is_shared_as_it_is_narrowed_and_is_no_longer_private(over: ServicesOver, pressed: Pressed) -> None:
    services, asked = over(seeded_api()), ListFilter(words=("call",))
    private, _ = conversation_list.newest(Command(name="conversations", filters=asked, private=True), services).look(
        SOON
    )

    reply = as_pending(sharing.share(pressed(Action.SHARE, private.share), services))

    assert carried_by_refresh(reply) == ListState(filters=asked)
    assert reply.look(SOON)[0].text == private.text


def test_a_card_is_shared_at_its_tab(over: ServicesOver, pressed: Pressed) -> None:
    services = over(seeded_api())
    private = conversation_card.asked_events(Command(name="events", argument=SEED.id, private=True), services)

    shown = _shared(private, services, pressed)

    assert shown.text == private.text
    assert Action.CARD_DOWNLOAD in str(shown.blocks)
    assert Action.CARD_DOWNLOAD not in str(private.blocks)


def test_a_user_and_a_list_of_users_are_shared(over: ServicesOver, pressed: Pressed) -> None:
    services = over(_api())
    one = user_card.show(UserState(user_id=user_id(1)), services)
    several, _ = user_list.asked(Command(name="users", argument="ada"), services).look(SOON)

    assert _shared(one, services, pressed).text == one.text
    assert _shared(several, services, pressed).text == several.text


@pytest.mark.parametrize("value", ["", "junk", "list:junk", "card:", "spell:x"])
def test_junk_is_refused(over: ServicesOver, pressed: Pressed, value: str) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        sharing.share(pressed(Action.SHARE, value), over(_api()))
