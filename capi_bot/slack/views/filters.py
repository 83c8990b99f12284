"""What a list is narrowed to: in words, and as the menus that change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from capi_bot.capi.presence import Liveness
from capi_bot.slack.commands import spans
from capi_bot.slack.commands.listing import EVERYTHING, Listing
from capi_bot.slack.ids import Action
from capi_bot.slack.replies import Block
from capi_bot.slack.state import ListState, pack_list
from capi_bot.slack.views import kit

ALL, ANY_TIME, NEWEST, OLDEST = "all", "any", "newest", "oldest"
"""What menus say where a listing says nothing: a menu's value may not be empty."""

STATES: Mapping[str, str] = {
    ALL: "All states",
    Liveness.LIVE: "Live",
    Liveness.OPEN: "Open",
    Liveness.ENDED: "Ended",
}
ORDERS: Mapping[str, str] = {NEWEST: "Newest first", OLDEST: "Oldest first"}


def heading(asked: Listing, width: int) -> str:
    """Say which conversations are listed, as mrkdwn."""
    told = (
        asked.state or "",
        kit.plain(spans.described(asked.since), width) if asked.since else "",
        f"with {kit.bold(asked.party, width)}" if asked.party else "",
        f"named {kit.bold(' '.join(asked.words), width)}" if asked.words else "",
        ORDERS[OLDEST if asked.oldest else NEWEST].lower(),
    )
    return ", ".join(("*Conversations*", *filter(None, told)))


def menus(state: ListState) -> Block:
    """Draw the menus by which a list is narrowed; choosing in one begins at the first page."""
    asked = state.asked
    carried = pack_list(ListState(asked=asked, private=state.private))
    return kit.actions(
        kit.menu(Action.LIST_STATE, STATES, asked.state or ALL, "State"),
        kit.menu(Action.LIST_SINCE, spans_offered(asked.since), asked.since or ANY_TIME, "Time"),
        kit.menu(Action.LIST_ORDER, ORDERS, OLDEST if asked.oldest else NEWEST, "Order"),
        block_id=carried,
    )


def chosen(asked: Listing, action_id: str, value: str) -> Listing:
    """Return what is asked for once `value` has been chosen in one of the menus."""
    match action_id:
        case Action.LIST_STATE:
            return replace(asked, state=Liveness(value) if value in set(Liveness) else None)
        case Action.LIST_SINCE:
            return replace(asked, since="" if value == ANY_TIME else spans.canonical(value))
        case _:
            return replace(asked, oldest=value == OLDEST)


def buttons(asked: Listing) -> tuple[Block, ...]:
    """Draw the ways to other lists: the search and, for a list that is narrowed, keeping it."""
    carried = pack_list(ListState(asked=asked))
    search = kit.button(Action.LIST_SEARCH, "Search…", value=carried, label="Search conversations")
    save = kit.button(Action.LIST_SAVE, "Save filter", value=carried, label="Save this filter on my Home tab")
    return (search,) if asked == EVERYTHING else (search, save)


def spans_offered(since: str) -> Mapping[str, str]:
    """Return the spans that a menu offers, that which is asked for among them."""
    usual = {value or ANY_TIME: text for value, text in spans.SPANS.items()}
    return usual if not since or since in usual else usual | {since: spans.described(since)}
