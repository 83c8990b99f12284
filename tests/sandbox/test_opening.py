from __future__ import annotations

from capi_bot.sandbox.opening import LIST, QUESTION, STEPS, open_scene
from capi_bot.sandbox.slack.workspace import Workspace, page_state
from capi_bot.sandbox.vonage import StandingFaults
from capi_bot.sandbox.world.contact_centre import contact_centre


def test_a_colleague_asks_and_really_runs_the_command() -> None:
    workspace = Workspace(signing_secret="made-up", bot_token="xoxb-made-up", app_url="http://127.0.0.1:9")
    assert page_state(workspace, "U0ADA")["opening"] is None
    open_scene(workspace)
    workspace.close()
    opening = page_state(workspace, "U0ADA")["opening"]
    asked = workspace.store.messages[0]
    assert (asked.ts, asked.user, asked.text) == (opening["ts"], "U0GRACE", QUESTION)
    assert [entry.summary for entry in workspace.journal.news(0)] == [LIST]


def test_the_steps_name_what_there_is() -> None:
    see, look, break_, end = STEPS
    call = contact_centre().conversation(look.command.split()[-1])
    assert (see.command, {leg.status for leg in call.calls if call}) == (LIST, {"answered", "ringing"})
    assert break_.switch in {switch.name for switch in StandingFaults().switches()}
    assert not end.command + end.switch + end.done_by
