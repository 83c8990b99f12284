"""Typed text and the commands it is parsed to; rejected text is in test_parser_refusals.py."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack import commands
from capi_bot.slack.commands import (
    Command,
    ListFilter,
    format_command,
    parse,
)

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
ME = "U0CAPIBOT"

HELP = Command(name="help")
START = Command(name="start")
GREETING = Command(name="greeting")
LIST = Command(name="conversations")
CARD = Command(name="conversation", argument=CON)
USER = Command(name="user", argument=USR)
LIVE = Command(name="conversations", filters=ListFilter(state=Liveness.LIVE))
NUMBER = Command(name="conversations", filters=ListFilter(party="447700900111"))


def _user(argument: str, *, private: bool = False) -> Command:
    return Command(name="user", argument=argument, private=private)


def _find(argument: str) -> Command:
    return Command(name="find", argument=argument)


def _events(only: str = "") -> Command:
    return Command(name="events", argument=CON, event_filter=only)


def _words(*words: str) -> Command:
    return Command(name="conversations", filters=ListFilter(words=words))


def _live(party: str, since: str = "") -> Command:
    return Command(name="conversations", filters=ListFilter(state=Liveness.LIVE, since=since, party=party))


SIP = "sip:447700900111@example.com"

UNDERSTOOD = [
    ("", START),
    ("   ", START),
    ("help", HELP),
    ("HELP", HELP),
    ("help?", HELP),
    ("/capi", START),
    ("?", HELP),
    ("/capi help", HELP),
    ("private", Command(name="start", private=True)),
    ("/capi private", Command(name="start", private=True)),
    ("help private", Command(name="help", private=True)),
    ("help events", Command(name="help", argument="events")),
    ("help Conversations", Command(name="help", argument="conversations")),
    ("help /capi users private", Command(name="help", argument="users", private=True)),
    ("conversations", LIST),
    ("  conversations  ", LIST),
    ("CONVERSATIONS", LIST),
    ("Conversations,", LIST),
    ("`conversations`", LIST),
    ("conversations all", LIST),
    ("conversations newest", LIST),
    ("conversations private", Command(name="conversations", private=True)),
    ("conversations PRIVATE.", Command(name="conversations", private=True)),
    ("conversations live", LIVE),
    ("`/capi conversations LIVE`", LIVE),
    ("live", LIVE),
    ("Live!", LIVE),
    ("live private", Command(name="conversations", filters=ListFilter(state=Liveness.LIVE), private=True)),
    ("open", Command(name="conversations", filters=ListFilter(state=Liveness.OPEN))),
    ("Idle", Command(name="conversations", filters=ListFilter(state=Liveness.OPEN))),
    ("missed today", Command(name="conversations", filters=ListFilter(state=Liveness.MISSED, since="today"))),
    (
        "ended yesterday",
        Command(name="conversations", filters=ListFilter(state=Liveness.ENDED, since="yesterday..yesterday")),
    ),
    ("since 2h", Command(name="conversations", filters=ListFilter(since="2h"))),
    ("with Ada Lovelace", Command(name="conversations", filters=ListFilter(party="Ada Lovelace"))),
    ("447700900111", NUMBER),
    ("+44 7700 900-111", NUMBER),
    ("+44 (0)7700 900 111", NUMBER),
    ("0044.7700.900.111", NUMBER),
    ("\u202a+44 7700 900111\u202c", NUMBER),
    ("<tel:+447700900111|+44 7700 900111>", NUMBER),
    ("conversations with <tel:+447700900111|call Ada>", NUMBER),
    ("conversations <tel:+447700900111>", NUMBER),
    ("(415) 555-0100", Command(name="conversations", filters=ListFilter(party="4155550100"))),
    ("<tel:+14155550100|(415) 555-0100>", Command(name="conversations", filters=ListFilter(party="+14155550100"))),
    (f"conversation {CON}", CARD),
    (f"Conversation\u00a0{CON}", CARD),
    (f"conversation `{CON}`", CARD),
    (f"conversation {CON}.", CARD),
    (f"conversation “{CON}”", CARD),
    (f"conversation {CON} private", Command(name="conversation", argument=CON, private=True)),
    (f"conversation {CON.replace('-', '–')}", CARD),  # noqa: RUF001 - a phone's dash
    (f"conversation {CON.replace('-', '—')}", CARD),
    (f"conversation {CON.replace('CON', 'con')}", CARD),
    ("conversation Support 12", Command(name="conversation", argument="Support 12")),
    ("conversation NAM-1", Command(name="conversation", argument="NAM-1")),
    ("conversation “con-1”", Command(name="conversation", argument="con-1")),
    (CON, CARD),
    (f"`{CON}`", CARD),
    (f"({CON})".strip("()") + ",", CARD),
    (f"{CON} private", Command(name="conversation", argument=CON, private=True)),
    (CON.replace("CON", "Con"), CARD),
    (f"members {CON}", Command(name="members", argument=CON)),
    (f"Members `{CON}`. private", Command(name="members", argument=CON, private=True)),
    (f"events {CON}", _events()),
    (f"events {CON}, calls", _events("call")),
    (f"events {CON} Member Joined", _events("member:joined")),
    (
        f"events {CON} custom:Order_1 private",
        Command(name="events", argument=CON, event_filter="custom:Order_1", private=True),
    ),
    (USR, USER),
    (f"{USR}\n", USER),
    (f"user {USR}", USER),
    (f"user\n{USR}", USER),
    (f"user {USR.replace('USR', 'usr')} private", _user(USR, private=True)),
    ("user ada", _user("ada")),
    ("USER Ada   Lovelace", _user("Ada Lovelace")),
    ("user “Ada”", _user("Ada")),
    ("user “private”", _user("private")),
    ("user O’Brien", _user("O'Brien")),  # noqa: RUF001 - a phone's apostrophe
    ("user private private", _user("private", private=True)),
    ("user help", _user("help")),
    ("user Smith &amp; Sons", _user("Smith & Sons")),
    ("user a&lt;b&gt;c", _user("a<b>c")),
    ("user &amp;lt;", _user("&lt;")),
    ("user &lt;!channel&gt;", _user("<!channel>")),
    ("user <https://example.com|example.com>", _user("example.com")),
    ("user <https://example.com>", _user("https://example.com")),
    ("user <mailto:ada@example.com|ada@example.com>", _user("ada@example.com")),
    ("user <#C024BE7LR|general>", _user("general")),
    ("user usr-1", _user("usr-1")),
    ("user 447700000001", _user("447700000001")),
    ("user +44 (0)7700 000-001", _user("447700000001")),
    ("users", Command(name="users")),
    ("users Smith", Command(name="users", argument="Smith")),
    ("users ada lovelace private", Command(name="users", argument="ada lovelace", private=True)),
    ("users +44 7700 900111", Command(name="users", argument="447700900111")),
    ("<@U0CAPIBOT>", START),
    ("<@U0CAPIBOT> hi", GREETING),
    ("Hello <@U0CAPIBOT>!", GREETING),
    ("hey <@U0CAPIBOT>, live", LIVE),
    ("hi", GREETING),
    ("Hi!", GREETING),
    ("HELLO", GREETING),
    ("hey there", GREETING),
    ("Good morning, everyone.", GREETING),
    ("hallo 👋", GREETING),
    (":wave: hi", GREETING),
    ("👋", GREETING),
    ("hello private", replace(GREETING, private=True)),
    ("hi mary", _find("hi mary")),
    ("“hi”", _find("hi")),
    ("conversation hello", Command(name="conversation", argument="hello")),
    ("mary", _find("mary")),
    ("Mary.", _find("Mary.")),
    ("*mary*", _find("mary")),
    ("mary private", replace(_find("mary"), private=True)),
    ("Order 4711", _find("Order 4711")),
    ("“Order 4711 for Ada Lovelace of London”", _find("Order 4711 for Ada Lovelace of London")),
    ("“live”", _find("live")),
    ("Clive Owen", _find("Clive Owen")),
    ("O’Brien", _find("O'Brien")),  # noqa: RUF001 - a phone's apostrophe
    ("Smith &amp; Sons", _find("Smith & Sons")),
    ("conversatons", _find("conversatons")),
    ("member", _find("member")),
    ("lvie", _find("lvie")),
    ("12345", _find("12345")),
    ("&lt;!channel&gt;", _find("<!channel>")),
    ("NAM-1", _find("NAM-1")),
    ("halp me", _find("halp me")),
    ("Ada live", _find("Ada live")),
    ("y" * 100, _find("y" * 100)),
    ("hey <@U0CAPIBOT> mary", _find("mary")),
    ("<@U0CAPIBOT>: help", HELP),
    (f"<@U0CAPIBOT|capi> {CON}", CARD),
    (f"<@U0CAPIBOT>{USR}", USER),
    ("hey <@U0CAPIBOT> user mary", _user("mary")),
    ("<@U0CAPIBOT> user <@U1|mary>", _user("mary")),
    ("conversations live <@U0CAPIBOT>: with Ada", _live("Ada")),
    ("conversations live with <@U0GRACE|grace> <@U0CAPIBOT>", _live("grace")),
    ("conversations live with <@U0GRACE|grace> since 2018-10-01", _live("grace", since="2018-10-01")),
    ("live with <@U0GRACE|grace> private", replace(_live("grace"), private=True)),
    ("user <@U0GRACE|grace.hopper>", _user("grace.hopper")),
    (f"{CON} <@U0CAPIBOT>", CARD),
    ("user ada <@U0CAPIBOT>  ", _user("ada")),
    ("<@U0CAPIBOT> live with &lt;!here&gt;", _live("<!here>")),
    ("conversations (private)", Command(name="conversations", private=True)),
    ("*live* _private_", replace(LIVE, private=True)),
    ("conversations “private”", _words("private")),
    ("conversations “very private”", _words("very private")),
    ("conversations 'very private'", _words("very private")),
    ("conversations “privat” live", replace(LIVE, filters=ListFilter(state=Liveness.LIVE, words=("privat",)))),
    ("conversation “Private line”", Command(name="conversation", argument="Private line")),
    ("conversation “Private” line", Command(name="conversation", argument="Private line")),
    ("conversations *live*", LIVE),
    ("*conversations live*", LIVE),
    ("_live_", LIVE),
    ("• live", LIVE),
    ("(live)", LIVE),
    (f"({CON})", CARD),
    (f"*{CON}*", CARD),
    (f"•{CON}…", CARD),
    (f"'{CON}'", CARD),
    ("user *Ada*", _user("Ada")),
    ("user _Ada Lovelace_", _user("Ada Lovelace")),
    ("user ‘Ada Lovelace’", _user("Ada Lovelace")),  # noqa: RUF001 - a phone's quotes
    ("user “*Ada*”", _user("*Ada*")),
    ("newest", LIST),
    ("all", LIST),
    ("oldest first, live", Command(name="conversations", filters=ListFilter(state=Liveness.LIVE, oldest=True))),
    (f"{CON} members", Command(name="members", argument=CON)),
    (f"{CON} events", _events()),
    (f"{CON} Events, call private", replace(_events("call"), private=True)),
    (f"conversation {CON} events", _events()),
    (f"events call {CON}", _events("call")),
    (f"events member {CON} joined", _events("member:joined")),
    (CON.upper(), CARD),
    (f"events {CON.lower()} *call*", _events("call")),
    (f"user {USR.upper()}", USER),
    ("conversations 'open day'", _words("open day")),
    (
        "conversations 2018-10-20..10-24",
        Command(name="conversations", filters=ListFilter(since="2018-10-20..2018-10-24")),
    ),
    ("conversations with sip:447700900111@example.com", Command(name="conversations", filters=ListFilter(party=SIP))),
]


MEM = "MEM-df772f88-cba9-444f-88ae-0bfa630865a6"
OTHER = CON.replace("bc64", "aaaa")
JSON_LINE = f'{{"conversation_uuid":"{CON}","from":"447700900111","status":"answered"}}'
EVENT = f'{{"id": 7, "conversation_id": "{CON}", "from": "{MEM}", "_embedded": {{"from_user": {{"id": "{USR}"}}}}}}'
DASHBOARD = f"https://dashboard.nexmo.com/voice/inspector?conversation_id={CON}&amp;tab=events"

PASTED = [
    (f"conversation_uuid={CON}", CARD),
    (f"conversation_uuid = {CON}", CARD),
    (f"conversation_uuid: {CON}", CARD),
    (f"conversation_id:{CON},", CARD),
    (f"`conversation_uuid={CON}`", CARD),
    (f"conversation_uuid='{CON}'", CARD),
    (f"conversation_uuid={CON.lower()}.", CARD),
    (f'"conversation_uuid": "{CON}",', CARD),
    (f"“conversation_uuid”: “{CON}”,", CARD),
    (f"user_id={USR}", USER),
    (f"?a=b&amp;conversation_uuid={CON}&amp;c=d", CARD),
    (f"conversation_uuid={CON} from=447700900111 status=answered", CARD),
    (f"from=447700900111 conversation_uuid={CON}", CARD),
    (f"conversation_uuid={CON}, status: answered", CARD),
    (f"2026-11-01T10:00:00Z INFO answered conversation_uuid={CON}", CARD),
    (f"[2026-11-01 10:00:00] answered conversation_uuid={CON} in 3 s", CARD),
    (f"[2026-11-01 10:00:00] {JSON_LINE}", CARD),
    (JSON_LINE, CARD),
    (f"```\n{JSON_LINE}\n```", CARD),
    (JSON_LINE.replace(":", " : ").replace(",", ",\n  "), CARD),
    (f"[{JSON_LINE}]", CARD),
    (JSON_LINE.removesuffix("}")[:-9], CARD),
    (f"{JSON_LINE} private", replace(CARD, private=True)),
    (f'{{"conversation_uuid":"{CON}","note":"call is private"}}', CARD),
    (f'{{"id":"{USR}","name":"Ada"}}', USER),
    (EVENT, CARD),
    (f'{{"a":"{CON}","b":"{CON.lower()}"}}', CARD),
    (DASHBOARD, CARD),
    (f"<{DASHBOARD}>", CARD),
    (f"<{DASHBOARD}|{DASHBOARD}>", CARD),
    (f"<{DASHBOARD}|the call>", CARD),
    (
        f"<https://dashboard.vonage.com/conversations/{CON}/events|dashboard.vonage.com/conversations/{CON}/events>",
        CARD,
    ),
    (f"https://dashboard.vonage.com/users/{USR}/", USER),
    (f"({DASHBOARD})", CARD),
    (f"/capi conversation_uuid={CON}", CARD),
    (f"conversation conversation_uuid={CON}", CARD),
    (f"conversation <{DASHBOARD}>", CARD),
    (f"conversation {JSON_LINE}", CARD),
    (f"conversation {EVENT} private", replace(CARD, private=True)),
    (f"conversation_uuid={CON} events call", _events("call")),
    (f"members conversation_uuid={CON}", Command(name="members", argument=CON)),
    (f"members {JSON_LINE}", Command(name="members", argument=CON)),
    (f"members: {CON}", Command(name="members", argument=CON)),
    (f"events call {JSON_LINE}", _events("call")),
    (f"events <{DASHBOARD}> member:joined", _events("member:joined")),
    (f"events {EVENT}", _events()),
    (f"user user_id={USR}", USER),
    (f"user {EVENT}", USER),
    (f"conversations conversation_uuid={CON}", _words(CON)),
    (f"<@U0CAPIBOT> conversation_uuid={CON}", CARD),
    (f"<@U0CAPIBOT>: {JSON_LINE}", CARD),
    (f"<@U0CAPIBOT> <{DASHBOARD}>", CARD),
    (f"{JSON_LINE} <@U0CAPIBOT>", CARD),
    (f"conversation_uuid={CON} <@U0CAPIBOT> private", replace(CARD, private=True)),
    (f'conversation "conversation_uuid={CON}"', Command(name="conversation", argument=f"conversation_uuid={CON}")),
    (f"conversation support-{CON}", Command(name="conversation", argument=f"support-{CON}")),
]


@pytest.mark.parametrize(("text", "command"), PASTED)
def test_pasted_data_with_one_id_stands_for_that_id(text: str, command: Command) -> None:
    assert parse(text, ME) == command


@pytest.mark.parametrize("command", dict.fromkeys(command for _, command in PASTED), ids=str)
def test_a_formatted_command_with_an_id_is_parsed_to_the_same_command(command: Command) -> None:
    assert parse(format_command(command)) == command


@pytest.mark.parametrize("piece", ["{", "x=", "https://", "www.", "a.b/", '"a":', "CON-", f"{CON},", "[ ", "a_id: "])
def test_long_pasted_text_is_read_in_linear_time(piece: str) -> None:
    # In quadratic time the test would not end.
    for end in ("", CON, f" x={CON}"):
        assert _answer(piece * 5_000 + end)


@pytest.mark.parametrize(("text", "command"), UNDERSTOOD)
def test_typed_text_is_parsed(text: str, command: Command) -> None:
    assert parse(text, ME) == command


@pytest.mark.parametrize("command", dict.fromkeys(command for _, command in UNDERSTOOD), ids=str)
def test_a_formatted_command_is_parsed_to_the_same_command(command: Command) -> None:
    assert parse(format_command(command)) == command


def test_usage_shows_the_name_and_its_arguments() -> None:
    assert [commands.usage(row) for row in commands.SUBCOMMANDS] == [
        (
            "conversations [live|idle|ended|missed|all] [since 2h|today|yesterday|2026-11-01..2026-11-03] "
            "[oldest|newest] [with <number or name>] [words…]"
        ),
        "conversation <CON-…|name>",
        "members <CON-…|name>",
        "events <CON-…|name> [type or group]",
        "user <USR-…|name|number>",
        "users [words…]",
        "help [command]",
    ]


TOPIC = CON.replace("bc64", "bbbb")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", Command(name="conversation", argument=TOPIC)),
        ("events", Command(name="events", argument=TOPIC)),
        ("Events call", Command(name="events", argument=TOPIC, event_filter="call")),
        ("events Member Joined", Command(name="events", argument=TOPIC, event_filter="member:joined")),
        ("members private", Command(name="members", argument=TOPIC, private=True)),
        ("conversation", Command(name="conversation", argument=TOPIC)),
        (f"events {CON}", _events()),
        ("members Support 12", Command(name="members", argument="Support 12")),
        ("live", LIVE),
        ("hi", GREETING),
        ("mary", _find("mary")),
    ],
)
def test_a_command_in_a_thread_is_about_its_conversation_where_it_names_none(text: str, command: Command) -> None:
    for typed in (f"<@{ME}> {text}", f"{text} <@{ME}>"):
        assert parse(typed, ME, topic=TOPIC) == command
    assert parse(format_command(command)) == command


def test_a_greeting_or_nothing_in_any_other_thread_is_the_same_as_elsewhere() -> None:
    assert (parse("", topic=""), parse("hi", topic="")) == (START, GREETING)


@pytest.mark.parametrize("text", ["conversation", "members", "events", "events call", "members private"])
def test_in_a_thread_that_is_about_no_known_conversation_the_usage_error_says_so(text: str) -> None:
    with pytest.raises(UserError) as refused:
        parse(text, topic="")

    name = text.partition(" ")[0]
    assert str(refused.value) == (
        "I do not know which conversation this thread is about: only under a card of mine I do. "
        f"Write its id or its name, such as `/capi {name} {CON}`."
    )


def test_the_hint_is_short_and_everything_in_it_is_understood() -> None:
    hints = commands.USAGE_HINT.split(" | ")
    meant = {"<number>": "+44 7700 900111", "<name>": "Ada Lovelace"}

    assert [parse(meant.get(hint, hint)).name for hint in hints] == [
        "conversations",
        "conversations",
        "conversations",
        "find",
        "help",
    ]
    assert len(commands.USAGE_HINT) < 60


def _answer(text: str) -> Command | str:
    try:
        return parse(text)
    except UserError as refused:
        return str(refused)


NAMES = st.sampled_from([row.name for row in commands.SUBCOMMANDS] + [f"events {CON}", "live", ""])
WORDS = st.sampled_from(
    (
        *(
            "live",
            "all",
            "oldest",
            "first",
            "since",
            "since:",
            "with",
            "with:",
            "last",
            "ago",
            "2h",
            "2",
            "hours",
            "today",
        ),
        *("2026-11-01", "..", "to", "on", '"', '"live"', "'", "+44", "7700", "900111", "(0)", "liv", "private", "Ada"),
        *("&lt;", "&amp;", "<@U1>", "<tel:+1>", "`", "…", "“", ".", ",", CON, USR, "NAM-1", "custom:x", "member"),
    )
)
TEXTS = st.text() | st.text('<>&*_~`@!|#; lt"').map("user {}".format) | st.lists(WORDS).map(" ".join)


@given(NAMES, TEXTS)
def test_any_text_is_parsed_or_rejected_in_harmless_words(name: str, text: str) -> None:
    answer = _answer(f"{name} {text}")

    if isinstance(answer, Command):
        assert parse(format_command(answer)) == answer
    else:
        assert not set("<>&*~") & set(answer)
        assert "_" not in re.sub("`[^`]*`", "", answer)
