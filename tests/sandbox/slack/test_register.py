from __future__ import annotations

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.people import Channel, Membership
from capi_bot.sandbox.slack.register import Register


def people(register: Register, channel_id: str) -> tuple[str, ...]:
    channel = register.now.channel(channel_id)
    assert channel is not None
    return register.now.members(channel)


def test_the_bot_comes_and_goes_like_anybody() -> None:
    register = Register(Directory())
    assert register.join("C0LOBBY", "U0CAPIBOT")
    assert not register.join("C0LOBBY", "U0CAPIBOT")
    assert "U0CAPIBOT" in people(register, "C0LOBBY")
    assert register.leave("C0LOBBY", "U0CAPIBOT")
    assert not register.leave("C0LOBBY", "U0CAPIBOT")
    assert "U0CAPIBOT" not in people(register, "C0LOBBY")


def test_a_guest_joins_and_a_member_leaves() -> None:
    register = Register(Directory())
    assert register.join("C0LOBBY", "U0ANNIE")
    assert register.leave("C0LOBBY", "U0GRACE")
    assert people(register, "C0LOBBY") == ("U0ADA", "U0MARGARET", "U0ANNIE")


def test_nobody_joins_direct_messages_or_what_is_not_there() -> None:
    register = Register(Directory())
    assert not register.join("D0ADA", "U0GRACE")
    assert not register.join("C0NOWHERE", "U0GRACE")
    assert not register.leave("D0ADA", "U0ADA")


def test_each_change_is_told_with_who_did_it_where_that_was_another() -> None:
    told: list[Membership | None] = []
    register = Register(Directory(), told.append)
    register.join("C0LOBBY", "U0CAPIBOT", by="U0ADA")
    register.leave("C0LOBBY", "U0GRACE", by="U0GRACE")
    register.put(Channel(id="C0NEW", name="new"))
    assert [each and (each.user, each.joined, each.by) for each in told] == [
        ("U0CAPIBOT", True, "U0ADA"),
        ("U0GRACE", False, ""),
        None,
    ]
    assert register.now.channel("C0NEW") is not None
