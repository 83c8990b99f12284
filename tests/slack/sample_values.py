"""Input of the views: conversations, members, events and users, made of any texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle

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
from capi_bot.domain.call_summary import CallSummary, summarise_call
from capi_bot.domain.conversation_summary import ConversationDetails, ConversationSummary, summarise_conversation
from capi_bot.domain.liveness import ENDED_STATES
from capi_bot.slack.views.tabs import EventsTab, MembersTab
from capi_bot.slack.views.users import UserFacts

NOW = datetime(2018, 10, 25, 9, 27, 5, tzinfo=UTC)


def seen(
    conversation: Conversation, members: Iterable[Member] | None, calls: Iterable[Call] | None
) -> ConversationSummary:
    """Return the summary of a conversation of which this is known."""
    return summarise_conversation(
        ConversationDetails(conversation=conversation, members=None if members is None else tuple(members)), calls
    )


def conversation_id(number: int) -> str:
    return f"CON-{number:08d}-2542-499a-892e-c982c4150c06"


def member_id(number: int) -> str:
    return f"MEM-{number:08d}-cba9-444f-88ae-0bfa630865a6"


def user_id(number: int) -> str:
    return f"USR-{number:08d}-d06b-42f6-a525-90d2859ab9f6"


def cursor(letter: str) -> str:
    """Return a cursor as long as the API's longest, in the API's alphabet."""
    return f"{letter * 97}/+="


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewInputs:
    """Input of every view, so that each view can be drawn of each case."""

    conversations: Page[Conversation]
    summaries: Sequence[ConversationSummary]
    opened: ConversationSummary
    """The row that is opened, and the conversation of the card."""
    members: Page[Member]
    events: EventsTab
    facts: UserFacts
    calls: Sequence[Call] = ()
    """The calls in progress of the opened one."""
    cursor: str | None = None
    number: int = 1

    def members_tab(self, count: int) -> MembersTab:
        """Return as many members as a row or a card reads."""
        page = replace(self.members, items=self.members.items[:count])
        return MembersTab(page=page, everyone=self.members.items, whole=True, events=self.events.page.items)

    def call_summary(self) -> CallSummary:
        """Return the call summary of the opened conversation."""
        members, events = self.events.members.values(), self.events.page.items
        return summarise_call(self.opened.conversation, members, events, self.calls, now=NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Values for every place in which something from outside can stand."""

    texts: Sequence[str]
    """Taken in turn, over and over."""
    cursor: Callable[[str], str | None] = cursor
    state: ConversationState = ConversationState.ACTIVE
    member_state: MemberState | None = None
    """None where most have joined, and one is invited, and two have left."""
    known: bool = True
    """Whether the members of the listed conversations are known."""
    event_types: Sequence[str] = ("message", "custom:{}", "member:joined", "leg:status:update", "{}")
    """`{}` stands for a text."""
    body: Mapping[str, object] = field(default_factory=dict)


def filled(filling: Filling) -> ViewInputs:
    """Return input of as many items as there is room for, whose texts are those of the filling."""
    texts = cycle(filling.texts)
    members = [_filled_member(number, texts, filling.member_state or _state(number)) for number in range(8)]
    calls = [] if filling.state in ENDED_STATES else [call for member in members for call in _calls(member)]
    listed = [_conversation(number, texts, filling.state) for number in range(10)]
    rows = [
        seen(
            conversation,
            (members if conversation is listed[0] else ()) if filling.known else None,
            calls if conversation is listed[0] else (),
        )
        for conversation in listed
    ]
    events = [_event(number, texts, filling) for number in range(10)]
    memberships = [
        Membership(conversation=row.conversation, member_id=member_id(1), state=members[1].state) for row in rows[:8]
    ]
    neighbours = {"next": filling.cursor("n"), "prev": filling.cursor("p")}
    sessions = tuple(Session(id=next(texts), user_name=next(texts), ttl=1) for _ in range(10))
    return ViewInputs(
        conversations=Page(items=tuple(row.conversation for row in rows), **neighbours),
        summaries=rows,
        opened=rows[0],
        members=Page(items=tuple(members), **neighbours),
        events=EventsTab(
            page=Page(items=tuple(events), **neighbours), members={member.id: member for member in members}
        ),
        facts=UserFacts(
            user=_filled_user(texts),
            sessions=Page(items=sessions, **neighbours),
            memberships=Page(items=tuple(memberships), **neighbours),
        ),
        calls=calls,
        cursor=filling.cursor("c"),
        number=99_999,
    )


def _conversation(number: int, texts: Iterator[str], state: ConversationState) -> Conversation:
    return Conversation(
        id=conversation_id(number),
        name=next(texts),
        display_name=next(texts),
        state=state,
        created=NOW - timedelta(minutes=10),
        updated=NOW - timedelta(minutes=1),
        destroyed=NOW if state in ENDED_STATES else None,
        sequence_number=123_456_789,
        ttl=172_799,
        custom_data={next(texts): next(texts)},
    )


def _state(number: int) -> MemberState:
    return {4: MemberState.INVITED, 5: MemberState.LEFT, 6: MemberState.LEFT}.get(number, MemberState.JOINED)


def leg_id(number: int) -> str:
    """Return an id as the platform gives it: the first leg is the caller's, the others were dialled."""
    return f"{number:08d}-7ac9-4d03-910a-e9d69558263c" if number else "797168e24c19a3c45e74e05b10fef2b5"


def _filled_member(number: int, texts: Iterator[str], state: MemberState) -> Member:
    began = NOW - timedelta(minutes=9, seconds=-30 * number)
    return Member(
        id=member_id(number),
        state=state,
        user_id=user_id(number),
        user_name=next(texts),
        user_display_name=next(texts),
        channel=MemberChannel(
            type=next(texts) if number % 2 else "phone",
            id=leg_id(number),
            from_=Endpoint(type=next(texts), address=next(texts)),
            to=Endpoint(type=next(texts), address=next(texts)),
            legs=(
                Leg(id=leg_id(number), status=next(texts)),
                *(Leg(id=next(texts), status=next(texts)) for _ in range(3)),
            ),
        ),
        media=Media(audio=True, muted=number % 3 > 0, earmuffed=number % 3 > 1),
        invited=began if number else None,
        joined=None if state is MemberState.INVITED else began + timedelta(seconds=20),
        left=NOW - timedelta(minutes=1) if state is MemberState.LEFT else None,
        invited_by=next(texts),
    )


def _calls(member: Member) -> Iterator[Call]:
    """List the legs in progress as the Voice API does."""
    status = {MemberState.JOINED: "answered", MemberState.INVITED: "ringing"}.get(member.state)
    channel = member.channel
    if status and channel:
        direction = "outbound" if member.invited else "inbound"
        began = member.invited or member.joined
        yield Call(id=channel.id, status=status, direction=direction, from_=channel.from_, to=channel.to, started=began)


def _event(number: int, texts: Iterator[str], filling: Filling) -> Event:
    body = {"text": next(texts), "message_type": "text", "user": {"display_name": next(texts)}, "status": next(texts)}
    return Event(
        id=number,
        type=filling.event_types[number % len(filling.event_types)].replace("{}", next(texts)),
        from_member=member_id(number % 8),
        from_user_display_name=next(texts),
        timestamp=NOW - timedelta(seconds=15 * (10 - number)),
        body={**body, next(texts): next(texts), **filling.body},
    )


def _filled_user(texts: Iterator[str]) -> User:
    channels = [
        UserChannel(type=next(texts), address=next(texts), username=next(texts), content_type=next(texts))
        for _ in range(25)
    ]
    return User(
        id=user_id(1),
        name=next(texts),
        display_name=next(texts),
        channels=tuple(channels),
        custom_data={next(texts): next(texts)},
        ttl=172_800,
    )
