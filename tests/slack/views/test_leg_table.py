from __future__ import annotations

from dataclasses import replace

from capi_bot.domain.call_summary import CallSummary
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit, call_timeline
from tests.block_kit import problems
from tests.slack.sample_values import NOW
from tests.slack.views.test_call_timeline import ANN, BOB, CY


def _texts(block: Block) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in block["rows"]]


def test_the_legs_are_rows_below_a_heading() -> None:
    (table,) = call_timeline.leg_table(CallSummary(legs=(ANN, BOB, CY)), NOW)

    assert _texts(table.block) == [
        ["Who", "Direction", "Channel", "State", "Rang", "On the call"],
        ["Ann", "inbound", "phone", "talking", "—", "10 min"],
        ["Bob", "outbound", "phone", "talking", "3 min", "5 min"],
        ["Cy", "outbound", "phone", "busy", "2 min", "—"],
    ]
    assert problems(block_kit.message(table)) == ()


def test_a_table_is_said_in_words() -> None:
    (table,) = call_timeline.leg_table(CallSummary(legs=(ANN, BOB)), NOW)

    assert table.words == ("Ann: inbound, phone, talking, 10 min\nBob: outbound, phone, rang 3 min, talking, 5 min")


def test_no_legs_are_no_table() -> None:
    assert call_timeline.leg_table(CallSummary(), NOW) == ()


def test_of_many_legs_the_rest_is_counted() -> None:
    (table,) = call_timeline.leg_table(CallSummary(legs=(ANN,) * 23), NOW)

    assert len(_texts(table.block)) == 22
    assert _texts(table.block)[-1] == ["and 3 more", *["—"] * 5]
    assert table.words.endswith("\nand 3 more")
    assert problems(block_kit.message(table)) == ()


def test_a_cell_takes_text_as_it_is_but_not_what_nobody_can_see_nor_all_of_it() -> None:
    nasty = replace(ANN, name="<!channel>\u202e\n*x*", type="")
    (table,) = call_timeline.leg_table(CallSummary(legs=(nasty, replace(ANN, name="W" * 80))), NOW, 12)

    assert _texts(table.block)[1][:3] == ["<!channel>…", "inbound", "—"]
    assert _texts(table.block)[2][0] == "W" * 11 + "…"
    assert table.words.startswith(f"{block_kit.escape_outside_text(nasty.name, 12)}: inbound, talking")
    assert problems(block_kit.message(table)) == ()
