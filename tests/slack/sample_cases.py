"""Cases of input for views: nothing, the recorded call among others, the longest texts, the most hostile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from capi_bot.capi import wire
from capi_bot.capi.models import (
    Call,
    Conversation,
    ConversationState,
    Endpoint,
    Event,
    Leg,
    Media,
    Member,
    MemberChannel,
    Membership,
    MemberState,
    Page,
    Session,
    User,
    UserChannel,
)
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.slack.views.tabs import EventsTab
from capi_bot.slack.views.users import UserFacts
from tests.slack.sample_values import (
    NOW,
    Filling,
    ViewInputs,
    conversation_id,
    filled,
    member_id,
    seen,
    user_id,
)

SAMPLES = Path(__file__).parents[1] / "samples"

HOSTILE = (
    "<!channel> <@U1> <#C1|x> <https://evil.example|good> & `code` *bold* _x_ ~s~ payload "
    "\u202egpj.exe\u202c\nsecond line\t👩\u200d👩\u200d👧 :smile: " + "x" * 10_000
)
LONGEST = "W" * 59 + "&" * 40


SEED: Conversation = wire.parse_conversation(json.loads((SAMPLES / "seed_conversation.json").read_text()))
SEED_MEMBERS: Sequence[Member] = SEED.members or ()
SEED_EVENTS: Sequence[Event] = [
    wire.parse_event(document, SEED.id) for document in json.loads((SAMPLES / "seed_events.json").read_text())
]


def _empty() -> ViewInputs:
    bare = seen(Conversation(id=conversation_id(1)), (), ())
    return ViewInputs(
        conversations=Page(),
        summaries=(),
        opened=bare,
        members=Page(),
        events=EventsTab(page=Page(), members={}),
        facts=UserFacts(user=User(id=user_id(1)), sessions=Page(), memberships=Page()),
    )


def _busy() -> ViewInputs:
    others = [_other(number) for number in range(2, 11)]
    rows = (seen(replace(SEED, state=ConversationState.ACTIVE, ttl=172800), SEED_MEMBERS, ()), *others)
    return ViewInputs(
        conversations=Page(items=tuple(row.conversation for row in rows), next="N3xt", prev=None),
        summaries=rows,
        opened=rows[0],
        members=Page(items=(*SEED_MEMBERS, *(_member(number) for number in range(3, 9))), next="N3xt"),
        events=EventsTab(
            page=Page(items=tuple(reversed(SEED_EVENTS)), next="0lder"),
            members={member.id: member for member in SEED_MEMBERS},
        ),
        facts=_ada(),
    )


def _other(number: int) -> ConversationSummary:
    conversation = Conversation(
        id=conversation_id(number),
        name=f"NAM-{number}",
        display_name=("", "Support line", "Booking of a table")[number % 3],
        created=NOW - timedelta(minutes=number),
        destroyed=NOW if number == 4 else None,
        state=(ConversationState.ACTIVE, ConversationState.UNKNOWN)[number % 2],
    )
    call = Call(id="1", status="answered", direction="inbound", from_=_phone(number), to=_phone(0))
    if number % 5 == 0:
        return seen(conversation, None, ())
    return seen(conversation, [_member(count) for count in range(number // 2)], [call] if number % 4 == 3 else [])


def _phone(number: int) -> Endpoint:
    return Endpoint(type="phone", address=str(447_700_900_000 + number))


def _member(number: int) -> Member:
    return Member(
        id=member_id(number),
        state=(MemberState.LEFT, MemberState.INVITED, MemberState.UNKNOWN)[number % 3],
        user_id=user_id(number) if number % 4 else "",
        user_display_name=f"Agent {number}",
        channel=MemberChannel(
            from_=_phone(0),
            legs=tuple(Leg(id=f"{number}{count}cecc87-7ac9-4d03-910a-e9d69558263c") for count in range(number % 4)),
            **_reached(number),
        ),
        media=Media(audio=True, muted=(True, False, None)[number % 3], earmuffed=number % 2 == 0),
        invited=NOW - timedelta(minutes=9),
        joined=None if number % 3 else NOW - timedelta(minutes=8),
        left=None if number % 3 else NOW - timedelta(minutes=1),
    )


def _reached(number: int) -> dict[str, Any]:
    kind, address = (
        ("app", user_id(number)),
        ("sip", "sip:desk@example.com"),
        ("websocket", "wss://media.example.com/desk"),
    )[number % 3]
    return {"type": kind, "to": Endpoint(type=kind, address=address)}


def _ada() -> UserFacts:
    ada = User(
        id="USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6",
        name="ada",
        display_name="Ada Lovelace",
        channels=(
            UserChannel(type="pstn", address="447700000001"),
            UserChannel(type="sip", address="sip:ada@example.com", username="ada"),
            UserChannel(type="websocket", address="wss://example.com/ada", content_type="audio/l16;rate=16000"),
            UserChannel(type="app"),
        ),
        custom_data={"plan": "gold", "desk": 7},
    )
    memberships = [Membership(conversation=SEED, member_id=SEED_MEMBERS[0].id, state=MemberState.JOINED)]
    memberships += [
        Membership(conversation=_other(number).conversation, state=MemberState.LEFT) for number in range(2, 9)
    ]
    sessions = Page(items=tuple(Session(id=f"SES-{number}", ttl=900) for number in range(2)), next="more")
    return UserFacts(user=ada, sessions=sessions, memberships=Page(items=tuple(memberships), next="0lder"))


VIEW_INPUTS: Mapping[str, ViewInputs] = {
    "empty": _empty(),
    "busy": _busy(),
    "longest": filled(Filling(texts=[LONGEST])),
    "hostile": filled(Filling(texts=[HOSTILE])),
}
