"""Thousands of conversations more: what a busy application has beside those that somebody looks for.

None of them exists before somebody looks at it: each is made from the seed and its own number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import cast as typed

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.conversation_script import phone
from capi_bot.sandbox.world.lazy_sequence import Key, Ordered
from capi_bot.sandbox.world.ordered_conversations import (
    Beside,
    Known,
    Membership,
    Shelf,
)
from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Member,
    ident,
)
from capi_bot.sandbox.world.seeded_choice import chance
from capi_bot.sandbox.world.snapshot import World

WHAT = ("Repair", "Order", "Return", "Booking", "Invoice", "Delivery")
ABOUT = ("bell", "brake", "chain", "frame", "fork", "light", "pedal", "saddle", "tyre", "wheel")
APART = timedelta(seconds=37)
"""How long after one conversation of the crowd the next began."""

_NOTHING: Ordered[Membership] = Known(()).of("")
_NO_CALLS: Ordered[Call] = Known(()).calls
_ID = re.compile(r"CON-[0-9a-f]{8}-0000-4000-8000-([0-9]{12})")


@lru_cache
def _beginning(seed: int) -> str:
    return ident("CON", f"crowd/{seed}")[:12]


def crowded(world: World, count: int, *, until: datetime | None = None, seed: int = 0) -> World:
    """Return the world with a crowd that began before `until`: before everything else where that is not given.

    The same seed makes the same crowd; its calls are over, and nobody of the other conversations is in one of them.
    """
    begin = world.conversations[0].created if world.conversations else world.now
    crowd = Crowd(Recipe(seed=seed, until=until or begin), count)
    return replace(world, conversations=Beside(crowd, typed("Shelf", world.conversations)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Tell what the conversation of a number is; number 1 is the newest."""

    seed: int
    until: datetime

    def created(self, number: int) -> datetime:
        """Tell when it began."""
        return self.until - number * APART

    def id(self, number: int) -> str:
        """Write its id, which ends in its number."""
        return f"{_beginning(self.seed)}-0000-4000-8000-{number:012}"

    def name(self, number: int) -> str:
        """Write its name, which is machine-made and ends in its number, too."""
        return self.id(number).replace("CON", "NAM", 1)

    def number(self, conversation_id: str) -> int | None:
        """Read the number out of an id, or None where it is none of this crowd's."""
        read = _ID.fullmatch(conversation_id)
        number = int(read[1]) if read else 0
        return number if self.id(number) == conversation_id else None

    def who(self, number: int) -> int:
        """Tell which of the crew was in it: everybody takes a turn, then they begin again in another place."""
        turn, after = divmod(number - 1, len(participants.CREW))
        return (after + chance(self.seed, turn).randrange(len(participants.CREW))) % len(participants.CREW)

    def turn(self, turn: int, who: int) -> int:
        """Tell the number of the conversation in which one of the crew took a turn, both counted from 0."""
        shift = chance(self.seed, turn).randrange(len(participants.CREW))
        return turn * len(participants.CREW) + (who - shift) % len(participants.CREW) + 1

    def conversation(self, number: int) -> Conversation:
        """Make it."""
        drawn, created = chance(self.seed, "conversation", number), self.created(number)
        over = created + timedelta(seconds=drawn.randint(10, 600))
        line = phone(f"4479460{drawn.randrange(100_000):05}", participants.HOTLINE)
        customer = Member(
            id=ident("MEM", f"crowd/{self.seed}/{number}"),
            user_id=participants.CREW[self.who(number)].id,
            state="LEFT",
            channel=line,
            timestamp={"joined": created, "left": over},
        )
        return Conversation(
            id=self.id(number),
            name=self.name(number),
            display_name=f"{drawn.choice(WHAT)} {number:05}: {drawn.choice(ABOUT)}",
            created=created,
            state="INACTIVE",
            updated=over,
            members=(customer,),
        )


class Crowd(Shelf):
    """Be so many conversations of a recipe."""

    def __init__(self, recipe: Recipe, count: int) -> None:
        self._recipe = recipe
        self._count = count

    def __len__(self) -> int:
        return self._count

    def make(self, place: int) -> Conversation:
        """Make a conversation; the highest number is the oldest."""
        return self._recipe.conversation(self._count - place)

    def key(self, place: int) -> Key:
        """Tell its age without making it."""
        number = self._count - place
        return self._recipe.created(number), self._recipe.id(number)

    def find(self, conversation_id: str) -> Conversation | None:
        """Make the conversation of an id."""
        number = self._recipe.number(conversation_id)
        return self._recipe.conversation(number) if number and number <= self._count else None

    def called(self, name: str) -> Conversation | None:
        """Make the conversation of a name."""
        return self.find(name.replace("NAM", "CON", 1)) if name.startswith("NAM") else None

    def of(self, user_id: str) -> Ordered[Membership]:
        """List a user's memberships; only the crew has any."""
        who = next((n for n, user in enumerate(participants.CREW) if user.id == user_id), None)
        return _NOTHING if who is None else Turns(self, self._recipe, who)

    @property
    def calls(self) -> Ordered[Call]:
        """List no legs: they are older than the Voice API remembers."""
        return _NO_CALLS


class Turns(Ordered[Membership]):
    """List what one of the crew was in: one conversation in every turn, also in the last one if it came so far."""

    def __init__(self, crowd: Crowd, recipe: Recipe, who: int) -> None:
        self._crowd = crowd
        self._recipe = recipe
        self._who = who
        whole = len(crowd) // len(participants.CREW)
        self._count = whole + (recipe.turn(whole, who) <= len(crowd))

    def __len__(self) -> int:
        return self._count

    def make(self, place: int) -> Membership:
        """Make the conversation of a turn; the last turn is the oldest."""
        told = self._crowd.make(self._there(place))
        return told, told.members[0]

    def key(self, place: int) -> Key:
        """Tell the conversation's age without making it."""
        return self._crowd.key(self._there(place))

    def _there(self, place: int) -> int:
        return len(self._crowd) - self._recipe.turn(self._count - 1 - place, self._who)
