"""What tests of deliberately wrong apps share: a shop's message, its form, and a clock that only tests move."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import requests
from slack_bolt import App

from capi_bot.sandbox import SlackSandbox
from capi_bot.sandbox.slack.directory import Directory, PermissiveDirectory, Shortcut
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.web_api import SCOPES

Json = dict[str, Any]

TIMED_OUT = "Operation timed out. Apps need to respond within 3 seconds."
TROUBLE = "We had some trouble connecting. Try again?"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "button", "action_id": "buy", "text": plain("Buy"), "value": "tandem"}
MENU = {"type": "static_select", "action_id": "pick", "options": [{"text": plain("Tandem"), "value": "tandem"}]}
FINDER = {"type": "external_select", "action_id": "find"}
OFFER = [{"type": "actions", "block_id": "row", "elements": [BUTTON, MENU, FINDER]}]
FORM: Json = {
    "type": "modal",
    "callback_id": "order",
    "title": plain("Order"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [
        {"type": "section", "block_id": "words", "text": plain("Which bike?")},
        {
            "type": "input",
            "block_id": "bike",
            "label": plain("Bike"),
            "element": {"type": "plain_text_input", "action_id": "typed"},
        },
    ],
}


@dataclass
class Clock:
    """A clock that stands still at a time that an app, which has a clock of its own, takes for now."""

    now: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.now


def directory() -> Directory:
    shortcuts = (
        Shortcut(name="Order", type="global", callback_id="new"),
        Shortcut(name="Quote", type="message", callback_id="quote"),
    )
    return PermissiveDirectory(scopes=SCOPES, shortcuts=shortcuts)


def made_up() -> App:
    return App(token="xoxb-made-up", signing_secret="made-up", token_verification_enabled=False)


def offer(slack: SlackSandbox, channel: str = "C0CALLS") -> Message:
    """Post the shop's offer."""
    slack.client.chat_postMessage(channel=channel, text="Bikes", blocks=OFFER)
    return slack.messages[-1]


def open_form(slack: SlackSandbox) -> str:
    """Open the form for ada, and return its id."""
    trigger = slack.workspace.tokens.trigger("U0ADA")
    return str(slack.client.views_open(trigger_id=trigger, view=FORM)["view"]["id"])


def on_page(slack: SlackSandbox, path: str, **body: object) -> Json:
    """Do what ada's page does, and return the answer."""
    answer: Json = requests.post(f"{slack.url}/ui/{path}", json={"user": "U0ADA", **body}, timeout=10).json()
    return answer
