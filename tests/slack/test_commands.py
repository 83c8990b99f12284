from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.errors import UserError
from capi_bot.slack import commands
from capi_bot.slack.commands import Ask, parse, typed

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"

HELP = Ask(name="help")
LIST = Ask(name="conversations")
CARD = Ask(name="conversation", argument=CON)
USER = Ask(name="user", argument=USR)

UNDERSTOOD = [
    ("", HELP),
    ("   ", HELP),
    ("help", HELP),
    ("HELP", HELP),
    ("private", Ask(name="help", private=True)),
    ("help private", Ask(name="help", private=True)),
    ("conversations", LIST),
    ("  conversations  ", LIST),
    ("Conversations", LIST),
    ("CONVERSATIONS", LIST),
    ("`conversations`", LIST),
    ("conversations private", Ask(name="conversations", private=True)),
    ("conversations PRIVATE", Ask(name="conversations", private=True)),
    (f"conversation {CON}", CARD),
    (f"Conversation\u00a0{CON}", CARD),
    (f"conversation `{CON}`", CARD),
    (f"conversation {CON} private", Ask(name="conversation", argument=CON, private=True)),
    (f"conversation {CON.replace('-', '–')}", CARD),  # noqa: RUF001 - a phone's dash
    (f"conversation {CON.replace('-', '—')}", CARD),
    (CON, CARD),
    (f"`{CON}`", CARD),
    (f"{CON} private", Ask(name="conversation", argument=CON, private=True)),
    (USR, USER),
    (f"{USR}\n", USER),
    (f"user {USR}", USER),
    (f"user\n{USR}", USER),
    (f"user {USR} private", Ask(name="user", argument=USR, private=True)),
    ("user ada", Ask(name="user", argument="ada")),
    ("USER Ada", Ask(name="user", argument="Ada")),
    ("user Ada Lovelace", Ask(name="user", argument="Ada Lovelace")),
    ("user Ada   Lovelace", Ask(name="user", argument="Ada Lovelace")),
    ("user “Ada”", Ask(name="user", argument='"Ada"')),
    ("user O’Brien", Ask(name="user", argument="O'Brien")),  # noqa: RUF001 - a phone's apostrophe
    ("user private private", Ask(name="user", argument="private", private=True)),
    ("user help", Ask(name="user", argument="help")),
    ("user Smith &amp; Sons", Ask(name="user", argument="Smith & Sons")),
    ("user a&lt;b&gt;c", Ask(name="user", argument="a<b>c")),
    ("user &amp;lt;", Ask(name="user", argument="&lt;")),
    ("user &lt;!channel&gt;", Ask(name="user", argument="<!channel>")),
    ("user <https://example.com|example.com>", Ask(name="user", argument="example.com")),
    ("user <https://example.com>", Ask(name="user", argument="https://example.com")),
    ("user <mailto:ada@example.com|ada@example.com>", Ask(name="user", argument="ada@example.com")),
    ("user <#C024BE7LR|general>", Ask(name="user", argument="general")),
    ("<@U0CAPIBOT>", HELP),
    ("<@U0CAPIBOT> help", HELP),
    (f"<@U0CAPIBOT> user {USR}", USER),
    (f"<@U0CAPIBOT|capi> {CON}", CARD),
    (f"hello <@U0CAPIBOT>{USR}".removeprefix("hello "), USER),
    ("hey <@U0CAPIBOT> user mary", Ask(name="user", argument="mary")),
    (f"could you look <@U0CAPIBOT|capi> {CON}", CARD),
    ("<@U0CAPIBOT> user <@U1> mary", Ask(name="user", argument="mary")),
    (f"{CON} <@U0CAPIBOT>", CARD),
    ("user ada <@U0CAPIBOT>  ", Ask(name="user", argument="ada")),
    (CON.replace("CON", "con"), CARD),
    (CON.replace("CON", "Con"), CARD),
    (USR.replace("USR", "usr"), USER),
    (f"user {USR.replace('USR', 'usr')} private", Ask(name="user", argument=USR, private=True)),
    (f"conversation {CON.replace('CON', 'con')}", CARD),
    ("user usr-1", Ask(name="user", argument="usr-1")),
    ("user 447700000001", Ask(name="user", argument="447700000001")),
]

NEED_ID = f"I need the id of a conversation, such as `{CON}`. `/capi conversations` lists them."
NEED_USER = f"I need the id or the exact name of a user, such as `/capi user {USR}`."

NOT_WHOLE = "“{}” is not the whole id of a conversation or a user: that is `CON-` or `USR-` and 36 characters."

REFUSED = [
    ("conversatons", "I do not know “conversatons”. Did you mean `/capi conversations`?"),
    ("conversation", NEED_ID),
    ("conversation private", NEED_ID),
    ("conversation ada", NEED_ID),
    (f"conversation {USR}", NEED_ID),
    (f"conversation {CON} {CON}", NEED_ID),
    (f"conversation {CON}/../users", NEED_ID),
    ("convrsation CON-1", "I do not know “convrsation”. Did you mean `/capi conversation`?"),
    ("usr", "I do not know “usr”. Did you mean `/capi user`?"),
    ("users", "I do not know “users”. Did you mean `/capi user`?"),
    ("Hlep", "I do not know “Hlep”. Did you mean `/capi help`?"),
    ("halp me", "I do not know “halp”. Did you mean `/capi help`?"),
    ("user", NEED_USER),
    ("user private", NEED_USER),
    ("help me", "I do not understand “me” here. `/capi help` shows how it is written."),
    ("conversations 2", "I do not understand “2” here. `/capi help` shows how it is written."),
    ("xyzzy", "I do not know “xyzzy”. `/capi help` lists what I know."),
    ("payload", "I do not know “payload”. `/capi help` lists what I know."),
    ("user <@U0CAPIBOT> ada", "I do not know “ada”. `/capi help` lists what I know."),
    (MEM, NOT_WHOLE.format(MEM)),
    ("CON-1", NOT_WHOLE.format("CON-1")),
    ("con-1 private", NOT_WHOLE.format("con-1")),
    (USR[:-1], NOT_WHOLE.format(USR[:-1])),
    (f"{CON}0", NOT_WHOLE.format(CON)),
    (f"{CON}/../users", NOT_WHOLE.format(CON)),
    ("NAM-1", NOT_WHOLE.format("NAM-1")),
    (f"{CON} members", "I do not understand “members” here. `/capi help` shows how it is written."),
    (f"{USR} {CON} private", f"I do not understand “{CON}” here. `/capi help` shows how it is written."),
    ("&lt;!channel&gt;", "I do not know “!channel”. `/capi help` lists what I know."),
    ("*bold*_x_~s~", "I do not know “boldxs”. `/capi help` lists what I know."),
    ("conversations &lt;@U1&gt;", "I do not understand “@U1” here. `/capi help` shows how it is written."),
    ("y" * 100, f"I do not know “{'y' * 40}”. `/capi help` lists what I know."),
]


@pytest.mark.parametrize(("text", "ask"), UNDERSTOOD)
def test_what_is_typed_is_understood(text: str, ask: Ask) -> None:
    assert parse(text) == ask


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_is_not_understood_is_answered_with_what_would_work(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        parse(text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize("row", commands.SUBCOMMANDS, ids=lambda row: row.name)
def test_the_example_of_every_subcommand_means_that_subcommand(row: commands.Subcommand) -> None:
    assert parse(row.example).name == row.name


def test_usage_shows_the_name_and_its_arguments() -> None:
    assert [commands.usage(row) for row in commands.SUBCOMMANDS] == [
        "conversations",
        "conversation <CON-…>",
        "user <USR-… | name>",
        "help",
    ]


@pytest.mark.parametrize("ask", dict.fromkeys(ask for _, ask in UNDERSTOOD), ids=str)
def test_an_ask_can_be_typed_again(ask: Ask) -> None:
    assert parse(typed(ask)) == ask


def _answer(text: str) -> Ask | str:
    try:
        return parse(text)
    except UserError as refused:
        return str(refused)


@given(st.text() | st.text("<>&*_~`@!|#; lt").map("user {}".format))
def test_any_text_is_understood_or_refused_in_harmless_words(text: str) -> None:
    answer = _answer(text)

    if isinstance(answer, Ask):
        assert parse(typed(answer)) == answer
    else:
        assert not set("<>&*_~") & set(answer)
