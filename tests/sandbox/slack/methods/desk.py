"""What lies on the table when a method is called: a client, and the things that a call may be about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import requests
from slack_sdk import WebClient

from capi_bot.sandbox.slack.workspace import Workspace

TOKEN = "xoxb-made-up"
APP_TOKEN = "xapp-made-up"
SOON = 1_540_460_000
DIVIDER = {"type": "divider"}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "User"}, "blocks": [DIVIDER]}
HOME = {"type": "home", "blocks": [DIVIDER]}
CALLS = "C0CALLS"


@dataclass(frozen=True)
class Desk:
    """A client, and the things on the table that a call may be about."""

    slack: WebClient
    workspace: Workspace

    @property
    def ts(self) -> str:
        return str(self.slack.chat_postMessage(channel=CALLS, text="List")["ts"])

    @property
    def trigger(self) -> str:
        return self.workspace.tickets.trigger("U0ADA")

    @property
    def view(self) -> str:
        return str(self.slack.views_open(trigger_id=self.trigger, view=MODAL)["view"]["id"])

    @property
    def promised(self) -> str:
        answer = self.slack.files_getUploadURLExternal(filename="a.txt", length=1)
        requests.post(str(answer["upload_url"]), data=b"x", timeout=5).raise_for_status()
        return str(answer["file_id"])

    @property
    def file(self) -> str:
        return str(self.slack.files_completeUploadExternal(files=[{"id": self.promised}])["files"][0]["id"])

    @property
    def scheduled(self) -> str:
        return str(self.slack.chat_scheduleMessage(channel=CALLS, text="x", post_at=SOON)["scheduled_message_id"])

    @property
    def reacted(self) -> str:
        ts = self.ts
        self.slack.reactions_add(channel=CALLS, timestamp=ts, name="eyes")
        return ts


Act = Callable[[Desk], object]


@dataclass(frozen=True)
class Driven:
    works: Act
    fails: Act
    error: str
