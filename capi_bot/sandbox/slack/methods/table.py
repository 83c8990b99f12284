"""The Web API's methods in one table, and as Markdown for the documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from capi_bot.sandbox.slack.methods import app, chat, conversations
from capi_bot.sandbox.slack.methods.method import Method

METHODS: Final[Mapping[str, Method]] = dict(sorted({**app.METHODS, **chat.METHODS, **conversations.METHODS}.items()))
"""Every method that is answered; all others are `unknown_method`."""

HEAD = "| Method | Scopes, one of | Calls a minute | How much of it |"


def as_markdown() -> str:
    """Return the table for people to read: a row a method, and a line on all the others."""
    rows = [_row(name, method) for name, method in METHODS.items()]
    return "\n".join((HEAD, "| --- | --- | --- | --- |", *rows, "", "Every other method answers `unknown_method`.", ""))


def _row(name: str, method: Method) -> str:
    scopes = ", ".join(f"`{scope}`" for scope in method.scopes)
    limit = f"{method.tier.per_minute} ({_title(method.tier.title)})"
    return "|".join(
        ("", *map(_cell, (f"`{name}`", scopes, limit, f"partly: {method.lacks}" if method.lacks else "whole")), "")
    )


def _cell(words: str) -> str:
    return f" {words} " if words else " "


def _title(tier: str) -> str:
    return tier if tier == "special" else f"tier {tier}"
