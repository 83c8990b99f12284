"""An answer that may have been posted is never posted twice, and the person who asked can have it posted again."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.slack.faults import Fault
from tests.e2e.person import CALLS, LOBBY, TIMEOUT, Message, Person, is_settled, labels, said

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
LEG = "797168e24c19a3c45e74e05b10fef2b5"
LIVE_CALL = "/capi conversations live with 447700000001"
PERHAPS = "Slack did not say whether it took my answer"
NOT_ALLOWED_HERE = ("is_archived", "restricted_action_read_only_channel", "restricted_action_thread_locked")

DONE, UNDONE = Fault(status=500, is_done=True), Fault(status=500)
UNKNOWN = [
    DONE,
    UNDONE,
    pytest.param(Fault(is_dropped=True, is_done=True), marks=pytest.mark.slow),
    pytest.param(Fault(is_dropped=True), marks=pytest.mark.slow),
]


def name_of(fault: Fault) -> str:
    return f"{'done' if fault.is_done else 'undone'}, {'dropped' if fault.is_dropped else fault.status}"


def answers(person: Person, since: str, word: str) -> list[Message]:
    """List the messages of the bot's with a word that are newer than a ts."""
    return [message for message in person.messages() if message["ts"] > since and word in message["text"]]


def now(sandbox: SandboxEnvironment) -> str:
    return sandbox.workspace.store.next_ts()


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_command_is_answered_once_and_again_where_the_person_says_so(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", fault)
    note = ada.asks(f"/capi members {SEED}", lambda message: PERHAPS in message["text"])
    assert note["ephemeral_to"] == ada.name
    assert labels(note) == ["Post again"]
    assert len(answers(ada, since, LEG)) == int(fault.is_done)

    ada.presses(note, "again")
    ada.sees(lambda message: message["ts"] > note["ts"] and LEG in message["text"])
    ada.sees(lambda _: not answers(ada, since, PERHAPS))
    posted = answers(ada, since, LEG)
    assert len(posted) == int(fault.is_done) + 1
    assert {message["ephemeral_to"] for message in posted} == {None}


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_mention_is_answered_once_in_its_thread_and_again_there(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", fault)
    parent = ada.types(f"@capi members {SEED}")
    note = ada.sees(lambda message: message["thread_ts"] == parent and PERHAPS in message["text"])
    assert note["ephemeral_to"] == ada.name
    assert len(answers(ada, since, LEG)) == int(fault.is_done)

    ada.presses(note, "again")
    ada.sees(lambda message: message["ts"] > note["ts"] and LEG in message["text"])
    assert {message["thread_ts"] for message in answers(ada, since, LEG)} == {parent}
    assert len(answers(ada, since, LEG)) == int(fault.is_done) + 1


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_user_who_is_opened_is_shown_once_in_the_thread_and_again_there(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    listed = ada.asks(f"/capi members {SEED}", lambda message: LEG in message["text"])
    sandbox.workspace.faults.fail("response_url", fault)
    ada.presses(listed, "user.open")
    note = ada.sees(lambda message: message["ts"] > listed["ts"] and PERHAPS in message["text"])
    assert note["ephemeral_to"] == ada.name
    in_thread = [message for message in answers(ada, listed["ts"], "USR-") if message["thread_ts"] == listed["ts"]]
    assert len(in_thread) == int(fault.is_done)

    ada.presses(note, "again")
    shown = ada.sees(lambda message: message["ts"] > note["ts"] and "USR-" in message["text"])
    assert (shown["thread_ts"], shown["ephemeral_to"]) == (listed["ts"], None)
    ada.sees(lambda _: not answers(ada, listed["ts"], PERHAPS))


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_where_the_bot_is_no_member_the_note_comes_another_way(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    outside, alone, since = replace(ada, channel=LOBBY), ada.to_bot(), now(sandbox)
    sandbox.workspace.faults.fail("response_url", fault)
    outside.types(f"/capi members {SEED}")
    note = alone.sees(lambda message: message["ts"] > since and PERHAPS in message["text"])
    assert len(answers(outside, since, LEG)) == int(fault.is_done)

    alone.presses(note, "again")
    alone.sees(lambda message: message["ts"] > since and LEG in message["text"])
    alone.sees(lambda _: not answers(alone, since, PERHAPS))


@pytest.mark.parametrize("typed", [f"/capi members {SEED}", f"@capi members {SEED}"])
def test_from_the_direct_conversation_it_is_posted_again_where_it_was_asked(
    ada: Person, sandbox: SandboxEnvironment, typed: str
) -> None:
    alone, since = ada.to_bot(), now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", Fault(status=500))
    sandbox.workspace.faults.fail("response_url", Fault(status=404, error="expired_url"))
    sandbox.workspace.faults.fail("chat.postEphemeral", Fault(error="user_not_in_channel"))
    parent = ada.types(typed)
    note = alone.sees(lambda message: message["ts"] > since and PERHAPS in message["text"])
    sandbox.workspace.faults.clear()

    alone.presses(note, "again")
    posted = ada.sees(lambda message: message["ts"] > since and LEG in message["text"])
    assert (posted["thread_ts"], posted["ephemeral_to"]) == (parent, None)
    alone.sees(lambda _: not answers(alone, since, PERHAPS))


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_private_answer_comes_once_and_again_in_private(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("response_url", fault)
    note = ada.asks(f"/capi members {SEED} private", lambda message: PERHAPS in message["text"])
    assert len(answers(ada, since, LEG)) == int(fault.is_done)

    ada.presses(note, "again")
    ada.sees_again(note, lambda message: LEG in message["text"])
    assert {message["ephemeral_to"] for message in answers(ada, since, LEG)} == {ada.name}
    assert len(answers(ada, since, LEG)) == int(fault.is_done) + 1


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_what_is_shared_is_posted_once_and_that_it_may_be_there_is_told(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    private, since = ada.asks(f"/capi members {SEED} private", lambda message: LEG in message["text"]), now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", fault)
    ada.presses(private, "share")
    note = ada.sees(lambda message: message["ts"] > since and PERHAPS in message["text"])
    assert note["ephemeral_to"] == ada.name
    assert len(answers(ada, since, LEG)) == int(fault.is_done)

    ada.presses(note, "again")
    shared = ada.sees(lambda message: message["ts"] > note["ts"] and LEG in message["text"])
    assert shared["ephemeral_to"] is None


def test_a_second_uncertain_answer_is_told_in_the_same_note(ada: Person, sandbox: SandboxEnvironment) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", DONE, times=2)
    note = ada.asks(f"/capi members {SEED}", lambda message: PERHAPS in message["text"])
    ada.presses(note, "again")
    ada.sees(lambda _: len(answers(ada, since, LEG)) == 2)
    again = ada.sees_again(note, lambda message: PERHAPS in message["text"])
    assert labels(again) == ["Post again"]
    assert len(answers(ada, since, PERHAPS)) == 1


@pytest.mark.parametrize("error", NOT_ALLOWED_HERE)
def test_where_nothing_may_be_posted_the_answer_is_whispered_and_its_buttons_work(
    ada: Person, sandbox: SandboxEnvironment, error: str
) -> None:
    sandbox.workspace.faults.fail("chat.postMessage", Fault(error=error))
    listed = ada.asks(LIVE_CALL, lambda message: is_settled(message) and SEED in message["text"])
    assert listed["ephemeral_to"] == ada.name
    assert "may not post" in str(listed["blocks"])
    assert "Share to channel" not in labels(listed)
    ada.presses(listed, "row.members")
    ada.sees_again(listed, lambda message: LEG in message["text"])


@pytest.mark.parametrize("error", NOT_ALLOWED_HERE)
def test_a_mention_where_nothing_may_be_posted_is_answered_to_the_person_alone(
    ada: Person, sandbox: SandboxEnvironment, error: str
) -> None:
    sandbox.workspace.faults.fail("chat.postMessage", Fault(error=error))
    parent = ada.types(f"@capi members {SEED}")
    shown = ada.sees(lambda message: message["thread_ts"] == parent and LEG in message["text"])
    assert shown["ephemeral_to"] == ada.name
    assert "may not post" in str(shown["blocks"])


def test_that_a_global_shortcut_came_too_late_is_told_in_the_direct_conversation(
    ada: Person, sandbox: SandboxEnvironment
) -> None:
    alone, since = ada.to_bot(), now(sandbox)
    sandbox.workspace.faults.fail("views.open", Fault(error="expired_trigger_id"))
    ada.uses_shortcut("search")
    alone.sees(lambda message: message["ts"] > since and "did not open the form" in message["text"])


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_form_that_may_have_opened_is_there_or_that_it_is_not_is_told(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    alone, since = ada.to_bot(), now(sandbox)
    sandbox.workspace.faults.fail("views.open", fault)
    ada.uses_shortcut("search")
    if fault.is_done:
        ada.sees_modal(lambda view: view["callback_id"] == "search")
        assert not answers(alone, since, "did not open the form")
    else:
        alone.sees(lambda message: message["ts"] > since and "did not open the form" in message["text"])


@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_card_whose_window_may_have_opened_is_shown_there_or_beside_the_list(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    private = ada.asks(f"{LIVE_CALL} private", is_settled)
    sandbox.workspace.faults.fail("views.open", fault)
    ada.presses(private, "row.card")
    if fault.is_done:
        ada.sees_modal(lambda view: LEG in str(view))
        assert not answers(ada, private["ts"], LEG)
    else:
        ada.sees(lambda message: message["ts"] > private["ts"] and LEG in message["text"])


@pytest.mark.slow
@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_in_direct_messages_the_bot_looks_itself_whether_its_answer_is_there(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("chat.postMessage", fault)
    alone = ada.writes_to_bot(f"members {SEED}")
    alone.sees(lambda message: message["ts"] > since and LEG in message["text"])
    until_taken(sandbox, "conversations.history", since)
    alone.sees(lambda message: message["ts"] > since and LEG in message["text"])
    assert len(answers(alone, since, LEG)) == 1
    assert not answers(alone, since, PERHAPS)


@pytest.mark.slow
@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_window_whose_answer_slack_does_not_take_at_once_does_not_stay_empty(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    private, since = ada.asks(f"{LIVE_CALL} private", is_settled), now(sandbox)
    sandbox.workspace.faults.fail("views.update", fault, times=2)
    ada.presses(private, "row.card")
    until_taken(sandbox, "views.update", since)
    ada.sees_modal(lambda view: LEG in str(view))


@pytest.mark.slow
@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_results_of_a_form_that_slack_does_not_take_at_once_come_none_the_less(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    ada.uses_shortcut("search")
    form = ada.sees_modal(lambda view: view["callback_id"] == "search")
    sandbox.workspace.faults.fail("views.update", fault, times=2)
    since = now(sandbox)
    ada.submits(form, {"party": {"value": {"type": "plain_text_input", "value": "447700000001"}}})
    until_taken(sandbox, "views.update", since)
    ada.sees_modal(lambda view: SEED in str(view) and "Looking" not in said(view))


@pytest.mark.slow
@pytest.mark.parametrize("fault", UNKNOWN, ids=name_of)
def test_a_home_tab_whose_second_view_slack_does_not_take_at_once_does_not_stay_empty(
    ada: Person, sandbox: SandboxEnvironment, fault: Fault
) -> None:
    calls = list[str]()

    def fail_second(method: str) -> Fault | None:
        calls.extend([method] if method == "views.publish" else [])
        return fault if len(calls) == 2 and method == "views.publish" else None

    sandbox.workspace.faults.always("second", fail_second)
    ada.opens_home()
    ada.sees_home(lambda view: len(calls) > 2 and "Looking…" not in said(view))


@pytest.mark.slow
def test_a_list_that_slack_lets_nobody_complete_just_now_is_completed_later(
    ada: Person, sandbox: SandboxEnvironment
) -> None:
    since = now(sandbox)
    sandbox.workspace.faults.fail("chat.update", Fault(status=429, error="ratelimited", retry_after=1), times=2)
    listed = ada.asks("/capi conversations")
    until_taken(sandbox, "chat.update", since)
    ada.sees_again(listed, lambda message: "8 joined" in message["text"])


def test_that_a_list_stays_as_it_is_for_minutes_is_told(ada: Person, sandbox: SandboxEnvironment) -> None:
    sandbox.workspace.faults.fail("chat.update", Fault(status=429, error="ratelimited", retry_after=61), times=3)
    note = ada.asks("/capi conversations", lambda message: "does not let me complete" in message["text"])
    assert (note["channel"], note["ephemeral_to"]) == (CALLS, ada.name)


def until_taken(sandbox: SandboxEnvironment, method: str, since: str) -> None:
    """Wait until Slack has taken a call of a method."""
    journal, deadline = sandbox.journal, time.monotonic() + TIMEOUT
    version = journal.version - 1
    while not any(
        (entry.title, entry.status) == (method, "ok") and entry.at >= float(since) for entry in journal.news(0)
    ):
        assert time.monotonic() < deadline
        journal.news(version, 1.0)
        version = journal.version
