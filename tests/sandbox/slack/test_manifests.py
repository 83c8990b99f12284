from __future__ import annotations

from capi_bot.manifest import manifest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.manifests import installed


def test_a_workspace_has_what_the_manifest_of_its_app_asks_for() -> None:
    told = manifest()
    directory = installed(told, Directory(commands=(), shortcuts=(), scopes=(), bot_events=(), home_tab=False))

    (command,) = directory.commands
    assert (command.command, command.usage_hint) == (
        told["features"]["slash_commands"][0]["command"],
        told["features"]["slash_commands"][0]["usage_hint"],
    )
    assert [each.callback_id for each in directory.shortcuts] == ["lookup", "search"]
    assert list(directory.scopes) == told["oauth_config"]["scopes"]["bot"]
    assert list(directory.bot_events) == told["settings"]["event_subscriptions"]["bot_events"]
    assert directory.home_tab


def test_a_manifest_that_says_nothing_asks_for_nothing() -> None:
    directory = installed({"features": None}, Directory())

    assert (directory.commands, directory.shortcuts, directory.scopes, directory.bot_events) == ((), (), (), ())
    assert not directory.home_tab
    assert directory.bot_nicknames == Directory().bot_nicknames


def test_the_bot_answers_to_the_name_in_the_manifest() -> None:
    directory = installed({"features": {"bot_user": {"display_name": "greeter"}}}, Directory())
    assert directory.bot_nicknames[0] == "greeter"
