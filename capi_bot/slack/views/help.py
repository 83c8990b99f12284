"""Help: the menu that answers a greeting, examples under the first list, and the manual of all commands."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from capi_bot.domain.liveness import Liveness
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, encode_list
from capi_bot.slack.commands import COMMAND, PRIVATE, SUBCOMMANDS, ListFilter, Subcommand, usage
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit

EXAMPLES: Final = (
    ("missed", "calls that nobody answered"),
    ("+44 7700 900111", "calls with that number"),
    ("Order 4711", "the conversation or the person of that name"),
    ("help", "everything that I can do"),
)
"""What can be typed, and what it shows."""

_MAX_USAGE = 200  # characters


def menu() -> Message:
    """Draw the answer to a greeting: what I am for, what to type, and where to press."""
    live = encode_list(ListState(filters=ListFilter(state=Liveness.LIVE)))
    return block_kit.message(
        block_kit.section("*Hello! I show who is on the phone right now.*", "Press a button, or type:"),
        block_kit.section(f"{_code('live')} who is on the phone now", *example_lines()),
        block_kit.actions(
            block_kit.button(Action.LIST_OPEN, "What is live", value=live),
            block_kit.button(Action.LIST_SEARCH, "Search…", value=encode_list(ListState(private=True))),
        ),
        title="Hello",
    )


def example_lines() -> tuple[str, ...]:
    """Return the examples as mrkdwn, a line each."""
    return tuple(f"{_code(typed)} {shows}" for typed, shows in EXAMPLES)


def with_examples(message: Message) -> Message:
    """Return a list with examples of what else can be typed under it, where there is room for them."""
    examples = block_kit.message(block_kit.context(*example_lines()))
    longer = replace(
        message,
        text=block_kit.truncate(f"{message.text}\n{examples.text}", block_kit.MAX_FALLBACK_TEXT),
        blocks=(*message.blocks, *examples.blocks),
    )
    has_room = longer.size_to_share <= block_kit.MAX_MESSAGE_SIZE and len(longer.blocks) < block_kit.MAX_MESSAGE_BLOCKS
    return longer if has_room else message


def commands() -> Message:
    """Draw all subcommands, each with an example."""
    return block_kit.message(
        block_kit.section(
            "*What I can do*",
            "I show the live conversations of your Vonage application: calls by phone or in apps, and chats.",
            f"{_code('')} alone lists what is live now, and only you see it. {_code('live')}, {_code('missed')}, "
            "a phone number, a name or an id alone is enough too.",
        ),
        *(
            block_kit.section(_usage(subcommand), subcommand.help, f"For example {_code(subcommand.example)}")
            for subcommand in SUBCOMMANDS
        ),
        block_kit.context(
            f"{_code('help events')} tells all about one command. "
            f"Write `{PRIVATE}` at the end of any to be the only one who sees the answer.",
            "In a thread, mention me instead: `@capi user USR-…`. Under a card `@capi events` and `@capi members` are "
            "enough: they are about the conversation of that card.",
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
            f"{_code('help')} lists all commands."
        ),
        title="Help",
    )


def _usage(subcommand: Subcommand) -> str:
    return _code(usage(subcommand))


def _code(typed: str) -> str:
    return block_kit.code(f"{COMMAND} {typed}".rstrip(), _MAX_USAGE)
