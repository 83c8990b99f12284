"""Show somebody's Home tab, and keep their filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.domain.activity import NEWEST, recent_activity, to_read
from capi_bot.domain.conversation_summary import ConversationDetails, read_details
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.saved_filters import Person, SavedFilter
from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    decode_home,
    decode_list,
)
from capi_bot.slack.commands import ListFilter, list_filter
from capi_bot.slack.listeners import conversation_list
from capi_bot.slack.loaders.optional import GRACE, calls_or_none
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.parallel import completed, wait_all
from capi_bot.slack.payloads import BlockAction, HomeOpened
from capi_bot.slack.services import Services
from capi_bot.slack.views import home as view
from capi_bot.slack.views import notices


def opened(opening: HomeOpened, services: Services, greet: Callable[[], object]) -> PendingReply:
    """Show the Home tab to somebody who came to it; greet them first where they have not been there before."""
    person = Person(team_id=opening.team_id, user_id=opening.user_id)
    return show(HomeState(), person, services, lambda: opening.view_id or greet())


def turn(action: BlockAction, services: Services) -> PendingReply:
    """Show the Home tab as the button says: another page, or the same afresh."""
    return show(decode_home(action.value), _person(action), services)


def forget(action: BlockAction, services: Services) -> PendingReply:
    """Remove a saved filter."""
    state, person = decode_home(action.value), _person(action)
    if kept := _pressed(state, person, services):
        services.saved.forget(person, kept)
    return show(replace(state, filter=""), person, services)


def saved(action: BlockAction, services: Services) -> PendingReply:
    """List what a saved filter lets through."""
    kept = _pressed(decode_home(action.value), _person(action), services)
    if kept is None:
        raise UserError("That filter is not there any more. Press Refresh on my Home tab.")
    return conversation_list.show(ListState(filters=list_filter.read_filter(kept.text), private=True), services)


def ended(_click: BlockAction, services: Services) -> PendingReply:
    """List everything that ended."""
    return conversation_list.show(ListState(filters=ListFilter(state=Liveness.ENDED), private=True), services)


def save(action: BlockAction, services: Services) -> Message:
    """Keep the filters of the list that was pressed."""
    text = list_filter.write_filter(decode_list(action.shown or action.value).filters)
    if not text:
        raise UserError("This list has no filters yet. Choose a state or a time above it, or search, and save then.")
    services.saved.save(_person(action), SavedFilter(text=text))
    return view.saved_note(text)


def show(
    state: HomeState, person: Person, services: Services, meanwhile: Callable[[], object] = lambda: None
) -> PendingReply:
    """Read the calls in progress and the newest conversations in one round trip; who is in these fills in.

    `meanwhile` is done while the first reads are under way.
    """
    page = services.reads.start(lambda: services.api.conversations(page_size=NEWEST, order="desc"))
    calls = services.reads.start(services.api.calls)
    meanwhile()
    facts = view.HomeFacts(saved=_kept(person, services))
    return PendingReply(look=_Dashboard(state=state, services=services, facts=facts, page=page, calls=calls).look)


@dataclass(slots=True, kw_only=True)
class _Dashboard:
    """Tell what is known by now: calls before the list where that is slow, then the list, then who is in it."""

    state: HomeState
    services: Services
    facts: view.HomeFacts
    """What does not depend on reads."""
    page: Future[Page[Conversation]]
    calls: Future[tuple[Call, ...]]
    _looks: dict[str, Future[ConversationDetails]] | None = None

    def look(self, patience: float) -> tuple[Message, bool]:
        if self._looks is None:
            if not wait_all([self.page], max(patience, GRACE)):
                return self._drawn(), False
            self._looks, patience = self._begun(), min(patience, GRACE)
        finished = wait_all([*self._looks.values(), self.calls], patience)
        return self._drawn(), finished

    def _begun(self) -> dict[str, Future[ConversationDetails]]:
        api, early = self.services.api, calls_or_none(self.calls, GRACE) or {}
        listed, _, _ = _listed(self.page)
        rows = to_read(listed, early, view.live_page(self.state.number))
        return self.services.marks.each(lambda name: read_details(api, rows[name], early.get(name, ())), rows)

    def _drawn(self) -> Message:
        refreshing, calls = self._looks is None, calls_or_none(self.calls, 0)
        listed, more, trouble = ((), False, None) if refreshing else _listed(self.page)
        found = recent_activity(listed, completed(self._looks or {}), calls, more=more)
        facts = replace(self.facts, activity=found, error=trouble, refreshing=refreshing)
        return view.home(facts, self.state, self.services.now())


def _listed(read: Future[Page[Conversation]]) -> tuple[Sequence[Conversation], bool, notices.ErrorText | None]:
    # The rest of the tab is worth showing without them.
    try:
        page = read.result()
    except CapiBotError as error:
        return (), False, notices.describe_error(error, "")
    return page.items[:NEWEST], page.next is not None or len(page.items) > NEWEST, None


def _kept(person: Person, services: Services) -> tuple[SavedFilter, ...] | None:
    try:
        return services.saved.of(person)
    except UserError:
        return None


def _pressed(state: HomeState, person: Person, services: Services) -> SavedFilter | None:
    return next((kept for kept in services.saved.of(person) if kept.key == state.filter), None)


def _person(action: BlockAction) -> Person:
    return Person(team_id=action.team_id, user_id=action.user_id)
