"""A workspace with a scripted app in place of the bot, and the blocks that tests of the page let it post."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, jsonify, request
from slack_sdk import WebClient

from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace, neighbour
from capi_bot.sandbox.switches import Switchboard

Json = dict[str, Any]
Block = dict[str, Any]
STATES = ("All states", "In progress", "Ended")


class ScriptedApp:
    """An app that calls a function of the test before it acknowledges; `does` holds one by type of payload."""

    def __init__(self) -> None:
        self.does: dict[str, Callable[[Json], object]] = {}
        self.served = Flask(__name__)
        self.served.add_url_rule("/", view_func=self._take, methods=["POST"])

    def _take(self) -> Response:
        payload = _payload()
        answer = self.does.get(payload["type"], _nothing)(payload)
        return jsonify(answer) if isinstance(answer, dict) else Response()


def _payload() -> Json:
    """Return the event, the payload, or the fields of a command, whose type is `slash_commands`."""
    if "payload" in request.form:
        payload: Json = json.loads(request.form["payload"])
        return payload
    if request.form:
        return {"type": "slash_commands", **request.form}
    body: Json = request.get_json()
    event: Json = body.get("event", body)
    return event


def _nothing(_payload: Json) -> None:
    """Only acknowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """A workspace with a scripted app in place of the bot: the page shows what a test lets it post."""

    url: str
    app: ScriptedApp
    client: WebClient
    journal: Journal


@contextmanager
def scripted_app(*, switches: Switchboard | None = None, partner: bool = False) -> Iterator[Scripted]:
    """Serve the page and a scripted app; with `partner` there is a second workspace, without the app."""
    app = ScriptedApp()
    workspace = Workspace(signing_secret="made-up", bot_token="xoxb-made-up", app_url=None)
    with ExitStack() as opened:
        opened.callback(workspace.close)
        others = [neighbour(workspace)] if partner else []
        for other in others:
            opened.callback(other.close)
        hosts = Host(create_app(workspace, *others, switches=switches)), Host(app.served)
        for host in hosts:
            opened.callback(host.stop)
        workspace.own_url, workspace.app_url = hosts[0].url, f"{hosts[1].url}/"
        client = WebClient(workspace.bot_token, base_url=f"{hosts[0].url}/api/")
        yield Scripted(url=hosts[0].url, app=app, client=client, journal=workspace.journal)


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str, action_id: str) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id}


def menu(action_id: str, labels: tuple[str, ...], chosen: str) -> Block:
    options = {label: {"text": plain(label), "value": label} for label in labels}
    shown = {"options": list(options.values()), "initial_option": options[chosen], "placeholder": plain(action_id)}
    return {"type": "static_select", "action_id": action_id, **shown}


def filters(state: str) -> Block:
    menus = [menu("State", STATES, state), menu("Time", ("Any time", "Today"), "Any time")]
    return {"type": "actions", "elements": [*menus, menu("Order", ("Newest first",), "Newest first")]}


def field(block_id: str, label: str) -> Block:
    element = {"type": "plain_text_input", "action_id": "typed"}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, "optional": True}


def modal(title: str, *blocks: Block) -> Block:
    return {"type": "modal", "title": plain(title), "submit": plain("Search"), "blocks": blocks}
