from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import NotPossibleError

DIRECTORY = Directory()


def test_the_sandbox_has_one_channel_without_the_bot_and_one_named_payload() -> None:
    assert {channel.name: channel.has_bot for channel in DIRECTORY.channels} == {
        "calls": True,
        "lobby": False,
        "team-payload": True,
    }


def test_a_channel_is_found_by_id_and_by_hash_name() -> None:
    assert DIRECTORY.channel("C0CALLS") == DIRECTORY.channel("#calls") == DIRECTORY.place("C0CALLS", "U0ADA")
    assert DIRECTORY.channel("calls") is None


def test_only_people_act() -> None:
    assert DIRECTORY.human("U0ADA").name == "ada"
    for nobody in ("U0CAPIBOT", "USLACKBOT", "U0NOBODY"):
        with pytest.raises(NotPossibleError, match=nobody):
            DIRECTORY.human(nobody)


def test_a_channel_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotPossibleError, match="C0NOWHERE"):
        DIRECTORY.place("C0NOWHERE", "U0ADA")


def test_a_command_is_found_with_its_slash() -> None:
    command = DIRECTORY.command("/capi")
    assert command is not None
    assert command.usage_hint
    assert DIRECTORY.command("capi") is None


def test_each_person_has_direct_messages_with_the_bot_that_only_they_see() -> None:
    own = DIRECTORY.channel("D0ADA")
    assert own is not None
    assert (own.owner, own.name, own.told_as, own.has_bot) == ("U0ADA", "capi", "directmessage", True)
    assert own in DIRECTORY.seen_by("U0ADA")
    assert own not in DIRECTORY.seen_by("U0GRACE")
    assert [each.id for each in DIRECTORY.direct_messages] == ["D0ADA", "D0GRACE"]
    with pytest.raises(NotPossibleError, match="D0ADA"):
        DIRECTORY.place("D0ADA", "U0GRACE")


def test_a_shortcut_is_found_by_its_callback_id() -> None:
    assert DIRECTORY.shortcut("lookup").type == "message"
    with pytest.raises(NotPossibleError, match="shout"):
        DIRECTORY.shortcut("shout")


def test_the_app_hears_what_it_subscribes_to_and_may() -> None:
    assert DIRECTORY.hears("app_home_opened")
    assert DIRECTORY.hears("message.im", "im:history")
    assert not DIRECTORY.hears("message.im", "mpim:history")
    assert not DIRECTORY.hears("message.channels")
