from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.people import Channel

Granted = Any  # conftest's
HIDDEN = Channel(id="C0HIDDEN", name="hidden", is_private=True, has_bot=False)
OLD = Channel(id="C0OLD", name="old", is_archived=True)


def ids(answer: Any) -> list[str]:  # noqa: ANN401 - the answer's JSON
    return [each["id"] for each in answer["channels"]]


def test_a_channel_is_told_with_what_is_known_of_it(granted: Granted) -> None:
    calls = granted("conversations.info", channel="C0CALLS", include_num_members=True, include_locale=True)["channel"]
    assert (calls["name"], calls["is_member"], calls["is_private"], calls["locale"]) == ("calls", True, False, "en-US")
    assert calls["num_members"] == len(granted("conversations.members", channel="C0CALLS")["members"])
    assert not granted("conversations.info", channel="C0LOBBY")["channel"]["is_member"]
    shared = granted("conversations.info", channel="C0SHARED")["channel"]
    assert (shared["is_ext_shared"], shared["shared_team_ids"]) == (True, ["T0SANDBOX", "T0PARTNER"])


def test_direct_messages_are_told_with_the_person(granted: Granted) -> None:
    found = granted("conversations.info", channel="D0ADA")["channel"]
    assert (found["is_im"], found["user"]) == (True, "U0ADA")
    assert granted("conversations.members", channel="D0ADA")["members"] == ["U0ADA", "U0CAPIBOT"]


def test_each_kind_needs_its_own_scope(granting: Callable[..., Granted]) -> None:
    few = granting("channels:read")
    assert few("conversations.info", channel="C0CALLS")
    for method in ("conversations.info", "conversations.members"):
        assert few.error(method, channel="D0ADA") == "missing_scope"
    assert few.error("conversations.list", types="public_channel,im") == "missing_scope"


def test_unsaid_a_list_is_of_public_channels(granted: Granted) -> None:
    directory = granted.workspace.directory
    public = [each.id for each in directory.channels if not each.is_private]
    assert ids(granted("conversations.list")) == public
    direct = [each.id for each in directory.direct_messages]
    assert ids(granted("conversations.list", types="im")) == direct
    assert ids(granted("conversations.list", types=["public_channel", "im"])) == [*public, *direct]


def test_private_channels_are_listed_where_the_bot_is_in_them(granted: Granted) -> None:
    granted.workspace.register.put(HIDDEN)
    listed = ids(granted("conversations.list", types="private_channel"))
    assert "C0NIGHT" in listed
    assert "C0HIDDEN" not in listed


def test_archived_channels_can_be_left_out(granted: Granted) -> None:
    granted.workspace.register.put(OLD)
    assert "C0OLD" in ids(granted("conversations.list"))
    assert "C0OLD" not in ids(granted("conversations.list", exclude_archived=True))


def test_a_list_goes_on_in_pages(granted: Granted) -> None:
    seen: list[str] = []
    cursor = "first"
    while cursor:
        asked = {} if cursor == "first" else {"cursor": cursor}
        answer = granted("conversations.list", limit=2, **asked)
        seen += ids(answer)
        cursor = answer["response_metadata"]["next_cursor"]
    assert seen == ids(granted("conversations.list"))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"types": "dms"}, "invalid_types"), ({"limit": 5000}, "invalid_limit"), ({"cursor": "x"}, "invalid_cursor")],
)
def test_a_list_that_slack_would_refuse_is_refused(granted: Granted, arguments: dict[str, Any], error: str) -> None:
    assert granted.error("conversations.list", **arguments) == error


def test_a_person_has_the_channels_that_they_are_in(granted: Granted) -> None:
    few = replace(granted.workspace.directory.channel("C0CALLS"), id="C0FEW", name="few", members=("U0GRACE",))
    granted.workspace.register.put(few)
    assert "C0FEW" in ids(granted("users.conversations", user="U0GRACE"))
    assert "C0FEW" not in ids(granted("users.conversations", user="U0ADA"))
    assert ids(granted("users.conversations", user="U0ADA", types="im")) == ["D0ADA"]
    assert "C0LOBBY" not in ids(granted("users.conversations"))
    assert granted.error("users.conversations", user="U0NOBODY") == "user_not_found"
