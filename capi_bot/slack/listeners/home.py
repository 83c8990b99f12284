"""The Home tab of one person, and the filters that they save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from capi_bot.domain.liveness import Liveness
from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.errors import UserError
from capi_bot.slack.button_state import HomeState, ListState, decode_home, decode_list
from capi_bot.slack.commands import ListFilter, list_filter
from capi_bot.slack.loaders.conversation_list import start_list
from capi_bot.slack.loaders.home import HomeTab
from capi_bot.slack.payloads import Actor, BlockAction, HomeOpened
from capi_bot.slack.pending_reply import DeferredReply, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import home as view


def opened(opening: HomeOpened, services: Services) -> PendingReply:
    """Show the Home tab to somebody who came to it; where they have none yet, something stands there at once."""
    return show(HomeState(), _person(opening.actor), services, skeleton_first=not opening.view_id)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the Home tab as the button says: another page, or the same afresh."""
    return show(decode_home(action.value), _person(action.actor), services)


def forget_filter(action: BlockAction, services: Services) -> PendingReply:
    """Remove a saved filter."""
    state, person = decode_home(action.value), _person(action.actor)
    return DeferredReply(
        future=services.saved_filters.delete(person, state.filter),
        begin=lambda _: show(replace(state, filter=""), person, services),
    )


def list_saved_filter(action: BlockAction, services: Services) -> PendingReply:
    """List what a saved filter lets through."""
    key = decode_home(action.value).filter

    def begin(saved: Iterable[SavedFilter]) -> PendingReply:
        pressed = next((each for each in saved if each.key == key), None)
        if pressed is None:
            raise UserError("That filter is not there any more. Press Refresh on my Home tab.")
        return start_list(ListState(filters=list_filter.read_filter(pressed.text), private=True), services)

    return DeferredReply(future=services.saved_filters.list_for(_person(action.actor)), begin=begin)


def list_ended(_action: BlockAction, services: Services) -> PendingReply:
    """List everything that ended."""
    return start_list(ListState(filters=ListFilter(state=Liveness.ENDED), private=True), services)


def list_missed(_action: BlockAction, services: Services) -> PendingReply:
    """List the calls that nobody answered."""
    return start_list(ListState(filters=ListFilter(state=Liveness.MISSED), private=True), services)


def save_filter(action: BlockAction, services: Services) -> PendingReply:
    """Save the filters of the list that was pressed."""
    text = list_filter.write_filter(decode_list(action.list_state or action.value).filters)
    if not text:
        raise UserError("This list has no filters yet. Choose a state or a time above it, or search, and save then.")
    return DeferredReply(
        future=services.saved_filters.save(_person(action.actor), SavedFilter(text=text)),
        begin=lambda _: view.saved_note(text),
    )


def show(state: HomeState, person: FilterOwner, services: Services, *, skeleton_first: bool = False) -> PendingReply:
    """Show somebody's Home tab."""
    return HomeTab.start(state, person, services, skeleton_first=skeleton_first)


def _person(actor: Actor) -> FilterOwner:
    return FilterOwner(team_id=actor.team or actor.enterprise, user_id=actor.user)
