"""Slack that does not answer for longer than the bot waits: nothing is posted twice, and nothing stays empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.calls import calls
from capi_bot.sandbox.slack.faults import Fault
from tests.contact_centre import contact_centre
from tests.e2e.payloads import WHOLE, refusals
from tests.e2e.person import LOBBY, Person, is_settled, labels, said
from tests.e2e.test_uncertain import LEG, LIVE_CALL, PERHAPS, SEED, answers, now

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

HANGING = 11.0
"""Seconds; the bot waits for 10."""
DONE, UNDONE = Fault(status=500, is_done=True, delay=HANGING), Fault(status=500, delay=HANGING)
BOTH = pytest.mark.parametrize("fault", [DONE, UNDONE], ids=["done", "undone"])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxEnvironment]:
    """Run one sandbox only: how long the bot waits depends on no transport."""
    with SandboxEnvironment(world=contact_centre(), journal=Journal(WHOLE)) as running:
        yield running
    assert refusals(calls(running.journal)) == []


@BOTH
def test_a_command_is_answered_once_and_again_where_the_person_says_so(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", fault)
    note = ada.asks(f"/capi members {SEED}", lambda message: PERHAPS in message["text"])
    assert (note["ephemeral_to"], labels(note)) == (ada.name, ["Post again"])
    assert len(answers(ada, since, LEG)) == int(fault.is_done)
    ada.presses(note, "again")
    ada.sees(lambda message: message["ts"] > note["ts"] and LEG in message["text"])
    # The note is deleted by its response_url, which is not to meet the fault of the next test.
    ada.sees(lambda _: note["ts"] not in {message["ts"] for message in ada.messages()})


@BOTH
def test_where_the_bot_is_no_member_the_note_comes_another_way(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    outside, alone, since = Person(sandbox=sandbox, channel=LOBBY), ada.to_bot(), now(sandbox)
    sandbox.workspace.faults.fail("response_url", fault)
    outside.types(f"/capi members {SEED}")
    alone.sees(lambda message: message["ts"] > since and PERHAPS in message["text"])
    assert len(answers(outside, since, LEG)) == int(fault.is_done)


@BOTH
def test_in_direct_messages_the_bot_looks_itself_whether_its_answer_is_there(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", fault)
    version = sandbox.journal.version
    alone = ada.writes_to_bot(f"members {SEED}")
    while not any(entry.title == "conversations.history" for entry in sandbox.journal.news(version, 20.0)):
        version = sandbox.journal.version
    alone.sees(lambda message: message["ts"] > since and LEG in message["text"])
    assert len(answers(alone, since, LEG)) == 1


@BOTH
def test_a_form_that_may_have_opened_is_there_or_that_it_is_not_is_told(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    alone, since = ada.to_bot(), now(sandbox)
    sandbox.workspace.faults.fail("views.open", fault)
    ada.uses_shortcut("search")
    if fault.is_done:
        ada.sees_modal(lambda view: view["callback_id"] == "search")
    else:
        alone.sees(lambda message: message["ts"] > since and "did not open the form" in message["text"])


@BOTH
def test_a_card_whose_window_may_have_opened_is_shown_there_or_beside_the_list(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    private = ada.asks(f"{LIVE_CALL} private", is_settled)
    sandbox.workspace.faults.fail("views.open", fault)
    ada.presses(private, "row.card")
    if fault.is_done:
        ada.sees_modal(lambda view: LEG in str(view))
    else:
        ada.sees(lambda message: message["ts"] > private["ts"] and LEG in message["text"])


def test_a_home_tab_does_not_stay_empty(ada: Person, sandbox: SandboxEnvironment) -> None:
    published = list[str]()

    def hang_second(method: str) -> Fault | None:
        published.extend([method] if method == "views.publish" else [])
        return UNDONE if len(published) == 2 and method == "views.publish" else None

    sandbox.workspace.faults.always("second", hang_second)
    ada.opens_home()
    ada.sees_home(lambda view: len(published) > 2 and "Looking…" not in said(view))
