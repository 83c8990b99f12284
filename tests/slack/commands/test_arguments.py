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
    (arguments.conversations, "live", Command(name="conversations", filters=ListFilter(state=Liveness.LIVE))),
    (arguments.conversation, f"{CON};", Command(name="conversation", argument=CON)),
    (arguments.conversation, '"Support  12"', Command(name="conversation", argument="Support  12")),
    (arguments.members, CON.lower().replace("con-", "Con-"), Command(name="members", argument=CON)),
    (arguments.events, f"{CON} call", Command(name="events", argument=CON, only="call")),
    (arguments.events, f"call {CON}", Command(name="events", argument=CON, only="call")),
    (arguments.conversation, f"{CON} Members.", Command(name="members", argument=CON)),
    (arguments.conversation, f"{CON} events call", Command(name="events", argument=CON, only="call")),
    (arguments.conversation, "Support events", Command(name="conversation", argument="Support events")),
    (arguments.user, USR, Command(name="user", argument=USR)),
    (arguments.user, '"+44 7700 900111"', Command(name="user", argument="447700900111")),
    (arguments.users, '"Ada"', Command(name="users", argument="Ada")),
]


@pytest.mark.parametrize(("reader", "text", "command"), ASKED)
def test_what_follows_the_name_is_read(reader: Callable[[str], Command], text: str, command: Command) -> None:
    assert reader(text) == command


def test_an_id_is_whole_or_it_is_none() -> None:
    assert arguments.whole_id(f"{USR.replace('USR', 'usr')}.") == USR
    assert arguments.whole_id(f"*({USR.upper()})*…") == USR
    assert arguments.whole_id(USR[:-1]) == ""


@pytest.mark.parametrize("word", ["CON-1", "usr-", "Mem-1", "LEG-x", "SES-1", f"({CON}0)"])
def test_part_of_an_id_is_refused(word: str) -> None:
    with pytest.raises(UserError, match="is not the whole id"):
        arguments.refuse_id(word)


def test_the_id_of_a_member_is_refused_with_where_to_look() -> None:
    with pytest.raises(UserError, match="is known only within a conversation"):
        arguments.refuse_id(f"mem{CON[3:]}")


def test_nothing_is_all_that_may_follow_some() -> None:
    arguments.nothing("")
    with pytest.raises(UserError, match="I do not understand “x” here"):
        arguments.nothing("x")
