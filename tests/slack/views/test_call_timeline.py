from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from capi_bot.domain.call_summary import CallSummary, LegTimeline, Stage
from capi_bot.slack.messages import AccessibleBlock, Block
from capi_bot.slack.views import block_kit, call_timeline
from capi_bot.slack.views import call_timeline as view
from tests.block_kit import problems
from tests.slack.sample_cases import VIEW_INPUTS
from tests.slack.sample_values import NOW
from tests.slack.views.conftest import Golden

BEGAN = NOW - timedelta(minutes=10)
ANN = LegTimeline(
    id="a", name="Ann", type="phone", inbound=True, stage=Stage.CONNECTED, began=BEGAN, answered=BEGAN, joined=BEGAN
)
BOB = LegTimeline(
    id="b",
    name="Bob",
    type="phone",
    inbound=False,
    stage=Stage.CONNECTED,
    began=BEGAN + timedelta(minutes=2),
    ringing=BEGAN + timedelta(minutes=2),
    answered=BEGAN + timedelta(minutes=5),
)
CY = replace(
    BOB, id="c", name="Cy", stage=Stage.ENDED, answered=None, ended=BEGAN + timedelta(minutes=4), ending="busy"
)
DI = replace(BOB, id="d", name="Di", stage=Stage.ENDED, ended=BEGAN + timedelta(minutes=8), ending="hung up")


def _drawn(*legs: LegTimeline, width: int = 60) -> tuple[AccessibleBlock, ...]:
    return tuple(view.leg_timelines(CallSummary(legs=legs, until=NOW), NOW, width))


def _lines(*legs: LegTimeline, width: int = 60) -> list[str]:
    text: str = _drawn(*legs, width=width)[0].block["text"]["text"]
    return text.splitlines()


def test_each_leg_is_a_line_with_a_bar_in_proportion() -> None:
    assert _lines(ANN, BOB, CY, DI) == [
        "`██████████` *Ann* talking, 10 min",
        "`··░░░█████` *Bob* talking, 5 min",
        "`··░░------` *Cy* busy, 2 min",
        "`··░░░███--` *Di* hung up, 3 min",
    ]


def test_a_screen_reader_hears_words_and_no_bars() -> None:
    block, legend = _drawn(ANN, BOB, CY, DI)

    assert block.words.splitlines() == [
        "Ann: talking, 10 min",
        "Bob: rang 3 min, talking, 5 min",
        "Cy: busy, 2 min",
        "Di: rang 3 min, hung up, 3 min",
    ]
    assert legend.words == "Begun 2018-10-25 09:17:05 UTC"


@pytest.mark.parametrize(
    ("legs", "meaning"),
    [
        ((ANN,), "`█` connected"),
        ((ANN, BOB), "`·` not yet, `░` ringing, `█` connected"),
        ((ANN, CY), "`·` not yet, `░` ringing, `█` connected, `-` gone"),
        ((ANN, replace(CY, ended=None)), "`·` not yet, `░` ringing, `█` connected, `?` not known"),
    ],
)
def test_the_legend_explains_every_mark_and_the_length_of_the_bars(legs: tuple[LegTimeline, ...], meaning: str) -> None:
    legend = _drawn(*legs)[1].block["elements"][0]["text"]

    assert legend.startswith(f"{meaning} · 10 min from <!date^")


def test_a_line_does_not_wrap_on_a_phone() -> None:
    longest = replace(ANN, name="W" * 80, stage=Stage.ENDED, answered=None, joined=None, ended=NOW, ending="failed")
    (line,) = _lines(longest)

    assert line == f"`{'░' * 10}` *{'W' * 15}…* no connection"
    assert _lines(longest, width=10)[0] == f"`{'░' * 10}` *{'W' * 9}…* no connection"


def test_an_absence_is_a_gap_and_does_not_count_as_talking() -> None:
    away = replace(ANN, absences=((BEGAN + timedelta(minutes=2), BEGAN + timedelta(minutes=6)),))

    assert _lines(away) == ["`██----████` *Ann* connected, 6 min"]


@pytest.mark.parametrize("case", ["busy", "longest", "hostile"])
def test_the_legs_are_drawn(case: str, golden: Golden) -> None:
    golden(block_kit.message(*view.leg_timelines(VIEW_INPUTS[case].call_summary(), NOW)))


def test_where_there_are_no_legs_nothing_is_drawn() -> None:
    assert view.leg_timelines(VIEW_INPUTS["empty"].call_summary(), NOW) == ()


def test_no_legs_are_no_timeline() -> None:
    assert _drawn() == ()


def test_a_call_without_known_times_has_no_bars() -> None:
    timeless = replace(ANN, began=None, answered=None, joined=None)
    (block,) = _drawn(timeless)

    assert _lines(timeless) == ["*Ann* connected"]
    assert block.words == "Ann: connected"


def test_a_leg_without_known_times_is_not_drawn_as_gone() -> None:
    assert _lines(BOB, replace(CY, began=None, ringing=None))[1] == "`??????????` *Cy* busy"


def test_legs_in_progress_are_shown_before_legs_that_ended() -> None:
    many = [replace(DI, id=str(number), name=f"Gone {number}") for number in range(5)]
    shown = _lines(*many, ANN, *(replace(BOB, id=f"b{number}") for number in range(6)))

    assert [line.split("*")[1] for line in shown[:-1]] == ["Gone 0", "Ann", *["Bob"] * 6]
    assert shown[-1] == "and 4 more legs"
    assert _drawn(*many, *many[:4])[0].words.splitlines()[-1] == "and 1 more leg"


@pytest.mark.parametrize(
    ("leg", "word"),
    [
        (ANN, "talking"),
        (replace(ANN, machine=True), "connected"),
        (replace(ANN, type="websocket"), "connected"),
        (replace(BOB, stage=Stage.RINGING, answered=None), "ringing"),
        (replace(BOB, stage=Stage.CALLED, answered=None), "called"),
        (replace(BOB, stage=Stage.CALLED, answered=None, type="app"), "invited"),
        (replace(BOB, stage=Stage.UNKNOWN), "state not known"),
        (replace(CY, ending="unanswered"), "no answer"),
        (replace(CY, ending="rejected"), "declined"),
        (replace(CY, ending="rejected", inbound=True), "turned away"),
        (replace(CY, ending="failed"), "not reached"),
        (replace(CY, ending="failed", inbound=True), "no connection"),
        (replace(CY, ending="busy", inbound=True), "line busy"),
        (replace(DI, ending="completed"), "ended"),
        (replace(DI, ending="left"), "left"),
    ],
)
def test_the_status_of_a_leg_is_a_word_or_two(leg: LegTimeline, word: str) -> None:
    assert view.leg_status(leg, alone=False) == word


def test_a_leg_that_is_connected_alone_is_not_talking() -> None:
    assert view.leg_status(ANN, alone=True) == "connected"
    assert _lines(ANN, CY)[0].endswith("*Ann* connected, 10 min")
    assert not view.is_alone(ANN, (ANN, BOB))


def test_a_phase_of_more_than_a_day_has_no_duration() -> None:
    later = NOW + timedelta(days=2949)

    assert view.describe_leg(BOB, later, alone=False) == "rang 3 min, talking"
    assert view.describe_leg(replace(BOB, stage=Stage.RINGING, answered=None), later, alone=False) == "ringing"
    assert view.describe_leg(DI, later, alone=False) == "rang 3 min, hung up, 3 min"


def test_a_leg_without_a_known_end_has_no_duration() -> None:
    assert view.describe_leg(replace(DI, ended=None), NOW, alone=False) == "rang 3 min, hung up"


def test_a_call_of_long_ago_is_drawn_as_far_as_it_is_known() -> None:
    summary = CallSummary(legs=(ANN, BOB), until=BEGAN + timedelta(minutes=7))
    text = view.leg_timelines(summary, NOW + timedelta(days=9))[0].block["text"]["text"]

    assert text.splitlines() == ["`██████████` *Ann* talking", "`···░░░░███` *Bob* talking"]


def _story(*parts: str | datetime, width: int = 60) -> str:
    (block,) = view.call_story(CallSummary(story=parts), width)
    text: str = block["text"]["text"]
    return text


def test_a_story_is_a_sentence_with_its_dates_in_the_readers_zone() -> None:
    assert _story("Ann called; 1 person on the call since ", BEGAN) == (
        f"Ann called; 1 person on the call since {block_kit.date(BEGAN)}."
    )
    assert _story("Ann left ", BEGAN, "; Bob <!here> is ringing") == (
        f"Ann left {block_kit.date(BEGAN)}; Bob &lt;!here&gt; is ringing."
    )
    assert view.call_story(CallSummary()) == ()


def test_a_long_story_is_cut_where_its_room_ends_and_no_date_is_cut() -> None:
    assert _story("x" * 200, width=10) == "x" * 79 + "…"
    assert _story("x" * 70, BEGAN, "y" * 20, BEGAN, width=10) == f"{'x' * 70}{block_kit.date(BEGAN)}{'y' * 9}…"


def test_a_name_from_outside_is_harmless() -> None:
    nasty = replace(ANN, name="<!channel> *x*")

    assert _lines(nasty)[0].startswith("`██████████` *&lt;!channel…* ")
    assert _drawn(nasty)[0].words.startswith("&lt;!channel&gt; ")
    assert "*" not in _drawn(nasty)[0].words


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


def test_a_table_is_described_in_words() -> None:
    (table,) = call_timeline.leg_table(CallSummary(legs=(ANN, BOB)), NOW)

    assert table.words == ("Ann: inbound, phone, talking, 10 min\nBob: outbound, phone, rang 3 min, talking, 5 min")


def test_no_legs_are_no_table() -> None:
    assert call_timeline.leg_table(CallSummary(), NOW) == ()


def test_legs_beyond_the_limit_are_counted() -> None:
    (table,) = call_timeline.leg_table(CallSummary(legs=(ANN,) * 23), NOW)

    assert len(_texts(table.block)) == 22
    assert _texts(table.block)[-1] == ["and 3 more", *["—"] * 5]
    assert table.words.endswith("\nand 3 more")
    assert problems(block_kit.message(table)) == ()


def test_a_cell_has_outside_text_unescaped_but_cleaned_and_truncated() -> None:
    nasty = replace(ANN, name="<!channel>\u202e\n*x*", type="")
    (table,) = call_timeline.leg_table(CallSummary(legs=(nasty, replace(ANN, name="W" * 80))), NOW, 12)

    assert _texts(table.block)[1][:3] == ["<!channel>…", "inbound", "—"]
    assert _texts(table.block)[2][0] == "W" * 11 + "…"
    assert table.words.startswith(f"{block_kit.escape_outside_text(nasty.name, 12)}: inbound, talking")
    assert problems(block_kit.message(table)) == ()
