from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.directory import Directory, PermissiveDirectory, install, partner_directory
from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.store import Memberships
from capi_bot.slack.manifest import build_manifest

DIRECTORY = Directory()
CALLS, LOBBY, NIGHT, SHARED = (
    DIRECTORY.require_channel(name, "U0ADA") for name in ("C0CALLS", "C0LOBBY", "C0NIGHT", "C0SHARED")
)


def test_a_channel_is_found_by_id_and_by_hash_name() -> None:
    assert DIRECTORY.channel("C0CALLS") == DIRECTORY.channel("#calls") == DIRECTORY.require_channel("C0CALLS", "U0ADA")
    assert DIRECTORY.channel("calls") is None


def test_only_people_act() -> None:
    assert DIRECTORY.require_person("U0ADA").name == "ada"
    for nobody in ("U0CAPIBOT", "USLACKBOT", "U0NOBODY"):
        with pytest.raises(NotPossibleError, match=nobody):
            DIRECTORY.require_person(nobody)


def test_a_channel_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotPossibleError, match="C0NOWHERE"):
        DIRECTORY.require_channel("C0NOWHERE", "U0ADA")


def test_each_person_has_direct_messages_with_the_bot_that_only_they_see() -> None:
    own = DIRECTORY.channel("D0ADA")
    assert own is not None
    assert (own.owner, own.name, own.payload_name, own.has_bot) == ("U0ADA", "capi", "directmessage", True)
    assert own in DIRECTORY.channels_visible_to("U0ADA")
    assert own not in DIRECTORY.channels_visible_to("U0GRACE")
    with pytest.raises(NotPossibleError, match="D0ADA"):
        DIRECTORY.require_channel("D0ADA", "U0GRACE")


def test_a_shortcut_is_found_by_its_callback_id() -> None:
    assert DIRECTORY.require_shortcut("lookup").type == "message"
    with pytest.raises(NotPossibleError, match="shout"):
        DIRECTORY.require_shortcut("shout")


def test_the_app_is_told_of_what_it_subscribes_to_and_may() -> None:
    assert DIRECTORY.subscribes_to("app_home_opened")
    assert DIRECTORY.subscribes_to("message.im", "im:history")
    assert not DIRECTORY.subscribes_to("message.im", "mpim:history")
    assert not DIRECTORY.subscribes_to("message.channels")


def test_it_has_what_the_bots_manifest_asks_for() -> None:
    wanted = install(build_manifest(), DIRECTORY)
    for name in ("commands", "shortcuts", "scopes", "bot_events", "home_tab"):
        assert getattr(DIRECTORY, name) == getattr(wanted, name)


def visible(user: str, directory: Directory = DIRECTORY) -> list[str]:
    return [channel.id for channel in directory.channels_visible_to(user)]


def test_members_see_public_channels_and_the_private_ones_that_they_are_in() -> None:
    assert visible("U0ADA") == ["C0CALLS", "C0LOBBY", "C0PAYLOAD", "C0NIGHT", "C0SHARED", "D0ADA"]
    assert "C0NIGHT" not in visible("U0GRACE")
    assert DIRECTORY.can_see("U0GRACE", Channel(id="C0NEW", name="new", members=()))


def test_a_guest_sees_the_channels_that_they_were_invited_to() -> None:
    assert visible("U0ANNIE") == ["C0CALLS", "D0ANNIE"]


def test_the_people_of_another_workspace_see_what_is_shared_with_it_and_have_no_bot_of_their_own() -> None:
    assert visible("U0KATHERINE") == ["C0SHARED"]
    assert visible("U0NOBODY") == []


def test_a_channel_without_a_list_has_every_full_member() -> None:
    assert DIRECTORY.members(LOBBY) == ("U0ADA", "U0GRACE", "U0MARGARET")
    assert DIRECTORY.members(CALLS) == ("U0ADA", "U0GRACE", "U0MARGARET", "U0ANNIE", "U0CAPIBOT")
    assert DIRECTORY.members(DIRECTORY.require_channel("D0ADA", "U0ADA")) == ("U0ADA", "U0CAPIBOT")


def test_everybody_is_of_some_team() -> None:
    assert [DIRECTORY.team_of(user).id for user in ("U0KATHERINE", "U0ADA", "U0NOBODY")] == [
        "T0PARTNER",
        "T0SANDBOX",
        "T0SANDBOX",
    ]


def test_the_app_serves_the_people_of_its_own_workspace() -> None:
    assert [DIRECTORY.is_app_available(user) for user in ("U0ADA", "U0ANNIE", "U0KATHERINE", "U0NOBODY")] == [
        True,
        True,
        False,
        False,
    ]


def test_where_the_app_is_not_installed_nothing_of_it_is_there() -> None:
    bare = DIRECTORY.without_app()
    assert not bare.installed
    assert bare.person("U0CAPIBOT") is None
    assert (bare.commands, bare.shortcuts, bare.scopes, bare.bot_events, bare.direct_messages) == ((), (), (), (), ())
    assert not bare.home_tab
    assert not bare.is_app_available("U0ADA")
    assert "U0CAPIBOT" not in bare.members(bare.require_channel("C0CALLS", "U0ADA"))


def test_the_partner_knows_nothing_of_the_app() -> None:
    partner = partner_directory()
    assert (partner.team_id, partner.installed) == ("T0PARTNER", False)
    assert visible("U0KATHERINE", partner) == ["C0ROUNDS", "C0DEPOT"]
    assert SHARED.shared_with == (partner.team_id,)
    assert NIGHT.shared_with == ()


def test_people_and_the_bot_come_and_go_once_and_each_change_is_reported() -> None:
    changes: list[tuple[str, str, bool]] = []
    memberships = Memberships(DIRECTORY, lambda *change: changes.append(change))
    for user in ("U0CAPIBOT", "U0ANNIE"):
        assert memberships.join("C0LOBBY", user)
        assert not memberships.join("C0LOBBY", user)
    assert memberships.leave("C0LOBBY", "U0GRACE")
    assert not memberships.leave("C0LOBBY", "U0GRACE")
    lobby = memberships.directory.require_channel("C0LOBBY", "U0ADA")
    assert memberships.directory.members(lobby) == ("U0ADA", "U0MARGARET", "U0ANNIE", "U0CAPIBOT")
    assert changes == [("C0LOBBY", "U0CAPIBOT", True), ("C0LOBBY", "U0ANNIE", True), ("C0LOBBY", "U0GRACE", False)]


def test_nobody_joins_direct_messages_or_what_is_not_there() -> None:
    memberships = Memberships(DIRECTORY)
    for channel in ("D0ADA", "C0NOWHERE"):
        assert not memberships.join(channel, "U0GRACE")
    assert not memberships.leave("D0ADA", "U0ADA")


def test_an_app_whose_manifest_nobody_has_is_granted_everything() -> None:
    permissive = PermissiveDirectory()
    assert permissive.command("/anything") is not None
    assert permissive.subscribes_to("message.groups", "groups:history")


def test_a_manifest_with_little_in_it_installs_little() -> None:
    manifest = {
        "features": {"bot_user": {"display_name": "Till"}, "slash_commands": [{"command": "/sell"}]},
        "settings": None,
    }
    wanted = install(manifest, DIRECTORY)
    assert [(each.command, each.description) for each in wanted.commands] == [("/sell", "")]
    assert (wanted.shortcuts, wanted.scopes, wanted.bot_events, wanted.home_tab) == ((), (), (), False)
    assert wanted.bot_nicknames == ("Till", "capi", "capi-bot")
