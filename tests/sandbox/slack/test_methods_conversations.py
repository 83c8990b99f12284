from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.web_api import SCOPES
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import Granted

HIDDEN = Channel(id="C0HIDDEN", name="hidden", is_private=True, has_bot=False)
OLD = Channel(id="C0OLD", name="old", is_archived=True)
FEW = Channel(id="C0FEW", name="few", members=("U0GRACE",))


@pytest.fixture
def granted(make: Callable[..., Workspace]) -> Granted:
    return Granted(
        make(directory=replace(Directory(), scopes=SCOPES, channels=(*Directory().channels, HIDDEN, OLD, FEW)))
    )


@pytest.fixture
def granting(make: Callable[..., Workspace]) -> Callable[..., Granted]:
    return lambda *scopes: Granted(make(directory=replace(Directory(), scopes=scopes)))


def ids(answer: Any) -> list[str]:  # noqa: ANN401 - the answer's JSON
    return [each["id"] for each in answer["channels"]]


def test_a_channel_has_what_is_known_of_it(granted: Granted) -> None:
    calls = granted("conversations.info", channel="C0CALLS", include_num_members=True, include_locale=True)["channel"]
    assert (calls["name"], calls["is_member"], calls["is_private"], calls["locale"]) == ("calls", True, False, "en-US")
    assert calls["num_members"] == len(granted("conversations.members", channel="C0CALLS")["members"])
    assert not granted("conversations.info", channel="C0LOBBY")["channel"]["is_member"]
    shared = granted("conversations.info", channel="C0SHARED")["channel"]
    assert (shared["is_ext_shared"], shared["shared_team_ids"]) == (True, ["T0SANDBOX", "T0PARTNER"])


def test_direct_messages_have_the_person(granted: Granted) -> None:
    found = granted("conversations.info", channel="D0ADA")["channel"]
    assert (found["is_im"], found["user"]) == (True, "U0ADA")
    assert granted("conversations.members", channel="D0ADA")["members"] == ["U0ADA", "U0CAPIBOT"]


def test_each_kind_needs_its_own_scope(granting: Callable[..., Granted]) -> None:
    few = granting("channels:read")
    assert few("conversations.info", channel="C0CALLS")
    for method in ("conversations.info", "conversations.members"):
        assert few(method, channel="D0ADA") == "missing_scope"
    assert few("conversations.list", types="public_channel,im") == "missing_scope"


def test_unsaid_a_list_is_of_public_channels(granted: Granted) -> None:
    directory = granted.workspace.directory
    public = [each.id for each in directory.channels if not each.is_private]
    assert ids(granted("conversations.list")) == public
    direct = [each.id for each in directory.direct_messages]
    assert ids(granted("conversations.list", types="im")) == direct
    assert ids(granted("conversations.list", types=["public_channel", "im"])) == [*public, *direct]


def test_private_channels_are_listed_where_the_bot_is_in_them(granted: Granted) -> None:
    listed = ids(granted("conversations.list", types="private_channel"))
    assert "C0NIGHT" in listed
    assert "C0HIDDEN" not in listed


def test_archived_channels_can_be_left_out(granted: Granted) -> None:
    assert "C0OLD" in ids(granted("conversations.list"))
    assert "C0OLD" not in ids(granted("conversations.list", exclude_archived=True))


def test_a_list_goes_on_in_pages(granted: Granted) -> None:
    seen: list[str] = []
    cursor = "first"
    while cursor:
        between = {} if cursor == "first" else {"cursor": cursor}
        answer = granted("conversations.list", limit=2, **between)
        seen += ids(answer)
        cursor = answer["response_metadata"]["next_cursor"]
    assert seen == ids(granted("conversations.list"))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"types": "dms"}, "invalid_types"), ({"limit": 5000}, "invalid_limit"), ({"cursor": "x"}, "invalid_cursor")],
)
def test_a_list_that_slack_would_refuse_is_refused(granted: Granted, arguments: dict[str, Any], error: str) -> None:
    assert granted("conversations.list", **arguments) == error


def test_a_person_has_the_channels_that_they_are_in(granted: Granted) -> None:
    assert "C0FEW" in ids(granted("users.conversations", user="U0GRACE"))
    assert "C0FEW" not in ids(granted("users.conversations", user="U0ADA"))
    assert ids(granted("users.conversations", user="U0ADA", types="im")) == ["D0ADA"]
    assert "C0LOBBY" not in ids(granted("users.conversations"))
    assert granted("users.conversations", user="U0NOBODY") == "user_not_found"


@pytest.fixture
def threads(granted: Granted) -> Granted:
    """Three messages in a channel, the second with two replies, one of which is shown in the channel too."""
    granted("chat.postMessage", channel="C0CALLS", text="first")
    parent = granted("chat.postMessage", channel="C0CALLS", text="second")["ts"]
    granted("chat.postMessage", channel="C0CALLS", text="reply", thread_ts=parent)
    granted("chat.postMessage", channel="C0CALLS", text="shown", thread_ts=parent, reply_broadcast=True)
    granted("chat.postMessage", channel="C0CALLS", text="third")
    granted("chat.postEphemeral", channel="C0CALLS", text="psst", user="U0ADA")
    return granted


def texts(answer: Any) -> list[str]:  # noqa: ANN401 - the answer's JSON
    return [each["text"] for each in answer["messages"]]


def ts_of(threads: Granted, text: str) -> str:
    return next(each.ts for each in threads.workspace.store.messages if each.text == text)


def test_history_is_newest_first_without_replies_and_secrets(threads: Granted) -> None:
    answer = threads("conversations.history", channel="C0CALLS")
    assert texts(answer) == ["third", "shown", "second", "first"]
    assert answer["has_more"] is False
    assert "response_metadata" not in answer


def test_a_parent_has_its_replies(threads: Granted) -> None:
    *_, parent, _ = threads("conversations.history", channel="C0CALLS")["messages"]
    assert (parent["reply_count"], parent["reply_users"], parent["thread_ts"]) == (2, ["U0CAPIBOT"], parent["ts"])
    assert parent["latest_reply"] == ts_of(threads, "shown")


def test_history_goes_on_in_pages(threads: Granted) -> None:
    page = threads("conversations.history", channel="C0CALLS", limit=3)
    assert page["has_more"] is True
    rest = threads("conversations.history", channel="C0CALLS", cursor=page["response_metadata"]["next_cursor"])
    assert texts(page) + texts(rest) == ["third", "shown", "second", "first"]


def test_history_is_asked_for_between_two_times(threads: Granted) -> None:
    between = {"channel": "C0CALLS", "oldest": ts_of(threads, "first"), "latest": ts_of(threads, "third")}
    assert texts(threads("conversations.history", **between)) == ["shown", "second"]
    assert texts(threads("conversations.history", **between, inclusive=True)) == ["third", "shown", "second", "first"]
    for name in ("oldest", "latest"):
        assert threads("conversations.history", channel="C0CALLS", **{name: "now"}) == f"invalid_ts_{name}"


@pytest.mark.parametrize("asked_by", ["second", "reply"])
def test_a_thread_starts_at_its_parent_on_whoever_is_named(threads: Granted, asked_by: str) -> None:
    answer = threads("conversations.replies", channel="C0CALLS", ts=ts_of(threads, asked_by))
    assert texts(answer) == ["second", "reply", "shown"]


def test_a_message_without_replies_is_a_thread_of_one(threads: Granted) -> None:
    assert texts(threads("conversations.replies", channel="C0CALLS", ts=ts_of(threads, "third"))) == ["third"]
    for ts in ("1.0", ts_of(threads, "psst")):
        assert threads("conversations.replies", channel="C0CALLS", ts=ts) == "thread_not_found"


def test_the_bot_reads_where_it_is_a_member_and_has_the_scope(
    threads: Granted, granting: Callable[..., Granted]
) -> None:
    assert threads("conversations.history", channel="C0LOBBY") == "not_in_channel"
    few = granting("channels:history")
    assert few("conversations.history", channel="C0CALLS")["messages"] == []
    assert few("conversations.history", channel="C0NIGHT") == "missing_scope"


def test_the_bot_joins_once_and_then_may_post(granted: Granted) -> None:
    joined = granted("conversations.join", channel="C0LOBBY")
    assert joined["channel"]["is_member"]
    assert "warning" not in joined
    assert granted("conversations.join", channel="C0LOBBY")["warning"] == "already_in_channel"
    ts = granted("chat.postMessage", channel="C0LOBBY", text="Hello")["ts"]
    assert granted("chat.update", channel="C0LOBBY", ts=ts, text="x")["text"] == "x"


def test_direct_messages_private_and_archived_channels_cannot_be_joined(granted: Granted) -> None:
    assert granted("conversations.join", channel="C0OLD") == "is_archived"
    for channel in ("D0ADA", "C0NIGHT"):
        assert granted("conversations.join", channel=channel) == "method_not_supported_for_channel_type"


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
    ],
)
def test_direct_messages_that_cannot_be_opened_are_refused(
    granted: Granted, arguments: dict[str, Any], error: str
) -> None:
    assert granted("conversations.open", **arguments) == error
