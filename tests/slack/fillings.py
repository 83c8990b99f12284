"""A cast that is made of any texts, as many as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
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
from capi_bot.capi.overview import Glance, Look, glance
from capi_bot.slack.views.panels import EventsTab, MembersTab
from capi_bot.slack.views.users import UserFacts

NOW = datetime(2018, 10, 25, 9, 27, 5, tzinfo=UTC)


def seen(told: Conversation, members: Iterable[Member] | None, calls: Iterable[Call] | None) -> Glance:
    """Put together what is known of a conversation."""
    return glance(Look(conversation=told, members=None if members is None else tuple(members)), calls)


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
class Cast:
    """Everything that the views are given, so that each view can be drawn for each cast."""

    conversations: Page[Conversation]
    glances: Sequence[Glance]
    opened: Glance
    """The row that is opened, and the conversation of the card."""
    members: Page[Member]
    events: EventsTab
    facts: UserFacts
    cursor: str | None = None
    number: int = 1

    def members_tab(self, count: int) -> MembersTab:
        """Bring as many members as a row or a card reads."""
        return MembersTab(page=replace(self.members, items=self.members.items[:count]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Say what to put everywhere that something from outside can stand."""

    texts: Sequence[str]
    """Taken in turn, over and over."""
    cursor: Callable[[str], str | None] = cursor
    state: ConversationState = ConversationState.ACTIVE
    member_state: MemberState = MemberState.JOINED
    known: bool = True
    """Whether the members of the listed conversations are known."""
    event_types: Sequence[str] = ("message", "custom:{}", "member:joined", "leg:status:update", "{}")
    """`{}` stands for a text."""
    body: Mapping[str, object] = field(default_factory=dict)


def filled(filling: Filling) -> Cast:
    """Make a cast of as many as there is room for, each of its texts one of the filling's."""
    texts = cycle(filling.texts)
    rows = [
        seen(_conversation(number, texts, filling.state), () if filling.known else None, ()) for number in range(10)
    ]
    members = [_filled_member(number, texts, filling.member_state) for number in range(8)]
    events = [_event(number, texts, filling) for number in range(10)]
    memberships = [
        Membership(conversation=row.conversation, member_id=member_id(1), state=filling.member_state)
        for row in rows[:8]
    ]
    neighbours = {"next": filling.cursor("n"), "prev": filling.cursor("p")}
    sessions = tuple(Session(id=next(texts), user_name=next(texts), ttl=1) for _ in range(10))
    return Cast(
        conversations=Page(items=tuple(row.conversation for row in rows), **neighbours),
        glances=rows,
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
        cursor=filling.cursor("c"),
        number=99_999,
    )


def _conversation(number: int, texts: Iterator[str], state: ConversationState) -> Conversation:
    return Conversation(
        id=conversation_id(number),
        name=next(texts),
        display_name=next(texts),
        state=state,
        created=NOW,
        updated=NOW,
        sequence_number=123_456_789,
        ttl=172_799,
        custom_data={next(texts): next(texts)},
    )


def _filled_member(number: int, texts: Iterator[str], state: MemberState) -> Member:
    return Member(
        id=member_id(number),
        state=state,
        user_id=user_id(number),
        user_name=next(texts),
        user_display_name=next(texts),
        channel=MemberChannel(
            type=next(texts),
            id=next(texts),
            from_=Endpoint(type=next(texts), address=next(texts)),
            to=Endpoint(type=next(texts), address=next(texts)),
            legs=tuple(Leg(id=next(texts), status=next(texts)) for _ in range(12)),
        ),
        media=Media(audio=True, muted=False, earmuffed=True),
        invited=NOW,
        joined=NOW,
        left=NOW,
        invited_by=next(texts),
    )


def _event(number: int, texts: Iterator[str], filling: Filling) -> Event:
    body = {"text": next(texts), "message_type": "text", "user": {"display_name": next(texts)}, "status": next(texts)}
    return Event(
        id=number,
        type=filling.event_types[number % len(filling.event_types)].replace("{}", next(texts)),
        from_member=member_id(number % 8),
        from_user_display_name=next(texts),
        timestamp=NOW,
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
