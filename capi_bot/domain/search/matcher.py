"""Whether one conversation is wanted: by what is known of it, else by reading."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Member
from capi_bot.domain.conversation_summary import MAX_MEMBERS, ConversationDetails, read_details
from capi_bot.domain.liveness import Liveness, deduce_liveness
from capi_bot.domain.search.batches import Answer
from capi_bot.domain.search.filters import (
    Filters,
    call_has_party,
    member_has_party,
    says,
)
from capi_bot.domain.search.results import Hit
from capi_bot.errors import ForbiddenError, NotFoundError, UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Be a conversation that may be wanted."""

    conversation: Conversation
    calls: tuple[Call, ...] | None = None
    """Its calls in progress; None where they are not known."""
    key: str = ""
    """What a position remembers it by."""
    named: bool = True
    """Whether its names are known, if it has any: a call tells the id of its conversation alone."""
    live: bool = False
    """Whether it counts as live whatever else is told."""
    involved: bool = False
    """Whether the party is known to be in it."""


class Matcher:
    """Tell which conversations are wanted."""

    def __init__(self, api: ConversationApi, filters: Filters) -> None:
        self._api = api
        self._filters = filters

    def __call__(self, candidate: Candidate) -> Answer[Hit] | None:
        """Answer by what is known, or how to read the rest; None for what is not wanted."""
        verdicts = (self._by_words(candidate), self._by_state(candidate), self._by_party(candidate))
        if False in verdicts:
            return None
        if None in verdicts:
            return Answer(read=lambda: self._look_into(candidate))
        return Answer(hit=Hit(conversation=candidate.conversation, calls=candidate.calls))

    def _by_words(self, candidate: Candidate) -> bool | None:
        return self._is_named(candidate.conversation) or (False if candidate.named else None)

    def _by_state(self, candidate: Candidate) -> bool | None:
        wanted = self._filters.state
        if wanted is None or (candidate.live and wanted is Liveness.LIVE):
            return True
        if wanted is Liveness.OPEN and candidate.calls is None:
            return False  # nobody can tell an open conversation from one that rings
        known = deduce_liveness(candidate.conversation, None, None)
        return None if known is Liveness.UNKNOWN else known is wanted

    def _by_party(self, candidate: Candidate) -> bool | None:
        if not self._filters.party or candidate.involved:
            return True
        return any(call_has_party(self._filters, call) for call in candidate.calls or ()) or None

    def _look_into(self, candidate: Candidate) -> Hit | None:
        """Read as much as it takes; what ended meanwhile, or what we may not read, is not wanted."""
        try:
            look = self._look(candidate)
        except (NotFoundError, ForbiddenError, UserError):
            return None
        return Hit(conversation=look.conversation, look=look, calls=candidate.calls) if look else None

    def _look(self, candidate: Candidate) -> ConversationDetails | None:
        by_party_alone = self._by_words(candidate) and self._by_state(candidate)
        look = None if by_party_alone else self._row(candidate)
        if look and not self._is_wanted(candidate, look):
            return None
        if not self._by_party(candidate) and not self._has_party(candidate, look.members if look else None):
            return None
        return look or self._row(candidate)

    def _row(self, candidate: Candidate) -> ConversationDetails:
        return read_details(self._api, candidate.conversation, candidate.calls or ())

    def _is_wanted(self, candidate: Candidate, look: ConversationDetails) -> bool:
        state = self._by_state(candidate)
        told = deduce_liveness(look.conversation, look.members, candidate.calls, gone=look.gone)
        return self._is_named(look.conversation) and (state or told is self._filters.state)

    def _is_named(self, conversation: Conversation) -> bool:
        return says(self._filters.words, conversation.id, conversation.name, conversation.display_name)

    def _has_party(self, candidate: Candidate, known: tuple[Member, ...] | None) -> bool:
        if known and any(member_has_party(self._filters, member) for member in known):
            return True
        if known is not None and (self._filters.name or all(member.channel for member in known)):
            return False
        read = self._api.members if self._filters.name else self._api.members_in_full
        members = read(candidate.conversation.id, page_size=MAX_MEMBERS).items
        return any(member_has_party(self._filters, member) for member in members)
