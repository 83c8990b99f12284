"""Export of a conversation: complete as JSON, and its events as CSV.

Credentials were removed when the API's response was parsed; the rest is written as it came.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.domain.events import describe_event, know_people
from capi_bot.domain.events.catalogue import find_event_group
from capi_bot.domain.events.conversations import deletion_time
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers

COLUMNS = ("id", "time", "group", "type", "who", "what", "detail", "member", "body")
FORMULA_STARTS = (*"=+-@", *"＝＋－＠", "\t", "\r", "\n", "\0")  # noqa: RUF001 - some spreadsheets take full width too
"""How a cell begins that a spreadsheet may run: https://owasp.org/www-community/attacks/CSV_Injection."""


def conversation_to_json(
    conversation: Conversation,
    members: Iterable[Member],
    events: Iterable[Event],
    *,
    all_members: bool,
    all_events: bool,
) -> str:
    """Return a conversation, its members and its events as the API sent them, and whether any of these are missing."""
    document = {
        "conversation": conversation.raw,
        "members": [member.raw for member in members],
        "events": [event.raw for event in events],
        "all_members": all_members,
        "all_events": all_events,
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)


def events_to_csv(events: Sequence[Event], members: Iterable[Member], own: OwnNumbers = NO_NUMBERS) -> str:
    """Return events as CSV, each in words and with its body; no cell begins as a formula does."""
    known_members, output = know_people(members, events, own=own), io.StringIO()
    table = csv.writer(output)
    table.writerow(COLUMNS)
    for event in events:
        cells = _cells(event, known_members)
        table.writerow([f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells])
    return output.getvalue()


def _cells(event: Event, members: Mapping[str, Member]) -> Sequence[str]:
    description, deleted = describe_event(event, members), deletion_time(event)
    return (
        "" if event.id is None else str(event.id),
        event.timestamp.isoformat() if event.timestamp else "",
        find_event_group(event.type),
        event.type,
        description.who,
        description.what,
        f"deleted {deleted.isoformat()}" if deleted else description.detail,
        event.from_member,
        json.dumps(event.body if event.other_body is None else event.other_body, ensure_ascii=False, default=str),
    )
