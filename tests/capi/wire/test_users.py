from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Session, User, UserChannel
from capi_bot.capi.wire.members import parse_session, parse_user

CHANNELS = {
    "pstn": [{"number": 447700000001}],
    "sip": [{"uri": "sip:4442138907@sip.example.com;transport=tls", "username": "rita", "password": "hunter2"}],
    "vbc": [{"extension": "403"}],
    "websocket": [{"uri": "wss://example.com/s", "content-type": "audio/l16;rate=16000", "headers": {"k": "hunter2"}}],
    "sms": [{"number": "447700000002"}],
    "messenger": [{"id": "m1"}],
    "pigeon": [{"number": "9"}],
    "app": None,
    "mms": "junk",
    "viber": {"id": "v1"},
}


def test_all_fields_of_a_user_of_v1_are_parsed() -> None:
    document = {
        "id": "USR-1",
        "name": "rita",
        "display_name": "Rita",
        "image_url": "https://example.com/rita.png",
        "properties": {"custom_data": {"tier": "gold"}, "ttl": 3600},
        "channels": CHANNELS,
        "timestamp": {"created": "2019-09-03T18:40:24.324Z", "updated": ""},
    }
    assert parse_user(document) == User(
        id="USR-1",
        name="rita",
        display_name="Rita",
        image_url="https://example.com/rita.png",
        channels=(
            UserChannel(type="pstn", address="447700000001"),
            UserChannel(type="sip", address="sip:4442138907@sip.example.com;transport=tls", username="rita"),
            UserChannel(type="vbc", address="403"),
            UserChannel(type="websocket", address="wss://example.com/s", content_type="audio/l16;rate=16000"),
            UserChannel(type="sms", address="447700000002"),
            UserChannel(type="messenger", address="m1"),
            UserChannel(type="pigeon", address="9"),
            UserChannel(type="viber", address="v1"),
        ),
        custom_data={"tier": "gold"},
        ttl=3600,
        created=datetime(2019, 9, 3, 18, 40, 24, 324_000, tzinfo=UTC),
    )


@pytest.mark.parametrize("channel", [[{}], {}, [{"user": None}]])
def test_an_app_channel_has_only_its_type(channel: object) -> None:
    assert parse_user({"id": "USR-1", "channels": {"app": channel}}).channels == (UserChannel(type="app"),)


@pytest.mark.parametrize("channel", [None, [], "junk", 7, [None], ["junk", 7, []]])
def test_values_that_are_not_channels_are_left_out(channel: object) -> None:
    assert parse_user({"id": "USR-1", "channels": {"app": channel}}).channels == ()


@pytest.mark.parametrize(
    "channel",
    [
        [{"number": ["447700000001", None, "447700000002"]}],
        [[{"number": "447700000001"}], None, [[{"number": 447700000002}]]],
    ],
)
def test_every_address_of_a_channel_is_kept_however_it_is_listed(channel: object) -> None:
    channels = parse_user({"id": "USR-1", "channels": {"pstn": channel}}).channels
    assert channels == tuple(UserChannel(type="pstn", address=f"44770000000{end}") for end in (1, 2))


def test_credentials_of_channels_are_masked() -> None:
    read = parse_user({"id": "USR-1", "channels": CHANNELS})
    assert "hunter2" not in repr(read) + json.dumps(read.raw)


def test_a_user_of_beta_may_have_no_channels() -> None:
    assert parse_user({"id": "USR-1", "name": "alex", "href": "https://api.nexmo.com/beta/users/USR-1"}) == User(
        id="USR-1", name="alex"
    )


def test_custom_data_may_be_outside_properties() -> None:
    assert parse_user({"id": "USR-1", "custom_data": {"a": 1}}).custom_data == {"a": 1}


def test_a_user_without_an_id_has_the_one_of_the_request() -> None:
    assert parse_user({"channels": []}, "USR-1") == User(id="USR-1")


def test_a_session_is_parsed_without_the_key_of_the_account() -> None:
    document = {
        "id": "SES-1",
        "properties": {"ttl": 900},
        "_embedded": {"user": {"id": "USR-1", "name": "rita"}, "api_key": "hunter2"},
    }
    assert parse_session(document) == Session(id="SES-1", user_id="USR-1", user_name="rita", ttl=900)
    assert parse_session({}) == Session(id="")
