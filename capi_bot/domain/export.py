"""Write a conversation down to be kept: whole as JSON, and its events as a table.

What the API sent was rid of its credentials when it was read; the rest is written as it came.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.domain.events import describe_event, with_known_channels
from capi_bot.domain.events.catalogue import group_of

COLUMNS = ("id", "time", "group", "type", "who", "what", "detail", "member", "body")
FORMULA = (*"=+-@", *"＝＋－＠", "\t", "\r", "\n", "\0")  # noqa: RUF001 - some spreadsheets take full width for the same
"""How a cell begins that a spreadsheet may run: https://owasp.org/www-community/attacks/CSV_Injection."""


def as_json(conversation: Conversation, members: Iterable[Member], events: Iterable[Event], *, whole: bool) -> str:
    """Write a conversation, its members and its events as the API told them; `whole` tells if no event is left out."""
    told = {
        "conversation": conversation.raw,
        "members": [member.raw for member in members],
        "events": [event.raw for event in events],
        "all_events": whole,
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)


def as_csv(events: Sequence[Event], members: Iterable[Member]) -> str:
    """Write events as lines of a table, in words and with their bodies; no cell begins as a formula does."""
    known, lines = with_known_channels(members, events), io.StringIO()
    table = csv.writer(lines)
    table.writerow(COLUMNS)
    table.writerows([_defused(cell) for cell in _row(event, known)] for event in events)
    return lines.getvalue()


def _row(event: Event, members: Mapping[str, Member]) -> Sequence[str]:
    line = describe_event(event, members)
    return (
        "" if event.id is None else str(event.id),
        event.timestamp.isoformat() if event.timestamp else "",
        group_of(event.type),
        event.type,
        line.who,
        line.what,
        line.detail,
        event.from_member,
        json.dumps(event.body, ensure_ascii=False, default=str),
    )


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
