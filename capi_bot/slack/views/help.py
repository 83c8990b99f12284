"""The commands, made of the grammar's rows."""

from __future__ import annotations

from capi_bot.slack.commands import COMMAND, PRIVATE, SUBCOMMANDS, Subcommand, usage
from capi_bot.slack.replies import Message
from capi_bot.slack.views import kit


def commands() -> Message:
    """Draw every command with an example."""
    return kit.message(
        kit.section("*What I can do*", "I show the live conversations of your Vonage application."),
        *(kit.section(*_lines(row)) for row in SUBCOMMANDS),
        kit.context(
            f"Write `{PRIVATE}` at the end of a command to be the only one who sees the answer.",
            "In a thread, mention me instead: `@capi user USR-…`. An id alone is enough: `/capi CON-…`, `@capi USR-…`.",
        ),
        title="Help",
    )


def _lines(row: Subcommand) -> tuple[str, ...]:
    written = kit.code(f"{COMMAND} {usage(row)}", 200)
    return (written, row.help, f"For example {kit.code(f'{COMMAND} {row.example}', 200)}")
