from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.methods.method import (
    Method,
    channel,
    conversation,
    family,
    flag,
    member_of,
    missing,
    names,
    open_to_posts,
    permit,
    person,
    text,
)
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.workspace import Workspace

SECRET = Channel(id="C0SECRET", name="secret", is_private=True, has_bot=False)


def test_a_message_goes_to_an_id_a_hash_name_or_a_person(workspace: Workspace) -> None:
    assert channel(workspace, "C0CALLS") == channel(workspace, "#calls")
    assert channel(workspace, "U0ADA") == channel(workspace, "D0ADA")
    for nowhere in ("calls", "U0CAPIBOT", ""):
        with pytest.raises(RefusedError, match="channel_not_found"):
            channel(workspace, nowhere)


def test_a_conversation_is_named_by_its_id_alone(workspace: Workspace) -> None:
    assert conversation(workspace, "C0CALLS").name == "calls"
    for name in ("#calls", "U0ADA"):
        with pytest.raises(RefusedError, match="channel_not_found"):
            conversation(workspace, name)


def test_a_private_channel_without_the_bot_is_not_there(workspace: Workspace) -> None:
    workspace.register.put(SECRET)
    for name in ("C0SECRET", "#secret"):
        with pytest.raises(RefusedError, match="channel_not_found"):
            channel(workspace, name)


def test_the_bot_must_be_in_the_channel(workspace: Workspace) -> None:
    assert member_of(channel(workspace, "D0ADA")).owner == "U0ADA"
    with pytest.raises(RefusedError, match="not_in_channel"):
        member_of(channel(workspace, "C0LOBBY"))


def test_chat_write_public_opens_public_channels(make: Callable[..., Workspace]) -> None:
    with pytest.raises(RefusedError, match="not_in_channel"):
        open_to_posts(make(), "C0LOBBY")
    assert open_to_posts(make(directory=replace(Directory(), scopes=("chat:write.public",))), "C0LOBBY").id == "C0LOBBY"


def test_nothing_is_posted_to_an_archived_channel(workspace: Workspace) -> None:
    workspace.register.put(Channel(id="C0OLD", name="old", is_archived=True))
    with pytest.raises(RefusedError, match="is_archived"):
        open_to_posts(workspace, "C0OLD")


def test_each_kind_of_conversation_has_scopes_of_its_own() -> None:
    assert [family(each) for each in (Channel(id="C", name="c"), SECRET, Channel(id="D", name="d", owner="U"))] == [
        "channels",
        "groups",
        "im",
    ]


def test_one_of_the_scopes_is_enough(workspace: Workspace) -> None:
    permit(workspace, "channels:manage", "chat:write")
    with pytest.raises(RefusedError, match="missing_scope") as caught:
        permit(workspace, "groups:read")
    assert caught.value.details["needed"] == "groups:read"


def test_bots_are_people_too_and_strangers_are_not_found(workspace: Workspace) -> None:
    assert person(workspace, "U0CAPIBOT").is_bot
    with pytest.raises(RefusedError, match="user_not_found"):
        person(workspace, "U0NOBODY")


def test_an_argument_that_is_not_given_is_empty() -> None:
    assert [text({"length": 3, "hash": None}, name) for name in ("length", "hash", "title")] == ["3", "", ""]


@pytest.mark.parametrize(
    ("given", "meant"), [(True, True), ("true", True), ("1", True), (1, True), ("false", False), (None, False)]
)
def test_a_flag_is_read_from_json_and_from_forms(given: object, *, meant: bool) -> None:
    assert flag({"full": given}, "full") is meant


@pytest.mark.parametrize("given", ["U1,U2", "U1, U2,", ["U1", "U2"]])
def test_a_list_comes_with_commas_or_as_an_array(given: object) -> None:
    assert names({"users": given}, "users") == ("U1", "U2")


def test_each_missing_argument_is_named() -> None:
    assert missing("filename", "length").as_json()["response_metadata"]["messages"] == [
        "[ERROR] missing required field: filename",
        "[ERROR] missing required field: length",
    ]


@pytest.mark.parametrize("arguments", [{}, {"channel": ""}, {"channel": None}])
def test_a_call_without_what_it_needs_is_refused(arguments: dict[str, Any]) -> None:
    method = Method(run=lambda _workspace, given: given, needs=("channel",))
    method.check({"channel": "C0CALLS"})
    with pytest.raises(RefusedError, match="invalid_arguments"):
        method.check(arguments)


def test_a_method_that_lacks_something_is_partly_there() -> None:
    assert [Method(run=lambda _workspace, given: given, lacks=lacks).status for lacks in ("", "icons")] == [
        "whole",
        "partly",
    ]
