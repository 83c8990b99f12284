from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.slack.commands import text

FROM_SLACK = [
    ("a  b\n\tc", "a b c"),
    ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
    ("<https://x.example|x.example> <@U1>", "x.example"),
    ("<mailto:ada@x.example|Ada> <TEL:+44|call>", "ada@x.example +44"),
    ("<!subteam^S1|@ops> <!here>", "@ops !here"),
    ("“a” „b“ «c» ‘d’", '"a" "b" "c" \'d\''),  # noqa: RUF001 - phones type these
    ("a–b—c‑d", "a-b-c-d"),  # noqa: RUF001 - and these
    ("`a`: ```b```", "a: b"),
    ("\ufeffa\u200bb\u202ac\u00ad\u2028d\x00e\ud800", "abc d e"),
    ("👩\u200d💻", "👩\u200d💻"),
    ("one <@U1> two <@U2> three", "two three"),
    ("one <@U1> ", "one"),
    ("<@U1>,: one", "one"),
]


@pytest.mark.parametrize(("typed", "meant"), FROM_SLACK)
def test_what_slack_sends_becomes_plain_words(typed: str, meant: str) -> None:
    assert text.from_slack(typed) == meant


@given(st.text())
def test_plain_words_stay_as_they_are(typed: str) -> None:
    once = text.plain(typed)

    assert text.plain(once) == once


@given(st.text().map(text.plain).filter(lambda words: words[:1].isalpha()))
def test_plain_words_go_to_slack_and_come_back(words: str) -> None:
    assert text.from_slack(text.to_slack(words)) == words


def test_quotes_are_put_around_and_taken_away() -> None:
    assert text.quoted("a b") == '"a b"'
    assert [text.unquoted(typed) for typed in ('"a b"', '" a "', '""', '"', "a", '"a')] == [
        "a b",
        "a",
        "",
        '"',
        "a",
        '"a',
    ]


def test_what_is_shown_of_what_was_typed_is_short_and_harmless() -> None:
    assert text.shown("<!here> `*_~&" + "x" * 50) == "!here " + "x" * 34


def test_the_nearest_name_is_found_in_any_case() -> None:
    assert text.nearest("EVNTS", ["events", "users"]) == "events"
    assert text.nearest("xyz", ["events", "users"]) == ""


def test_a_stop_behind_an_id_is_not_part_of_it() -> None:
    assert text.without_stop("CON-1.,!") == "CON-1"
