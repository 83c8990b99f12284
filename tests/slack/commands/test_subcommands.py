from __future__ import annotations

import pytest

from capi_bot.slack.commands import (
    SUBCOMMANDS,
    Subcommand,
    find_subcommand,
    parse,
    usage,
)
from capi_bot.slack.views import block_kit


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_every_example_is_parsed_to_its_subcommand(row: Subcommand) -> None:
    assert {parse(example).name for example in row.examples} == {row.name}
    assert row.example == row.examples[0]


@pytest.mark.parametrize("row", SUBCOMMANDS, ids=lambda row: row.name)
def test_no_example_and_no_part_is_truncated_in_the_help(row: Subcommand) -> None:
    assert len(block_kit.escape(usage(row))) < 200
    assert [written for written, _ in row.parts if len(written) > block_kit.NAME_WIDTH] == []


def test_a_subcommand_is_found_by_its_name_in_any_case() -> None:
    found = find_subcommand("EVENTS")

    assert found is not None
    assert found.name == "events"
    assert find_subcommand("event") is None
