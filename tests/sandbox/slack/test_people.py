from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.people import Channel, Person


@pytest.mark.parametrize(
    ("channel", "told_as", "kind"),
    [
        (Channel(id="C1", name="calls"), "calls", "channel"),
        (Channel(id="C1", name="night", is_private=True), "privategroup", "group"),
        (Channel(id="D1", name="capi", owner="U1"), "directmessage", "im"),
    ],
)
def test_payloads_name_a_channel_by_its_kind(channel: Channel, told_as: str, kind: str) -> None:
    assert (channel.told_as, channel.kind) == (told_as, kind)


def test_the_page_is_told_what_a_channel_is() -> None:
    shared = Channel(id="C1", name="repairs", shared_with=("T2",), topic="Bicycles")
    assert shared.as_json() == {
        "id": "C1",
        "name": "repairs",
        "is_im": False,
        "has_bot": True,
        "is_private": False,
        "is_archived": False,
        "is_ext_shared": True,
        "topic": "Bicycles",
    }


@pytest.mark.parametrize("changes", [{"is_bot": True}, {"is_restricted": True}, {"team_id": "T2"}])
def test_bots_guests_and_strangers_are_no_full_members(changes: dict[str, object]) -> None:
    assert Person(id="U1", name="ada").is_full_member
    assert not Person(id="U1", name="ada", **changes).is_full_member  # type: ignore[arg-type]  # any of its flags
    assert Person(id="U1", name="ada", team_id="T2").is_external
