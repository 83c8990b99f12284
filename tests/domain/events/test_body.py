from __future__ import annotations

import pytest

from capi_bot.capi.models import Endpoint, Leg, MemberChannel
from capi_bot.domain.events import body as read

BODY: dict[str, object] = {"a": {"b": "text", "list": [1], "yes": True}, "n": "4.5", "nan": "nan", "word": "ten"}


def test_a_path_leads_to_a_value_or_to_nothing() -> None:
    assert read.at(BODY, "a", "b") == "text"
    assert read.at(BODY, "a", "b", "c") is None
    assert read.text(BODY, "a", "b") == "text"
    assert read.text(BODY, "a") == ""
    assert read.mapping(BODY, "a", "b") == {}
    assert read.sequence(BODY, "a", "list") == (1,)
    assert read.flag(BODY, "a", "yes") is True
    assert read.flag(BODY, "n") is None


@pytest.mark.parametrize(("key", "value"), [("n", 4.5), ("nan", None), ("word", None), ("none", None)])
def test_a_number_is_finite_or_none(key: str, value: float | None) -> None:
    assert read.number(BODY, key) == value


def test_the_first_key_with_text_is_read() -> None:
    assert read.first_text(BODY, "missing", "n", "word") == "4.5"


def test_a_channel_is_read_in_every_wire_shape() -> None:
    ends = {"from": {"type": "phone", "number": 1}, "to": {"type": "phone", "number": "2"}}
    shapes = ({"leg_ids": ["x"]}, {"leg_ids": [{"leg_id": "x"}]}, {"legs": [{"leg_id": "x"}]})
    expected = MemberChannel(
        type="phone",
        from_=Endpoint(type="phone", address="1"),
        to=Endpoint(type="phone", address="2"),
        legs=(Leg(id="x"),),
    )
    assert [read.channel({"channel": {"type": "phone", **ends, **legs}}) for legs in shapes] == [expected] * 3
    assert read.channel({"channel": "phone"}) is None
