from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Endpoint, Leg, Media, MemberChannel
from capi_bot.domain.events.body import (
    read_channel,
    read_first_text,
    read_flag,
    read_mapping,
    read_media,
    read_number,
    read_sequence,
    read_text,
    read_time,
    read_value,
)

BODY: dict[str, object] = {"a": {"b": "text", "list": [1], "yes": True}, "n": "4.5", "nan": "nan", "word": "ten"}


def test_a_path_leads_to_a_value_or_to_its_default() -> None:
    assert read_value(BODY, "a", "b") == "text"
    assert read_value(BODY, "a", "b", "c") is None
    assert read_text(BODY, "a", "b") == "text"
    assert read_text(BODY, "a") == ""
    assert read_mapping(BODY, "a", "b") == {}
    assert read_sequence(BODY, "a", "list") == (1,)
    assert read_flag(BODY, "a", "yes") is True
    assert read_flag(BODY, "n") is None


@pytest.mark.parametrize(("key", "value"), [("n", 4.5), ("nan", None), ("word", None), ("none", None)])
def test_a_number_is_finite_or_none(key: str, value: float | None) -> None:
    assert read_number(BODY, key) == value


def test_the_first_key_with_text_is_read() -> None:
    assert read_first_text(BODY, "missing", "n", "word") == "4.5"


def test_a_channel_is_read_in_every_shape_of_the_api() -> None:
    ends = {"from": {"type": "phone", "number": 1}, "to": {"type": "phone", "number": "2"}}
    shapes = ({"leg_ids": ["x"]}, {"leg_ids": [{"leg_id": "x"}]}, {"legs": [{"leg_id": "x"}]})
    expected = MemberChannel(
        type="phone",
        from_=Endpoint(type="phone", address="1"),
        to=Endpoint(type="phone", address="2"),
        legs=(Leg(id="x"),),
    )
    assert [read_channel({"channel": {"type": "phone", **ends, **legs}}) for legs in shapes] == [expected] * 3
    assert read_channel({"channel": "phone"}) is None


def test_a_time_is_read_with_its_zone_or_not_at_all() -> None:
    assert read_time({"at": "2026-01-01T10:00:00Z"}, "at") == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert read_time({"at": "soon"}, "at") is None


def test_media_settings_are_read_where_they_are_an_object() -> None:
    assert read_media({"media": {"audio_settings": {"muted": True}}}) == Media(muted=True)
    assert read_media({"media": "loud"}) is None
