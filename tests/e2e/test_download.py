"""Download a conversation, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.world.records import ident
from tests.e2e.person import GRACE, LOBBY, Message, Outage, Person, labels

pytestmark = pytest.mark.e2e

MENU, CONFERENCE, UNKIND = ident("CON", "menu"), ident("CON", "conference"), ident("CON", "unkind")


def card(person: Person, conversation_id: str) -> Message:
    return person.asks(f"/capi conversation {conversation_id}", lambda message: "Download" in labels(message))


def downloaded(person: Person, conversation_id: str) -> tuple[Any, list[dict[str, str]]]:
    """Download both files from a card, and read them."""
    asked = card(person, conversation_id)
    person.presses(asked, "card.download")
    message = person.sees(lambda reply: reply["thread_ts"] == asked["ts"] and bool(reply["files"]))
    files = person.files(message)
    document = json.loads(files[f"{conversation_id}.json"])
    table = files[f"{conversation_id}-events.csv"].decode("utf-8-sig")
    return document, list(csv.DictReader(io.StringIO(table)))


def test_the_whole_conversation_stands_in_the_thread_for_everybody(ada: Person) -> None:
    document, rows = downloaded(ada, MENU)

    assert MENU in document["conversation"].values()  # under a name that depends on the version
    assert len(document["members"]) == 1
    assert len(document["events"]) == len(rows) == 45
    assert [row["type"] for row in rows] == [event["type"] for event in document["events"]]
    assert rows[0]["type"] == "member:joined"
    grace = replace(ada, name=GRACE)
    assert grace.sees(lambda message: MENU in message["text"] and bool(message["files"]))["ephemeral_to"] is None


def test_secrets_are_in_neither_file(ada: Person) -> None:
    document, rows = downloaded(ada, CONFERENCE)
    menu, keys = downloaded(ada, MENU)

    assert "not-for-slack" not in json.dumps(document) + json.dumps(rows)
    assert "4929" not in json.dumps(menu) + json.dumps(keys)


def test_no_cell_is_a_formula(ada: Person) -> None:
    _, rows = downloaded(ada, UNKIND)

    cells = [cell for row in rows for cell in row.values()]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_without_the_scope_it_says_what_to_ask_the_admin_for(
    ada: Person, sandbox: SandboxEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = sandbox.workspace.directory
    fewer = tuple(scope for scope in directory.scopes if scope != "files:write")
    asked = card(ada, MENU)
    monkeypatch.setattr(sandbox.workspace.memberships, "_directory", replace(directory, scopes=fewer))
    ada.presses(asked, "card.download")
    note = ada.sees(lambda message: "I may not attach files in this workspace yet." in message["text"])
    assert note["ephemeral_to"] == ada.name
    assert "files:write" in note["text"]

    monkeypatch.undo()
    replace(ada, name=GRACE).presses(asked, "card.download")
    ada.sees(lambda message: message["thread_ts"] == asked["ts"] and bool(message["files"]))


def test_where_the_bot_is_no_member_it_asks_to_be_invited(ada: Person) -> None:
    outside = replace(ada, channel=LOBBY)
    outside.presses(card(outside, MENU), "card.download")

    note = outside.sees(lambda message: "I can attach files only where I am a member." in message["text"])
    assert note["ephemeral_to"] == ada.name
    assert "/invite @capi" in note["text"]


def test_when_slack_does_not_take_the_files_it_says_to_press_again(ada: Person, sandbox: SandboxEnvironment) -> None:
    asked = card(ada, MENU)
    sandbox.workspace.faults.fail("files.completeUploadExternal", Fault(error="internal_error"))
    ada.presses(asked, "card.download")
    ada.sees(lambda message: message["ts"] > asked["ts"] and "Slack did not take the files." in message["text"])

    replace(ada, name=GRACE).presses(asked, "card.download")
    ada.sees(lambda message: message["thread_ts"] == asked["ts"] and bool(message["files"]))


def test_when_the_api_breaks_off_nothing_is_attached_and_it_can_be_tried_again(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    asked = card(ada, MENU)
    sandbox.faults.next(path=f"*/conversations/{MENU}/events*", times=30, **outage)
    ada.presses(asked, "card.download")
    note = ada.sees(lambda reply: reply["ts"] > asked["ts"] and "could not be reached" in reply["text"])
    assert note["ephemeral_to"] == ada.name

    sandbox.faults.clear()
    ada.presses(note, "again")
    message = ada.sees(lambda reply: bool(reply["files"]) and reply["ts"] > asked["ts"])
    assert message["thread_ts"] == asked["ts"]
