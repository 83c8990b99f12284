from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.sandbox.world import snapshot
from capi_bot.sandbox.world.records import Call, Conversation, Event, Member, User
from capi_bot.sandbox.world.snapshot import ConversationIndex, World, shifted
from tests.contact_centre import contact_centre

AT = datetime(2018, 10, 25, 9, 26, 18, 999000, tzinfo=UTC)
ADA, BOB = User(id="USR-1", name="ada"), User(id="USR-2", name="bob")


def call(leg: str, conversation_id: str, minute: int, status: str = "ringing") -> Call:
    started = AT + timedelta(minutes=minute)
    return Call(
        id=leg, conversation_id=conversation_id, from_={}, to={}, status=status, direction="inbound", started=started
    )


def conversation(name: str, minute: int, *user_ids: str) -> Conversation:
    members = tuple(Member(id=f"{name}-{user_id}", user_id=user_id, state="JOINED") for user_id in user_ids)
    return Conversation(
        id=name,
        name=f"name of {name}",
        created=AT + timedelta(minutes=minute),
        members=members,
        calls=(call(f"leg-{name}", name, minute),),
    )


A, B, C, D = (
    conversation("a", 1, "USR-1"),
    conversation("b", 2, "USR-2", "USR-1"),
    conversation("c", 3, "USR-1", "USR-1"),
    conversation("d", 4),
)
ENDED = call("leg-ended", "gone", 0, "busy")
LAYERED = ConversationIndex((C, A), ended_calls=(ENDED,), earlier=ConversationIndex((D, B)))
WORLD = World(now=AT, users=(ADA, BOB), conversations=LAYERED)


def test_conversations_are_in_order_of_creation_however_they_are_given() -> None:
    assert list(World(now=AT, conversations=(D, A, B)).conversations) == [A, B, D]
    assert WORLD.conversations == (A, B, C, D)
    assert (len(WORLD.conversations), WORLD.conversations[-1], WORLD.conversations[1:3]) == (4, D, (B, C))
    assert replace(WORLD, now=AT).conversations is LAYERED


def test_everything_is_found_by_id_and_by_name() -> None:
    assert [WORLD.conversation(name) for name in "abcde"] == [A, B, C, D, None]
    assert [WORLD.conversation_named(f"name of {name}") for name in "abcde"] == [A, B, C, D, None]
    assert (WORLD.user("USR-2"), WORLD.user("USR-3")) == (BOB, None)
    assert (WORLD.user_named("ada"), WORLD.user_named("eve")) == (ADA, None)


def test_memberships_are_in_order_and_two_of_a_user_in_one_conversation_are_two() -> None:
    memberships = [(item.id, member.id) for item, member in WORLD.memberships("USR-1")]
    assert memberships == [("a", "a-USR-1"), ("b", "b-USR-1"), ("c", "c-USR-1"), ("c", "c-USR-1")]
    assert not WORLD.memberships("USR-3")


def test_calls_are_in_order_of_their_start_and_filtered_by_status_and_conversation() -> None:
    ids = ["leg-ended", "leg-a", "leg-b", "leg-c", "leg-d"]
    assert [item.id for item in WORLD.calls] == [item.id for item in WORLD.calls_of()] == ids
    assert WORLD.calls_of(status="busy") == WORLD.calls_of(conversation_id="gone") == (ENDED,)
    assert WORLD.calls_of(status="busy", conversation_id="a") == ()


def test_conversations_of_an_earlier_index_are_replaced_and_removed() -> None:
    renamed = replace(B, name="new", members=())
    index = ConversationIndex((renamed,), earlier=LAYERED, removed=("c", "nowhere"))

    assert index == (A, renamed, D)
    assert [index.find(name) for name in "abc"] == [A, renamed, None]
    assert [index.find_by_name(name) for name in ("name of b", "new", "name of c")] == [None, renamed, None]
    assert [item.id for item, _ in index.memberships("USR-1")] == ["a"]
    assert index.calls == LAYERED.calls


@pytest.mark.parametrize("size", [100, 10_000])
def test_a_new_layer_looks_at_hardly_any_earlier_conversation(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest page costs the same whatever the size of the world."""
    earlier = ConversationIndex([conversation(f"old-{number}", number - size) for number in range(size)])
    looked_at: list[str] = []

    def counted(item: Conversation) -> snapshot.SortKey:
        looked_at.append(item.id)
        return item.created, item.id

    monkeypatch.setattr(snapshot, "creation", counted)
    index = ConversationIndex((A, B, C), earlier=earlier)
    assert [item.id for item in index[-4:]] == ["old-" + str(size - 1), "a", "b", "c"]
    assert index.find("old-50") is not None
    assert len(looked_at) < 30


TO = datetime(2026, 5, 1, 12, tzinfo=UTC)
MORNING = contact_centre()
BY = TO - MORNING.now


def test_a_shifted_world_is_the_same_but_for_its_times() -> None:
    today = shifted(MORNING, TO)

    assert (today.now, today.users) == (TO, MORNING.users)
    assert shifted(today, MORNING.now) == MORNING
    for then, now in zip(MORNING.conversations, today.conversations, strict=True):
        assert (now.id, now.name, now.created - then.created) == (then.id, then.name, BY)
        assert [event.at for event in now.events] == [event.at + BY for event in then.events]
        assert [item.started for item in now.calls] == [item.started + BY for item in then.calls]
    assert "2018" not in repr(tuple(today.conversations))


def test_times_are_shifted_wherever_they_are_in_an_event() -> None:
    body = {
        "timestamp": {"joined": "2018-10-25T09:26:19.204Z"},
        "dates": ["2018-10-25T09:26:19Z", 5, None],
        "n": "2018",
    }
    with_event = replace(A, events=(Event(id=1, type="custom:x", at=AT, body=body),))

    (later,) = shifted(World(now=AT, conversations=(with_event,)), AT + timedelta(days=1)).conversations

    assert later.events[0].body == {
        "timestamp": {"joined": "2018-10-26T09:26:19.204Z"},
        "dates": ["2018-10-26T09:26:19.000Z", 5, None],
        "n": "2018",
    }
