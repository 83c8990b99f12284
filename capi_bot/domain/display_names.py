"""Display names of people, conversations and addresses.

`name_person` alone says what a person is called, in every view. Names that Vonage's machines made up (`NAM-…`, `USR-…`,
`vapi-user-…`, bare UUIDs) lose to phone numbers; phone numbers lose to names that somebody chose. Numbers are written
as people read them, and own ones by the operator's name. Every result is one line of printable text, with no password
or query in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from capi_bot.capi.models import Call, Conversation, Endpoint, Member, MemberChannel, User
from capi_bot.domain import phone_numbers
from capi_bot.domain.addresses import is_unknown, is_withheld, parse_address
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers

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


def endpoint_name(endpoint: Endpoint | None, own: OwnNumbers = NO_NUMBERS) -> str:
    """Return what people call an end: its display name, its number or address, or that its number is withheld.

    An own number has the operator's name; any other is written as people read it: `+44 7700 900111`.
    """
    if own_name := clean_line(own.name(endpoint)):
        return own_name
    text, address = _address_line(endpoint), endpoint_address(endpoint)
    name = pick_readable_name(parse_address(text).display_name)
    if name and not (is_unknown(name) or is_withheld(name)) and phone_numbers.normalise_number(name) != address:
        return name
    return WITHHELD if _is_withheld(endpoint, text) else phone_numbers.format_number(address)


def endpoint_in_sentence(endpoint: Endpoint | None, own: OwnNumbers = NO_NUMBERS) -> str:
    """Return what people call an endpoint, to be named inside a sentence; `""` where only an id is known."""
    name = pick_readable_name(endpoint_name(endpoint, own))
    return f"a {WITHHELD.lower()}" if name == WITHHELD else name


def describe_endpoint(endpoint: Endpoint | None, own: OwnNumbers = NO_NUMBERS) -> str:
    """Return an endpoint's own name, number or address, or else that it is withheld or `unknown`."""
    unknown = WITHHELD.lower() if _is_withheld(endpoint, _address_line(endpoint)) else "unknown"
    address = phone_numbers.format_number(endpoint_address(endpoint))
    return clean_line(own.name(endpoint)) or address or unknown


def is_inbound(channel: MemberChannel, own: OwnNumbers = NO_NUMBERS, *, is_invited: bool = False) -> bool:
    """Return whether the person of this channel called us (and is its `from`) or was called (and is its `to`).

    The leg's own direction decides. Where it is not known, the end that is an own number does: we were called at it, or
    we dialled from it. Then the form of the leg's id: inbound legs have 32 hex digits, those that were dialled a dashed
    UUID. Then an invitation, which the API gives to people who were called, though not to them alone. Failing all
    that, a known `from` is the caller.
    """
    if channel.direction:
        return channel.direction.lower() in {"in", "inbound"}
    is_from_own, is_to_own = own.include(channel.from_), own.include(channel.to)
    if is_from_own != is_to_own:
        return is_to_own
    leg = leg_id(channel)
    if BARE_UUID.fullmatch(leg):
        return True
    return not (is_invited or DASHED_UUID.fullmatch(leg)) and bool(endpoint_name(channel.from_))


def leg_id(channel: MemberChannel) -> str:
    """Return the id of a channel's leg, the first where there are several; `""` where it is not known."""
    return channel.id or next((leg.id for leg in channel.legs), "")


def person_end(
    channel: MemberChannel | None, own: OwnNumbers = NO_NUMBERS, *, is_invited: bool = False
) -> Endpoint | None:
    """Return the end of the person on a channel: its `from` for a caller, its `to` for who was called."""
    if channel is None:
        return None
    return channel.from_ if is_inbound(channel, own, is_invited=is_invited) else channel.to


def member_end(member: Member, own: OwnNumbers = NO_NUMBERS) -> Endpoint | None:
    """Return the end of a member on their channel."""
    return person_end(member.channel, own, is_invited=is_invited(member))


def is_invited(member: Member) -> bool:
    """Return whether a member was invited; that they were called does not follow from it."""
    return bool(member.invited) or any(initiator.action == "invited" for initiator in member.initiators)


def name_person(
    *names: str, ends: Iterable[Endpoint | None] = (), identifier: str = "", own: OwnNumbers = NO_NUMBERS
) -> str:
    """Return what a person is called, in every view: the one place where that is decided.

    The first of their `names` that somebody chose, else what the first of their own `ends` is called that has a name or
    a number, else their id, shortened. `""` where nothing is known.
    """
    chosen = (phone_numbers.format_number(name) for name in names)
    return pick_readable_name(*chosen, *(endpoint_name(end, own) for end in ends)) or shorten_id(identifier)


def member_display_name(member: Member, own: OwnNumbers = NO_NUMBERS) -> str:
    """Return what a member is called: `name_person` of their names, their own end of the channel, and their id."""
    names = (member.user_display_name, member.user_name)
    identifier = member.user_id or member.id
    return name_person(*names, ends=(member_end(member, own),), identifier=identifier, own=own) or "Unknown"


def user_display_name(user: User, own: OwnNumbers = NO_NUMBERS) -> str:
    """Return what a user is called: `name_person` of their names, the ends at which they are reached, and their id."""
    by_phone = sorted(user.channels, key=lambda channel: channel.type not in PHONE_CHANNEL_TYPES)
    ends = [Endpoint(type=channel.type, address=channel.address) for channel in by_phone]
    return name_person(user.display_name, user.name, ends=ends, identifier=user.id, own=own)


def call_channel(call: Call) -> MemberChannel:
    """Return a leg of the Voice API as the channel that it is."""
    kind = call.to.type if call.to else ""
    return MemberChannel(type=kind, id=call.id, from_=call.from_, to=call.to, direction=call.direction)


def conversation_display_name(
    conversation: Conversation,
    members: Iterable[Member] = (),
    calls: Iterable[Call] = (),
    own: OwnNumbers = NO_NUMBERS,
) -> str:
    """Return a conversation's display name, name, or for calls both ends: `+44 7700 900111 → Harbour Bikes`.

    The ends are those of the first inbound leg that has both, else of the first leg that has both; else the one
    that is known. Legs that are over count like the others, so a call keeps its name when its caller has left.
    """
    members, calls = tuple(members), tuple(calls)
    directions = {call.id: call.direction for call in calls if call.direction}
    legs = [_leg_of_call(call, own) for call in calls]
    legs += [leg for member in members if (leg := _leg_of_member(member, directions, own))]
    legs.sort(key=lambda leg: (not leg.inbound, leg.started is None, leg.started.timestamp() if leg.started else 0.0))
    ends = [(leg.from_, leg.to) for leg in legs]
    named = ([pick_readable_name(endpoint_name(end, own)) for end in pair] for pair in ends)
    both = next((f"{caller} → {callee}" for caller, callee in named if caller and callee), "")
    known = ([endpoint_in_sentence(end, own) for end in pair] for pair in ends)
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


def _leg_of_call(call: Call, own: OwnNumbers) -> _Leg:
    inbound = is_inbound(call_channel(call), own) if call.direction or own.include(call.to) else False
    return _Leg(inbound=inbound, started=call.started, from_=call.from_, to=call.to)


def _leg_of_member(member: Member, directions: Mapping[str, str], own: OwnNumbers) -> _Leg | None:
    channel = member.channel
    if channel is None:
        return None
    channel = replace(channel, direction=directions.get(channel.id) or channel.direction)
    inbound = is_inbound(channel, own, is_invited=is_invited(member))
    started = min((moment for moment in (member.invited, member.joined) if moment), default=None)
    return _Leg(inbound=inbound, started=started, from_=channel.from_, to=channel.to)


def _without_credentials(address: str) -> str:
    scheme, slashes, rest = address.partition("//")
    if not slashes:
        return re.split(r"[;?]", address)[0]
    location = re.split(r"[?#]", rest)[0]
    host, slash, path = location.partition("/")
    return f"{scheme}//{host.rpartition('@')[2]}{slash}{path}"
