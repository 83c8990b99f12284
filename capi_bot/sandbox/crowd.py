"""Thousands of conversations more: what a busy application has beside those that somebody looks for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from capi_bot.sandbox import cast
from capi_bot.sandbox.plot import phone
from capi_bot.sandbox.world import Conversation, Member, User, World, ident

WHAT = ("Repair", "Order", "Return", "Booking", "Invoice", "Delivery")
ABOUT = ("bell", "brake", "chain", "frame", "fork", "light", "pedal", "saddle", "tyre", "wheel")
APART = timedelta(seconds=37)
"""How long after one conversation of the crowd the next began."""


def crowded(world: World, count: int, *, until: datetime | None = None, seed: int = 0) -> World:
    """Return the world with a crowd that began before `until`: before everything else where that is not given.

    The same seed makes the same crowd; its calls are over, and nobody of the other conversations is in one of them.
    """
    begin = min((told.created for told in world.conversations), default=world.now)
    crowd = tuple(_crowd(count, until or begin, random.Random(seed)))  # noqa: S311 - a made-up world needs no secrets
    everything = sorted((*world.conversations, *crowd), key=lambda told: told.created)
    return replace(world, conversations=tuple(everything))


def _crowd(count: int, until: datetime, chance: random.Random) -> Iterator[Conversation]:
    for number in range(1, count + 1):
        yield _call(number, until - number * APART, chance)


def _call(number: int, created: datetime, chance: random.Random) -> Conversation:
    name = f"{chance.choice(WHAT)} {number:05}: {chance.choice(ABOUT)}"
    over = created + timedelta(seconds=chance.randint(10, 600))
    return Conversation(
        id=ident("CON", f"crowd/{number}"),
        name=ident("NAM", f"crowd/{number}"),
        display_name=name,
        created=created,
        state="INACTIVE",
        updated=over,
        members=(_customer(number, created, over, chance),),
    )


def _customer(number: int, joined: datetime, left: datetime, chance: random.Random) -> Member:
    caller: User = chance.choice(cast.CREW)
    return Member(
        id=ident("MEM", f"crowd/{number}"),
        user_id=caller.id,
        state="LEFT",
        channel=phone(f"4479460{chance.randrange(100_000):05}", cast.HOTLINE),
        timestamp={"joined": joined, "left": left},
    )
