from __future__ import annotations

from capi_bot.sandbox.slack.permissive import Permissive


def test_every_command_is_the_apps_and_every_event_is_told() -> None:
    directory = Permissive()
    command = directory.command("/anything")
    assert command is not None
    assert command.command == "/anything"
    assert directory.hears("reaction_added", "reactions:read")
