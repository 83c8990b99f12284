"""Look at a living world, and say what holds of every picture of it and of every two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from capi_bot.sandbox.world import Life
from capi_bot.sandbox.world.records import Call, Conversation, Member
from capi_bot.sandbox.world.snapshot import World

BEGINS = datetime(2026, 5, 1, 12, tzinfo=UTC)
IN_PROGRESS = {"started", "ringing", "answered"}
VOICE = {"phone", "sip", "app", "websocket", "vbc"}
STAGES = ("INVITED", "JOINED", "LEFT")
RANKS = {"started": 0, "ringing": 1, "answered": 2}


def lived(seed: int = 0, speed: float = 1.0) -> Life:
    return Life(World(now=BEGINS), begins=BEGINS, seed=seed, speed=speed)


def after(seconds: float) -> datetime:
    return BEGINS + timedelta(seconds=seconds)


def live(world: World) -> set[str]:
    return {call.conversation_id for call in world.calls if call.status in IN_PROGRESS}


def check(world: World) -> None:
    """Say what holds of one picture."""
    for ids in ([told.id for told in world.conversations], [call.id for call in world.calls]):
        assert len(set(ids)) == len(ids)
    for told in world.conversations:
        _check_conversation(told, world)
    for call in world.calls:
        _check_call(call, world)
    talking = [member.user_id for told in world.conversations for member in told.members if _talks(member)]
    assert len(set(talking)) == len(talking)


def check_later(before: World, now: World) -> None:
    """Say what holds of two pictures, of which the second is the later one."""
    for told in before.conversations:
        if still := now.conversation(told.id):
            _check_later(told, still)
    calls = {call.id: call for call in now.calls}
    for call in before.calls:
        _check_call_later(call, calls[call.id])


def _check_conversation(told: Conversation, world: World) -> None:
    assert [event.id for event in told.events] == list(range(1, len(told.events) + 1))
    _in_order((told.created, *(event.at for event in told.events), world.now))
    for member in told.members:
        assert world.user(member.user_id)
        times = member.timestamp
        _in_order(times[change] for change in ("invited", "joined", "left") if change in times)
        assert (member.state == "LEFT") == ("left" in times)
        assert member.state != "LEFT" or times.keys() & {"invited", "joined"}
    assert (told.state == "INACTIVE") == (told.destroyed is not None)
    assert {event.from_member for event in told.events} <= {"", *(member.id for member in told.members)}


def _check_call(call: Call, world: World) -> None:
    assert (call.status in IN_PROGRESS) == (call.ended is None)
    _in_order((call.started, call.ended or world.now, world.now))
    told = world.conversation(call.conversation_id)
    if told is None:
        assert call.ended
        return
    statuses = {leg["leg_id"]: leg["status"] for member in told.members for leg in _legs(member)}
    assert statuses[call.id] == call.status
    joined = {leg["leg_id"] for member in told.members if member.state == "JOINED" for leg in _legs(member)}
    assert call.id not in joined or call.status in {"answered", "machine", "completed"}


def _check_later(told: Conversation, still: Conversation) -> None:
    assert (still.created, still.name) == (told.created, told.name)
    assert still.events[: len(told.events)] == told.events
    assert still.state in {told.state, "INACTIVE"}
    members = {member.id: member for member in still.members}
    for member in told.members:
        assert STAGES.index(members[member.id].state) >= STAGES.index(member.state)


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
