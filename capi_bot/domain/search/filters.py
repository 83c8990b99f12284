"""The filters of a conversation search, and whether a conversation, a call or a member matches them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from unicodedata import normalize

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Endpoint, Member, Order
from capi_bot.domain.addresses import parse_address
from capi_bot.domain.conversation_summary import MAX_MEMBERS, ConversationDetails, read_details
from capi_bot.domain.liveness import Liveness, deduce_liveness
from capi_bot.domain.phone_numbers import NumberForms, normalise_number, number_forms
from capi_bot.domain.search.results import Hit
from capi_bot.domain.search.scan import Match
from capi_bot.errors import ForbiddenError, NotFoundError, UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Criteria for conversations; the default matches all of them, newest first."""

    state: Liveness | None = None
    start: datetime | None = None
    end: datetime | None = None
    oldest: bool = False
    """Whether the oldest come first."""
    party: str = ""
    """The number or the name of a person who must be, or have been, in them."""
    words: tuple[str, ...] = ()
    """Texts that must all occur in a conversation's id, name or display name; each may contain spaces."""
    countries: tuple[str, ...] = ()
    """Countries (ISO codes) within which the number of the party may have been dialled."""
    number_forms: NumberForms = field(init=False, repr=False, compare=False)
    """What the number of the party may be."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "number_forms", number_forms(self.party, self.countries))

    @property
    def needs_search(self) -> bool:
        """Return whether they go beyond what the API's own list filters by: dates and order."""
        return bool(self.state or self.party or self.words)

    @property
    def order(self) -> Order:
        """Return the order as the API names it."""
        return "asc" if self.oldest else "desc"

    @property
    def number(self) -> str:
        """Return the digits of a party that is a number, else `""`."""
        return normalise_number(self.party)

    @property
    def name(self) -> str:
        """Return a party that is a name, else `""`."""
        return "" if self.number else self.party


def contains_words(words: Iterable[str], *texts: str) -> bool:
    """Return whether each of the words occurs in one of the texts, ignoring case, Unicode form and spacing."""
    folded = [_fold(text) for text in texts]
    return all(any(_fold(word) in text for text in folded) for word in words)


def is_called(name: str, *texts: str) -> bool:
    """Return whether one of the texts is that name, ignoring case, Unicode form and spacing."""
    return _fold(name) in map(_fold, texts)


def is_between(filters: Filters, time: datetime | None) -> bool:
    """Return whether a time is within the filters' dates; an unknown time is so only if there are none."""
    if time is None:
        return filters.start is None and filters.end is None
    return (filters.start is None or filters.start <= time) and (filters.end is None or time <= filters.end)


def call_has_party(filters: Filters, call: Call) -> bool:
    """Return whether the party is at an end of a call."""
    if filters.number:
        return call_has_number(call, filters.number_forms)
    return any(_is_called_at(filters.name, end) for end in _ends(call.from_, call.to))


def call_has_number(call: Call, number: NumberForms) -> bool:
    """Return whether a number is at an end of a call."""
    return any(number.include(end.address) for end in _ends(call.from_, call.to))


def member_has_party(filters: Filters, member: Member) -> bool:
    """Return whether the party is a member: by name, which may be a number, or at an end of the channel."""
    names, channel = (member.user_display_name, member.user_name), member.channel
    ends = _ends(channel.from_, channel.to) if channel else ()
    if filters.name:
        return contains_words([filters.name], *names, *(parse_address(end.address).display_name for end in ends))
    return any(filters.number_forms.include(text) for text in (*names, *(end.address for end in ends)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A conversation that may match."""

    conversation: Conversation
    calls: tuple[Call, ...] | None = None
    """Its calls in progress; None where they are not known."""
    key: str = ""
    """Its cursor key."""
    began: datetime | None = None
    """When its call began."""
    has_names: bool = True
    """Whether its names are known, if it has any: a call has only the id of its conversation."""
    is_live: bool = False
    """Whether it counts as live whatever its members and state are."""
    is_missed: bool = False
    """Whether it has a missed call."""
    has_party: bool = False
    """Whether the party is known to be in it."""


class Matcher:
    """A matcher of candidates against filters: by what is known of a candidate, else by reading it."""

    def __init__(self, api: ConversationApi, filters: Filters) -> None:
        self._api = api
        self._filters = filters

    def match(self, candidate: Candidate) -> Match[Hit] | None:
        """Return a hit, or the read that decides; None for what does not match."""
        decisions = (self._by_words(candidate), self._by_state(candidate), self._by_party(candidate))
        if False in decisions:
            return None
        if None in decisions:
            return Match(read=lambda: self._read(candidate))
        return Match(hit=Hit(conversation=candidate.conversation, calls=candidate.calls))

    # Each of these three returns None where only a read can decide.

    def _by_words(self, candidate: Candidate) -> bool | None:
        return self._has_words(candidate.conversation) or (False if candidate.has_names else None)

    def _by_state(self, candidate: Candidate) -> bool | None:
        state = self._filters.state
        if state is Liveness.MISSED:
            return candidate.is_missed
        if state is None or (candidate.is_live and state is Liveness.LIVE):
            return True
        if state is Liveness.OPEN and candidate.calls is None:
            return False  # an open conversation cannot be distinguished from one that rings
        known = deduce_liveness(candidate.conversation, None, None)
        return None if known is Liveness.UNKNOWN else known is state

    def _by_party(self, candidate: Candidate) -> bool | None:
        if not self._filters.party or candidate.has_party:
            return True
        return any(call_has_party(self._filters, call) for call in candidate.calls or ()) or None

    def _read(self, candidate: Candidate) -> Hit | None:
        """Read as much as it takes; what ended meanwhile, or what we may not read, does not match."""
        try:
            details = self._matching_details(candidate)
        except (NotFoundError, ForbiddenError, UserError):
            return None
        if details is None:
            return None
        return Hit(conversation=details.conversation, details=details, calls=candidate.calls)

    def _matching_details(self, candidate: Candidate) -> ConversationDetails | None:
        details: ConversationDetails | None = None
        if not (self._by_words(candidate) and self._by_state(candidate)):
            details = self._details(candidate)
            current = deduce_liveness(details.conversation, details.members, candidate.calls, gone=details.gone)
            if not self._has_words(details.conversation):
                return None
            if not self._by_state(candidate) and current is not self._filters.state:
                return None
        if not self._by_party(candidate) and not self._has_party(candidate, details.members if details else None):
            return None
        return details or self._details(candidate)

    def _details(self, candidate: Candidate) -> ConversationDetails:
        return read_details(self._api, candidate.conversation, candidate.calls or ())

    def _has_words(self, conversation: Conversation) -> bool:
        names = (conversation.id, conversation.name, conversation.display_name)
        return contains_words(self._filters.words, *names)

    def _has_party(self, candidate: Candidate, known: tuple[Member, ...] | None) -> bool:
        if known and any(member_has_party(self._filters, member) for member in known):
            return True
        if known is not None and (self._filters.name or all(member.channel for member in known)):
            return False
        read = self._api.members if self._filters.name else self._api.members_in_full
        members = read(candidate.conversation.id, page_size=MAX_MEMBERS).items
        return any(member_has_party(self._filters, member) for member in members)


def _ends(*ends: Endpoint | None) -> Sequence[Endpoint]:
    return [each for end in ends if end for each in (end, *end.others)]


def _is_called_at(name: str, end: Endpoint) -> bool:
    # An app user's end is the user's name; several channels of one user are a list: "app,sms".
    app_user = end.address if "app" in end.type.split(",") else ""
    return contains_words([name], app_user, parse_address(end.address).display_name)


def _fold(text: str) -> str:
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return " ".join(folded.split())
