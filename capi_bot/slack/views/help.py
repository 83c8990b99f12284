"""Help on commands, drawn from the table of subcommands."""

from __future__ import annotations

from capi_bot.slack.commands import COMMAND, PRIVATE, SUBCOMMANDS, Subcommand, usage
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit

_MAX_USAGE = 200  # characters


def commands() -> Message:
    """Draw all subcommands, each with an example."""
    return block_kit.message(
        block_kit.section("*What I can do*", "I show the live conversations of your Vonage application."),
        *(
            block_kit.section(_usage(subcommand), subcommand.help, f"For example {_code(subcommand.example)}")
            for subcommand in SUBCOMMANDS
        ),
        block_kit.context(
            f"{block_kit.code(f'{COMMAND} help events')} tells all about one command. "
            f"Write `{PRIVATE}` at the end of any to be the only one who sees the answer.",
            "In a thread, mention me instead: `@capi user USR-…`. "
            "An id, a phone number or `live` alone is enough: `/capi CON-…`, `/capi live`.",
        ),
        title="Help",
    )


def command(subcommand: Subcommand) -> Message:
    """Draw one subcommand in full: its parts, what each means, and examples."""
    return block_kit.message(
        block_kit.section(_usage(subcommand), subcommand.help),
        block_kit.section(
            *(block_kit.join_facts(block_kit.code(written), means) for written, means in subcommand.parts)
        ),
        block_kit.section("*For example*", *map(_code, subcommand.examples)),
        block_kit.context(
            f"Parts in [ ] may be left out. Write `{PRIVATE}` at the end to be the only one who sees the answer. "
            f"{block_kit.code(f'{COMMAND} help')} lists all commands."
        ),
        title="Help",
    )


def _usage(subcommand: Subcommand) -> str:
    return block_kit.code(f"{COMMAND} {usage(subcommand)}", _MAX_USAGE)


def _code(example: str) -> str:
    return block_kit.code(f"{COMMAND} {example}", _MAX_USAGE)
