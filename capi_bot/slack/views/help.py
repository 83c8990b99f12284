"""The commands, made of the grammar's rows."""

from __future__ import annotations

from capi_bot.slack.commands import COMMAND, PRIVATE, SUBCOMMANDS, Subcommand, usage
from capi_bot.slack.replies import Message
from capi_bot.slack.views import kit

_WRITTEN = 200  # characters


def commands() -> Message:
    """Draw every command with an example."""
    return kit.message(
        kit.section("*What I can do*", "I show the live conversations of your Vonage application."),
        *(kit.section(_usage(row), row.help, f"For example {_code(row.example)}") for row in SUBCOMMANDS),
        kit.context(
            f"{kit.code(f'{COMMAND} help events')} tells all about one command. "
            f"Write `{PRIVATE}` at the end of any to be the only one who sees the answer.",
            "In a thread, mention me instead: `@capi user USR-…`. "
            "An id, a phone number or `live` alone is enough: `/capi CON-…`, `/capi live`.",
        ),
        title="Help",
    )


def command(row: Subcommand) -> Message:
    """Draw one command whole: its parts, what each means, and examples."""
    return kit.message(
        kit.section(_usage(row), row.help),
        kit.section(*(kit.facts(kit.code(written), means) for written, means in row.parts)),
        kit.section("*For example*", *map(_code, row.examples)),
        kit.context(
            f"Parts in [ ] may be left out. Write `{PRIVATE}` at the end to be the only one who sees the answer. "
            f"{kit.code(f'{COMMAND} help')} lists all commands."
        ),
        title="Help",
    )


def _usage(row: Subcommand) -> str:
    return kit.code(f"{COMMAND} {usage(row)}", _WRITTEN)


def _code(example: str) -> str:
    return kit.code(f"{COMMAND} {example}", _WRITTEN)
