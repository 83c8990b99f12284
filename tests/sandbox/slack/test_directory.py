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
    assert DIRECTORY.channel("C0CALLS") == DIRECTORY.channel("#calls") == DIRECTORY.place("C0CALLS")
    assert DIRECTORY.channel("calls") is None


def test_only_people_act() -> None:
    assert DIRECTORY.human("U0ADA").name == "ada"
    for nobody in ("U0CAPIBOT", "USLACKBOT", "U0NOBODY"):
        with pytest.raises(NotPossibleError, match=nobody):
            DIRECTORY.human(nobody)


def test_a_channel_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotPossibleError, match="C0NOWHERE"):
        DIRECTORY.place("C0NOWHERE")


def test_a_command_is_found_with_its_slash() -> None:
    command = DIRECTORY.command("/capi")
    assert command is not None
    assert command.usage_hint
    assert DIRECTORY.command("capi") is None
