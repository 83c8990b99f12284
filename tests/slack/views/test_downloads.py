from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from capi_bot.slack.limits import problems
from capi_bot.slack.replies import Message
from capi_bot.slack.views import downloads
from tests.slack.casts import SEED, SEED_EVENTS, SEED_MEMBERS


def test_a_conversation_is_two_files_named_after_it() -> None:
    message = downloads.files(SEED, SEED_MEMBERS, SEED_EVENTS, whole=True)
    whole, table = message.documents

    assert (whole.name, table.name) == (f"{SEED.id}.json", f"{SEED.id}-events.csv")
    assert len(json.loads(whole.text)["events"]) == len(SEED_EVENTS)
    assert len(list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))) == len(SEED_EVENTS) + 1
    assert message.text.startswith(f"`{SEED.id}` with {len(SEED_MEMBERS)} members and all {len(SEED_EVENTS)} events")


def test_what_is_left_out_is_told() -> None:
    assert "the newest 8 events" in downloads.files(SEED, SEED_MEMBERS, SEED_EVENTS, whole=False).text


@pytest.mark.parametrize("note", [downloads.no_scope, downloads.not_there, downloads.not_taken])
def test_every_refusal_says_what_to_do(note: Callable[[], Message], golden: Callable[[Message], None]) -> None:
    assert problems(note()) == ()
    golden(note())
