"""Who is on a call, from what the API sends and a person types to what they read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.capi import wire
from capi_bot.capi.models import Conversation, ConversationState
from capi_bot.domain.phone_numbers import OwnCountries
from capi_bot.slack.button_state import decode_list
from capi_bot.slack.commands import parser
from capi_bot.slack.listeners import commands
from capi_bot.slack.loaders.conversation_list import start_list
from capi_bot.slack.services import Services
from tests.fakes import FakeApi
from tests.slack.listeners.lists import last_message, rows_of
from tests.slack.sample_values import NOW, conversation_id, user_id

ServicesOver = Callable[..., Services]

CALL, OTHER, OVER = conversation_id(1), conversation_id(2), conversation_id(3)
TYPED = [
    "(415) 555-0101",
    "with 415.555.0101 ext 5",
    "+1 415 555 0101",
    "１ ４１５ ５５５ ０１０１",  # noqa: RUF001 - full width
    "live with 4155550101",
]


def document(conversation: str, from_: object, to: object, *, status: str = "answered") -> dict[str, object]:
    ends = {"from": from_, "to": to, "direction": "inbound", "start_time": NOW.isoformat()}
    return {"uuid": f"{conversation}-leg", "conversation_uuid": conversation, "status": status, **ends}


def api_with(from_: object, to: object) -> FakeApi:
    """Return an account with this call, one with a stranger in Mexico, and one to its number in the United States."""
    calls = [
        document(CALL, from_, to),
        document(OTHER, {"type": "phone", "number": "524155550101"}, {"type": "phone", "number": "442079460000"}),
        document(OVER, "447700900111", [{"type": "phone", "number": "12125550100"}], status="completed"),
    ]
    rooms = [Conversation(id=name, state=ConversationState.ACTIVE, created=NOW) for name in (CALL, OTHER, OVER)]
    people = [
        {"id": user_id(1), "name": "eva", "channels": {"pstn": [[{"number": 14155550101}]]}},
        {"id": user_id(2), "name": "mia", "channels": {"pstn": [{"number": 524155550101}]}},
    ]
    return FakeApi(conversations=rooms, calls=[*map(wire.parse_call, calls)], users=[*map(wire.parse_user, people)])


ENDS = [
    ({"type": "phone", "number": "14155550101"}, "+1 415 555 0101"),
    ([{"type": "phone", "number": "14155550101"}], "+1 415 555 0101"),
    ([None, {}, {"type": "app"}, {"type": "phone", "number": 14155550101}], "+1 415 555 0101"),
    ({"type": "sip", "uri": '"Eva" <sip:+14155550101@trunk.example:5060;user=phone>'}, "Eva"),
    ([{"type": "sip", "uri": "SIPS:%2B1-415-555-0101@[2001:db8::1];transport=tls"}], "+1 415 555 0101"),
    ("tel:+1-415-555-0101", "+1 415 555 0101"),
]


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize(("from_", "name"), ENDS)
def test_a_call_is_found_by_the_number_that_a_person_writes(
    over: ServicesOver, typed: str, from_: object, name: str
) -> None:
    services = over(api_with(from_, [{"type": "phone", "number": "442079460000"}]))
    reply = commands.answer_conversations(parser.parse(typed), services)
    assert rows_of(last_message(reply)) == [f"🟢 {name} → +44 20 7946 0000"]


@pytest.mark.parametrize("typed", ["user (415) 555-0101", "user +1 415 555 0101", "users 4155550101"])
def test_a_user_is_found_by_the_number_that_a_person_writes(over: ServicesOver, typed: str) -> None:
    services, command = over(api_with("447700900111", "442079460000")), parser.parse(typed)
    answer = commands.answer_users if command.name == "users" else commands.answer_user
    text = last_message(answer(command, services)).text
    assert "eva" in text
    assert "mia" not in text


@pytest.mark.parametrize("state", ["n=0&f=with+4155550101", "n=0&f=live+with+4155550101"])
def test_a_button_of_an_earlier_message_finds_the_call_now(over: ServicesOver, state: str) -> None:
    services = over(api_with("14155550101", "442079460000"))
    assert rows_of(last_message(start_list(decode_list(state), services))) == ["🟢 +1 415 555 0101 → +44 20 7946 0000"]


def test_the_operators_country_is_the_only_one(over: ServicesOver) -> None:
    services = replace(over(api_with("14155550101", "442079460000")), countries=OwnCountries("MX"))
    reply = commands.answer_conversations(parser.parse("(415) 555-0101"), services)
    assert rows_of(last_message(reply)) == ["🟢 +52 415 555 0101 → +44 20 7946 0000"]


@pytest.mark.parametrize(
    "withheld",
    ["anonymous@anonymous.invalid", {"type": "sip", "uri": "sip:restricted@10.0.0.1"}, [{"number": "Withheld"}]],
)
def test_a_withheld_number_is_called_that(over: ServicesOver, withheld: object) -> None:
    services = over(api_with(withheld, "442079460000"))
    reply = commands.answer_conversations(parser.parse("live"), services)
    assert "🟢 Withheld number → +44 20 7946 0000" in rows_of(last_message(reply))
