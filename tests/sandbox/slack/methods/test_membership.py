from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from capi_bot.sandbox.slack.people import Channel

Granted = Any  # conftest's
ALONE = Channel(id="C0ALONE", name="alone", members=())
OLD = Channel(id="C0OLD", name="old", is_archived=True)


def members(granted: Granted, channel: str) -> list[str]:
    return list(granted("conversations.members", channel=channel)["members"])


def test_the_bot_joins_once_and_then_may_post(granted: Granted) -> None:
    joined = granted("conversations.join", channel="C0LOBBY")
    assert joined["channel"]["is_member"]
    assert "warning" not in joined
    assert granted("conversations.join", channel="C0LOBBY")["warning"] == "already_in_channel"
    ts = granted("chat.postMessage", channel="C0LOBBY", text="Hello")["ts"]
    assert granted("chat.update", channel="C0LOBBY", ts=ts, text="x")["text"] == "x"


def test_the_bot_leaves_and_is_told_when_it_was_not_there(granted: Granted) -> None:
    assert granted("conversations.leave", channel="C0CALLS") == {}
    assert granted("conversations.leave", channel="C0CALLS") == {"not_in_channel": True}
    assert "U0CAPIBOT" not in members(granted, "C0CALLS")


def test_nobody_leaves_an_empty_channel_behind(granted: Granted) -> None:
    granted.workspace.register.put(ALONE)
    assert granted.error("conversations.leave", channel="C0ALONE") == "last_member"


def test_people_are_invited_and_removed(granted: Granted) -> None:
    granted.workspace.register.put(ALONE)
    assert granted("conversations.invite", channel="C0ALONE", users="U0ADA,U0GRACE")["channel"]["id"] == "C0ALONE"
    assert members(granted, "C0ALONE") == ["U0ADA", "U0GRACE", "U0CAPIBOT"]
    granted("conversations.kick", channel="C0ALONE", user="U0ADA")
    assert members(granted, "C0ALONE") == ["U0GRACE", "U0CAPIBOT"]
    assert granted.error("conversations.kick", channel="C0ALONE", user="U0ADA") == "not_in_channel"


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "no_user"),
        ("U0NOBODY", "user_not_found"),
        ("U0CAPIBOT", "cant_invite_self"),
        ("U0ADA", "already_in_channel"),
        ("USLACKBOT", "cant_invite"),
        ("U0KATHERINE", "cant_invite"),
    ],
)
def test_somebody_who_cannot_be_invited_is_not(granted: Granted, users: str, error: str) -> None:
    assert granted.error("conversations.invite", channel="C0CALLS", users=users) == error


def test_with_force_those_who_can_are_invited(granted: Granted) -> None:
    granted.workspace.register.put(ALONE)
    both = {"channel": "C0ALONE", "users": "U0ADA,U0NOBODY"}
    assert granted.error("conversations.invite", **both) == "user_not_found"
    assert members(granted, "C0ALONE") == ["U0CAPIBOT"]
    granted("conversations.invite", **both, force=True)
    assert members(granted, "C0ALONE") == ["U0ADA", "U0CAPIBOT"]


@pytest.mark.parametrize(
    ("user", "error"), [("", "no_user"), ("U0NOBODY", "user_not_found"), ("U0CAPIBOT", "cant_kick_self")]
)
def test_somebody_who_cannot_be_removed_is_not(granted: Granted, user: str, error: str) -> None:
    assert granted.error("conversations.kick", channel="C0CALLS", user=user) == error


@pytest.mark.parametrize("method", ["join", "leave", "invite", "kick"])
def test_direct_messages_and_archived_channels_stay_as_they_are(granted: Granted, method: str) -> None:
    granted.workspace.register.put(OLD)
    assert granted.error(f"conversations.{method}", channel="C0OLD") == "is_archived"
    assert granted.error(f"conversations.{method}", channel="D0ADA") == "method_not_supported_for_channel_type"


def test_private_channels_are_by_invitation_and_need_a_scope_of_their_own(
    granted: Granted, granting: Callable[..., Granted]
) -> None:
    assert granted.error("conversations.join", channel="C0NIGHT") == "method_not_supported_for_channel_type"
    few = granting("channels:manage")
    for method in ("leave", "invite", "kick"):
        assert few.error(f"conversations.{method}", channel="C0NIGHT") == "missing_scope"
    assert few.error("conversations.create", name="secret", is_private=True) == "missing_scope"


@pytest.mark.parametrize("is_private", [False, True])
def test_a_channel_is_made_with_the_bot_in_it(granted: Granted, *, is_private: bool) -> None:
    made = granted("conversations.create", name="night-calls", is_private=is_private)["channel"]
    assert (made["name"], made["is_private"], made["creator"]) == ("night-calls", is_private, "U0CAPIBOT")
    assert members(granted, made["id"]) == ["U0CAPIBOT"]
    assert granted("chat.postMessage", channel=made["id"], text="x")["channel"] == made["id"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--", "invalid_name_punctuation"),
        ("Calls", "invalid_name_specials"),
        ("two words", "invalid_name_specials"),
        ("calls", "name_taken"),
    ],
)
def test_a_name_that_slack_would_refuse_is_refused(granted: Granted, name: str, error: str) -> None:
    assert granted.error("conversations.create", name=name) == error


def test_direct_messages_open_by_person_or_resume_by_id(granted: Granted) -> None:
    assert granted("conversations.open", users="U0ADA")["channel"] == {"id": "D0ADA"}
    assert granted("conversations.open", channel="D0ADA", return_im=True)["channel"]["user"] == "U0ADA"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"channel": "C0NOWHERE"}, "channel_not_found"),
        ({"channel": "C0CALLS"}, "method_not_supported_for_channel_type"),
        ({"users": "U0NOBODY"}, "user_not_found"),
        ({"users": "USLACKBOT"}, "user_not_found"),
        ({"users": "U0KATHERINE"}, "user_not_visible"),
        ({"users": "U0ADA,U0GRACE"}, "method_not_supported_for_channel_type"),
        ({"users": ["U0ADA"] * 9}, "too_many_users"),
    ],
)
def test_direct_messages_that_cannot_be_opened_are_refused(
    granted: Granted, arguments: dict[str, Any], error: str
) -> None:
    assert granted.error("conversations.open", **arguments) == error
