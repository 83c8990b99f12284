"""The table of subcommands, which the parser, the help and Slack's usage hint read.

To add a subcommand: a row in `SUBCOMMANDS`; a parser of its argument in `arguments`, text to `Command`; a listener,
`Command` and services to a reply, in a module of `listeners`; and a row in `routes.COMMANDS` that names the listener.
Help, hints, suggestions and the manifest follow from the row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capi_bot.errors import UserError
from capi_bot.slack.commands import arguments
from capi_bot.slack.commands.arguments import (
    COMMAND,
    EXAMPLE_CONVERSATION,
    EXAMPLE_USER,
    Command,
)
from capi_bot.slack.commands.text import closest_match, excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """A row of the table; `parse` reads what follows the name and raises `UserError`."""

    name: str
    arguments: str
    """What may follow, in full."""
    hint: str
    """The same in brief and without `|`, for the one line that Slack shows while somebody types."""
    help: str
    parts: tuple[tuple[str, str], ...]
    """Pairs of (what is written, what it means)."""
    examples: tuple[str, ...]
    """The first one stands alone where there is room for one."""
    parse: Callable[[str], Command]

    @property
    def example(self) -> str:
        """The first example."""
        return self.examples[0]


def find_subcommand(name: str) -> Subcommand | None:
    """Return the subcommand of a name, in any case; None where there is none."""
    return next((subcommand for subcommand in SUBCOMMANDS if subcommand.name == name.lower()), None)


def _parse_help(text: str) -> Command:
    name = text.removeprefix(COMMAND).strip()
    subcommand = find_subcommand(name)
    if name and subcommand is None:
        suggestion = closest_match(name, (subcommand.name for subcommand in SUBCOMMANDS))
        hint = f"Did you mean `{COMMAND} help {suggestion}`?" if suggestion else f"`{COMMAND} help` lists what I know."
        raise UserError(f"I have no command “{excerpt(name)}”. {hint}")
    return Command(name="help", argument=subcommand.name if subcommand else "")


SUBCOMMANDS = (
    Subcommand(
        name="conversations",
        arguments=(
            "[live|idle|ended|missed|all] [since 2h|today|yesterday|2026-11-01..2026-11-03] [oldest|newest] "
            "[with <number or name>] [words…]"
        ),
        hint="[filters]",
        help="List conversations, ten a page, the newest first, or find some.",
        parts=(
            ("live", "somebody is in it now; idle is open and empty, ended is over, all is every one."),
            ("missed", "somebody called, and nobody else answered before it ended."),
            ("since 2h", "also 30m, 3d, 1w, today, yesterday or a date: from then until now."),
            ("2026-11-01..2026-11-03", "these days and those between; a date alone is that day."),
            ("oldest", "the oldest first."),
            ("with 447700000001", "this number is in it, or somebody of that name: with Ada Lovelace."),
            ("words…", "all of them are in its name or id. What I take for something else, or nearly, goes in quotes."),
        ),
        examples=(
            "conversations live with 447700000001",
            "conversations missed since 2h",
            "conversations ended yesterday with Ada Lovelace",
            "conversations 2026-11-01..2026-11-03 oldest",
            'conversations support "live chat"',
        ),
        parse=arguments.parse_conversations,
    ),
    Subcommand(
        name="conversation",
        arguments="<CON-…|name>",
        hint="<CON-… or name>",
        help="Show one conversation: its facts, members and events.",
        parts=(("CON-…", "its id, which is enough without the word conversation."), ("name", "its name.")),
        examples=(f"conversation {EXAMPLE_CONVERSATION}", "conversation Support 12", EXAMPLE_CONVERSATION),
        parse=arguments.parse_conversation,
    ),
    Subcommand(
        name="members",
        arguments="<CON-…|name>",
        hint="<CON-… or name>",
        help="Show who is, was or is invited to be in a conversation.",
        parts=(("CON-…", "the conversation's id."), ("name", "its name.")),
        examples=(f"members {EXAMPLE_CONVERSATION}", "members Support 12", f"members {EXAMPLE_CONVERSATION} private"),
        parse=arguments.parse_members,
    ),
    Subcommand(
        name="events",
        arguments="<CON-…|name> [type or group]",
        hint="<CON-… or name> [type or group]",
        help="Show what happened in a conversation.",
        parts=(
            ("CON-…", "the conversation's id."),
            ("name", "its name; one that ends in a group or a type goes in quotes."),
            ("group", "people, call, audio, messages, custom or other."),
            ("type", "one type of events, such as member:joined or custom:order."),
        ),
        examples=(
            f"events {EXAMPLE_CONVERSATION}",
            f"events {EXAMPLE_CONVERSATION} call",
            "events Support 12 member:joined",
            f"events {EXAMPLE_CONVERSATION} custom:order",
        ),
        parse=arguments.parse_events,
    ),
    Subcommand(
        name="user",
        arguments="<USR-…|name|number>",
        hint="<USR-…, name or number>",
        help="Show one user: how to reach them, whether they are online, where they are.",
        parts=(
            ("USR-…", "their id, which is enough without the word user."),
            ("name", "their name or display name."),
            ("number", "a phone number, written as you like."),
        ),
        examples=(f"user {EXAMPLE_USER}", "user Ada Lovelace", "user +44 7700 900111"),
        parse=arguments.parse_user,
    ),
    Subcommand(
        name="users",
        arguments="[words…]",
        hint="[words]",
        help="List users, or find some by name or number.",
        parts=(("words…", "all of them are in the user's name; a phone number finds who has it."),),
        examples=("users smith", "users", "users +44 7700 900111"),
        parse=arguments.parse_users,
    ),
    Subcommand(
        name="help",
        arguments="[command]",
        hint="[command]",
        help="Show what I can do, or all about one command.",
        parts=(("command", "one of the names that help lists."),),
        examples=("help", "help conversations", "help events"),
        parse=_parse_help,
    ),
)
