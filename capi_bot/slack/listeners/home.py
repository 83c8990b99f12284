"""Show somebody's Home tab, and keep their filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.capi.overview import Look, read_row
from capi_bot.capi.presence import Liveness
from capi_bot.capi.survey import NEWEST, survey, to_read
from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack.commands import Listing, listing
from capi_bot.slack.listeners import conversations
from capi_bot.slack.listeners.rows import GRACE, known_calls
from capi_bot.slack.parallel import arrived, settle
from capi_bot.slack.payloads import Click, HomeOpened
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.saved import Person, Saved
from capi_bot.slack.services import Services
from capi_bot.slack.state import HomeState, ListState, unpack_home, unpack_list
from capi_bot.slack.views import errors
from capi_bot.slack.views import home as view


def opened(opening: HomeOpened, services: Services, greet: Callable[[], object]) -> Painting:
    """Show the Home tab to somebody who came to it; greet them first where they have not been there before."""
    person = Person(team_id=opening.team_id, user_id=opening.user_id)
    return show(HomeState(), person, services, lambda: opening.view_id or greet())


def turn(click: Click, services: Services) -> Painting:
    """Show the Home tab as the button says: another page, or the same afresh."""
    return show(unpack_home(click.carried), _person(click), services)


def forget(click: Click, services: Services) -> Painting:
    """Remove a saved filter."""
    state, person = unpack_home(click.carried), _person(click)
    if kept := _pressed(state, person, services):
        services.saved.forget(person, kept)
    return show(replace(state, filter=""), person, services)


def saved(click: Click, services: Services) -> Painting:
    """List what a saved filter lets through."""
    kept = _pressed(unpack_home(click.carried), _person(click), services)
    if kept is None:
        raise UserError("That filter is not there any more. Press Refresh on my Home tab.")
    return conversations.show(ListState(asked=listing.read(kept.text), private=True), services)


def ended(_click: Click, services: Services) -> Painting:
    """List everything that ended."""
    return conversations.show(ListState(asked=Listing(state=Liveness.ENDED), private=True), services)


def save(click: Click, services: Services) -> Message:
    """Keep the filters of the list that was pressed."""
    text = listing.write(unpack_list(click.shown or click.carried).asked)
    if not text:
        raise UserError("This list has no filters yet. Choose a state or a time above it, or search, and save then.")
    services.saved.save(_person(click), Saved(text=text))
    return view.saved_note(text)


def show(
    state: HomeState, person: Person, services: Services, meanwhile: Callable[[], object] = lambda: None
) -> Painting:
    """Read the calls in progress and the newest conversations in one round trip; who is in these fills in.

    `meanwhile` is done while the first reads are under way.
    """
    page = services.reads.start(lambda: services.api.conversations(page_size=NEWEST, order="desc"))
    calls = services.reads.start(services.api.calls)
    meanwhile()
    facts = view.HomeFacts(saved=_kept(person, services))
    return Painting(look=_Dashboard(state=state, services=services, facts=facts, page=page, calls=calls).look)


@dataclass(slots=True, kw_only=True)
class _Dashboard:
    """Tell what is known by now: calls before the list where that is slow, then the list, then who is in it."""

    state: HomeState
    services: Services
    facts: view.HomeFacts
    """What does not depend on reads."""
    page: Future[Page[Conversation]]
    calls: Future[tuple[Call, ...]]
    _looks: dict[str, Future[Look]] | None = None

    def look(self, patience: float) -> tuple[Message, bool]:
        if self._looks is None:
            if not settle([self.page], max(patience, GRACE)):
                return self._drawn(), False
            self._looks, patience = self._begun(), min(patience, GRACE)
        finished = settle([*self._looks.values(), self.calls], patience)
        return self._drawn(), finished

    def _begun(self) -> dict[str, Future[Look]]:
        api, early = self.services.api, known_calls(self.calls, GRACE) or {}
        listed, _, _ = _listed(self.page)
        rows = to_read(listed, early, view.live_page(self.state.number))
        return self.services.marks.each(lambda name: read_row(api, rows[name], early.get(name, ())), rows)

    def _drawn(self) -> Message:
        refreshing, calls = self._looks is None, known_calls(self.calls, 0)
        listed, more, trouble = ((), False, None) if refreshing else _listed(self.page)
        found = survey(listed, arrived(self._looks or {}), calls, more=more)
        facts = replace(self.facts, survey=found, trouble=trouble, refreshing=refreshing)
        return view.home(facts, self.state, self.services.now())


def _listed(read: Future[Page[Conversation]]) -> tuple[Sequence[Conversation], bool, errors.Words | None]:
    # The rest of the tab is worth showing without them.
    try:
        page = read.result()
    except CapiBotError as error:
        return (), False, errors.describe(error, "")
    return page.items[:NEWEST], page.next is not None or len(page.items) > NEWEST, None


def _kept(person: Person, services: Services) -> tuple[Saved, ...] | None:
    try:
        return services.saved.of(person)
    except UserError:
        return None


def _pressed(state: HomeState, person: Person, services: Services) -> Saved | None:
    return next((kept for kept in services.saved.of(person) if kept.key == state.filter), None)


def _person(click: Click) -> Person:
    return Person(team_id=click.team_id, user_id=click.user_id)
