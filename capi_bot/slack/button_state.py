"""The state that a message's buttons carry: values to and from short strings, so that nothing is kept between presses.

A string is a query such as `n=2&c=CURSOR&o=CON-…&t=members`: text of any script takes no more room than it has.
Whoever presses can see it and send it again, so it holds no secret and is checked again wherever it is used. Buttons of
messages posted long ago are pressed too: keys and their meanings stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

from capi_bot.errors import UserError
from capi_bot.slack.commands.list_filter import EVERYTHING, ListFilter, read_filter
from capi_bot.slack.commands.text import query_escape

STALE = "That button can no longer be read. Ask again with `/capi conversations`."


class Tab(StrEnum):
    """A tab of a conversation."""

    MEMBERS = "members"
    EVENTS = "events"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabState:
    """The state of a conversation's tabs: which tab is open (None: neither), and at which page of it."""

    conversation_id: str
    tab: Tab | None = None
    event_filter: str = ""
    """The group or the type of events that the events tab shows; empty for all."""
    cursor: str | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """The state of a list of conversations: its filter, its page, and the tabs of the one row that is open."""

    filters: ListFilter = EVERYTHING
    since: int | None = None
    """When its first page was read, in seconds since 1970: `filters.since` counts back from it on later pages."""
    cursor: str | None = None
    number: int = 1
    tab_state: TabState | None = None
    private: bool = False
    """Whether only one person sees it: Slack does not send such a message along with a press on it."""
    scanned: int = 0
    """Conversations scanned for the pages before, where they have to be searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserState:
    """The state of a user card: the user, and a page of the conversations they are in."""

    user_id: str
    cursor: str | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class UserListState:
    """The state of a list of users: the words searched for in their names, and the page."""

    words: str = ""
    cursor: str | None = None
    number: int = 1
    scanned: int = 0
    """Users scanned for the pages before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """The state of a Home tab: a page of live conversations, one of saved filters, and the filter of a button."""

    number: int = 1
    saved: int = 1
    filter: str = ""
    """The key of a saved filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupState:
    """The state of a lookup: the ids and numbers that it shows, as they were written, and how many it left out."""

    written: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryState:
    """What a Try again button repeats: a typed command, or a press on a message that others see."""

    typed: str = ""
    action_id: str = ""
    value: str = ""
    list_state: str = ""
    selected: str = ""
    """What was chosen, where it was a menu, or the channel that it was to be shared to."""
    channel: str = ""
    """Where it was typed or pressed: a note about it may stand in the direct conversation."""
    message_ts: str = ""
    thread_ts: str = ""


def encode(pairs: Mapping[str, str | None]) -> str:
    """Write pairs as a query string; those without a value are left out."""
    return "&".join(f"{query_escape(key)}={query_escape(value)}" for key, value in pairs.items() if value)


def decode(text: str) -> dict[str, str]:
    """Read the pairs of a query string, as many as it has."""
    return dict(parse_qsl(text))


def encode_list(state: ListState) -> str:
    """Write the state of a list."""
    return encode(
        {
            "n": str(state.number),
            "c": state.cursor,
            "l": _optional(state.scanned),
            "x": "1" if state.private else None,
            "f": state.filters.text,
            "a": None if state.since is None else str(state.since),
            **(_tab_pairs(state.tab_state) if state.tab_state else {}),
        }
    )


def decode_list(text: str) -> ListState:
    """Read the state of a list; `UserError` for anything else."""
    pairs = _decode_required(text, "n")
    return ListState(
        filters=read_filter(pairs.get("f", "")),
        since=_seconds(pairs["a"]) if "a" in pairs else None,
        cursor=pairs.get("c"),
        number=_number(pairs["n"]),
        tab_state=_tab_state(pairs) if "o" in pairs else None,
        private="x" in pairs,
        scanned=_number(pairs.get("l", "0")),
    )


def encode_tab(state: TabState) -> str:
    """Write the state of a conversation's tabs."""
    return encode(_tab_pairs(state))


def decode_tab(text: str) -> TabState:
    """Read the state of a conversation's tabs; `UserError` for anything else."""
    return _tab_state(decode(text))


def encode_user(state: UserState) -> str:
    """Write the state of a user card."""
    return encode({"u": state.user_id, **_page_pairs(state)})


def decode_user(text: str) -> UserState:
    """Read the state of a user card; `UserError` for anything else."""
    pairs = _decode_required(text, "u")
    return UserState(user_id=pairs["u"], cursor=pairs.get("k"), number=_number(pairs.get("p", "1")))


def encode_user_list(state: UserListState) -> str:
    """Write the state of a list of users."""
    return encode({"w": "1", "f": state.words, **_page_pairs(state), "l": _optional(state.scanned)})


def decode_user_list(text: str) -> UserListState:
    """Read the state of a list of users; `UserError` for anything else."""
    pairs = _decode_required(text, "w")
    return UserListState(
        words=pairs.get("f", ""),
        cursor=pairs.get("k"),
        number=_number(pairs.get("p", "1")),
        scanned=_number(pairs.get("l", "0")),
    )


def encode_home(state: HomeState) -> str:
    """Write the state of a Home tab."""
    return encode({"l": str(state.number), "s": str(state.saved), "f": state.filter})


def decode_home(text: str) -> HomeState:
    """Read the state of a Home tab; `UserError` for anything else."""
    pairs = _decode_required(text, "l")
    return HomeState(number=_number(pairs["l"]), saved=_number(pairs.get("s", "1")), filter=pairs.get("f", ""))


def encode_lookup(state: LookupState) -> str:
    """Write the state of a lookup."""
    return encode({"i": "\n".join(state.written), "l": _optional(state.more)})


def decode_lookup(text: str) -> LookupState:
    """Read the state of a lookup; `UserError` for anything else."""
    pairs = _decode_required(text, "i")
    return LookupState(written=tuple(pairs["i"].splitlines()), more=_number(pairs.get("l", "0")))


def encode_retry(state: RetryState) -> str:
    """Write what can be tried again."""
    return encode(
        {
            "q": state.typed,
            "a": state.action_id,
            "b": state.value,
            "s": state.list_state,
            "d": state.selected,
            "w": state.channel,
            "m": state.message_ts,
            "h": state.thread_ts,
        }
    )


def decode_retry(text: str) -> RetryState:
    """Read what can be tried again; `UserError` for anything else."""
    pairs = decode(text)
    if not ("q" in pairs or "a" in pairs):
        raise UserError(STALE)
    return RetryState(
        typed=pairs.get("q", ""),
        action_id=pairs.get("a", ""),
        value=pairs.get("b", ""),
        list_state=pairs.get("s", ""),
        selected=pairs.get("d", ""),
        channel=pairs.get("w", ""),
        message_ts=pairs.get("m", ""),
        thread_ts=pairs.get("h", ""),
    )


def _decode_required(text: str, key: str) -> dict[str, str]:
    pairs = decode(text)
    if key not in pairs:
        raise UserError(STALE)
    return pairs


def _tab_pairs(state: TabState) -> dict[str, str | None]:
    return {"o": state.conversation_id, "t": state.tab, "e": state.event_filter, **_page_pairs(state)}


def _page_pairs(state: TabState | UserState | UserListState) -> dict[str, str | None]:
    return {"k": state.cursor, "p": str(state.number) if state.number > 1 else None}


def _optional(count: int) -> str | None:
    return str(count) if count else None


def _number(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 9):  # noqa: PLR2004 - no list is that long
        raise UserError(STALE)
    return int(text)


def _seconds(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 12):  # noqa: PLR2004 - until the year 5138
        raise UserError(STALE)
    return int(text)


def _tab_state(pairs: Mapping[str, str]) -> TabState:
    tab = pairs.get("t")
    if "o" not in pairs or tab not in (None, *Tab):
        raise UserError(STALE)
    return TabState(
        conversation_id=pairs["o"],
        tab=Tab(tab) if tab else None,
        event_filter=pairs.get("e", ""),
        cursor=pairs.get("k"),
        number=_number(pairs.get("p", "1")),
    )
