"""Answer with the one thing that a name or a number means, as soon as that is clear."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from capi_bot.domain.search import (
    Scan,
    SearchResult,
    Source,
    StopReason,
)
from capi_bot.errors import CapiBotError, DeadlineExceededError, UserError
from capi_bot.slack.button_state import RetryState
from capi_bot.slack.commands import COMMAND, Command, format_command
from capi_bot.slack.loaders.search_results import WORTH, run
from capi_bot.slack.messages import (
    Message,
    PendingReply,
    Reply,
    as_pending,
)
from capi_bot.slack.services import Services
from capi_bot.slack.views import block_kit, notices
from capi_bot.slack.views.notices import searching_for

T = TypeVar("T")

SOON = 1.5
"""Seconds after which somebody who asked is told that the search goes on."""

SEVERAL = 2
"""Hits that make clear that nobody alone is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSearch(Generic[T]):
    """Say how a search answers what was asked."""

    command: Command
    walk: Scan[T]
    is_exact: Callable[[T], bool]
    """Whether a hit is called exactly so: then nothing else is meant."""
    one: Callable[[T], Reply]
    several: Callable[[], Reply]
    nobody: Callable[[SearchResult[T]], CapiBotError]

    def is_clear(self, found: SearchResult[T]) -> bool:
        """Tell whether more hits would change nothing."""
        return found.finished or len(found.hits) >= SEVERAL or any(map(self.is_exact, found.hits))

    def answer(self, found: SearchResult[T]) -> Reply:
        """Answer with the one that is meant, or with all that may be; else raise why there is none."""
        self.walk.leave()
        exact = [hit for hit in found.hits if self.is_exact(hit)]
        match exact or found.hits:
            case () if found.stop is StopReason.FAILED and found.error is None:
                raise RuntimeError("A search had a bug, which is logged above.")
            case ():
                raise found.error or self.nobody(found)
            case [hit, *more] if exact or not more:
                return self.one(hit)
        return self.several()


def resolve_name(meaning: NameSearch[T], services: Services) -> Reply:
    """Answer what is meant; where that is not clear soon, say that it is looked for, and answer then."""
    services.searches.start(lambda: run(meaning.walk))
    found = _waited(meaning, SOON)
    if meaning.is_clear(found):
        return meaning.answer(found)
    late = _Late(meaning=meaning)
    return PendingReply(look=late.look, once=late.once)


def nobody(found: SearchResult[T], thing: str, has: str, resolve_name: str, lists: str) -> CapiBotError:
    """Make the error that no thing `has` the name or number that was meant; the command `lists` shows more of them.

    Where there was no time to look at any, that is why.
    """
    name = block_kit.truncate(block_kit.clean(resolve_name), block_kit.NAME_WIDTH)
    missed = " Calls in progress could not be read." if Source.CALLS in found.missed else ""
    if found.stop is StopReason.END:
        return UserError(f"No {thing} {has} “{name}”.{missed} `{COMMAND} {lists}` lists those that there are.")
    if not found.looked:
        return DeadlineExceededError("The list did not come in time.")
    hint = f"`{COMMAND} {lists} {name}` looks on."
    return UserError(f"No {thing} among the {found.looked} newest {has} “{name}”.{missed} {hint}")


def _waited(meaning: NameSearch[T], seconds: float) -> SearchResult[T]:
    ends = time.monotonic() + seconds
    found = meaning.walk.wait(seconds, 0)
    while not meaning.is_clear(found) and (left := ends - time.monotonic()) > 0:
        found = meaning.walk.wait(left, len(found.hits))
    return found


@dataclass(slots=True, kw_only=True)
class _Late(Generic[T]):
    """Be an answer that is still looked for."""

    meaning: NameSearch[T]
    _reply: PendingReply | None = field(default=None)

    def look(self, patience: float) -> tuple[Message, bool]:
        reply = self._replied(patience)
        return reply.look(patience) if reply else (searching_for(self.meaning.command.argument), False)

    def once(self, patience: float, meanwhile: Callable[[], object]) -> Message:
        meanwhile()
        reply = self._replied(WORTH)
        if reply is None:
            raise DeadlineExceededError("The search did not come to an end.")
        return reply.once(patience, lambda: None) if reply.once else reply.look(patience)[0]

    def _replied(self, patience: float) -> PendingReply | None:
        if self._reply is None and self.meaning.is_clear(found := _waited(self.meaning, patience)):
            self._reply = as_pending(self._told(found))
        return self._reply

    def _told(self, found: SearchResult[T]) -> Reply:
        # By now nobody waits to whom a failure could be told in another way.
        try:
            return self.meaning.answer(found)
        except CapiBotError as error:
            return notices.failure(error, RetryState(typed=format_command(self.meaning.command)), "")
