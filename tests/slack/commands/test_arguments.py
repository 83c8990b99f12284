from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import arguments
from capi_bot.slack.commands.arguments import EXAMPLE_CONVERSATION, EXAMPLE_USER, Command
from capi_bot.slack.commands.list_filter import ListFilter

CON, USR = EXAMPLE_CONVERSATION, EXAMPLE_USER

ASKED: list[tuple[Callable[[str], Command], str, Command]] = [
    (arguments.parse_conversations, "live", Command(name="conversations", filters=ListFilter(state=Liveness.LIVE))),
    (arguments.parse_conversation, f"{CON};", Command(name="conversation", argument=CON)),
    (arguments.parse_conversation, '"Support  12"', Command(name="conversation", argument="Support  12")),
    (arguments.parse_members, CON.lower().replace("con-", "Con-"), Command(name="members", argument=CON)),
    (arguments.parse_events, f"{CON} call", Command(name="events", argument=CON, event_filter="call")),
    (arguments.parse_events, f"call {CON}", Command(name="events", argument=CON, event_filter="call")),
    (arguments.parse_conversation, f"{CON} Members.", Command(name="members", argument=CON)),
    (arguments.parse_conversation, f"{CON} events call", Command(name="events", argument=CON, event_filter="call")),
    (arguments.parse_conversation, "Support events", Command(name="conversation", argument="Support events")),
    (arguments.parse_user, USR, Command(name="user", argument=USR)),
    (arguments.parse_user, '"+44 7700 900111"', Command(name="user", argument="447700900111")),
    (arguments.parse_users, '"Ada"', Command(name="users", argument="Ada")),
]


@pytest.mark.parametrize(("reader", "text", "command"), ASKED)
def test_what_follows_the_name_is_read(reader: Callable[[str], Command], text: str, command: Command) -> None:
    assert reader(text) == command


def test_an_id_is_whole_or_it_is_none() -> None:
    assert arguments.find_id(f"{USR.replace('USR', 'usr')}.") == USR
    assert arguments.find_id(f"*({USR.upper()})*…") == USR
    assert arguments.find_id(USR[:-1]) == ""


@pytest.mark.parametrize("word", ["CON-1", "usr-", "Mem-1", "LEG-x", "SES-1", f"({CON}0)"])
def test_part_of_an_id_is_refused(word: str) -> None:
    with pytest.raises(UserError, match="is not the whole id"):
        arguments.reject_id(word)


def test_the_id_of_a_member_is_refused_with_where_to_look() -> None:
    with pytest.raises(UserError, match="is known only within a conversation"):
        arguments.reject_id(f"mem{CON[3:]}")


def test_nothing_is_all_that_may_follow_some() -> None:
    arguments.reject_rest("")
    with pytest.raises(UserError, match="I do not understand “x” here"):
        arguments.reject_rest("x")
