"""Look up the ids and numbers in a message."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Member
from capi_bot.domain.conversation_summary import ConversationDetails, read_details, summarise_conversation
from capi_bot.domain.id_extraction import ExtractedId, extract_ids
from capi_bot.domain.search import call_reaches
from capi_bot.errors import (
    CapiBotError,
    ForbiddenError,
    NotFoundError,
    RemoteError,
    UnreachableError,
    UserError,
)
from capi_bot.slack.button_state import decode_list
from capi_bot.slack.listeners import conversation_list
from capi_bot.slack.loaders.optional import calls_or_none
from capi_bot.slack.message_text import message_text
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.parallel import wait_all
from capi_bot.slack.payloads import BlockAction, Shortcut
from capi_bot.slack.services import Services
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

Read = ConversationDetails | view.FoundUser | Member | view.FoundNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """Hold what all things of one message are looked up in."""

    api: ConversationApi
    calls: Future[tuple[Call, ...]]
    named: tuple[str, ...]
    """The conversations that the message names."""


def look_up(shortcut: Shortcut, services: Services) -> PendingReply:
    """Read everything that a message names, side by side; what fails or is late is told in its place."""
    spotted = extract_ids(message_text(shortcut.said))
    if not spotted:
        raise UserError("I found no Vonage ids or phone numbers in that message.")
    calls = services.reads.start(services.api.calls)
    named = tuple(thing.text for thing in spotted if thing.kind == "conversation")
    sources = _Sources(api=services.api, calls=calls, named=named)
    reads = services.marks.each(lambda thing: _read(thing, sources), spotted[:MOST])
    now = services.now()

    def paint(patience: float) -> tuple[Message, bool]:
        finished = wait_all([*reads.values(), calls], patience)
        legs = calls_or_none(calls, 0)
        seen = {thing: _seen(thing, read, legs) for thing, read in reads.items()}
        return view.lookup_results(seen, len(spotted) - len(seen), now), finished

    return PendingReply(look=paint)


def search(action: BlockAction, services: Services) -> PendingReply:
    """List the conversations of a number that was looked up."""
    state = decode_list(action.value)
    return conversation_list.show(replace(state, private=action.ephemeral or bool(action.view_id)), services)


def _read(thing: ExtractedId, sources: _Sources) -> Read:
    match thing.kind:
        case "conversation":
            return read_details(sources.api, sources.api.conversation(thing.text))
        case "user":
            return view.FoundUser(user=sources.api.user(thing.text), online=_online(sources.api, thing.text))
        case "member":
            return _member(thing.text, sources)
        case "number":
            return _number(thing.text, sources)


def _seen(thing: ExtractedId, read: Future[Read], calls: Mapping[str, Sequence[Call]] | None) -> view.LookupResult:
    if not read.done():
        return None
    if error := read.exception():
        if not isinstance(error, CapiBotError):
            log.error("%s could not be looked up.", thing.kind, exc_info=error)
        return error if isinstance(error, Exception) else None
    told = read.result()
    if not isinstance(told, ConversationDetails):
        return told
    return summarise_conversation(told, None if calls is None else calls.get(told.conversation.id, ()))


def _online(api: ConversationApi, user_id: str) -> bool | None:
    try:
        return bool(api.user_sessions(user_id, page_size=1).items)
    except (RemoteError, UnreachableError):
        return None


def _member(member_id: str, sources: _Sources) -> Member:
    live = tuple(calls_or_none(sources.calls, WAIT) or {})[:ROOMS]
    for room in dict.fromkeys((*sources.named[:MOST], *live)):
        try:
            return replace(sources.api.member(room, member_id), conversation_id=room)
        except (NotFoundError, ForbiddenError):
            continue
    raise UserError(NO_ROOM)


def _number(number: str, sources: _Sources) -> view.FoundNumber:
    users = sources.api.users(name=number, page_size=1).items
    calls = calls_or_none(sources.calls, WAIT)
    rooms = {room: legs for room, legs in (calls or {}).items() if any(call_reaches(leg, number) for leg in legs)}
    shown = [
        summarise_conversation(ConversationDetails(conversation=Conversation(id=room)), rooms[room])
        for room in list(rooms)[:CALLS_OF_A_NUMBER]
    ]
    return view.FoundNumber(
        summaries=None if calls is None else tuple(shown), more=len(rooms) - len(shown), user=next(iter(users), None)
    )
