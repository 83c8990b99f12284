from __future__ import annotations

import pytest
from capi_bot.manifest import manifest

from capi_bot.sandbox.slack.directory import Directory, partner
from capi_bot.sandbox.slack.manifests import installed
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.refusals import NotPossibleError

DIRECTORY = Directory()
CALLS, LOBBY, NIGHT, SHARED = (DIRECTORY.place(name, "U0ADA") for name in ("C0CALLS", "C0LOBBY", "C0NIGHT", "C0SHARED"))


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


def test_it_has_what_the_bots_manifest_asks_for() -> None:
    wanted = installed(manifest(), DIRECTORY)
    for name in ("commands", "shortcuts", "scopes", "bot_events", "home_tab"):
        assert getattr(DIRECTORY, name) == getattr(wanted, name)


def seen(user: str, directory: Directory = DIRECTORY) -> list[str]:
    return [channel.id for channel in directory.seen_by(user)]


def test_members_see_public_channels_and_the_private_ones_that_they_are_in() -> None:
    assert seen("U0ADA") == ["C0CALLS", "C0LOBBY", "C0PAYLOAD", "C0NIGHT", "C0SHARED", "D0ADA"]
    assert "C0NIGHT" not in seen("U0GRACE")
    assert DIRECTORY.sees("U0GRACE", Channel(id="C0NEW", name="new", members=()))


def test_a_guest_sees_the_channels_that_they_were_invited_to() -> None:
    assert seen("U0ANNIE") == ["C0CALLS", "D0ANNIE"]


def test_the_people_of_another_workspace_see_what_is_shared_with_it_and_have_no_bot_of_their_own() -> None:
    assert seen("U0KATHERINE") == ["C0SHARED"]
    assert seen("U0NOBODY") == []


def test_a_channel_without_a_list_has_every_full_member() -> None:
    assert DIRECTORY.members(LOBBY) == ("U0ADA", "U0GRACE", "U0MARGARET")
    assert DIRECTORY.members(CALLS) == ("U0ADA", "U0GRACE", "U0MARGARET", "U0ANNIE", "U0CAPIBOT")
    assert DIRECTORY.members(DIRECTORY.place("D0ADA", "U0ADA")) == ("U0ADA", "U0CAPIBOT")


def test_everybody_is_of_some_team() -> None:
    assert [DIRECTORY.team_of(user).id for user in ("U0KATHERINE", "U0ADA", "U0NOBODY")] == [
        "T0PARTNER",
        "T0SANDBOX",
        "T0SANDBOX",
    ]


def test_the_app_serves_the_people_of_its_own_workspace() -> None:
    assert [DIRECTORY.serves(user) for user in ("U0ADA", "U0ANNIE", "U0KATHERINE", "U0NOBODY")] == [
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
    assert not bare.serves("U0ADA")
    assert "U0CAPIBOT" not in bare.members(bare.place("C0CALLS", "U0ADA"))


def test_a_channel_is_put_in_the_place_of_its_like_or_at_the_end() -> None:
    renamed, new = Channel(id="C0LOBBY", name="hall"), Channel(id="C0NEW", name="new")
    names = [channel.name for channel in DIRECTORY.with_channel(renamed).with_channel(new).channels]
    assert names == ["calls", "hall", "team-payload", "night-shift", "wheelhouse-repairs", "new"]


def test_the_partner_knows_nothing_of_the_app() -> None:
    theirs = partner()
    assert (theirs.team_id, theirs.installed) == ("T0PARTNER", False)
    assert seen("U0KATHERINE", theirs) == ["C0ROUNDS", "C0DEPOT"]
    assert SHARED.shared_with == (theirs.team_id,)
    assert NIGHT.shared_with == ()
