"""The commands, made of the grammar's rows."""

from __future__ import annotations

from capi_bot.slack.commands import COMMAND, PRIVATE, SUBCOMMANDS, Subcommand, usage
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit

_WRITTEN = 200  # characters


def commands() -> Message:
    """Draw every command with an example."""
    return block_kit.message(
        block_kit.section("*What I can do*", "I show the live conversations of your Vonage application."),
        *(block_kit.section(_usage(row), row.help, f"For example {_code(row.example)}") for row in SUBCOMMANDS),
        block_kit.context(
            f"{block_kit.code(f'{COMMAND} help events')} tells all about one command. "
            f"Write `{PRIVATE}` at the end of any to be the only one who sees the answer.",
            "In a thread, mention me instead: `@capi user USR-…`. "
            "An id, a phone number or `live` alone is enough: `/capi CON-…`, `/capi live`.",
        ),
        title="Help",
    )


def command(row: Subcommand) -> Message:
    """Draw one command whole: its parts, what each means, and examples."""
    return block_kit.message(
        block_kit.section(_usage(row), row.help),
        block_kit.section(*(block_kit.facts(block_kit.code(written), means) for written, means in row.parts)),
        block_kit.section("*For example*", *map(_code, row.examples)),
        block_kit.context(
            f"Parts in [ ] may be left out. Write `{PRIVATE}` at the end to be the only one who sees the answer. "
            f"{block_kit.code(f'{COMMAND} help')} lists all commands."
        ),
        title="Help",
    )


def _usage(row: Subcommand) -> str:
    return block_kit.code(f"{COMMAND} {usage(row)}", _WRITTEN)


def _code(example: str) -> str:
    return block_kit.code(f"{COMMAND} {example}", _WRITTEN)
