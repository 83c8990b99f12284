"""The app's requests and Slack's answers, out of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack.rules import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request of the app: a Web API method's name or `response_url`, or an `ack` that was refused.

    `error` is Slack's code, empty where nothing was wrong, and `why` what it adds: what is wrong, and where.
    """

    method: str
    arguments: Json
    error: str = ""
    why: tuple[str, ...] = ()


def calls(journal: Journal) -> tuple[Call, ...]:
    """Return the newest requests of the app, the newest last."""
    return tuple(_call(entry) for entry in journal.news(0) if entry.kind == "method")


def _call(entry: Entry) -> Call:
    arguments = entry.sent if isinstance(entry.sent, dict) else {}
    if not entry.failed:
        return Call(method=entry.title, arguments=arguments)
    body = entry.answered if isinstance(entry.answered, dict) else {}
    reasons = body.get("errors") or (body.get("response_metadata") or {}).get("messages") or ()
    return Call(method=entry.title, arguments=arguments, error=entry.status, why=tuple(map(str, reasons)))
