from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.slack.commands import SUBCOMMANDS, Subcommand, parse
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit
from capi_bot.slack.views import help as view


def test_help_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.commands())


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_help_on_one_command_is_drawn(row: Subcommand, golden: Callable[[Message], None]) -> None:
    golden(view.command(row))


def test_help_shows_every_subcommand_with_an_example() -> None:
    text = view.commands().text

    assert [row.name for row in SUBCOMMANDS if row.help not in text or f"/capi {row.example}" not in text] == []


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_help_on_one_command_explains_every_part_and_shows_every_example(row: Subcommand) -> None:
    text = view.command(row).text

    assert [means for _, means in row.parts if means not in text] == []
    assert [example for example in row.examples if f"/capi {example}" not in text] == []


def test_the_menu_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.menu())


@pytest.mark.parametrize("typed", ["live", *(typed for typed, _ in view.EXAMPLES)])
def test_every_example_of_the_menu_is_understood(typed: str) -> None:
    assert f"/capi {typed} " in view.menu().text
    assert parse(typed)


def test_examples_stand_under_a_list_and_are_read_to_those_who_hear_it() -> None:
    listed = block_kit.message(block_kit.section("Two calls"), title="Conversations", share="list:n=1")
    longer = view.with_examples(listed)

    assert longer.text.splitlines() == [
        "Two calls",
        *(f"/capi {typed} {shows}" for typed, shows in view.EXAMPLES),
    ]
    assert (longer.blocks[0], longer.title, longer.share) == (listed.blocks[0], "Conversations", "list:n=1")


@pytest.mark.parametrize("count", [49, 5])
def test_where_there_is_no_room_for_examples_the_list_stays_as_it_is(count: int) -> None:
    sections = [block_kit.section("x" * (13_000 // count - 80)) for _ in range(count)]
    full = block_kit.message(*sections)

    assert view.with_examples(full) == full
