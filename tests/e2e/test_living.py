"""A contact centre that lives, watched by the real bot: calls come, go on, and are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.calls import calls
from capi_bot.sandbox.world import LiveWorld, live_world
from tests.e2e.payloads import WHOLE, refusals
from tests.e2e.person import Message, Person, is_settled

pytestmark = pytest.mark.e2e

CON = re.compile(r"CON-[0-9a-f-]{36}")
SPEED = 60
"""A minute passes in a second."""


@pytest.fixture(scope="module")
def life() -> LiveWorld:
    return live_world(datetime.now(UTC), speed=SPEED)


@pytest.fixture(scope="module")
def live_sandbox(life: LiveWorld) -> Iterator[SandboxEnvironment]:
    with SandboxEnvironment(world=life, journal=Journal(WHOLE)) as running:
        yield running
    assert refusals(calls(running.journal)) == []


@pytest.fixture
def ada(live_sandbox: SandboxEnvironment) -> Person:
    return Person(sandbox=live_sandbox)


def listed(message: Message) -> tuple[str, ...]:
    return tuple(dict.fromkeys(CON.findall(message["text"])))


def test_what_is_live_changes(ada: Person) -> None:
    first = now = known = frozenset(_live(ada))
    while not (now - first and known - now):  # until one has come, and one that was there has gone
        now = _live(ada)
        known |= now


def _live(ada: Person) -> set[str]:
    return set(listed(ada.asks("/capi conversations live", is_settled)))


def test_ages_are_of_today(ada: Person) -> None:
    assert re.search(r"created (just now|\d+ min ago)", ada.asks("/capi conversations", is_settled)["text"])


def test_a_call_that_is_over_may_be_gone_and_the_bot_says_so(ada: Person, life: LiveWorld) -> None:
    """Conversations of plain calls vanish at hang-up, as Vonage's do: then the list of calls tells how they ended."""
    known: set[str] = set()
    while not (gone := {name for name in known if life.at(datetime.now(UTC)).conversation(name) is None}):
        known |= _live(ada)

    card = ada.asks(f"/capi conversation {gone.pop()}")["text"]
    assert card.startswith("⚫ ")
    assert "\nEnded " in card
    assert "Vonage keeps no members and no events of a call that is over" in card


def test_the_bot_has_no_routes_for_webhooks_and_is_left_alone(live_sandbox: SandboxEnvironment) -> None:
    webhooks = [entry for entry in live_sandbox.journal.news(0) if entry.kind == "webhook"]
    assert {(entry.title, entry.status) for entry in webhooks} <= {("/webhooks/rtc", "404"), ("/webhooks/voice", "404")}
    assert len(webhooks) <= 2


def test_everything_that_goes_over_the_wire_is_in_the_journal(ada: Person, live_sandbox: SandboxEnvironment) -> None:
    ada.asks("/capi help")
    ada.asks("/capi users", is_settled)
    kinds = {(entry.kind, entry.title) for entry in live_sandbox.journal.news(0)}
    assert {("delivery", "slash_commands"), ("method", "response_url"), ("vonage", "GET /v1/users")} <= kinds


def test_the_partners_workspace_is_there_and_has_no_app(live_sandbox: SandboxEnvironment) -> None:
    def state(team: str) -> dict[str, object]:
        asked = {"team": team, "wait": "0"}
        return requests.get(f"{live_sandbox.url}/ui/state", params=asked, timeout=10).json()

    assert state("T0SANDBOX")["app"]["installed"]  # type: ignore[index]  # JSON
    assert not state("T0PARTNER")["app"]["installed"]  # type: ignore[index]  # JSON


def test_a_list_costs_the_same_whatever_the_size() -> None:
    asked = []
    for conversations in (100, 10_000):
        with SandboxEnvironment(world=live_world(datetime.now(UTC), speed=0, conversations=conversations)) as sandbox:
            Person(sandbox=sandbox).asks(
                "/capi conversations", lambda message: "State not known" not in message["text"]
            )
            asked.append(len(sandbox.requests))
    assert asked[0] == asked[1]
