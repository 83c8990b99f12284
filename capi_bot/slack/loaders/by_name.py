"""Reads for a name or a number: the one thing that it means, as soon as that is clear."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from capi_bot.concurrency import Steps
from capi_bot.domain.search import SearchResult, Source, StopReason
from capi_bot.errors import CapiBotError, DeadlineExceededError, UserError
from capi_bot.slack.button_state import RetryState
from capi_bot.slack.commands import COMMAND, Command, format_command
from capi_bot.slack.loaders.search_results import wait_for_hits
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import (
    FIRST_HIT_WAIT,
    NAME_SEARCH_WAIT,
    Draft,
    FinalReply,
    PendingReply,
    Reply,
    as_pending,
)
from capi_bot.slack.running_scan import RunningScan
from capi_bot.slack.services import Services
from capi_bot.slack.views import block_kit, notices
from capi_bot.slack.views.notices import searching_for

T = TypeVar("T")

SEVERAL: Final = 2
"""Hits that make clear that nobody alone is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSearch(Generic[T]):
    """A search by name, and how it answers what was asked."""

    command: Command
    scan: RunningScan[T]
    is_exact: Callable[[T], bool]
    """Whether a hit is called exactly so: then nothing else is meant."""
    show_one: Callable[[T], Reply]
    show_several: Callable[[], Reply]
    no_match: Callable[[SearchResult[T]], CapiBotError]
    """The error where nothing is called so."""

    def is_clear(self, result: SearchResult[T]) -> bool:
        """Return whether more hits would change nothing."""
        return result.finished or len(result.hits) >= SEVERAL or any(map(self.is_exact, result.hits))

    def answer(self, result: SearchResult[T]) -> Reply:
        """Answer with the one that is meant, or with all that may be; else raise why there is none."""
        self.scan.stop_early()
        exact = [hit for hit in result.hits if self.is_exact(hit)]
        match exact or result.hits:
            case () if result.stop is StopReason.FAILED and result.error is None:
                raise RuntimeError("A search had a bug, which is logged above.")
            case ():
                raise result.error or self.no_match(result)
            case [hit, *more] if exact or not more:
                return self.show_one(hit)
        return self.show_several()


def resolve_name(search: NameSearch[T], services: Services) -> PendingReply:
    """Answer what is meant; where that is not clear soon, say that it is looked for, and answer then."""
    services.scans.submit(search.scan.run)
    return _NameReply(search=search)


def no_match_error(result: SearchResult[T], thing: str, has: str, name: str, lists: str) -> CapiBotError:
    """Return the error that no thing `has` the name or number; the command `lists` shows more of them.

    Where there was no time to look at any, that is why.
    """
    name = block_kit.truncate(block_kit.clean(name), block_kit.NAME_WIDTH)
    missed = " Calls in progress could not be read." if Source.CALLS in result.failed_sources else ""
    if result.stop is StopReason.END:
        return UserError(f"No {thing} {has} “{name}”.{missed} `{COMMAND} {lists}` lists those that there are.")
    if not result.scanned:
        return DeadlineExceededError("The list did not come in time.")
    hint = f"`{COMMAND} {lists} {name}` looks on."
    return UserError(f"No {thing} among the {result.scanned} newest {has} “{name}”.{missed} {hint}")


@dataclass(slots=True, kw_only=True)
class _NameReply(PendingReply, Generic[T]):
    """An answer that is known once it is clear what a name means."""

    search: NameSearch[T]
    _is_late: bool = False
    """Whether the person was told that it is looked for."""
    _reply: PendingReply | None = field(default=None)

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the answer, or that it is looked for."""
        reply = yield from self._wait_for_reply(timeout if self._is_late else max(timeout, NAME_SEARCH_WAIT))
        if reply is None:
            self._is_late = True
            return Draft(message=searching_for(self.search.command.argument), is_final=False)
        return (yield from reply.render(timeout))

    def render_once(self, timeout: float, on_wait: Callable[[], object]) -> Steps[Message]:
        """Draw the answer; where it takes longer, `on_wait` says so first."""
        reply = yield from self._wait_for_reply(0.0 if self._is_late else NAME_SEARCH_WAIT)
        if reply is None:
            on_wait()
            self._is_late = True
            reply = yield from self._wait_for_reply(FIRST_HIT_WAIT)
            if reply is None:
                raise DeadlineExceededError("The search did not come to an end.")
            return (yield from reply.render_once(timeout, lambda: None))
        return (yield from reply.render_once(timeout, on_wait))

    def _wait_for_reply(self, timeout: float) -> Steps[PendingReply | None]:
        if self._reply is None:
            ends = time.monotonic() + timeout
            result = self.search.scan.result
            while not self.search.is_clear(result) and (left := ends - time.monotonic()) > 0:
                result = yield from wait_for_hits(self.search.scan, len(result.hits), left)
            if self.search.is_clear(result):
                self._reply = self._answer(result)
        return self._reply

    def _answer(self, result: SearchResult[T]) -> PendingReply:
        try:
            return as_pending(self.search.answer(result))
        except CapiBotError as error:
            if not self._is_late:
                raise
            # By now there is nobody to whom a failure could be told in another way.
            return FinalReply(message=notices.failure(error, RetryState(typed=format_command(self.search.command)), ""))
