"""What the app is told, and what it answers: plain values, whichever way they go.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from capi_bot.sandbox.slack.rules import Json

TIMEOUT = "operation_timeout"
FAILED = "dispatch_failed"

ParcelType = Literal["slash_commands", "interactive", "events_api"]

Reason = Literal["", "timeout", "http_error", "connection_failed"]
"""What was wrong with a delivery; over HTTP Slack writes `http_timeout` for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Be one thing that the app is told, as a value: how it is written is up to the transport.

    `type` is Slack's name for the feature that it belongs to, `kind` what it is, such as `block_actions` or
    `app_mention`; `summary` is for people.
    """

    type: ParcelType
    kind: str
    payload: Json
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Say that a parcel comes once more: which further attempt it is, and what was wrong with the one before."""

    attempt: int = 1
    reason: Reason = "timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Be what came back: `error` is empty, `operation_timeout` or `dispatch_failed`; status 0 is no answer at all."""

    status: int = 0
    error: str = ""
    reason: Reason = ""
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Json | None:
        """The body where it is a JSON object, else None."""
        try:
            body = json.loads(self.text)
        except ValueError:
            return None
        return body if isinstance(body, dict) else None


def command_parcel(fields: Mapping[str, str], summary: str) -> Parcel:
    """Return a parcel of a slash command's fields."""
    return Parcel(type="slash_commands", kind="slash_commands", payload=dict(fields), summary=summary)


def payload_parcel(payload: Json, summary: str) -> Parcel:
    """Return a parcel of something interactive: what was pressed, chosen, submitted or closed."""
    return Parcel(type="interactive", kind=payload["type"], payload=payload, summary=summary)


def event_parcel(event: Json) -> Parcel:
    """Return a parcel of an event_callback."""
    inner = event["event"]
    return Parcel(type="events_api", kind=inner["type"], payload=event, summary=str(inner.get("text", "")))
