"""Members, and the channels by which they are there. Events and calls tell of ends and channels in the same way."""

from __future__ import annotations

from collections.abc import Iterator

from capi_bot.capi.models import Endpoint, Initiator, Json, Leg, Media, Member, MemberChannel, MemberState
from capi_bot.capi.wire.fields import (
    flag,
    inside,
    mapping,
    moment,
    sequence,
    text,
)
from capi_bot.capi.wire.redaction import redact

_ADDRESSES = ("number", "uri", "user", "extension", "id", "username")
_ACTIONS = ("invited", "joined", "left")


def member(document: object, conversation_id: str = "") -> Member:
    """Read a member of v1 (list or detail), of a beta conversation's detail, or of beta's own list."""
    raw = mapping(redact(document))
    user = _user(raw)
    times = inside(raw, "timestamp")
    return Member(
        id=text(raw.get("id"), raw.get("member_id")),
        conversation_id=text(raw.get("conversation_id"), conversation_id),
        state=member_state(raw.get("state")),
        user_id=text(user.get("id"), user.get("user_id"), raw.get("user_id")),
        user_name=text(user.get("name"), raw.get("user_name"), raw.get("name")),
        user_display_name=text(user.get("display_name"), raw.get("display_name")),
        channel=channel(raw.get("channel")),
        media=media(raw.get("media")),
        invited=moment(times.get("invited")),
        joined=moment(times.get("joined")),
        left=moment(times.get("left")),
        invited_by=text(raw.get("invited_by")),
        initiators=tuple(_initiators(inside(raw, "initiator"))),
        raw=raw,
    )


def member_state(value: object) -> MemberState:
    """Read a member's state, in capitals or not."""
    state = text(value).upper()
    return MemberState(state) if state in tuple(MemberState) else MemberState.UNKNOWN


def channel(value: object) -> MemberChannel | None:
    """Read a channel; None where there is nothing in it."""
    raw = mapping(value)
    if not raw:
        return None
    return MemberChannel(
        type=text(raw.get("type")),
        id=text(raw.get("id")),
        from_=endpoint(raw.get("from")),
        to=endpoint(raw.get("to")),
        legs=tuple(_legs(raw)),
    )


def endpoint(value: object) -> Endpoint | None:
    """Read one end of a channel or call: an object whose address key depends on its type, or a bare text."""
    raw = mapping(value)
    if not raw:
        return Endpoint(address=text(value)) if text(value) else None
    return Endpoint(type=text(raw.get("type")), address=text(*map(raw.get, _ADDRESSES)))


def media(value: object) -> Media | None:
    """Read what a member can hear and say; None where the API does not tell."""
    raw = mapping(value)
    audio = raw.get("audio")
    settings = inside(raw, "audio_settings") or mapping(audio)
    found = Media(
        audio=flag(settings.get("enabled")) if flag(audio) is None else flag(audio),
        muted=flag(settings.get("muted")),
        earmuffed=flag(settings.get("earmuffed")),
    )
    return None if found == Media() else found


def _user(raw: Json) -> Json:
    return inside(raw, "_embedded", "user") or inside(raw, "user")


def _legs(raw: Json) -> Iterator[Leg]:
    for entry in (*sequence(raw.get("legs")), *sequence(raw.get("leg_ids"))):
        leg = mapping(entry)
        identity = text(leg.get("leg_id"), leg.get("id"), entry)
        if identity:
            yield Leg(id=identity, status=text(leg.get("status")))


def _initiators(raw: Json) -> Iterator[Initiator]:
    for action in _ACTIONS:
        by = inside(raw, action)
        if by:
            system = flag(by.get("is_system"))
            yield Initiator(
                action=action,
                is_system=flag(by.get("isSystem")) if system is None else system,
                user_id=text(by.get("user_id")),
                member_id=text(by.get("member_id")),
            )
