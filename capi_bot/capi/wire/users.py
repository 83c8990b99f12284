"""Users, their channels and their sessions.

https://developer.vonage.com/en/conversation/concepts/user
"""

from __future__ import annotations

from collections.abc import Iterator

from capi_bot.capi.models import Endpoint, Json, Session, User, UserChannel
from capi_bot.capi.wire.fields import integer, nested, objects, read_object, text, timestamp
from capi_bot.capi.wire.members import parse_endpoint
from capi_bot.capi.wire.resources import USER, find_own_id


def parse_user(document: object, user_id: str = "", *, mask: bool = True) -> User:
    """Return a user of v1 or beta, from a list or by itself; `user_id` where the response has no id."""
    raw = read_object(document, mask=mask)
    properties, times = nested(raw, "properties"), nested(raw, "timestamp")
    return User(
        id=find_own_id(raw, USER, user_id),
        name=text(raw.get("name")),
        display_name=text(raw.get("display_name")),
        image_url=text(raw.get("image_url")),
        channels=tuple(_parse_channels(nested(raw, "channels"))),
        custom_data=nested(properties, "custom_data") or nested(raw, "custom_data"),
        ttl=integer(properties.get("ttl")),
        created=timestamp(times.get("created")),
        updated=timestamp(times.get("updated")),
        raw=raw,
    )


def parse_session(document: object, *, mask: bool = True) -> Session:
    """Return a session, without the account's key that the API sends with it."""
    raw = read_object(document, mask=mask)
    user = nested(raw, "_embedded", "user")
    return Session(
        id=text(raw.get("id")),
        user_id=text(user.get("id")),
        user_name=text(user.get("name")),
        ttl=integer(nested(raw, "properties").get("ttl")),
    )


def _parse_channels(channels: Json) -> Iterator[UserChannel]:
    for channel_type, value in channels.items():
        for channel in objects(value):
            endpoint = parse_endpoint(channel) or Endpoint()
            for end in (endpoint, *endpoint.others):
                yield UserChannel(
                    type=channel_type,
                    address=end.address,
                    username=text(channel.get("username")),
                    content_type=text(channel.get("content-type"), channel.get("content_type")),
                )
