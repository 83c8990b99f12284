from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.domain.events.catalogue import CATALOGUE, EventGroup
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import subcommands
from capi_bot.slack.commands.list_filter import ListFilter
from capi_bot.slack.commands.subcommands import EXAMPLE_CONVERSATION, EXAMPLE_USER, Command, parse_event_filter

CON, USR = EXAMPLE_CONVERSATION, EXAMPLE_USER

PARSED: list[tuple[Callable[[str], Command], str, Command]] = [
    (subcommands.parse_conversations, "live", Command(name="conversations", filters=ListFilter(state=Liveness.LIVE))),
    (subcommands.parse_conversation, f"{CON};", Command(name="conversation", argument=CON)),
    (subcommands.parse_conversation, '"Support  12"', Command(name="conversation", argument="Support  12")),
    (subcommands.parse_members, CON.lower().replace("con-", "Con-"), Command(name="members", argument=CON)),
    (subcommands.parse_events, f"{CON} call", Command(name="events", argument=CON, event_filter="call")),
    (subcommands.parse_members, "Order 4711", Command(name="members", argument="Order 4711")),
    (subcommands.parse_members, "+44 7700 900209", Command(name="members", argument="447700900209")),
    (subcommands.parse_events, "Order 4711", Command(name="events", argument="Order 4711")),
    (subcommands.parse_events, "Order 4711 Call", Command(name="events", argument="Order 4711", event_filter="call")),
    (
        subcommands.parse_events,
        "Order member:joined",
        Command(name="events", argument="Order", event_filter="member:joined"),
    ),
    (subcommands.parse_events, '"Sales call"', Command(name="events", argument="Sales call")),
    (subcommands.parse_events, '"Sales call" leg', Command(name="events", argument="Sales call", event_filter="call")),
    (subcommands.parse_events, f"call {CON}", Command(name="events", argument=CON, event_filter="call")),
    (subcommands.parse_conversation, f"{CON} Members.", Command(name="members", argument=CON)),
    (subcommands.parse_conversation, f"{CON} events call", Command(name="events", argument=CON, event_filter="call")),
    (subcommands.parse_conversation, "Support events", Command(name="conversation", argument="Support events")),
    (subcommands.parse_user, USR, Command(name="user", argument=USR)),
    (subcommands.parse_user, '"+44 7700 900111"', Command(name="user", argument="447700900111")),
    (subcommands.parse_conversation, "+1 415 555 0100", Command(name="conversation", argument="14155550100")),
    (subcommands.parse_user, "(415) 555-0100", Command(name="user", argument="4155550100")),
    (subcommands.parse_user, "+1 415 555 0100 ext. 5", Command(name="user", argument="+14155550100")),
    (subcommands.parse_user, "+４４ ７７００ ９００１１１", Command(name="user", argument="447700900111")),  # noqa: RUF001 - full width
    (subcommands.parse_users, "612 34 56 78", Command(name="users", argument="612345678")),
    (subcommands.parse_users, '"Ada"', Command(name="users", argument="Ada")),
]


@pytest.mark.parametrize(("reader", "text", "command"), PARSED)
def test_arguments_of_each_subcommand_are_parsed(reader: Callable[[str], Command], text: str, command: Command) -> None:
    assert reader(text) == command


def test_an_id_is_found_only_where_it_is_complete() -> None:
    assert subcommands.find_id(f"{USR.replace('USR', 'usr')}.") == USR
    assert subcommands.find_id(f"*({USR.upper()})*…") == USR
    assert subcommands.find_id(USR[:-1]) == ""


@pytest.mark.parametrize("word", ["CON-1", "usr-", "Mem-1", "LEG-x", "SES-1", f"({CON}0)"])
def test_part_of_an_id_is_rejected(word: str) -> None:
    with pytest.raises(UserError, match="is not the whole id"):
        subcommands.reject_id(word)


def test_the_id_of_a_member_is_rejected_with_where_to_look() -> None:
    with pytest.raises(UserError, match="is known only within a conversation"):
        subcommands.reject_id(f"mem{CON[3:]}")


def test_text_after_the_arguments_is_rejected() -> None:
    subcommands.reject_rest("")
    with pytest.raises(UserError, match="I do not understand “x” here"):
        subcommands.reject_rest("x")


@pytest.mark.parametrize("kind", [*CATALOGUE, *EventGroup])
def test_every_event_type_and_group_is_read_as_itself(kind: str) -> None:
    assert parse_event_filter(kind) == kind
    assert parse_event_filter(kind.upper()) == kind


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Calls", "call"),
        ("members", "people"),
        ("person.", "people"),
        ("recordings", "audio"),
        ("message", "message"),
        ('"texts"', "messages"),
        ("others", "other"),
        ("customs", "custom"),
        ("custom:", "custom"),
        ("rtc answered", "rtc:answered"),
        ("audio.mute-on", "audio:mute:on"),
        ("audio:record_done", "audio:record:done"),
        ("custom:Order-1_x", "custom:Order-1_x"),
        ("Custom order", "custom:order"),
        ("custom:a:b", "custom:a:b"),
    ],
)
def test_an_event_filter_is_read_in_any_spelling(typed: str, kind: str) -> None:
    assert parse_event_filter(typed) == kind


GROUPS = "The groups are `people`, `call`, `audio`, `messages`, `custom`, `other`; a type is written `member:joined`."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("peple", f"I do not know events called “peple”. Did you mean `people`? {GROUPS}"),
        ("mute", f"I do not know events called “mute”. Did you mean `audio:mute:on`? {GROUPS}"),
        ("rtc:hangupp", f"I do not know events called “rtc:hangupp”. Did you mean `rtc:hangup`? {GROUPS}"),
        ("xy", f"I do not know events called “xy”. {GROUPS}"),
        ('""', f"I do not know events called “”. {GROUPS}"),
    ],
)
def test_an_unknown_event_filter_is_answered_with_the_nearest_and_the_groups(typed: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_event_filter(typed)

    assert str(refused.value) == sentence


@pytest.mark.parametrize("typed", ["custom:a b c", "custom:ä", f"custom:{'x' * 101}"])
def test_a_custom_type_that_the_api_would_not_take_is_rejected(typed: str) -> None:
    with pytest.raises(UserError):
        parse_event_filter(typed)
