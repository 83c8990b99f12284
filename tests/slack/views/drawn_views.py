"""The views, each drawn of a generated world."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from capi_bot.capi import ids
from capi_bot.capi.models import Conversation, Event, Page
from capi_bot.domain.activity import recent_activity
from capi_bot.domain.call_summary import CallSummary, summarise_call
from capi_bot.domain.conversation_summary import ConversationDetails, summarise_conversation
from capi_bot.domain.events.catalogue import EventGroup
from capi_bot.domain.events.folding import FoldedKind, fold_events
from capi_bot.domain.events.pages import (
    EventPageRequest,
    ReadLimits,
    read_event_page,
)
from capi_bot.domain.id_extraction import extract_ids
from capi_bot.domain.liveness import group_calls_by_conversation
from capi_bot.domain.saved_filters import SavedFilter
from capi_bot.errors import (
    CapiBotError,
    NotFoundError,
    ProblemDetails,
    UserError,
)
from capi_bot.slack.button_state import (
    HomeState,
    ListState,
    RetryState,
    Tab,
    TabState,
    UserListState,
    UserState,
)
from capi_bot.slack.commands import EVERYTHING
from capi_bot.slack.loaders.conversation import MEMBERS_IN_CARD
from capi_bot.slack.loaders.tabs import EVENTS_PER_PAGE, MEMBERS_IN_ROW
from capi_bot.slack.messages import Message
from capi_bot.slack.views import (
    conversation_card,
    conversation_list,
    home,
    lookup,
    notices,
    search_form,
    sharing,
    users,
)
from capi_bot.slack.views.tabs import EventsTab, MembersTab, TabView
from capi_bot.slack.views.tabs.events import ALL, is_narrow
from tests.jobs import finish, submit_now
from tests.slack.sample_values import NOW
from tests.slack.views import random_requests
from tests.slack.views.random_events import KINDS
from tests.slack.views.random_worlds import World


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnView:
    """A view of a world, and what must stand in it."""

    message: Message
    shown: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    """Those that its documents must hold."""


class OnePage:
    """An API with one conversation of one page of events."""

    def __init__(self, page: Page[Event]) -> None:
        self._page = page

    def events(self, _conversation_id: str, **_asked: object) -> Page[Event]:
        return self._page


def _tab(world: World, tab_state: TabState, most: int) -> TabView | None:
    if tab_state.tab is Tab.EVENTS:
        return _events(world, tab_state)
    return _members(world, most) if tab_state.tab else None


def _members(world: World, most: int) -> MembersTab:
    everyone = world.members()
    more = "~4" if len(everyone) > most else None
    return MembersTab(page=Page(items=everyone[:most], next=more), everyone=everyone)


def _events(world: World, tab_state: TabState) -> EventsTab:
    screen = EventPageRequest(
        conversation_id=tab_state.conversation_id,
        event_filter=tab_state.event_filter if is_narrow(tab_state.event_filter) else "",
        max_entries=EVENTS_PER_PAGE,
    )
    limits = ReadLimits(pages=1, seconds=1, clock=lambda: 0)
    api, members_read = OnePage(world.events()), submit_now(lambda: Page(items=world.members()))
    read = finish(read_event_page(api, screen, members_read, limits, submit_now))  # type: ignore[arg-type] # all that a screen reads
    page = Page(items=read.events, next=read.next, prev=read.prev)
    return EventsTab(
        page=page, members=read.members, silence=read.gap, scanned=read.scanned, unfinished=read.unfinished
    )


def _panel(world: World, tab: Tab | None) -> TabState:
    rng, custom = world.rng, f"custom:{world.rng.text()}"
    only = rng.one(("", "", *EventGroup, ALL, rng.one(KINDS), custom)) if tab is Tab.EVENTS else ""
    return TabState(conversation_id=world.conversation_id, tab=tab, event_filter=only[:100], number=rng.count(1, 3))


def _list(tab: Tab | None, *, walks: bool = False) -> Callable[[World], DrawnView]:
    def draw(world: World) -> DrawnView:
        rng, page = world.rng, world.conversations(10)
        rows = {conversation.id: conversation for conversation in page.items}
        known = group_calls_by_conversation(world.calls(*(name for name in rows if rng.chance(0.2))))
        summaries = [
            summarise_conversation(world.look(conversation), None if rng.chance(0.1) else known.get(name, ()))
            for name, conversation in rows.items()
        ]
        tab_state = _panel(world, tab) if tab else None
        asked = random_requests.asked(rng) if walks or rng.chance(0.3) else EVERYTHING
        state = ListState(filters=asked, number=rng.count(1, 3), tab_state=tab_state, private=rng.chance(0.3))
        opened = _tab(world, tab_state, MEMBERS_IN_ROW) if tab_state else None
        far = random_requests.walk(rng) if walks else None
        message = conversation_list.conversation_list(page, summaries, state, opened, NOW, far)
        shown = sharing.with_share_button(message) if state.private else message
        # A row of no usable id cannot be opened.
        happened = _happened(opened) if world.conversation_id in rows else ()
        return DrawnView(message=shown, shown=(*_ids(ids.CONVERSATION, rows), *happened))

    return draw


def _card(tab: Tab | None) -> Callable[[World], DrawnView]:
    def draw(world: World) -> DrawnView:
        rng, conversation, everyone = world.rng, world.conversation(), world.members()
        legs = world.calls(*[world.conversation_id] * rng.count(0, 2))
        story = (
            CallSummary()
            if rng.chance(0.1)
            else summarise_call(conversation, everyone, world.events().items, legs, now=NOW)
        )
        extras = conversation_card.Extras(call_summary=story, download=rng.chance(0.5), rich=rng.chance(0.5))
        tab_state = _panel(world, tab)
        seen = summarise_conversation(replace(world.look(conversation), members=everyone), legs)
        opened = _tab(world, tab_state, MEMBERS_IN_CARD)
        message = _perhaps_private(world, conversation_card.card(seen, tab_state, opened, NOW, extras))
        shown = (*_ids(ids.CONVERSATION, [conversation.id]), *_numbers(conversation), *_happened(opened))
        return DrawnView(message=message, shown=shown)

    return draw


def _user(world: World) -> DrawnView:
    who, page = world.user(), world.memberships(8)
    rooms = [membership.conversation.id for membership in page.items]
    facts = users.UserFacts(
        user=who,
        sessions=world.rng.one((None, world.sessions())),
        memberships=world.rng.one((page, page, None)),
        summaries={
            name: summarise_conversation(ConversationDetails(conversation=Conversation(id=name)), legs)
            for name, legs in group_calls_by_conversation(world.calls(*rooms[:2])).items()
        },
    )
    state = UserState(user_id=who.id, number=world.rng.count(1, 3))
    shown = _ids(ids.CONVERSATION, rooms if facts.memberships else ())
    message = _perhaps_private(world, users.user(facts, state, NOW))
    return DrawnView(message=message, shown=(*_ids(ids.USER, [who.id]), *shown))


def _people(world: World) -> DrawnView:
    page, rng = world.users(10), world.rng
    state = UserListState(words=rng.one(("", rng.text()[:100])), number=rng.count(1, 3))
    message = _perhaps_private(world, users.user_list(page, state, random_requests.walk(rng), NOW))
    return DrawnView(message=message, shown=_ids(ids.USER, [user.id for user in page.items]))


def _home(world: World) -> DrawnView:
    page, rng = world.conversations(24), world.rng
    looks = {conversation.id: world.look(conversation) for conversation in page.items}
    calls = group_calls_by_conversation(world.calls(*(name for name in looks if rng.chance(0.4))))
    saved = tuple(SavedFilter(text=text[:100]) for text in rng.many(0, 7, rng.text))
    trouble = notices.describe_error(random_requests.refused(rng), "") if rng.chance(0.2) else None
    activity = recent_activity(page.items, looks, None if rng.chance(0.1) else calls)
    facts = home.HomeFacts(activity=activity, saved=rng.one((saved, saved, home.Missing.UNREACHABLE)), error=trouble)
    return DrawnView(
        message=home.home(facts, HomeState(number=rng.one((1, 1, 2, 99_999)), saved=rng.one((1, 2, 99_999))), NOW)
    )


def _lookup(world: World) -> DrawnView:
    rng, everyone = world.rng, world.members()
    room, user = (
        summarise_conversation(world.look(world.conversation()), ()),
        lookup.FoundUser(user=world.user(), online=True),
    )
    rows = tuple(summarise_conversation(world.look(conversation), ()) for conversation in world.conversations(3).items)
    number = lookup.FoundNumber(summaries=rng.one((rows, None)), more=rng.count(0, 2), user=rng.one((user.user, None)))
    named = f"CON-{rng.uuid()} USR-{rng.uuid()} MEM-{rng.uuid()} {rng.number()} CON-{rng.uuid()}"
    gone = rng.one(
        (
            None,
            random_requests.refused(rng),
            UserError(rng.text()),
            NotFoundError(ProblemDetails(status=404)),
            ValueError("?"),
        )
    )
    member = rng.one((*everyone, None))
    things = dict(zip(extract_ids([named]), (room, user, member, number, gone), strict=True))
    shown = tuple(
        thing.text for thing, seen in things.items() if isinstance(seen, lookup.FoundNumber | CapiBotError | None)
    )
    return DrawnView(message=lookup.lookup_results(things, rng.count(0, 2), NOW), shown=shown)


def _failure(world: World) -> DrawnView:
    rng = world.rng
    again = rng.one(
        (None, RetryState(typed=f"events {world.conversation_id}"), RetryState(typed=rng.text(), value=rng.text()))
    )
    error = rng.one((random_requests.refused(rng), UserError(rng.text()), ValueError(rng.text())))
    return DrawnView(message=notices.failure(error, again, "i-1"))


def _files(world: World) -> DrawnView:
    conversation, members, events = world.conversation(), world.members(), world.events().items[::-1]
    message = sharing.files(
        conversation, members, events, all_members=world.rng.chance(0.5), all_events=world.rng.chance(0.5)
    )
    return DrawnView(message=message, shown=_ids(ids.CONVERSATION, [conversation.id]), events=events)


def _form(world: World) -> DrawnView:
    return DrawnView(message=search_form.form(random_requests.asked(world.rng)))


VIEWS: Mapping[str, Callable[[World], DrawnView]] = {
    "list": _list(None),
    "list with members": _list(Tab.MEMBERS),
    "list with events": _list(Tab.EVENTS),
    "list after a walk": _list(None, walks=True),
    "list with events after a walk": _list(Tab.EVENTS, walks=True),
    "card": _card(None),
    "card with members": _card(Tab.MEMBERS),
    "card with events": _card(Tab.EVENTS),
    "user": _user,
    "people": _people,
    "home": _home,
    "lookup": _lookup,
    "failure": _failure,
    "files": _files,
    "search form": _form,
}


def _ids(pattern: re.Pattern[str], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if pattern.fullmatch(name))


def _numbers(conversation: Conversation) -> tuple[str, ...]:
    return () if conversation.sequence_number is None else (f"*Sequence number*\n{conversation.sequence_number}",)


def _happened(opened: TabView | None) -> tuple[str, ...]:
    """Find the moments that the lines of an events tab must have."""
    if not isinstance(opened, EventsTab):
        return ()
    entries = [
        entry for entry in fold_events(opened.page.items[::-1], opened.members) if entry.kind is not FoldedKind.GAP
    ]
    return tuple(f"<!date^{int(entry.first.timestamp())}^" for entry in entries if entry.first)


def _perhaps_private(world: World, message: Message) -> Message:
    rng = world.rng
    return sharing.with_share_button(message, anywhere=rng.chance(0.5)) if rng.chance(0.4) else message


def draw_view(seed: int) -> DrawnView:
    """Draw the world of a seed: the views take turns."""
    return tuple(VIEWS.values())[seed % len(VIEWS)](World(seed))
