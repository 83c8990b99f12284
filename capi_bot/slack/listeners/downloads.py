"""Write a whole conversation down."""

from __future__ import annotations

from itertools import islice

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Event, Member
from capi_bot.capi.pagination import follow
from capi_bot.domain.conversation_summary import MAX_MEMBERS
from capi_bot.slack.button_state import decode_tab
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.parallel import wait_all
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import downloads as view

MOST_EVENTS = 5000
PAGE = 100


def download(action: BlockAction, services: Services) -> PendingReply:
    """Read a card's conversation with all of its members and its events, the newest first where there are too many.

    Until all is there, it is painted as a note that says so.
    """
    conversation_id = decode_tab(action.value).conversation_id
    collected = services.searches.start(lambda: _collected(conversation_id, services))

    def look(patience: float) -> tuple[Message, bool]:
        if wait_all([collected], patience):
            return collected.result(), True
        return view.collecting(), False

    return PendingReply(look=look)


def _collected(conversation_id: str, services: Services) -> Message:
    api = services.api
    conversation = services.reads.start(lambda: api.conversation(conversation_id))
    members = services.reads.start(lambda: _members(api, conversation_id))
    events, whole = _events(api, conversation_id)
    return view.files(conversation.result(), members.result(), events, whole=whole)


def _members(api: ConversationApi, conversation_id: str) -> tuple[Member, ...]:
    return tuple(
        follow(lambda cursor: api.members_in_full(conversation_id, page_size=MAX_MEMBERS, order="asc", cursor=cursor))
    )


def _events(api: ConversationApi, conversation_id: str) -> tuple[tuple[Event, ...], bool]:
    walk = follow(lambda cursor: api.events(conversation_id, page_size=PAGE, order="desc", cursor=cursor))
    read = tuple(islice(walk, MOST_EVENTS + 1))
    return read[:MOST_EVENTS][::-1], len(read) <= MOST_EVENTS
