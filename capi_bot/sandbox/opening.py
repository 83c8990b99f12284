"""What a newcomer finds: a colleague's question, the bot's list, and three steps."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.world.records import ident

GRACE, CALLS = "U0GRACE", "C0CALLS"
QUESTION = "Mary's phone has been ringing for two minutes, can somebody look?"
LIST = "/capi conversations live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: a button sends the `command` or turns the fault `switch` on; `done_by` is what else does it, if any."""

    title: str
    text: str
    done_by: str = ""
    command: str = ""
    switch: str = ""


STEPS = (
    Step(
        title="See what is live",
        text="The list shows the calls of a made-up bicycle shop. Ask for it again: calls come and go.",
        done_by="command",
        command=LIST,
    ),
    Step(
        title="Open Mary's call",
        text="Somebody waits on the line, and Mary's phone rings. Press a button of a call in the list, or see hers:",
        done_by="press",
        command=f"/capi conversation {ident('CON', 'waiting')}",
    ),
    Step(
        title="Break Vonage",
        text="Let Vonage answer with errors, then press a button or ask again. The bot says what is wrong. "
        "It is turned off at the top.",
        done_by="fault",
        switch="server-error",
    ),
    Step(title="That is all", text="More faults, and the Inspector with all that was sent, are at the top right."),
)


def open_scene(workspace: Workspace) -> None:
    """Let a colleague ask and really run the command; the page shows the steps beside it."""
    asked = workspace.composer.send(GRACE, CALLS, QUESTION)
    workspace.opening = {"channel": CALLS, "ts": asked.ts, "steps": STEPS}
    workspace.composer.send(GRACE, CALLS, LIST)
