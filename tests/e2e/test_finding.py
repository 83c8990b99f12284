"""Find one call among ten thousand conversations, by signed HTTP between real processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.calls import calls
from capi_bot.sandbox.world.contact_centre import with_older_conversations
from capi_bot.sandbox.world.records import parse_time
from tests.contact_centre import contact_centre
from tests.e2e.payloads import WHOLE, refusals
from tests.e2e.person import Message, Person, labels

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
NOON = parse_time("2018-10-25T12:00:00Z")


@pytest.fixture(scope="module")
def crowded_sandbox() -> Iterator[SandboxEnvironment]:
    """Bury the sample call under four hours of other calls."""
    with SandboxEnvironment(
        world=with_older_conversations(contact_centre(), 10_000, until=NOON), journal=Journal(WHOLE)
    ) as running:
        yield running
    assert refusals(calls(running.journal)) == []


@pytest.fixture
def ada(crowded_sandbox: SandboxEnvironment) -> Iterator[Person]:
    yield Person(sandbox=crowded_sandbox)
    crowded_sandbox.faults.clear()


def _settled(message: Message) -> bool:
    return "Looking…" not in message["text"]


def _asked(sandbox: SandboxEnvironment, before: int) -> list[str]:
    return [recorded.path for recorded in sandbox.requests[before:]]


def test_a_number_on_a_live_call_is_found_with_three_requests_and_those_of_its_row(
    ada: Person, crowded_sandbox: SandboxEnvironment
) -> None:
    before = len(crowded_sandbox.requests)

    found = ada.asks("/capi conversations live with 447700000001", _settled)

    assert SEED in found["text"]
    row = f"/v1/conversations/{SEED}"
    assert sorted(_asked(crowded_sandbox, before)) == sorted(["/v1/calls"] * 3 + [row, f"{row}/members"])


def test_the_number_may_be_written_as_people_write_it(ada: Person) -> None:
    found = ada.asks("/capi Conversations LIVE with +44 7700 000–001", _settled)  # noqa: RUF001 - a phone's dash

    assert SEED in found["text"]


def test_words_are_found_without_looking_at_all_pages(ada: Person, crowded_sandbox: SandboxEnvironment) -> None:
    before = len(crowded_sandbox.requests)

    found = ada.asks("/capi conversations 00150:", _settled)

    assert "00150:" in found["text"].split("\n")[2]
    assert "Looked at the 500 newest conversations: Continue looks further" in found["text"]
    assert _asked(crowded_sandbox, before).count("/v1/conversations") == 5
    assert "Continue" in labels(found)


def test_the_first_result_is_there_though_later_pages_never_come(
    ada: Person, crowded_sandbox: SandboxEnvironment
) -> None:
    """The page that holds it is the second; from the third on, the API does not answer."""
    crowded_sandbox.faults.next(path="/v1/conversations", times=2)  # these two suffer nothing
    crowded_sandbox.faults.next(path="/v1/conversations", status=500, times=50)

    found = ada.asks("/capi conversations 00150:", _settled)

    assert "00150:" in found["text"]
    assert "Continue tries again" in found["text"]


def test_the_newest_ten_cost_the_same_as_in_a_small_application(
    ada: Person, crowded_sandbox: SandboxEnvironment
) -> None:
    before = len(crowded_sandbox.requests)

    ada.asks("/capi conversations", lambda message: "State not known" not in message["text"])

    # A page, the calls in progress by three statuses, and for each row its members and its state.
    assert len(_asked(crowded_sandbox, before)) == 1 + 3 + 10 * 2


def test_continue_goes_on_behind_what_was_looked_at(ada: Person) -> None:
    first = ada.asks("/capi conversations 00620:", _settled)
    assert "None found so far." in first["text"]

    ada.presses(first, "list.next")
    second = ada.sees_again(first, lambda message: "00620:" in message["text"].partition("As of")[2])

    assert "page 2" in second["text"]
