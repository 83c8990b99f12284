"""Members, users and sessions, and the channels by which they are connected; calls and events have the same endpoints.

https://developer.vonage.com/en/conversation/concepts/member, https://developer.vonage.com/en/conversation/concepts/user
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from capi_bot.capi.models import (
    Endpoint,
    Initiator,
    Json,
    Leg,
    Media,
    Member,
    MemberChannel,
    MemberState,
    Session,
    User,
    UserChannel,
)
from capi_bot.capi.wire.fields import (
    boolean,
    integer,
    items,
    mapping,
    nested,
    objects,
    read_object,
    sequence,
    text,
    timestamp,
)
from capi_bot.capi.wire.resources import MEMBER, USER, find_own_id

_ADDRESS_FIELDS = ("number", "uri", "user", "extension", "id", "username")
_INITIATED_ACTIONS = ("invited", "joined", "left")


def parse_member(document: object, conversation_id: str = "", *, mask: bool = True) -> Member:
    """Return a member of v1 (list or detail), of a beta conversation's detail, or of beta's own list.

    `conversation_id` is used where the response does not name the conversation.
    """
    raw = read_object(document, mask=mask)
    user = nested(raw, "_embedded", "user") or nested(raw, "user")
    times = nested(raw, "timestamp")
    return Member(
        id=find_own_id(raw, MEMBER),
        conversation_id=text(raw.get("conversation_id"), conversation_id),
        state=parse_member_state(raw.get("state")),
        user_id=text(user.get("id"), user.get("user_id"), raw.get("user_id")),
        user_name=text(user.get("name"), raw.get("user_name"), raw.get("name")),
        user_display_name=text(user.get("display_name"), raw.get("display_name")),
        channel=parse_channel(raw.get("channel")),
        media=parse_media(raw.get("media")),
        invited=timestamp(times.get("invited")),
        joined=timestamp(times.get("joined")),
        left=timestamp(times.get("left")),
        invited_by=parse_id(raw.get("invited_by")) or parse_id(raw.get("invited_by_member")),
        initiators=tuple(_parse_initiators(nested(raw, "initiator"))),
        raw=raw,
    )


def parse_id(value: object) -> str:
    """Return the id that stands by itself or, as in webhooks of 2020, in an object: a member's before a user's."""
    raw = mapping(value)
    return text(raw.get("member_id"), raw.get("id"), raw.get("user_id")) if raw else text(value)


def parse_member_state(value: object) -> MemberState:
    """Return a member's state, in capitals or not; UNKNOWN for any other value."""
    state = text(value).upper()
    return MemberState(state) if state in tuple(MemberState) else MemberState.UNKNOWN


def parse_channel(value: object) -> MemberChannel | None:
    """Return a channel, of several the first; None for an empty one."""
    raw = next(filter(None, objects(value)), None)
    if raw is None:
        return None
    return MemberChannel(
        type=text(raw.get("type")),
        id=text(raw.get("id")),
        from_=parse_endpoint(raw.get("from")),
        to=parse_endpoint(raw.get("to")),
        legs=tuple(_parse_legs(raw)),
        direction=text(raw.get("direction")),
    )


def parse_endpoint(value: object) -> Endpoint | None:
    """Return one end of a channel or call: an object whose address field depends on its type, or a bare address.

    The Voice API lists ends too (https://developer.vonage.com/en/api/voice): of several the first that has an address,
    with the rest as its `others`.
    """
    ends = tuple(_parse_ends(value))
    with_address = tuple(dict.fromkeys(end for end in ends if end.address))
    if not with_address:
        return next(iter(ends), None)
    return replace(with_address[0], others=with_address[1:])


def parse_media(value: object) -> Media | None:
    """Return what a member can hear and say; None where the API gives nothing about it."""
    raw = mapping(value)
    audio = raw.get("audio")
    settings = nested(raw, "audio_settings") or mapping(audio)
    media = Media(
        audio=boolean(settings.get("enabled")) if boolean(audio) is None else boolean(audio),
        muted=boolean(settings.get("muted")),
        earmuffed=boolean(settings.get("earmuffed")),
    )
    return None if media == Media() else media


def _parse_ends(value: object) -> Iterator[Endpoint]:
    for item in items(value):
        raw = mapping(item)
        if raw:
            yield from (Endpoint(type=text(*items(raw.get("type"))), address=address) for address in _addresses(raw))
        elif isinstance(item, (list, tuple)):
            yield from _parse_ends(item)
        elif text(item):
            yield Endpoint(address=text(item))


def _addresses(raw: Json) -> Sequence[str]:
    """Return the addresses in the first field that has any; `""` where none has."""
    fields = (tuple(filter(None, map(text, items(raw.get(field))))) for field in _ADDRESS_FIELDS)
    return next(filter(None, fields), ("",))


def _parse_legs(channel: Json) -> Iterator[Leg]:
    for entry in (*sequence(channel.get("legs")), *sequence(channel.get("leg_ids"))):
        leg = mapping(entry)
        identifier = text(leg.get("leg_id"), leg.get("id"), entry)
        if identifier:
            yield Leg(id=identifier, status=text(leg.get("status")))


def _parse_initiators(initiators: Json) -> Iterator[Initiator]:
    for action in _INITIATED_ACTIONS:
        initiator = nested(initiators, action)
        if initiator:
            is_system = boolean(initiator.get("is_system"))
            yield Initiator(
                action=action,
                is_system=boolean(initiator.get("isSystem")) if is_system is None else is_system,
                user_id=parse_id(initiator.get("user_id")),
                member_id=parse_id(initiator.get("member_id")),
            )


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
