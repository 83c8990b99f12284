from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.invitations import COMMANDS, is_slacks_own, run
from capi_bot.sandbox.slack.register import Register


def ran(typed: str, user: str = "U0ADA", channel: str = "C0LOBBY", register: Register | None = None) -> str:
    register = register or Register(Directory())
    command, _, text = typed.partition(" ")
    return run(register, command, text, register.now.human(user), register.now.place(channel, user))


def test_several_come_and_go_at_once() -> None:
    register = Register(Directory())
    assert ran("/invite @capi @annie", register=register) == ""
    assert ran("/invite @capi", register=register) == "<@U0CAPIBOT> is already in this channel."
    assert ran("/kick @grace and <@U0CAPIBOT>", register=register) == ""
    assert register.now.members(register.now.place("C0LOBBY", "U0ADA")) == ("U0ADA", "U0MARGARET", "U0ANNIE")


@pytest.mark.parametrize(
    ("typed", "user", "channel", "answered"),
    [
        ("/invite", "U0ADA", "C0LOBBY", "Say whom: /invite @name."),
        ("/invite @nobody", "U0ADA", "C0LOBBY", "Say whom: /invite @name."),
        ("/invite @capi", "U0ADA", "D0ADA", "/invite works in channels."),
        ("/invite @grace", "U0ANNIE", "C0CALLS", "You don't have permission to use /invite in this channel."),
        ("/remove @ada", "U0KATHERINE", "C0SHARED", "You don't have permission to use /remove in this channel."),
        ("/invite @katherine", "U0ADA", "C0LOBBY", "<@U0KATHERINE> can't be invited to this channel."),
        ("/invite <@USLACKBOT>", "U0ADA", "C0LOBBY", "<@USLACKBOT> can't be invited to this channel."),
        ("/remove @capi", "U0ADA", "C0LOBBY", "<@U0CAPIBOT> is not in this channel."),
    ],
)
def test_what_cannot_be_is_told(typed: str, user: str, channel: str, answered: str) -> None:
    assert ran(typed, user, channel) == answered


def test_somebody_of_a_partner_comes_back_to_what_is_shared_with_them() -> None:
    register = Register(Directory())
    register.leave("C0SHARED", "U0KATHERINE")
    assert ran("/invite @katherine", channel="C0SHARED", register=register) == ""
    assert register.now.sees("U0KATHERINE", register.now.place("C0SHARED", "U0ADA"))


def test_the_commands_that_the_page_offers_are_slacks_own() -> None:
    assert all(is_slacks_own(each.command) for each in COMMANDS)
    assert not is_slacks_own("/capi")
