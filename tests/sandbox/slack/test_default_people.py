from __future__ import annotations

from capi_bot.sandbox.slack import default_people


def test_there_is_an_admin_a_guest_and_somebody_of_the_partners() -> None:
    assert [each.name for each in default_people.PEOPLE if each.is_admin] == ["margaret"]
    assert [each.name for each in default_people.PEOPLE if each.is_restricted] == ["annie"]
    assert [(each.name, each.team_id) for each in default_people.PEOPLE if each.is_external] == [
        ("katherine", "T0PARTNER")
    ]
    assert default_people.PEOPLE[0].id == "U0ADA"


def test_somebody_of_the_partners_is_the_same_person_at_home() -> None:
    [away] = [each for each in default_people.PEOPLE if each.is_external]
    [home] = [each for each in default_people.PARTNERS_PEOPLE if each.id == away.id]
    assert (home.real_name, home.email, home.team_id) == (away.real_name, away.email, "")


def test_one_channel_is_without_the_bot_one_is_private_and_one_is_shared() -> None:
    channels = default_people.CHANNELS
    assert [each.name for each in channels if not each.has_bot] == ["lobby"]
    assert [each.name for each in channels if each.is_private] == ["night-shift"]
    assert [each.name for each in channels if each.shared_with] == ["wheelhouse-repairs"]
    assert "payload" in channels[2].name


def test_everybody_in_a_channel_is_there_and_so_is_its_creator() -> None:
    for people, channels in (
        (default_people.PEOPLE, default_people.CHANNELS),
        (default_people.PARTNERS_PEOPLE, default_people.PARTNERS_CHANNELS),
    ):
        ids = {each.id for each in people}
        assert all({*(channel.members or ()), channel.creator} <= ids for channel in channels)
