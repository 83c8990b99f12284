"""Call people, conversations and ends of calls what a human would call them.

Names that Vonage's machines made up (`NAM-…`, `USR-…`, `vapi-user-…`, bare UUIDs) lose to phone numbers; phone numbers
lose to names that somebody chose. Every result is one line of printable text, with no password or query in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi.models import Call, Conversation, Endpoint, Member, MemberChannel, User

MACHINE_MADE = re.compile(
    r"(?:CON|LEG|MEM|NAM|SES|USR)-\S+"
    r"|vapi-user-\S+"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|[0-9a-f]{20,}",  # longer than any phone number
    re.IGNORECASE,
)
DASHED_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
BARE_UUID = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
SIP_PASSWORD = re.compile(r"^((?:sips?:|(?!sips?:))[^:@/]+):.*@", re.IGNORECASE)
JOINERS = "\u200c\u200d"  # invisible, yet Persian and many emoji are misspelt without them
UNNAMED = "Unnamed conversation"
NOWHERE = frozenset({"", "unknown", "anonymous", "restricted", "unavailable", "private"})
PHONE_FIRST = ("pstn", "sms", "mms", "whatsapp")
MEDIUMS = {
    "app": "app",
    "messenger": "Messenger",
    "mms": "MMS",
    "phone": "phone",
    "pstn": "phone",
    "sip": "SIP",
    "sms": "SMS",
    "vbc": "Vonage Business extension",
    "viber": "Viber",
    "websocket": "WebSocket",
    "whatsapp": "WhatsApp",
    "whatsapp-voice": "WhatsApp call",
}


def plain(text: str, limit: int = 80) -> str:
    """Make any text one printable line of at most `limit` characters; an ellipsis tells that it was cut."""
    visible = (letter if letter.isprintable() or letter in JOINERS else " " for letter in text[: 8 * limit])
    line = " ".join("".join(visible).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def short_id(identifier: str) -> str:
    """Shorten an id to what tells it apart at a glance: `USR-33a5…`, `30ce…`; short ones stay whole."""
    text = plain(identifier)
    prefix, dash, rest = text.partition("-")
    if dash and prefix.isupper():
        return text if len(rest) <= len("33a5…") else f"{prefix}-{rest[:4]}…"
    return text if len(text) <= len("447700000001") else f"{text[:4]}…"


def is_machine_made(name: str) -> bool:
    """Tell whether a name is only an id in disguise."""
    return MACHINE_MADE.fullmatch(name.strip()) is not None


def human(*names: str) -> str:
    """Pick the first name that somebody chose, or `""`."""
    lines = (plain(name) for name in names)
    return next((line for line in lines if line and not is_machine_made(line)), "")


def medium(channel_type: str) -> str:
    """Say what a channel type is called: `phone`, `SIP`, `WhatsApp`; of a list such as `app,sms` the first."""
    first = plain(channel_type.partition(",")[0], 30)
    return MEDIUMS.get(first.lower(), first)


def address(end: Endpoint | None) -> str:
    """Say where an end is, without passwords and queries, or `""` where that is not known."""
    text = plain(end.address, 500) if end else ""
    return "" if text.lower() in NOWHERE else plain(_without_credentials(text))


def endpoint(end: Endpoint | None) -> str:
    """Say where an end is, or `unknown`."""
    return address(end) or "unknown"


def is_inbound(channel: MemberChannel, direction: str = "") -> bool:
    """Tell whether the person of this channel called us (and is its `from`) or was called (and is its `to`).

    Without a direction the form of the leg's id tells: the platform gives inbound legs 32 hex digits and the legs it
    dials a dashed UUID. Failing that, a known `from` is the caller.
    """
    if direction:
        return direction.lower() in {"in", "inbound"}
    leg = channel.id or next((leg.id for leg in channel.legs), "")
    if DASHED_UUID.fullmatch(leg):
        return False
    return BARE_UUID.fullmatch(leg) is not None or bool(address(channel.from_))


def own_address(channel: MemberChannel | None, direction: str = "") -> str:
    """Say where the person of a channel is: the caller's number, or the number that was called; else `""`."""
    if channel is None:
        return ""
    return address(channel.from_ if is_inbound(channel, direction) else channel.to)


def direction(member: Member) -> str:
    """Say `outbound` of a member who was invited, so was called; `""` where only the channel tells."""
    invited = member.invited or any(initiator.action == "invited" for initiator in member.initiators)
    return "outbound" if invited else ""


def member_name(member: Member) -> str:
    """Call a member by display name, name, own number or address, or short id."""
    where = own_address(member.channel, direction(member))
    return (
        human(member.user_display_name, member.user_name, where) or short_id(member.user_id or member.id) or "Unknown"
    )


def user_name(user: User) -> str:
    """Call a user by display name, name, phone number, other address, or short id."""
    by_phone = sorted(user.channels, key=lambda channel: channel.type not in PHONE_FIRST)
    addresses = (address(Endpoint(type=channel.type, address=channel.address)) for channel in by_phone)
    return human(user.display_name, user.name, *addresses) or short_id(user.id)


def conversation_name(conversation: Conversation, members: Iterable[Member] = (), calls: Iterable[Call] = ()) -> str:
    """Call a conversation by display name, name, or for calls the numbers: `447700000001 → 447700000002`.

    The numbers are those of the first inbound leg that has both, else of the first leg that has both; else the one
    number that is known. Legs that are over count like the others, so a call keeps its name when its caller has left.
    """
    legs = sorted((*map(_called, calls), *(leg for member in members if (leg := _joined(member)))), key=_inbound_first)
    routes = [(human(address(leg.from_)), human(address(leg.to))) for leg in legs]
    both = next((f"{caller} → {callee}" for caller, callee in routes if caller and callee), "")
    one = next((f"From {caller}" if caller else f"To {callee}" for caller, callee in routes if caller or callee), "")
    return human(conversation.display_name, conversation.name) or both or one or UNNAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leg:
    inbound: bool
    began: datetime | None
    from_: Endpoint | None
    to: Endpoint | None


def _called(call: Call) -> _Leg:
    return _Leg(inbound=call.direction == "inbound", began=call.started, from_=call.from_, to=call.to)


def _joined(member: Member) -> _Leg | None:
    channel = member.channel
    if channel is None:
        return None
    began = min((at for at in (member.invited, member.joined) if at), default=None)
    return _Leg(inbound=is_inbound(channel, direction(member)), began=began, from_=channel.from_, to=channel.to)


def _inbound_first(leg: _Leg) -> tuple[bool, bool, float]:
    return not leg.inbound, leg.began is None, leg.began.timestamp() if leg.began else 0.0


def _without_credentials(text: str) -> str:
    scheme, slashes, rest = text.partition("//")
    if not slashes:
        return re.split(r"[;?]", SIP_PASSWORD.sub(r"\1@", text))[0]
    where = re.split(r"[?#]", rest)[0]
    host, slash, path = where.partition("/")
    return f"{scheme}//{host.rpartition('@')[2]}{slash}{path}"
