"""Reads for a name or a number: the one thing that it means, as soon as that is clear."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeVar

from capi_bot.capi.models import User
from capi_bot.concurrency import Steps
from capi_bot.domain.phone_numbers import is_phone_number
from capi_bot.domain.search import (
    ConversationSearch,
    Filters,
    Hit,
    RunningScan,
    SearchResult,
    Source,
    StopReason,
    UserFilters,
    is_called,
)
from capi_bot.errors import CapiBotError, DeadlineExceededError, UserError
from capi_bot.slack.button_state import ListState, RetryState, Tab, TabState, UserListState, UserState
from capi_bot.slack.commands import COMMAND, Command, format_command, suggest
from capi_bot.slack.commands.list_filter import ListFilter, write_filter
from capi_bot.slack.loaders.conversation import Card
from capi_bot.slack.loaders.conversation_list import start_list, wait_for_hits
from capi_bot.slack.loaders.users import UserCard, start_user_list, user_scan
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import (
    FIRST_HIT_WAIT,
    NAME_SEARCH_WAIT,
    Draft,
    FinalReply,
    PendingReply,
)
from capi_bot.slack.services import Services
from capi_bot.slack.views import block_kit, notices
from capi_bot.slack.views.notices import searching_for

T = TypeVar("T")

SEVERAL: Final = 2
"""Hits that make clear that nobody alone is meant."""


def start_conversation_search(command: Command, services: Services) -> PendingReply:
    """Begin to look for the conversation of some name: it is answered with its card or, where several are, a list."""
    return _start(_conversation_search(command, services))


def start_user_search(command: Command, services: Services) -> PendingReply:
    """Begin to look for the user of some name or number: it is answered with them or, where several are, a list."""
    return _start(_user_search(command, services))


def start_name_search(command: Command, services: Services) -> PendingReply:
    """Begin to look for the conversation and the user of some name, side by side.

    Those that are called exactly so come first, and of both kinds conversations.
    """
    return _start(_conversation_search(command, services), _user_search(command, services))


def _conversation_search(command: Command, services: Services) -> ConversationNameSearch:
    search = ConversationSearch(
        services.api,
        Filters(words=(command.argument,)),
        submit=services.page_reads.submit,
        clock=time.monotonic,
        count=SEVERAL,
    )
    return ConversationNameSearch(command=command, services=services, scan=RunningScan(search))


def _user_search(command: Command, services: Services) -> UserNameSearch:
    name = command.argument
    filters = UserFilters(number=name) if is_phone_number(name) else UserFilters(name=name)
    return UserNameSearch(command=command, services=services, scan=user_scan(filters, services))


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSearch(ABC, Generic[T]):
    """A search by name, and how it answers what was asked."""

    command: Command
    services: Services
    scan: RunningScan[T]

    @abstractmethod
    def is_exact(self, hit: T) -> bool:
        """Return whether a hit is called exactly so: then nothing else is meant."""

    @abstractmethod
    def show_one(self, hit: T) -> PendingReply:
        """Show the one that is meant."""

    @abstractmethod
    def show_several(self) -> PendingReply:
        """Show all that may be meant."""

    @abstractmethod
    def no_match(self, result: SearchResult[T]) -> CapiBotError:
        """Return the error that nothing is called so."""

    @property
    def has_exact(self) -> bool:
        """Return whether something is called exactly so."""
        return any(map(self.is_exact, self.scan.result.hits))

    @property
    def is_clear(self) -> bool:
        """Return whether more hits would change nothing."""
        result = self.scan.result
        return result.finished or len(result.hits) >= SEVERAL or self.has_exact

    def show(self) -> PendingReply:
        """Show the one that is meant, or all that may be; there is a hit."""
        hits = self.scan.result.hits
        exact = [hit for hit in hits if self.is_exact(hit)]
        return self.show_one((exact or hits)[0]) if exact or len(hits) == 1 else self.show_several()

    def failure(self) -> CapiBotError:
        """Return why there is no hit."""
        result = self.scan.result
        if result.stop is StopReason.FAILED and result.error is None:
            raise RuntimeError("A search had a bug, which is logged above.")
        return result.error or self.no_match(result)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationNameSearch(NameSearch[Hit]):
    """A search for the conversation of some name."""

    def is_exact(self, hit: Hit) -> bool:
        """Return whether a conversation is called exactly so."""
        return is_called(self.command.argument, hit.conversation.name, hit.conversation.display_name)

    def show_one(self, hit: Hit) -> PendingReply:
        """Show its card with what the command asks for: its events, or its members."""
        tab = TabState(conversation_id=hit.conversation.id, tab=Tab.MEMBERS)
        if self.command.name == "events":
            tab = replace(tab, tab=Tab.EVENTS, event_filter=self.command.event_filter)
        return Card.start(tab, self.services, private=self.command.private)

    def show_several(self) -> PendingReply:
        """Show the list of those with the name in it; raise `UserError` for a name that no button can carry."""
        filters = ListFilter(words=(self.command.argument,))
        write_filter(filters)
        return start_list(ListState(filters=filters, private=self.command.private), self.services)

    def no_match(self, result: SearchResult[Hit]) -> CapiBotError:
        """Return the error that no conversation is called so."""
        return no_match_error(result, "conversation", "is called", self.command.argument, "conversations")


@dataclass(frozen=True, slots=True, kw_only=True)
class UserNameSearch(NameSearch[User]):
    """A search for the user of some name or phone number."""

    def is_exact(self, hit: User) -> bool:
        """Return whether a user is called exactly so; several users may have one number."""
        name = self.command.argument
        return not is_phone_number(name) and is_called(name, hit.name, hit.display_name)

    def show_one(self, hit: User) -> PendingReply:
        """Show the user."""
        return UserCard.start(UserState(user_id=hit.id), self.services)

    def show_several(self) -> PendingReply:
        """Show the list of those with the name or the number."""
        return start_user_list(UserListState(words=self.command.argument), self.services)

    def no_match(self, result: SearchResult[User]) -> CapiBotError:
        """Return the error that nobody is called so, or has the number."""
        name = self.command.argument
        has = "has the number" if is_phone_number(name) else "is called"
        return no_match_error(result, "user", has, name, "users")


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


def _no_match_at_all(conversations: NameSearch[Any], users: NameSearch[Any]) -> CapiBotError:
    """Return the error that a name, which was typed alone, is that of nothing."""
    name, results = conversations.command.argument, (conversations.scan.result, users.scan.result)
    for search, result in zip((conversations, users), results, strict=True):
        if result.stop is StopReason.FAILED or not (result.scanned or result.stop is StopReason.END):
            return search.failure()
    shown = block_kit.truncate(block_kit.clean(name), block_kit.NAME_WIDTH)
    kinds = (
        f"no {kind}" + ("" if result.stop is StopReason.END else f" among the {result.scanned} newest")
        for kind, result in zip(("conversation", "user"), results, strict=True)
    )
    is_end = all(result.stop is StopReason.END for result in results)
    further = "" if is_end else f" `{COMMAND} conversations {shown}` looks on."
    return UserError(f"I know no command, {' and '.join(kinds)} called “{shown}”.{further} {suggest(name)}")


def _start(*searches: NameSearch[Any]) -> PendingReply:
    for search in searches:
        search.services.scans.submit_steps(search.scan.run())
    return _NameReply(searches=searches)


@dataclass(slots=True, kw_only=True)
class _NameReply(PendingReply):
    """An answer that is known once it is clear what a name means."""

    searches: Sequence[NameSearch[Any]]
    """Of one name; what the first ones find is preferred."""
    _is_late: bool = False
    """Whether it is shown already that the search goes on."""
    _reply: PendingReply | None = field(default=None)

    @property
    def _command(self) -> Command:
        return self.searches[0].command

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the answer, or that it is looked for."""
        reply = yield from self._wait_for_reply(timeout if self._is_late else max(timeout, NAME_SEARCH_WAIT))
        if reply is None:
            self._is_late = True
            return Draft(message=searching_for(self._command.argument), is_final=False)
        return (yield from reply.render(timeout))

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        """Draw the answer, once it is known what the name means."""
        seconds = FIRST_HIT_WAIT if is_late else NAME_SEARCH_WAIT
        reply = yield from self._wait_for_reply(0.0 if self._is_late and not is_late else seconds)
        if reply is None:
            self._is_late = True
            if is_late:
                raise DeadlineExceededError("The search did not come to an end.")
            return None
        return (yield from reply.render_once(timeout, is_late=is_late))

    def _wait_for_reply(self, timeout: float) -> Steps[PendingReply | None]:
        if self._reply is None:
            ends = time.monotonic() + timeout
            while (pending := self._pending()) and (left := ends - time.monotonic()) > 0:
                yield from wait_for_hits(pending.scan, len(pending.scan.result.hits), left)
            if pending is None:
                self._reply = self._answer()
        return self._reply

    def _pending(self) -> NameSearch[Any] | None:
        """Return the first search that may still change the answer; None where it is known."""
        for search in self.searches:
            if search.has_exact:
                return None
            if not search.is_clear:
                return search
        return None

    def _answer(self) -> PendingReply:
        for search in self.searches:
            search.scan.stop_early()
        exact = (search for search in self.searches if search.has_exact)
        found = next(exact, None) or next((search for search in self.searches if search.scan.result.hits), None)
        try:
            if found:
                return found.show()
            raise self.searches[0].failure() if len(self.searches) == 1 else _no_match_at_all(*self.searches)
        except CapiBotError as error:
            if not self._is_late:
                raise
            # By now a failure can be reported in no other way.
            return FinalReply(message=notices.failure(error, RetryState(typed=format_command(self._command)), ""))
