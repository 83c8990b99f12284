from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi import wire
from capi_bot.errors import RemoteError, UnreachableError

KEYS = st.sampled_from(
    [
        *("id", "uuid", "name", "state", "type", "number", "timestamp", "created", "joined"),
        *("members", "member_id", "channel", "from", "to", "legs", "leg_ids", "leg_id", "media"),
        *("code", "status", "title", "error", "detail"),
        *(
            "audio",
            "audio_settings",
            "muted",
            "initiator",
            "_embedded",
            "_links",
            "next",
            "href",
            "user",
            "user_id",
            "users",
            "conversations",
            "success",
        ),
        *("events", "data", "channels", "sip", "properties", "ttl", "body", "custom_data", "duration"),
        *("price", "digits", "password", "headers", "count", "from_user"),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["JOINED", "ACTIVE", "\ud800", "0001-01-01T00:00:00+23:59", "https://[::1?cursor=%ff"])
)
DOCUMENTS = st.recursive(LEAVES, lambda child: st.lists(child, max_size=4) | st.dictionaries(KEYS, child, max_size=8))

PARSERS: list[Callable[[object], object]] = [
    wire.parse_call,
    wire.parse_conversation,
    wire.parse_count,
    wire.parse_event,
    wire.parse_member,
    wire.parse_membership,
    wire.redact_json,
    wire.parse_session,
    wire.parse_user,
    lambda document: wire.parse_items(document, "events"),
    lambda document: wire.parse_cursor(document, "next"),
    lambda document: wire.parse_items(document, "conversations"),
    lambda document: wire.has_link(document, "next"),
    lambda document: wire.parse_object(document, wire.EVENT, 0),
]


@given(document=DOCUMENTS)
def test_no_json_raises_anything_but_our_errors(document: object) -> None:
    for parse in PARSERS:
        try:
            repr(parse(document))
        except (RemoteError, UnreachableError) as error:
            str(error).encode()


@given(document=DOCUMENTS)
def test_parsed_values_can_be_encoded_as_utf_8(document: object) -> None:
    json.dumps(wire.parse_event(document).raw, ensure_ascii=False).encode()
    wire.parse_conversation(document).name.encode()
