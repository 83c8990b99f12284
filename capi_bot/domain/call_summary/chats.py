"""Tell a room without a call in one sentence: who is there, and when something was last written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capi_bot.capi.models import Event, Member, MemberState
from capi_bot.domain.call_summary.sentence import capitalised, count_people
from capi_bot.domain.durations import format_past_time
from capi_bot.domain.events import find_event_type
from capi_bot.domain.events.messages import MessageEvent
from capi_bot.domain.liveness import count_joined

WRITTEN = frozenset({MessageEvent.MESSAGE, MessageEvent.TEXT, MessageEvent.TEXT_NEW, MessageEvent.IMAGE})


def chat_sentence(members: Sequence[Member], events: Sequence[Event], now: datetime, *, over: bool) -> str:
    """Tell a room in one sentence without its full stop; `""` where nobody and nothing is known of it."""
    present = _present(members) if members and not over else ""
    return capitalised("; ".join(part for part in (present, _messages(events, now)) if part))


def _present(members: Sequence[Member]) -> str:
    if MemberState.UNKNOWN in {member.state for member in members}:
        return ""
    inside = count_joined(members)
    invited = sum(member.state is MemberState.INVITED for member in members)
    here = "nobody is in it" if not inside else f"{count_people(inside)} {'is' if inside == 1 else 'are'} in it"
    return here + (f", {invited} invited" if invited else "")


def _messages(events: Sequence[Event], now: datetime) -> str:
    # A deleted message stays in the list, with nothing in its body.
    messages = (event for event in events if find_event_type(event.type) in WRITTEN and event.body)
    written = {event.id or f"#{number}": event for number, event in enumerate(messages)}
    if not written:
        return ""
    last = max((event.timestamp for event in written.values() if event.timestamp), default=None)
    written_last = format_past_time(last, now) if last else ""
    # Numbers begin at 1: a page without it is not the whole story.
    if 1 not in {event.id for event in events}:
        return f"the last message {written_last}" if written_last else ""
    count = f"{len(written)} message{'s' * (len(written) > 1)}"
    return f"{count}, {'the last ' * (len(written) > 1)}{written_last}" if written_last else count
