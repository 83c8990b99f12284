"""Display names of people, conversations and addresses.

Names that Vonage's machines made up (`NAM-…`, `USR-…`, `vapi-user-…`, bare UUIDs) lose to phone numbers; phone numbers
lose to names that somebody chose. Every result is one line of printable text, with no password or query in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi.models import Call, Conversation, Endpoint, Member, MemberChannel, User
from capi_bot.domain import phone_numbers
from capi_bot.domain.addresses import is_unknown, is_withheld, parse_address

GENERATED_NAME = re.compile(
    r"(?:CON|LEG|MEM|NAM|SES|USR)-\S+"
    r"|vapi-user-\S+"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|[0-9a-f]{20,}",  # longer than any phone number
    re.IGNORECASE,
)
DASHED_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
BARE_UUID = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
JOINERS = "\u200c\u200d"  # invisible, yet Persian and many emoji are misspelt without them
UNNAMED = "Unnamed conversation"
WITHHELD = "Withheld number"
"""The name of who does not let their number be shown: https://www.rfc-editor.org/rfc/rfc3323."""
PHONE_CHANNEL_TYPES = ("pstn", "sms", "mms", "whatsapp")
CHANNEL_TYPE_LABELS = {
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


def clean_line(text: str, limit: int = 80) -> str:
    """Return text as one printable line of at most `limit` characters; an ellipsis shows that it was cut."""
    visible = (letter if letter.isprintable() or letter in JOINERS else " " for letter in text[: 8 * limit])
    line = " ".join("".join(visible).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def shorten_id(identifier: str) -> str:
    """Shorten an id to its distinctive beginning: `USR-33a5…`, `30ce…`; short ones stay whole."""
    text = clean_line(identifier)
    prefix, dash, rest = text.partition("-")
    if dash and prefix.isupper():
        return text if len(rest) <= len("33a5…") else f"{prefix}-{rest[:4]}…"
    return text if len(text) <= len("447700000001") else f"{text[:4]}…"


def is_generated_name(name: str) -> bool:
    """Return whether a name is only an id that a machine generated."""
    return GENERATED_NAME.fullmatch(name.strip()) is not None


def pick_readable_name(*names: str) -> str:
    """Return the first name that no machine generated, or `""`."""
    lines = (clean_line(name) for name in names)
    return next((line for line in lines if line and not is_generated_name(line)), "")


def describe_channel_type(channel_type: str) -> str:
    """Return the usual name of a channel type: `phone`, `SIP`, `WhatsApp`; of a list such as `app,sms` the first."""
    first = clean_line(channel_type.partition(",")[0], 30)
    return CHANNEL_TYPE_LABELS.get(first.lower(), first)


def endpoint_address(endpoint: Endpoint | None) -> str:
    """Return an endpoint's number or address, without passwords and queries, or `""` where it is not known.

    Of `"Ada" <sip:447700900111@pbx.example;user=phone>` that is the number.
    """
    text = _address_line(endpoint)
    if text.isdecimal():
        return clean_line(text)
    if is_unknown(text) or _is_withheld(endpoint, text):
        return ""
    address = parse_address(text)
    number = phone_numbers.normalise_number(text) if address.user else ""
    if phone_numbers.is_phone_number(number):
        return number
    return clean_line(address.uri if address.is_uri else _without_credentials(address.uri))


def endpoint_name(endpoint: Endpoint | None) -> str:
    """Return what people call an endpoint: its display name, its number or address, or that its number is withheld."""
    text, address = _address_line(endpoint), endpoint_address(endpoint)
    name = pick_readable_name(parse_address(text).display_name)
    if name and not (is_unknown(name) or is_withheld(name)) and phone_numbers.normalise_number(name) != address:
        return name
    return WITHHELD if _is_withheld(endpoint, text) else address


def endpoint_in_sentence(endpoint: Endpoint | None) -> str:
    """Return what people call an endpoint, to be named inside a sentence; `""` where only an id is known."""
    name = pick_readable_name(endpoint_name(endpoint))
    return f"a {WITHHELD.lower()}" if name == WITHHELD else name


def describe_endpoint(endpoint: Endpoint | None) -> str:
    """Return an endpoint's number or address, or else that it is withheld or `unknown`."""
    unknown = WITHHELD.lower() if _is_withheld(endpoint, _address_line(endpoint)) else "unknown"
    return endpoint_address(endpoint) or unknown


def is_inbound(channel: MemberChannel, direction: str = "") -> bool:
    """Return whether the person of this channel called us (and is its `from`) or was called (and is its `to`).

    Without a direction the form of the leg's id decides: the platform gives inbound legs 32 hex digits and the legs it
    dials a dashed UUID. Failing that, a known `from` is the caller.
    """
    if direction:
        return direction.lower() in {"in", "inbound"}
    leg = channel.id or next((leg.id for leg in channel.legs), "")
    if DASHED_UUID.fullmatch(leg):
        return False
    return BARE_UUID.fullmatch(leg) is not None or bool(endpoint_name(channel.from_))


def person_end(channel: MemberChannel | None, direction: str = "") -> Endpoint | None:
    """Return the end of the person on a channel: its `from` for a caller, its `to` for who was called."""
    if channel is None:
        return None
    return channel.from_ if is_inbound(channel, direction) else channel.to


def person_name(channel: MemberChannel | None, direction: str = "") -> str:
    """Return what the channel alone says of who is on it: a display name, a number or an address, or withheld."""
    return endpoint_name(person_end(channel, direction))


def person_address(channel: MemberChannel | None, direction: str = "") -> str:
    """Return the address of the person on a channel: the caller's number, or the number that was called; else `""`."""
    return endpoint_address(person_end(channel, direction))


def member_direction(member: Member) -> str:
    """Return `outbound` for a member who was invited, so was called; `""` where only the channel can decide."""
    invited = member.invited or any(initiator.action == "invited" for initiator in member.initiators)
    return "outbound" if invited else ""


def member_display_name(member: Member) -> str:
    """Return a member's display name, name, what their own end of the channel is called, or short id."""
    own_end = person_name(member.channel, member_direction(member))
    name = pick_readable_name(member.user_display_name, member.user_name, own_end)
    return name or shorten_id(member.user_id or member.id) or "Unknown"


def user_display_name(user: User) -> str:
    """Return a user's display name, name, phone number, other address, or short id."""
    by_phone = sorted(user.channels, key=lambda channel: channel.type not in PHONE_CHANNEL_TYPES)
    addresses = (endpoint_address(Endpoint(type=channel.type, address=channel.address)) for channel in by_phone)
    return pick_readable_name(user.display_name, user.name, *addresses) or shorten_id(user.id)


def conversation_display_name(
    conversation: Conversation, members: Iterable[Member] = (), calls: Iterable[Call] = ()
) -> str:
    """Return a conversation's display name, name, or for calls the numbers: `447700000001 → 447700000002`.

    The numbers are those of the first inbound leg that has both, else of the first leg that has both; else the one
    number that is known. Legs that are over count like the others, so a call keeps its name when its caller has left.
    """
    legs = [*map(_leg_of_call, calls), *(leg for member in members if (leg := _leg_of_member(member)))]
    legs.sort(key=lambda leg: (not leg.inbound, leg.started is None, leg.started.timestamp() if leg.started else 0.0))
    ends = [(leg.from_, leg.to) for leg in legs]
    named = ([pick_readable_name(endpoint_name(end)) for end in pair] for pair in ends)
    both = next((f"{caller} → {callee}" for caller, callee in named if caller and callee), "")
    known = (map(endpoint_in_sentence, pair) for pair in ends)
    one = next((f"From {caller}" if caller else f"To {callee}" for caller, callee in known if caller or callee), "")
    return pick_readable_name(conversation.display_name, conversation.name) or both or one or UNNAMED


def _is_withheld(endpoint: Endpoint | None, text: str) -> bool:
    # The end of an app user is a name, which may be "Private".
    is_app_user = endpoint is not None and "app" in endpoint.type.split(",")
    return is_withheld(text) and not is_app_user


def _address_line(endpoint: Endpoint | None) -> str:
    return clean_line(endpoint.address, 500) if endpoint else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leg:
    inbound: bool
    started: datetime | None
    from_: Endpoint | None
    to: Endpoint | None


def _leg_of_call(call: Call) -> _Leg:
    return _Leg(inbound=call.direction == "inbound", started=call.started, from_=call.from_, to=call.to)


def _leg_of_member(member: Member) -> _Leg | None:
    channel = member.channel
    if channel is None:
        return None
    inbound = is_inbound(channel, member_direction(member))
    started = min((moment for moment in (member.invited, member.joined) if moment), default=None)
    return _Leg(inbound=inbound, started=started, from_=channel.from_, to=channel.to)


def _without_credentials(address: str) -> str:
    scheme, slashes, rest = address.partition("//")
    if not slashes:
        return re.split(r"[;?]", address)[0]
    location = re.split(r"[?#]", rest)[0]
    host, slash, path = location.partition("/")
    return f"{scheme}//{host.rpartition('@')[2]}{slash}{path}"
