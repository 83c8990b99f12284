"""What a list is narrowed to: in words, and as the menus that change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from capi_bot.domain.liveness import Liveness
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, encode_list
from capi_bot.slack.commands import time_ranges
from capi_bot.slack.commands.list_filter import EVERYTHING, ListFilter
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit

ALL, ANY_TIME, NEWEST, OLDEST = "all", "any", "newest", "oldest"
"""What menus say where a listing says nothing: a menu's value may not be empty."""

STATES: Mapping[str, str] = {
    ALL: "All states",
    Liveness.LIVE: "Live",
    Liveness.OPEN: "Open",
    Liveness.ENDED: "Ended",
}
ORDERS: Mapping[str, str] = {NEWEST: "Newest first", OLDEST: "Oldest first"}


def heading(asked: ListFilter, width: int) -> str:
    """Say which conversations are listed, as mrkdwn."""
    told = (
        asked.state or "",
        block_kit.plain(time_ranges.described(asked.since), width) if asked.since else "",
        f"with {block_kit.bold(asked.party, width)}" if asked.party else "",
        f"named {block_kit.bold(' '.join(asked.words), width)}" if asked.words else "",
        ORDERS[OLDEST if asked.oldest else NEWEST].lower(),
    )
    return ", ".join(("*Conversations*", *filter(None, told)))


def menus(state: ListState) -> Block:
    """Draw the menus by which a list is narrowed; choosing in one begins at the first page."""
    asked = state.asked
    value = encode_list(ListState(asked=asked, private=state.private))
    return block_kit.actions(
        block_kit.menu(Action.LIST_STATE, STATES, asked.state or ALL, "State"),
        block_kit.menu(Action.LIST_SINCE, spans_offered(asked.since), asked.since or ANY_TIME, "Time"),
        block_kit.menu(Action.LIST_ORDER, ORDERS, OLDEST if asked.oldest else NEWEST, "Order"),
        block_id=value,
    )


def selected(asked: ListFilter, action_id: str, value: str) -> ListFilter:
    """Return what is asked for once `value` has been chosen in one of the menus."""
    match action_id:
        case Action.LIST_STATE:
            return replace(asked, state=Liveness(value) if value in set(Liveness) else None)
        case Action.LIST_SINCE:
            return replace(asked, since="" if value == ANY_TIME else time_ranges.canonical(value))
        case _:
            return replace(asked, oldest=value == OLDEST)


def buttons(asked: ListFilter) -> tuple[Block, ...]:
    """Draw the ways to other lists: the search and, for a list that is narrowed, keeping it."""
    value = encode_list(ListState(asked=asked))
    search = block_kit.button(Action.LIST_SEARCH, "Search…", value=value, label="Search conversations")
    save = block_kit.button(Action.LIST_SAVE, "Save filter", value=value, label="Save this filter on my Home tab")
    return (search,) if asked == EVERYTHING else (search, save)


def spans_offered(since: str) -> Mapping[str, str]:
    """Return the spans that a menu offers, that which is asked for among them."""
    usual = {value or ANY_TIME: text for value, text in time_ranges.SPANS.items()}
    return usual if not since or since in usual else usual | {since: time_ranges.described(since)}
