from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi import wire
from capi_bot.errors import UnreachableError

KEYS = st.sampled_from(
    [
        *("id", "uuid", "name", "state", "type", "number", "timestamp", "created", "joined", "members", "member_id"),
        *(
            "channel",
            "from",
            "to",
            "legs",
            "leg_ids",
            "leg_id",
            "media",
            "audio",
            "audio_settings",
            "muted",
            "initiator",
        ),
        *(
            "_embedded",
            "_links",
            "next",
            "href",
            "user",
            "events",
            "data",
            "channels",
            "sip",
            "properties",
            "ttl",
            "body",
        ),
        *("custom_data", "duration", "price", "digits", "password", "headers", "count", "from_user"),
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
JUNK = st.recursive(LEAVES, lambda child: st.lists(child, max_size=4) | st.dictionaries(KEYS, child, max_size=8))

PARSERS: list[Callable[[object], object]] = [
    wire.call,
    wire.conversation,
    wire.count,
    wire.event,
    wire.member,
    wire.membership,
    wire.redact,
    wire.session,
    wire.user,
    lambda document: wire.items(document, "events"),
    lambda document: wire.neighbour(document, "next"),
    wire.thing,
]


@given(document=JUNK)
def test_no_json_whatever_raises_anything_but_our_errors(document: object) -> None:
    for parse in PARSERS:
        try:
            repr(parse(document))
        except UnreachableError as error:
            assert "wrong shape" in str(error)  # noqa: PT017 -- most documents raise nothing


@given(document=JUNK)
def test_what_is_kept_can_always_be_written_as_utf_8(document: object) -> None:
    json.dumps(wire.event(document).raw, ensure_ascii=False).encode()
    wire.conversation(document).name.encode()
