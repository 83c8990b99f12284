"""What a message's buttons carry: small values to and from short strings, so that nothing is kept between presses.

A string is a query such as `n=2&c=CURSOR&o=CON-…&t=members`. Whoever presses can see it and send it again, so it holds
no secret and is checked again wherever it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from capi_bot.errors import UserError
from capi_bot.slack.commands import list_filter
from capi_bot.slack.commands.list_filter import EVERYTHING, ListFilter
from capi_bot.slack.query_string import decode, encode

STALE = "That button can no longer be read. Ask again with `/capi conversations`."


class Tab(StrEnum):
    """Name the two tabs of a conversation."""

    MEMBERS = "members"
    EVENTS = "events"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabState:
    """Be an opened conversation: which, at which tab (None: neither), at which page of it."""

    conversation_id: str
    tab: Tab | None = None
    only: str = ""
    """The group, or the type of events, that the events tab is narrowed to."""
    cursor: str | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """Be what a list message shows: which conversations, a page of them, and perhaps one opened row."""

    asked: ListFilter = EVERYTHING
    since: int | None = None
    """When its first page was read, in seconds since 1970: what `asked.since` counts back from on later pages."""
    cursor: str | None = None
    number: int = 1
    panel: TabState | None = None
    private: bool = False
    """Whether only one person sees it: Slack does not send such a message along with a press on it."""
    looked: int = 0
    """How many conversations were looked at for the pages before, where they have to be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserState:
    """Be what a user message shows: a user, and a page of the conversations they are in."""

    user_id: str
    cursor: str | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class UserListState:
    """Be what a list of users shows: those of whom the words are told, from a place in the walk on."""

    words: str = ""
    cursor: str | None = None
    number: int = 1
    looked: int = 0
    """How many users were looked at for the pages before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """Be what a Home tab shows: a page of what is live and one of the saved filters; and the filter that is pressed."""

    number: int = 1
    saved: int = 1
    filter: str = ""
    """The key of a saved filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryState:
    """Be what failed and can be tried again: something typed, or a press on a message that others see."""

    typed: str = ""
    action_id: str = ""
    value: str = ""
    shown: str = ""
    message_ts: str = ""
    thread_ts: str = ""


def encode_list(state: ListState) -> str:
    """Write a list's state as a string."""
    panel = _panel_pairs(state.panel) if state.panel else {}
    asked = {"f": list_filter.write_filter(state.asked), "a": None if state.since is None else str(state.since)}
    page = {"n": str(state.number), "c": state.cursor, "l": str(state.looked) if state.looked else None}
    return encode({**page, "x": "1" if state.private else None, **asked, **panel})


def decode_list(text: str) -> ListState:
    """Read a list's state; raise `UserError` for anything else."""
    pairs = decode(text)
    if "n" not in pairs:
        raise UserError(STALE)
    return ListState(
        asked=list_filter.read_filter(pairs.get("f", "")),
        since=_seconds(pairs["a"]) if "a" in pairs else None,
        cursor=pairs.get("c"),
        number=_number(pairs["n"]),
        panel=_panel(pairs) if "o" in pairs else None,
        private="x" in pairs,
        looked=_number(pairs.get("l", "0")),
    )


def encode_tab(panel: TabState) -> str:
    """Write a panel as a string."""
    return encode(_panel_pairs(panel))


def decode_tab(text: str) -> TabState:
    """Read a panel; raise `UserError` for anything else."""
    return _panel(decode(text))


def encode_user(state: UserState) -> str:
    """Write a user message's state as a string."""
    return encode({"u": state.user_id, **_page_pairs(state)})


def decode_user(text: str) -> UserState:
    """Read a user message's state; raise `UserError` for anything else."""
    pairs = decode(text)
    if "u" not in pairs:
        raise UserError(STALE)
    return UserState(user_id=pairs["u"], cursor=pairs.get("k"), number=_number(pairs.get("p", "1")))


def encode_user_list(state: UserListState) -> str:
    """Write a list of users' state as a string."""
    looked = str(state.looked) if state.looked else None
    return encode({"w": "1", "f": state.words, **_page_pairs(state), "l": looked})


def decode_user_list(text: str) -> UserListState:
    """Read a list of users' state; raise `UserError` for anything else."""
    pairs = decode(text)
    if "w" not in pairs:
        raise UserError(STALE)
    return UserListState(
        words=pairs.get("f", ""),
        cursor=pairs.get("k"),
        number=_number(pairs.get("p", "1")),
        looked=_number(pairs.get("l", "0")),
    )


def encode_home(state: HomeState) -> str:
    """Write a Home tab's state as a string."""
    return encode({"l": str(state.number), "s": str(state.saved), "f": state.filter})


def decode_home(text: str) -> HomeState:
    """Read a Home tab's state; raise `UserError` for anything else."""
    pairs = decode(text)
    if "l" not in pairs:
        raise UserError(STALE)
    return HomeState(number=_number(pairs["l"]), saved=_number(pairs.get("s", "1")), filter=pairs.get("f", ""))


def encode_retry(again: RetryState) -> str:
    """Write what failed as a string."""
    press = {"a": again.action_id, "b": again.value, "s": again.shown}
    return encode({"q": again.typed, **press, "m": again.message_ts, "h": again.thread_ts})


def decode_retry(text: str) -> RetryState:
    """Read what failed; raise `UserError` for anything else."""
    pairs = decode(text)
    if not ("q" in pairs or "a" in pairs):
        raise UserError(STALE)
    return RetryState(
        typed=pairs.get("q", ""),
        action_id=pairs.get("a", ""),
        value=pairs.get("b", ""),
        shown=pairs.get("s", ""),
        message_ts=pairs.get("m", ""),
        thread_ts=pairs.get("h", ""),
    )


def _panel_pairs(panel: TabState) -> dict[str, str | None]:
    return {"o": panel.conversation_id, "t": panel.tab, "e": panel.only, **_page_pairs(panel)}


def _page_pairs(state: TabState | UserState | UserListState) -> dict[str, str | None]:
    return {"k": state.cursor, "p": str(state.number) if state.number > 1 else None}


def _number(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 9):  # noqa: PLR2004 - no list is that long
        raise UserError(STALE)
    return int(text)


def _seconds(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 12):  # noqa: PLR2004 - until the year 5138
        raise UserError(STALE)
    return int(text)


def _panel(pairs: dict[str, str]) -> TabState:
    tab = pairs.get("t")
    if "o" not in pairs or tab not in (None, *Tab):
        raise UserError(STALE)
    return TabState(
        conversation_id=pairs["o"],
        tab=Tab(tab) if tab else None,
        only=pairs.get("e", ""),
        cursor=pairs.get("k"),
        number=_number(pairs.get("p", "1")),
    )
