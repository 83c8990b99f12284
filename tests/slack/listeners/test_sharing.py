from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.capi.models import User
from capi_bot.errors import UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, UserState
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import actions, commands
from capi_bot.slack.loaders.users import UserCard
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.listeners.lists import carried_by_refresh, final_message, last_message, seeded_api
from tests.slack.sample_cases import SEED
from tests.slack.sample_values import user_id

ServicesOver = Callable[..., Services]
Pressed = Callable[..., BlockAction]


def _api() -> FakeApi:
    return FakeApi(users=[User(id=user_id(1), name="ada")])


def _shared(message: Message, services: Services, pressed: Pressed) -> Message:
    return last_message(actions.share_message(pressed(Action.SHARE, message.share), services))


def test_a_list_is_shared_as_it_is_narrowed_and_is_no_longer_private(over: ServicesOver, pressed: Pressed) -> None:
    services, asked = over(seeded_api()), ListFilter(words=("call",))
    private = last_message(
        commands.answer_conversations(Command(name="conversations", filters=asked, private=True), services)
    )

    reply = actions.share_message(pressed(Action.SHARE, private.share), services)

    assert carried_by_refresh(reply) == ListState(filters=asked)
    assert last_message(reply).text == private.text


def test_a_card_is_shared_at_its_tab(over: ServicesOver, pressed: Pressed) -> None:
    services = over(seeded_api())
    command = Command(name="events", argument=SEED.id, private=True)
    private = final_message(commands.answer_events(command, services))

    shown = _shared(private, services, pressed)

    assert shown.text == private.text
    assert Action.CARD_DOWNLOAD in str(shown.blocks)
    assert Action.CARD_DOWNLOAD not in str(private.blocks)


def test_a_user_and_a_list_of_users_are_shared(over: ServicesOver, pressed: Pressed) -> None:
    services = over(_api())
    one = final_message(UserCard.start(UserState(user_id=user_id(1)), services))
    several = last_message(commands.answer_users(Command(name="users", argument="ada"), services))

    assert _shared(one, services, pressed).text == one.text
    assert _shared(several, services, pressed).text == several.text


@pytest.mark.parametrize("value", ["", "junk", "list:junk", "card:", "spell:x"])
def test_junk_is_refused(over: ServicesOver, pressed: Pressed, value: str) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        actions.share_message(pressed(Action.SHARE, value), over(_api()))
