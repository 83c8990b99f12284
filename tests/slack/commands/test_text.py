from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.errors import UserError
from capi_bot.slack.commands import text

FROM_SLACK = [
    ("a  b\n\tc", "a b c"),
    ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
    ("<https://x.example|x.example> <@U1|ada>", "x.example ada"),
    ("<mailto:ada@x.example|Ada> <TEL:+44|call>", "ada@x.example +44"),
    ("<!subteam^S1|@ops> <!here>", "@ops !here"),
    ("“a” „b“ «c» ‘d’", '"a" "b" "c" \'d\''),  # noqa: RUF001 - phones type these
    ("a–b—c‑d", "a-b-c-d"),  # noqa: RUF001 - and these
    ("`a`: ```b```", "a: b"),
    ("\ufeffa\u200bb\u202ac\u00ad\u2028d\x00e\ud800", "abc d e"),
    ("👩\u200d💻", "👩\u200d💻"),
    ("one <@U1|two> <@U2|three four> five", "one two three four five"),
    (" • one", "one"),
]


@pytest.mark.parametrize(("typed", "meant"), FROM_SLACK)
def test_what_slack_sends_becomes_plain_words(typed: str, meant: str) -> None:
    assert text.from_slack(typed) == meant


ADDRESSED = [
    ("<@U0ME>,: one", "", "one"),
    ("<@U0ME|me> one <@U0ME>", "", "one"),
    ("one <@U0ME> ", "one", ""),
    ("one <@U0ME> two", "one", "two"),
    ("one <@U0MEN|ada> two", "", "one ada two"),
    ("one", "", "one"),
]


@pytest.mark.parametrize(("typed", "before", "behind"), ADDRESSED)
def test_only_our_own_mention_is_how_somebody_talks_to_us(typed: str, before: str, behind: str) -> None:
    assert text.split_at_mention(typed, "U0ME") == (before, behind)


def test_where_nobody_is_the_bot_every_mention_is_a_name() -> None:
    assert text.split_at_mention("with <@U0ME|me>") == ("", "with me")


@pytest.mark.parametrize("mention", ["<@U1>", "<@U1|>", "<@U1| >"])
def test_somebody_whose_name_slack_does_not_tell_cannot_be_looked_up(mention: str) -> None:
    with pytest.raises(UserError, match="cannot look up people of Slack"):
        text.from_slack(f"with {mention} live")


@given(st.text())
def test_plain_words_stay_as_they_are(typed: str) -> None:
    once = text.normalise(typed)

    assert text.normalise(once) == once


@given(st.text().map(text.normalise).filter(lambda words: words[:1].isalpha()))
def test_plain_words_go_to_slack_and_come_back(words: str) -> None:
    assert text.from_slack(text.to_slack(words)) == words


def test_quotes_are_put_around_and_taken_away() -> None:
    assert text.quote("a b") == '"a b"'
    assert [text.unquote(typed) for typed in ('"a b"', '" a "', '""', '"', "a", '"a')] == [
        "a b",
        "a",
        "",
        '"',
        "a",
        '"a',
    ]


def test_what_is_shown_of_what_was_typed_is_short_and_harmless() -> None:
    assert text.excerpt("<!here> `*_~&" + "x" * 54) == "!here " + "x" * 54
    assert text.excerpt("x" * 61) == "x" * 59 + "…"


def test_the_nearest_name_is_found_in_any_case() -> None:
    assert text.closest_match("EVNTS", ["events", "users"]) == "events"
    assert text.closest_match("xyz", ["events", "users"]) == ""


@pytest.mark.parametrize(
    ("word", "core"),
    [
        *[("*live*", "live"), ("(live).", "live"), ("*(live)*,", "live"), ("(live.)", "live"), ("•live", "live")],
        *[("(0)", "(0)"), ("2026-11-01..", "2026-11-01.."), ("a.b", "a.b"), ("Ada (sales)", "Ada (sales)"), ("()", "")],
    ],
)
def test_a_bare_word_has_nothing_of_the_sentence_around_it(word: str, core: str) -> None:
    assert text.strip_word(word) == core


@pytest.mark.parametrize(
    ("name", "plain"), [("*Ada L*", "Ada L"), ("_Ada_", "Ada"), ("_ada", "_ada"), ('"Ada" L ', "Ada L"), ("_", "_")]
)
def test_a_name_keeps_what_is_not_formatting(name: str, plain: str) -> None:
    assert text.strip_formatting(name) == plain


def test_a_stop_behind_an_id_is_not_part_of_it() -> None:
    assert text.strip_punctuation("CON-1.,!") == "CON-1"
