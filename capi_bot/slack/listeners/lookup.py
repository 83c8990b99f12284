"""Look up the ids and numbers in a message."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.finding import call_reaches
from capi_bot.capi.models import Call, Conversation, Member
from capi_bot.capi.overview import Look, glance, read_row
from capi_bot.capi.spotting import Spotted, spot
from capi_bot.errors import CapiBotError, NotAllowedError, NotFoundError, RemoteError, UnreachableError, UserError
from capi_bot.slack.listeners import conversations
from capi_bot.slack.listeners.rows import known_calls
from capi_bot.slack.parallel import settle
from capi_bot.slack.payloads import Click, Shortcut
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.said import said
from capi_bot.slack.services import Services
from capi_bot.slack.state import unpack_list
from capi_bot.slack.views import lookup as view

MOST = 5
"""Things of one message that are looked up."""

CALLS_OF_A_NUMBER = 3
ROOMS = 5
"""Calls in progress in which a member is looked for."""

WAIT = 5.0
"""Seconds that what needs the calls in progress waits for them."""

NO_ROOM = (
    "I can look up a member only within its conversation: this one is in none that the message names, "
    "nor in a call in progress."
)

log = logging.getLogger(__name__)

Read = Look | view.UserSeen | Member | view.NumberSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """Hold what all things of one message are looked up in."""

    api: ConversationApi
    calls: Future[tuple[Call, ...]]
    named: tuple[str, ...]
    """The conversations that the message names."""


def look_up(shortcut: Shortcut, services: Services) -> Painting:
    """Read everything that a message names, side by side; what fails or is late is told in its place."""
    spotted = spot(said(shortcut.said))
    if not spotted:
        raise UserError("I found no Vonage ids or phone numbers in that message.")
    calls = services.reads.start(services.api.calls)
    named = tuple(thing.text for thing in spotted if thing.kind == "conversation")
    sources = _Sources(api=services.api, calls=calls, named=named)
    reads = services.marks.each(lambda thing: _read(thing, sources), spotted[:MOST])
    now = services.now()

    def paint(patience: float) -> tuple[Message, bool]:
        finished = settle([*reads.values(), calls], patience)
        legs = known_calls(calls, 0)
        seen = {thing: _seen(thing, read, legs) for thing, read in reads.items()}
        return view.found(seen, len(spotted) - len(seen), now), finished

    return Painting(look=paint)


def search(click: Click, services: Services) -> Painting:
    """List the conversations of a number that was looked up."""
    state = unpack_list(click.carried)
    return conversations.show(replace(state, private=click.ephemeral or bool(click.view_id)), services)


def _read(thing: Spotted, sources: _Sources) -> Read:
    match thing.kind:
        case "conversation":
            return read_row(sources.api, sources.api.conversation(thing.text))
        case "user":
            return view.UserSeen(user=sources.api.user(thing.text), online=_online(sources.api, thing.text))
        case "member":
            return _member(thing.text, sources)
        case "number":
            return _number(thing.text, sources)


def _seen(thing: Spotted, read: Future[Read], calls: Mapping[str, Sequence[Call]] | None) -> view.Seen:
    if not read.done():
        return None
    if error := read.exception():
        if not isinstance(error, CapiBotError):
            log.error("%s could not be looked up.", thing.kind, exc_info=error)
        return error if isinstance(error, Exception) else None
    told = read.result()
    if not isinstance(told, Look):
        return told
    return glance(told, None if calls is None else calls.get(told.conversation.id, ()))


def _online(api: ConversationApi, user_id: str) -> bool | None:
    try:
        return bool(api.user_sessions(user_id, page_size=1).items)
    except (RemoteError, UnreachableError):
        return None


def _member(member_id: str, sources: _Sources) -> Member:
    live = tuple(known_calls(sources.calls, WAIT) or {})[:ROOMS]
    for room in dict.fromkeys((*sources.named[:MOST], *live)):
        try:
            return replace(sources.api.member(room, member_id), conversation_id=room)
        except (NotFoundError, NotAllowedError):
            continue
    raise UserError(NO_ROOM)


def _number(number: str, sources: _Sources) -> view.NumberSeen:
    users = sources.api.users(name=number, page_size=1).items
    calls = known_calls(sources.calls, WAIT)
    rooms = {room: legs for room, legs in (calls or {}).items() if any(call_reaches(leg, number) for leg in legs)}
    shown = [glance(Look(conversation=Conversation(id=room)), rooms[room]) for room in list(rooms)[:CALLS_OF_A_NUMBER]]
    return view.NumberSeen(
        glances=None if calls is None else tuple(shown), more=len(rooms) - len(shown), user=next(iter(users), None)
    )
