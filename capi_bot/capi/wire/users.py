"""Users, the ways to reach them, and their sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capi_bot.capi.models import Json, Session, User, UserChannel
from capi_bot.capi.wire.fields import (
    inside,
    mapping,
    moment,
    sequence,
    text,
    whole,
)
from capi_bot.capi.wire.members import endpoint
from capi_bot.capi.wire.redaction import redact


def user(document: object, user_id: str = "") -> User:
    """Read a user of v1 or beta, as a list or its own page gives it."""
    raw = mapping(redact(document))
    properties, times = inside(raw, "properties"), inside(raw, "timestamp")
    return User(
        id=text(raw.get("id"), raw.get("user_id"), user_id),
        name=text(raw.get("name")),
        display_name=text(raw.get("display_name")),
        image_url=text(raw.get("image_url")),
        channels=tuple(_channels(inside(raw, "channels"))),
        custom_data=inside(properties, "custom_data") or inside(raw, "custom_data"),
        ttl=whole(properties.get("ttl")),
        created=moment(times.get("created")),
        updated=moment(times.get("updated")),
        raw=raw,
    )


def session(document: object) -> Session:
    """Read a session; the account's key that comes with it is not kept."""
    raw = mapping(redact(document))
    owner = inside(raw, "_embedded", "user")
    return Session(
        id=text(raw.get("id")),
        user_id=text(owner.get("id")),
        user_name=text(owner.get("name")),
        ttl=whole(inside(raw, "properties").get("ttl")),
    )


def _channels(raw: Json) -> Iterator[UserChannel]:
    for kind, value in raw.items():
        for way in sequence(value) or (value,):
            if isinstance(way, Mapping):
                yield _channel(kind, mapping(way))


def _channel(kind: str, way: Json) -> UserChannel:
    end = endpoint(way)
    return UserChannel(
        type=kind,
        address=end.address if end else "",
        username=text(way.get("username")),
        content_type=text(way.get("content-type"), way.get("content_type")),
    )
