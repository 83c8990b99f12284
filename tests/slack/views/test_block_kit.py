from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slackblocks import _limits as slack

from capi_bot.domain import durations
from capi_bot.slack.action_ids import Action
from capi_bot.slack.messages import AccessibleBlock, Message
from capi_bot.slack.views import block_kit
from tests.block_kit import problems

MOMENT = datetime(2018, 10, 25, 11, 26, 19, tzinfo=timezone(timedelta(hours=2)))


def test_the_limits_are_those_that_others_found() -> None:
    assert block_kit.MAX_SECTION_TEXT == slack.TEXT_MAX_LENGTH
    assert block_kit.MAX_BUTTON_TEXT == slack.BUTTON_TEXT_MAX_LENGTH == slack.BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH
    assert block_kit.MAX_BUTTON_VALUE == slack.BUTTON_VALUE_MAX_LENGTH
    assert block_kit.MAX_BLOCK_ID == slack.BLOCK_ID_MAX_LENGTH
    assert block_kit.MAX_FIELDS == slack.SECTION_FIELDS_MAX_ITEMS
    assert block_kit.MAX_FIELD_TEXT == slack.SECTION_FIELDS_ITEM_MAX_LENGTH
    assert block_kit.MAX_MODAL_TITLE == slack.VIEW_TITLE_MAX_LENGTH
    assert block_kit.MAX_MESSAGE_BLOCKS == slack.MESSAGE_BLOCKS_MAX_ITEMS


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("abcde", "abcde"), ("abcdef", "abcd…"), ("abc def", "abc…")])
def test_long_text_is_truncated_with_an_ellipsis(text: str, shown: str) -> None:
    assert block_kit.truncate(text, 5) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\t c", "a b c"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("a\x00b\u200bc\ufeff", "a b c"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("\ud800", ""),
        ("  ", ""),
        ("naïve Ω 日本", "naïve Ω 日本"),
    ],
)
def test_outside_text_becomes_one_line_without_invisible_characters(text: str, shown: str) -> None:
    assert block_kit.clean(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U1> & <https://x|y>", "&lt;@U1&gt; &amp; &lt;https://x|y&gt;"),
        ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"),  # noqa: RUF001 - look-alikes on purpose
        ("_slanted_", "ˍslantedˍ"),
        ("snake_case_name", "snake_case_name"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_outside_text_has_no_markup_of_its_own(text: str, shown: str) -> None:
    assert block_kit.escape_outside_text(text) == shown


def test_outside_text_is_truncated_as_sent_and_never_within_an_entity() -> None:
    assert block_kit.escape_outside_text("&" * 100, 16) == "&amp;&amp;&amp;…"


def test_bold_and_code_of_empty_text_are_empty() -> None:
    assert (block_kit.bold(" \u200b "), block_kit.code("\n")) == ("", "")
    assert (block_kit.bold("\x00" * 9999 + "x"), block_kit.code("\x00" * 9999 + "x")) == ("", "")
    assert (block_kit.bold("x"), block_kit.code("x")) == ("*x*", "`x`")


def test_a_backtick_does_not_end_code() -> None:
    assert block_kit.code("a`b*c*<d>") == "`a'b*c*&lt;d&gt;`"


@given(st.text(), st.integers(min_value=10, max_value=60))
def test_any_outside_text_is_harmless_and_within_its_limit(text: str, limit: int) -> None:
    shown = block_kit.escape_outside_text(text, limit)

    assert len(shown) <= limit
    assert not set("<>*~`\n\u202e") & set(shown)


def test_a_moment_is_shown_in_the_readers_zone_with_a_fallback_in_utc() -> None:
    assert block_kit.date(MOMENT) == "<!date^1540459579^{date_short_pretty} at {time}|2018-10-25 09:26 UTC>"
    assert block_kit.time_of_day(MOMENT) == "<!date^1540459579^{time_secs}|09:26:19 UTC>"
    assert block_kit.day(MOMENT) == "<!date^1540459579^{date_pretty}|2018-10-25>"
    assert block_kit.day_and_time(MOMENT) == (
        "<!date^1540459579^{date_short_pretty} {time_secs}|2018-10-25 09:26:19 UTC>"
    )


def test_how_long_ago_stands_beside_the_moment_itself() -> None:
    assert block_kit.ago(MOMENT, MOMENT + timedelta(minutes=3)) == f"3 min ago ({block_kit.date(MOMENT)})"
    assert block_kit.ago(MOMENT, MOMENT - timedelta(days=3)) == block_kit.date(MOMENT)


def test_text_without_markup_has_no_formatting() -> None:
    assert (
        block_kit.without_markup(f">*Ada* `USR-1` {block_kit.date(MOMENT.astimezone(UTC))}")
        == "Ada USR-1 2018-10-25 09:26 UTC"
    )


def test_a_section_leaves_out_the_lines_that_no_longer_fit() -> None:
    block = block_kit.section("a" * 2000, "", "b" * 999, "c")

    assert block["text"]["text"] == "a" * 2000 + "\n" + "b" * 999


def test_fields_have_their_name_above_and_a_dash_where_they_are_empty() -> None:
    block = block_kit.fields({"ID": "`CON-1`", "Name": ""})

    assert [field["text"] for field in block["fields"]] == ["*ID*\n`CON-1`", "*Name*\n—"]
    assert block_kit.message(block).text == "ID: CON-1\nName: —"
    assert problems(block_kit.message(block)) == ()


def test_no_more_facts_are_drawn_than_slack_takes() -> None:
    assert len(block_kit.fields({str(number): "x" for number in range(11)})["fields"]) == 10


def test_paragraphs_hold_all_lines_in_as_few_sections_as_they_need() -> None:
    lines = [letter * 1000 for letter in "abcde"]
    blocks = block_kit.paragraphs(["", *lines])

    assert [block["text"]["text"].split("\n") for block in blocks] == [lines[:2], lines[2:4], lines[4:]]
    assert block_kit.paragraphs([""]) == ()


def test_quoted_lines_stand_apart_and_nothing_is_not_quoted() -> None:
    assert block_kit.quote_lines(["a", "", "b"]) == (">a", ">b")


def test_a_button_has_only_what_it_needs() -> None:
    assert block_kit.button(Action.AGAIN, "Try again") == {
        "type": "button",
        "action_id": "again",
        "text": {"type": "plain_text", "text": "Try again"},
    }


def test_a_button_with_everything_keeps_its_label_short() -> None:
    button = block_kit.button(Action.AGAIN, "Try again", value="v", label="L" * 99, primary=True)

    assert (button["value"], button["accessibility_label"], button["style"]) == ("v", "L" * 74 + "…", "primary")


def test_an_accessible_block_has_its_own_words_in_the_text() -> None:
    message = block_kit.message(
        AccessibleBlock(block_kit.section("░░██"), "Ann talking"),
        block_kit.section("One"),
        AccessibleBlock(block_kit.section("█"), ""),
    )

    assert message.text == "Ann talking\nOne"
    assert message.blocks == (block_kit.section("░░██"), block_kit.section("One"), block_kit.section("█"))


def test_a_message_says_all_that_its_blocks_say() -> None:
    button = block_kit.button(Action.AGAIN, "Two", value="v")
    blocks = (block_kit.section("*One*"), block_kit.actions(button), block_kit.context("`Three`"))
    message = block_kit.message(*blocks, title="x" * 30)

    assert message.text == "One\nThree"
    assert message.title == "x" * 23 + "…"
    assert problems(message) == ()


@pytest.mark.parametrize(("scale", "width"), [(10, 60), (60, 40), (300, block_kit.NARROWEST_WIDTH)])
def test_a_message_is_as_wide_as_its_maximum_size_allows(scale: int, width: int) -> None:
    def draw(width: int) -> Message:
        return block_kit.message(
            *[block_kit.section("x" * min(block_kit.MAX_SECTION_TEXT, scale * width))] * 5, title=str(width)
        )

    assert block_kit.fit_to_size(draw).title == str(width)


def test_a_message_leaves_room_for_the_row_that_shares_it() -> None:
    def draw(share: str) -> Callable[[int], Message]:
        return lambda width: block_kit.message(
            *[block_kit.section("x" * (2500 * width // block_kit.NAME_WIDTH))] * 5, title=str(width), share=share
        )

    assert block_kit.fit_to_size(draw("")).title == str(block_kit.NAME_WIDTH)
    assert block_kit.fit_to_size(draw("list:n=1")).title == "40"
    assert block_kit.fit_to_size(draw("x" * (block_kit.MAX_BUTTON_VALUE + 1))).share == ""


def test_a_message_that_does_not_fit_at_its_narrowest_is_drawn_shorter() -> None:
    def draw(scale: int) -> Callable[[int], Message]:
        text = "x" * block_kit.MAX_SECTION_TEXT
        return lambda width: block_kit.message(
            *[block_kit.section(text[: scale * width])] * 5, title=f"{scale} {width}"
        )

    assert block_kit.fit_to_size(draw(150), draw(100)).title == "150 16"
    assert block_kit.fit_to_size(draw(300), draw(100)).title == "100 24"
    assert block_kit.fit_to_size(draw(300), draw(400)).title == "400 10"


def test_facts_that_are_not_known_are_left_out() -> None:
    assert block_kit.join_facts("", "Live", "", "2 joined") == "Live · 2 joined"


def test_a_label_says_what_a_button_does_and_to_whom() -> None:
    assert block_kit.label_with_name("Open", "Ada") == "Open Ada"
    assert block_kit.label_with_name("Open", "x" * 25) == f"Open {'x' * 23}…"


NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=-60), ""),
        (timedelta(days=-3), ""),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=30), "30 days ago"),
        (timedelta(days=31), "1 month ago"),
        (timedelta(days=364), "11 months ago"),
        (timedelta(days=366), "1 year ago"),
        (timedelta(days=2949), "8 years ago"),
    ],
)
def test_an_age_is_shown_in_its_largest_whole_unit(age: timedelta, said: str) -> None:
    assert durations.format_age(NOW - age, NOW) == said
