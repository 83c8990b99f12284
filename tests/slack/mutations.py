"""Payloads of Slack's with one field that is missing, null or of another type, and a Slack in memory to answer them."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from capi_bot.slack.messages import Block
from tests.slack.payload_bodies import (
    BUTTON,
    COMMAND,
    EPHEMERAL_IN_THREAD,
    IN_MODAL,
    MENTION,
    MESSAGE_SHORTCUT,
    OPENED,
    PRESS,
    SHORTCUT,
    SUBMISSION,
    VIEW,
    direct_message,
)

REMOVED = object()
REPLACEMENTS: tuple[object, ...] = (REMOVED, None, 5, True, [], ["x"], [[]], {}, {"x": 1}, "", "x")

REFRESH: Block = {"type": "button", "action_id": "list.refresh", "block_id": "b2", "value": "n=1"}
RICH_TEXT: Block = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0CAPIBOT"}]}],
}
BLOCKS: list[Block] = [
    {"type": "section", "block_id": "note.0", "text": {"type": "mrkdwn", "text": "CON-1"}},
    {"type": "actions", "block_id": "b2", "elements": [REFRESH]},
    RICH_TEXT,
]
FULL_VIEW: dict[str, Any] = VIEW | {
    "blocks": BLOCKS,
    "state": {
        "values": {
            "words": {"value": {"type": "plain_text_input", "value": "x"}},
            "first_day": {"value": {"type": "datepicker", "selected_date": "2026-11-01"}},
            "last_day": {"value": {"type": "datepicker", "selected_date": "2026-11-02"}},
            "state": {"value": {"type": "static_select", "selected_option": {"value": "live"}}},
        }
    },
}
MENU = {
    "type": "static_select",
    "action_id": "list.state",
    "block_id": "b1",
    "selected_option": {"value": "live"},
    "action_ts": "1700000009.000900",
}

PRESSED: dict[str, Any] = {"actions": [BUTTON | {"value": "n=1"}]}

SAMPLES: dict[str, dict[str, Any]] = {
    "slash command": COMMAND,
    "mention": MENTION | {"event": MENTION["event"] | {"team": "T1", "edited": {"user": "U1"}, "blocks": BLOCKS}},
    "mention by an app": MENTION
    | {"event": MENTION["event"] | {"bot_id": "B2", "app_id": "A2", "bot_profile": {"id": "B2", "app_id": "A2"}}},
    "direct message": direct_message(
        user_team="T1", user_profile={"team": "T1"}, subtype="thread_broadcast", thread_ts="1700000000.1", blocks=BLOCKS
    ),
    "visit to Home": OPENED,
    "press": PRESS | PRESSED | {"message": PRESS["message"] | {"thread_ts": "1700000001.000100", "blocks": BLOCKS}},
    "choice in a menu": PRESS | {"actions": [MENU], "message": PRESS["message"] | {"blocks": BLOCKS}},
    "press on an ephemeral message": EPHEMERAL_IN_THREAD | PRESSED,
    "press in a modal": IN_MODAL | PRESSED | {"view": FULL_VIEW},
    "press on Home": IN_MODAL | PRESSED | {"view": FULL_VIEW | {"type": "home"}},
    "shortcut": SHORTCUT,
    "shortcut on a message": MESSAGE_SHORTCUT | {"message": MESSAGE_SHORTCUT["message"] | {"blocks": BLOCKS}},
    "form": SUBMISSION | {"view": FULL_VIEW},
}
"""One payload of each kind, with each part that the bot reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A payload in which one field is another; its name tells which, and what stands there."""

    kind: str
    path: str
    body: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.kind}: {self.path}"


def mutations() -> Iterator[Mutation]:
    """Yield every sample with every field replaced by everything else."""
    for kind, sample in SAMPLES.items():
        for path in _paths(sample, ()):
            for replacement in REPLACEMENTS:
                shown = "removed" if replacement is REMOVED else repr(replacement)
                body = _with(sample, path, replacement)
                yield Mutation(kind=kind, path=f"{'.'.join(map(str, path))} {shown}", body=body)


def _paths(node: object, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    items: Sequence[tuple[str | int, object]] = ()
    match node:
        case dict():
            items = tuple(node.items())
        case list():
            items = tuple(enumerate(node))
    for key, value in items:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def _with(sample: dict[str, Any], path: tuple[str | int, ...], replacement: object) -> dict[str, Any]:
    body = copy.deepcopy(sample)
    node: Any = body
    for key in path[:-1]:
        node = node[key]
    if replacement is REMOVED:
        del node[path[-1]]
    else:
        node[path[-1]] = copy.deepcopy(replacement)
    return body


class SlackInMemory(WebClient):
    """The Web API and response_urls: both accept whatever is sent to them, and note what each says."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-test", base_url="https://slack.com/api/")
        self.said: list[str] = []

    def api_call(self, api_method: str, **call: Any) -> SlackResponse:  # noqa: ANN401 - as in the SDK
        body = call.get("json") or {}
        if api_method != "auth.test":
            self.said.append(str(body.get("text") or body.get("view")))
        view = {"id": "V9"} if api_method.startswith("views.") else {}
        data = {"ok": True, "ts": "1700000099.1", "view": view, "team_id": "T1", "user_id": "U0CAPIBOT", "bot_id": "B1"}
        return SlackResponse(
            client=self, http_verb="POST", api_url=api_method, req_args={}, data=data, headers={}, status_code=200
        )

    def auth_test(self, **call: Any) -> SlackResponse:  # noqa: ANN401 - as in the SDK
        return self.api_call("auth.test", **call)


class SessionInMemory(requests.Session):
    """A session for response_urls that notes what each message says."""

    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self._said = said

    def post(self, url: str | bytes, data: Any = None, json: Any = None, **more: Any) -> requests.Response:  # noqa: ANN401, ARG002 - as in requests
        self._said.append(str(json.get("text")))
        response = requests.Response()
        response.status_code = 200
        return response
