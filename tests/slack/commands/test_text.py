from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.errors import UserError
from capi_bot.slack.commands import text
from capi_bot.slack.commands.text import bot_user_id, join_words, mention_text, normalise, tokenise

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


@pytest.mark.parametrize(("typed", "expected"), FROM_SLACK)
def test_slacks_escaping_is_undone(typed: str, expected: str) -> None:
    assert text.from_slack(typed) == expected


ADDRESSED = [
    ("<@U0ME>,: one", "", "one"),
    ("<@U0ME|me> one <@U0ME>", "", "one"),
    ("one <@U0ME> ", "one", ""),
    ("one <@U0ME> two", "one", "two"),
    ("one <@U0MEN|ada> two", "", "one ada two"),
    ("one", "", "one"),
]


@pytest.mark.parametrize(("typed", "before", "behind"), ADDRESSED)
def test_only_a_mention_of_the_bot_splits_the_text(typed: str, before: str, behind: str) -> None:
    assert text.split_at_mention(typed, "U0ME") == (before, behind)


def test_without_the_bots_id_every_mention_is_a_name() -> None:
    assert text.split_at_mention("with <@U0ME|me>") == ("", "with me")


@pytest.mark.parametrize("mention", ["<@U1>", "<@U1|>", "<@U1| >"])
def test_a_mention_without_a_name_is_rejected(mention: str) -> None:
    with pytest.raises(UserError, match="cannot look up people of Slack"):
        text.from_slack(f"with {mention} live")


@given(st.text())
def test_plain_words_stay_unchanged(typed: str) -> None:
    once = text.normalise(typed)

    assert text.normalise(once) == once


@given(st.text().map(text.normalise).filter(lambda words: words[:1].isalpha()))
def test_escaped_text_is_unescaped_to_the_same(words: str) -> None:
    assert text.from_slack(text.to_slack(words)) == words


def test_quotes_are_added_and_removed() -> None:
    assert text.quote("a b") == '"a b"'
    assert [text.unquote(typed) for typed in ('"a b"', '" a "', '""', '"', "a", '"a')] == [
        "a b",
        "a",
        "",
        '"',
        "a",
        '"a',
    ]


def test_an_excerpt_is_short_and_harmless() -> None:
    assert text.excerpt("<!here> `*_~&" + "x" * 54) == "!here " + "x" * 54
    assert text.excerpt("x" * 61) == "x" * 59 + "…"


def test_the_closest_name_is_found_in_any_case() -> None:
    assert text.closest_match("EVNTS", ["events", "users"]) == "events"
    assert text.closest_match("xyz", ["events", "users"]) == ""


@pytest.mark.parametrize(
    ("word", "core"),
    [
        *[("*live*", "live"), ("(live).", "live"), ("*(live)*,", "live"), ("(live.)", "live"), ("•live", "live")],
        *[("(0)", "(0)"), ("2026-11-01..", "2026-11-01.."), ("a.b", "a.b"), ("Ada (sales)", "Ada (sales)"), ("()", "")],
        *[("((live))", "live"), ("(_(live)_)", "live"), ("(" * 10 + "a" + ")" * 10, "a"), ("((" + "1" + "))", "((1))")],
        ("(" * 2010 + "a" + ")" * 2010, "(" * 2000 + "a" + ")" * 2000),
    ],
)
def test_a_stripped_word_has_no_punctuation_around_it(word: str, core: str) -> None:
    assert text.strip_word(word) == core


@pytest.mark.parametrize(
    ("name", "plain"), [("*Ada L*", "Ada L"), ("_Ada_", "Ada"), ("_ada", "_ada"), ('"Ada" L ', "Ada L"), ("_", "_")]
)
def test_a_name_keeps_what_is_not_formatting(name: str, plain: str) -> None:
    assert text.strip_formatting(name) == plain


def test_punctuation_after_an_id_is_not_part_of_it() -> None:
    assert text.strip_punctuation("CON-1.,!") == "CON-1"


WORDS = [
    ("", []),
    ("a  b", ["a", "b"]),
    ('"a  b" c', ["a b", "c"]),
    ("'open day' c", ["open day", "c"]),
    ("it's o'clock 'til d'", ["it's", "o'clock", "til d"]),
    ("*a* _b_ ~c~ • (d), e! f.", ["a", "b", "c", "d", "e", "f"]),
    ("(0) (415) 2026-11-01..", ["(0)", "(415)", "2026-11-01.."]),
    ('""', [""]),
    ('"*a*"', ["*a*"]),
    ('5" a"b', ["5", "ab"]),
    ("((a)) Ada (sales)", ["a", "Ada", "sales"]),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_text_is_split_into_words_and_phrases(text: str, words: list[str]) -> None:
    assert [token.word for token in tokenise(text)] == words


@given(st.text().map(normalise))
def test_joined_words_are_split_into_the_same_words(text: str) -> None:
    words = [token.word for token in tokenise(text)]

    assert [token.word for token in tokenise(join_words(words))] == words


def test_only_words_that_need_quotes_are_quoted() -> None:
    assert join_words(["live", "with", "<b>", "a b", "x.", ""]) == 'live with <b> "a b" "x." ""'


def test_a_token_has_its_offset() -> None:
    assert [(token.start, token.quoted) for token in tokenise('a "b" c')] == [(0, False), (2, True), (6, False)]


BOT = {"team_id": "T1", "user_id": "U0CAPIBOT", "is_bot": True}


def test_authorizations_name_the_bot() -> None:
    event = {"type": "app_mention", "text": "<@U0GRACE> <@U0CAPIBOT>"}

    assert bot_user_id({"authorizations": [BOT], "event": event}) == "U0CAPIBOT"


@pytest.mark.parametrize("authorizations", [[], None, [{"user_id": "U0ADA", "is_bot": False}], [{"is_bot": True}]])
@pytest.mark.parametrize(
    ("text", "bot"),
    [
        ("<@U0CAPIBOT> with <@U0GRACE>", "U0CAPIBOT"),
        (" <@U0CAPIBOT|capi>: live", "U0CAPIBOT"),
        ("with <@U0GRACE> live <@U0CAPIBOT|capi> ", "U0CAPIBOT"),
        ("hey <@U0CAPIBOT> live", ""),
        (None, ""),
    ],
)
def test_without_authorizations_the_first_or_last_mention_is_the_bot(
    authorizations: object, text: str, bot: str
) -> None:
    assert bot_user_id({"authorizations": authorizations, "event": {"type": "app_mention", "text": text}}) == bot


def test_a_direct_message_need_not_mention_the_bot() -> None:
    assert bot_user_id({"event": {"type": "message", "text": "<@U0GRACE>"}}) == ""


def rich(*parts: dict[str, Any], kind: str = "rich_text_section") -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": list(parts)}]}]


US = {"type": "user", "user_id": "UBOT"}


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"text": "<@UBOT> live"}, "<@UBOT> live"),
        ({"text": "<@UBOT|capi> live", "blocks": rich(US)}, "<@UBOT|capi> live"),
        ({"text": "no mention"}, "no mention"),
        ({"text": "", "blocks": rich(US, {"type": "text", "text": " a<b & c"})}, "<@UBOT> a&lt;b &amp; c"),
        ({"text": None, "blocks": rich(US, {"type": "emoji", "name": "tada"}, 5)}, "<@UBOT>"),
        ({"blocks": rich(US, {"type": "link", "url": "https://x", "text": "live"})}, "<@UBOT>live"),
        ({"blocks": rich(US, {"type": "link", "url": "https://x"})}, "<@UBOT>https://x"),
        ({"blocks": rich({"type": "user", "user_id": "U2"}, US)}, "<@U2><@UBOT>"),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
            {"type": "rich_text_section", "elements": [US, {"type": "text", "text": " two"}]},
        ]}]}]}, "<@UBOT> two"),
        ({"blocks": rich(US, kind="rich_text_quote")}, "<@UBOT>"),
        ({"blocks": [{"type": "markdown", "text": "<@UBOT> live"}]}, "<@UBOT> live"),
        ({"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"},
                                                    {"type": "mrkdwn", "text": "<@UBOT> b"}]}]}, "<@UBOT> b"),
        ({"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<@UBOT> live"}}]}, ""),
        ({"text": "x", "blocks": "y", "attachments": 5}, "x"),
    ],
)  # fmt: skip
def test_the_text_is_the_one_that_mentions_the_bot(event: dict[str, Any], text: str) -> None:
    assert mention_text(event, "UBOT") == text


def test_where_nobody_knows_the_bots_id_the_text_stays() -> None:
    assert mention_text({"text": "x", "blocks": rich(US)}, "") == "x"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "user_id", "url"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(blocks=ANY_JSON)
def test_blocks_of_any_form_are_read(blocks: object) -> None:
    assert isinstance(mention_text({"text": "", "blocks": blocks}, "UBOT"), str)
