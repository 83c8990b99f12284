"""Invariants of every state of a live world, and of every two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from capi_bot.sandbox.world import LiveWorld
from capi_bot.sandbox.world.records import Call, Conversation, Member
from capi_bot.sandbox.world.snapshot import World

BEGINS = datetime(2026, 5, 1, 12, tzinfo=UTC)
IN_PROGRESS = {"started", "ringing", "answered"}
VOICE = {"phone", "sip", "app", "websocket", "vbc"}
STATES = ("INVITED", "JOINED", "LEFT")
RANKS = {"started": 0, "ringing": 1, "answered": 2}


def started(seed: int = 0, speed: float = 1.0) -> LiveWorld:
    return LiveWorld(World(now=BEGINS), begins=BEGINS, seed=seed, speed=speed)


def after(seconds: float) -> datetime:
    return BEGINS + timedelta(seconds=seconds)


def live(world: World) -> set[str]:
    return {call.conversation_id for call in world.calls if call.status in IN_PROGRESS}


def check(world: World) -> None:
    """Assert the invariants of one state."""
    for ids in ([conversation.id for conversation in world.conversations], [call.id for call in world.calls]):
        assert len(set(ids)) == len(ids)
    for conversation in world.conversations:
        _check_conversation(conversation, world)
    for call in world.calls:
        _check_call(call, world)
    talking = [
        member.user_id for conversation in world.conversations for member in conversation.members if _talks(member)
    ]
    assert len(set(talking)) == len(talking)


def check_later(before: World, now: World) -> None:
    """Assert the invariants of two states, of which the second is the later one."""
    for conversation in before.conversations:
        if still := now.conversation(conversation.id):
            _check_later(conversation, still)
    calls = {call.id: call for call in now.calls}
    for call in before.calls:
        _check_call_later(call, calls[call.id])


def _check_conversation(conversation: Conversation, world: World) -> None:
    assert [event.id for event in conversation.events] == list(range(1, len(conversation.events) + 1))
    _in_order((conversation.created, *(event.at for event in conversation.events), world.now))
    for member in conversation.members:
        assert world.user(member.user_id)
        times = member.timestamp
        _in_order(times[change] for change in ("invited", "joined", "left") if change in times)
        assert (member.state == "LEFT") == ("left" in times)
        assert member.state != "LEFT" or times.keys() & {"invited", "joined"}
    assert (conversation.state == "INACTIVE") == (conversation.destroyed is not None)
    assert {event.from_member for event in conversation.events} <= {"", *(member.id for member in conversation.members)}


def _check_call(call: Call, world: World) -> None:
    assert (call.status in IN_PROGRESS) == (call.ended is None)
    _in_order((call.started, call.ended or world.now, world.now))
    conversation = world.conversation(call.conversation_id)
    if conversation is None:
        assert call.ended
        return
    statuses = {leg["leg_id"]: leg["status"] for member in conversation.members for leg in _legs(member)}
    assert statuses[call.id] == call.status
    joined = {leg["leg_id"] for member in conversation.members if member.state == "JOINED" for leg in _legs(member)}
    assert call.id not in joined or call.status in {"answered", "machine", "completed"}


def _check_later(conversation: Conversation, still: Conversation) -> None:
    assert (still.created, still.name) == (conversation.created, conversation.name)
    assert still.events[: len(conversation.events)] == conversation.events
    assert still.state in {conversation.state, "INACTIVE"}
    members = {member.id: member for member in still.members}
    for member in conversation.members:
        assert STATES.index(members[member.id].state) >= STATES.index(member.state)


def _check_call_later(call: Call, now: Call) -> None:
    assert now.started == call.started
    if call.status in IN_PROGRESS:
        assert RANKS.get(now.status, 3) >= RANKS[call.status]
    else:
        assert now == call


def _talks(member: Member) -> bool:
    return member.state == "JOINED" and member.channel["type"] in VOICE


def _legs(member: Member) -> list[dict[str, str]]:
    legs: list[dict[str, str]] = member.channel["legs"]  # type: ignore[assignment] # JSON
    return legs


def _in_order(times: Iterable[datetime]) -> None:
    assert all(before <= later for before, later in pairwise(times))
