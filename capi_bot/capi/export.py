"""Write a conversation down to be kept: whole as JSON, and its events as a table.

What the API sent comes without credentials already; here whatever looks like one by its name is masked as well, since a
file is passed on more freely than a message.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.capi.story import acquainted, tell
from capi_bot.capi.story.groups import group_of
from capi_bot.capi.story.words import LOOKS_SECRET, MASK, SECRET

COLUMNS = ("id", "time", "group", "type", "who", "what", "detail", "member", "body")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet may run: https://owasp.org/www-community/attacks/CSV_Injection."""


def as_json(conversation: Conversation, members: Iterable[Member], events: Iterable[Event], *, whole: bool) -> str:
    """Write a conversation, its members and its events as the API told them; `whole` tells whether no event is left out."""
    told = {
        "conversation": conversation.raw,
        "members": [member.raw for member in members],
        "events": [event.raw for event in events],
        "all_events": whole,
    }
    return json.dumps(_masked(told), ensure_ascii=False, indent=2, default=str)


def as_csv(events: Sequence[Event], members: Iterable[Member]) -> str:
    """Write events as lines of a table, in words and with their bodies; no cell begins as a formula does."""
    known, lines = acquainted(members, events), io.StringIO()
    table = csv.writer(lines)
    table.writerow(COLUMNS)
    table.writerows([_defused(cell) for cell in _row(event, known)] for event in events)
    return lines.getvalue()


def _row(event: Event, members: Mapping[str, Member]) -> Sequence[str]:
    line = tell(event, members)
    return (
        "" if event.id is None else str(event.id),
        event.timestamp.isoformat() if event.timestamp else "",
        group_of(event.type),
        event.type,
        line.who,
        line.what,
        line.detail,
        event.from_member,
        json.dumps(_masked(event.body), ensure_ascii=False, default=str),
    )


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _masked(value: object, key: str = "") -> object:
    if isinstance(value, Mapping):
        return {str(name): _masked(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(inner, key) for inner in value]
    hidden = isinstance(value, str) and value and (SECRET.search(key) or LOOKS_SECRET.search(value))
    return MASK if hidden else value
