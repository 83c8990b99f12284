from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import UTC, datetime

import pytest

from capi_bot.capi import (
    Call,
    Conversation,
    ConversationState,
    Endpoint,
    Event,
    Initiator,
    Leg,
    Media,
    Member,
    MemberChannel,
    Membership,
    MemberState,
    Model,
    Page,
    Session,
    User,
    UserChannel,
    models,
)

NOON = datetime(2026, 11, 30, 12, 0, 0, 5000, tzinfo=UTC)
ENDPOINT = Endpoint(type="phone", address="447700900111")
MEMBER = Member(
    id="MEM-1",
    state=MemberState.JOINED,
    channel=MemberChannel(type="phone", from_=ENDPOINT, legs=(Leg(id="l", status="answered"),)),
    media=Media(audio=True),
    joined=NOON,
    initiators=(Initiator(action="joined", is_system=True),),
    raw={"id": "MEM-1"},
)
CONVERSATION = Conversation(
    id="CON-1",
    state=ConversationState.ACTIVE,
    created=NOON,
    custom_data={"tags": ["a", {"b": None}]},
    members=(MEMBER,),
    raw={"id": "CON-1"},
)
VALUES: tuple[Model, ...] = (
    ENDPOINT,
    Leg(id="l"),
    MEMBER.channel or MemberChannel(),
    Media(),
    Initiator(action="left"),
    MEMBER,
    CONVERSATION,
    Event(id=7, body={"list": [1]}, timestamp=NOON, raw={"id": 7}),
    Event(id=8, other_body=[{"a": 1}]),
    UserChannel(type="sip"),
    User(id="USR-1", custom_data={"list": []}, channels=(UserChannel(type="app"),)),
    Membership(conversation=CONVERSATION, state=MemberState.LEFT),
    Session(id="SES-1"),
    Call(id="leg", from_=ENDPOINT, started=NOON, raw={"x": 1}),
    Page(items=(CONVERSATION,), next="n"),
)


def test_every_model_is_among_the_examples() -> None:
    classes = {value for value in vars(models).values() if isinstance(value, type) and is_dataclass(value)}
    assert classes == {type(value) for value in VALUES}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_model_can_be_hashed_and_copied_and_becomes_json(value: Model) -> None:
    twin = copy.deepcopy(value)
    assert {value: 1}[twin] == 1
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 -- our own
    document = value.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert set(document) == {field.name.rstrip("_") for field in fields(value) if field.name != "raw"}  # type: ignore[arg-type] # a dataclass


def test_values_that_differ_in_json_only_are_not_equal_though_their_hashes_are() -> None:
    other = replace(CONVERSATION, custom_data={})
    assert other != CONVERSATION
    assert hash(other) == hash(CONVERSATION)
    assert len({CONVERSATION, other, replace(CONVERSATION, raw={})}) == 2
    assert Event(id=1, body={"a": 1}) != Event(id=1, body={"a": 2})
    assert Event(id=1, other_body=[1]) != Event(id=1, other_body=[2])


def test_a_model_as_a_dict_has_plain_values_only() -> None:
    document = Membership(conversation=CONVERSATION).to_dict()
    assert document["state"] == "UNKNOWN"
    assert type(document["state"]) is str
    assert document["conversation"] == CONVERSATION.to_dict()
    assert CONVERSATION.to_dict() == {
        "id": "CON-1",
        "name": "",
        "display_name": "",
        "image_url": "",
        "state": "ACTIVE",
        "created": "2026-11-30T12:00:00.005000+00:00",
        "updated": None,
        "destroyed": None,
        "sequence_number": None,
        "ttl": None,
        "type": "",
        "custom_data": {"tags": ["a", {"b": None}]},
        "members": [MEMBER.to_dict()],
    }
    channel = {
        "type": "phone",
        "id": "",
        "from": {"type": "phone", "address": "447700900111", "others": []},
        "to": None,
        "legs": [{"id": "l", "status": "answered"}],
        "direction": "",
    }
    assert MEMBER.to_dict()["channel"] == channel


def test_the_whole_responses_are_included_when_they_are_wanted() -> None:
    document = Membership(conversation=CONVERSATION).to_dict(raw=True)
    conversation = CONVERSATION.to_dict(raw=True)
    assert document["conversation"] == conversation
    assert conversation["raw"] == {"id": "CON-1"}
    assert conversation["members"] == [MEMBER.to_dict() | {"raw": {"id": "MEM-1"}}]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_have_become_none(number: float) -> None:
    body = {"mos": number, "list": [number, 4.5], "n": 10**30}
    assert Event(id=1, body=body).to_dict()["body"] == {"mos": None, "list": [None, 4.5], "n": 10**30}


def test_a_dict_of_a_model_shares_nothing_with_it() -> None:
    event = Event(id=1, body={"list": [1]})
    document = event.to_dict()
    document["body"]["list"].append(2)  # type: ignore[index] # it is a dict
    assert event.body == {"list": [1]}


def test_a_page_is_a_sequence_of_its_items() -> None:
    page = Page(items=("a", "b", "c"), next="n")
    first, *rest = page
    assert isinstance(page, Sequence)
    assert (first, rest, len(page), page[0], page[-1], page[1:]) == ("a", ["b", "c"], 3, "a", "c", ("b", "c"))
    assert ("b" in page, "z" in page, page.index("c"), list(reversed(page))) == (True, False, 2, ["c", "b", "a"])
    with pytest.raises(IndexError):
        page[3]
    assert (bool(page), bool(Page(next="n"))) == (True, False)
    assert page != ("a", "b", "c")
    with pytest.raises(FrozenInstanceError):
        page.items = ()  # type: ignore[misc] # that is what is tested
    assert Page(items=(Leg(id="1"),)).to_dict() == {"items": [{"id": "1", "status": ""}], "next": None, "prev": None}
