"""Typed text that is rejected, and the sentences that say what would work."""

from __future__ import annotations

import pytest

from capi_bot.errors import UserError
from capi_bot.slack.commands import parse

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"

NEED = f"I need the id or the name of a conversation, such as `/capi {{}} {CON}`. `/capi conversations` lists them."
NEED_CONVERSATION = NEED.format("conversation")
USERS_ID = f"That is the id of a user. Write `/capi user {USR}`."
NEED_USER = f"I need the id or the name of a user, such as `/capi user {USR}`. `/capi users` lists them."
NEED_TIME = "After `since` I need a time: `2h`, `3d`, `today`, `2026-11-01` or `2026-11-01..2026-11-03`."
NOT_WHOLE = "“{}” is not the whole id of a conversation or a user: that is `CON-` or `USR-` and 36 characters."
NOT_HERE = "I do not understand “{}” here. `/capi help` shows how it is written."
UNKNOWN = "I do not know “{}”. `/capi help` lists what I know."
NOBODY = "I cannot look up people of Slack: write their name."
PRIVATE = 'Write `private` at the end to be answered alone, or `"{}"` in quotes where it is part of a name.'
MEMBER = "That is the id of a member, who is known only within a conversation: `/capi members CON-…` shows them."
NOT_A_TIME = "I do not understand the time “{}”. Write `2h`, `3d`, `today`, `2026-11-01` or `2026-11-01..2026-11-03`."
TIME_OF_DAY = (
    "I know days, not times of day such as “10:00”. "
    "Write `2h`, `3d`, `today`, `2026-11-01` or `2026-11-01..2026-11-03`."
)
NEARLY = '“{0}” is nearly a word of mine. Write `{1}`, or `"{0}"` in quotes to look for it.'

OTHER = CON.replace("bc64", "aaaa")
SEVERAL = "There are several ids in that. Write the one that you mean, such as `/capi CON-…`."

REFUSED = [
    ("conversatons live", "I do not know “conversatons”. Did you mean `/capi conversations`?"),
    ("can you tell me who is on the phone", UNKNOWN.format("can")),
    ("calls", "I do not know “calls”. Did you mean `/capi conversations`?"),
    ("*bold*_x=_~s~", UNKNOWN.format("boldx=s")),
    ("y" * 101, "That name is too long: 100 characters are enough."),
    ("(" * 2000 + ")" * 2000, UNKNOWN.format("(" * 59 + "…")),
    ("convrsation CON-1", "I do not know “convrsation”. Did you mean `/capi conversation`?"),
    ("user <@U0ADA> ada", NOBODY),
    ("live with <@U0ADA|> private", NOBODY),
    ("list", "I do not know “list”. Did you mean `/capi conversations`?"),
    ("conv live", "I do not know “conv”. Did you mean `/capi conversations`?"),
    ("newest refund", "I do not know “newest”. `/capi help` lists what I know."),
    ("conversations privat", PRIVATE.format("privat")),
    ("live prviate", PRIVATE.format("prviate")),
    ("live orivate!", PRIVATE.format("orivate")),
    ("live private please", PRIVATE.format("private")),
    ("user Ada privte", PRIVATE.format("privte")),
    ("conversation Private line", PRIVATE.format("Private")),
    ("help privat", PRIVATE.format("privat")),
    ("/capi /capi", UNKNOWN.format("/capi")),
    ("help me", "I have no command “me”. `/capi help` lists what I know."),
    ("help event", "I have no command “event”. Did you mean `/capi help events`?"),
    ("conversation", NEED_CONVERSATION),
    ("conversation private", NEED_CONVERSATION),
    ("conversation “”", NEED_CONVERSATION),
    (f"conversation {USR}", f"That is the id of a user. Write `/capi user {USR}`."),
    (f"user {CON}", f"That is the id of a conversation. Write `/capi conversation {CON}`."),
    (f"conversation {CON} {USR}", NOT_HERE.format(USR)),
    (f"conversation {CON}/../users", NOT_WHOLE.format(f"{CON}/../users")),
    ("conversation CON-1", NOT_WHOLE.format("CON-1")),
    ("conversation “ CON-1", NOT_WHOLE.format("CON-1")),
    (f"conversation “ {USR}", USERS_ID),
    (f"user {MEM}", MEMBER),
    (f"members {MEM}", MEMBER),
    ("events CON-1 call", NOT_WHOLE.format("CON-1")),
    ("user USR-1", NOT_WHOLE.format("USR-1")),
    ("user", NEED_USER),
    ("user private", NEED_USER),
    (f"user {'y' * 101}", "That name is too long: 100 characters are enough."),
    (f"users {'y' * 101}", "That name is too long: 100 characters are enough."),
    ("members", NEED.format("members")),
    (f"members {USR}", USERS_ID),
    (f"members {CON} live", NOT_HERE.format("live")),
    ("events", NEED.format("events")),
    ("events call", NEED.format("events")),
    (
        f"events {CON} joind",
        (
            "I do not know events called “joind”. Did you mean `member:joined`? The groups are `people`, `call`, "
            "`audio`, `messages`, `custom`, `other`; a type is written `member:joined`."
        ),
    ),
    (MEM, MEMBER),
    ("CON-1", NOT_WHOLE.format("CON-1")),
    ("con-1 private", NOT_WHOLE.format("con-1")),
    (USR[:-1], NOT_WHOLE.format(USR[:-1])),
    (f"{CON}0", NOT_WHOLE.format(f"{CON}0")),
    (f"{CON}/../users", NOT_WHOLE.format(f"{CON}/../users")),
    (f"member_id={MEM}", MEMBER),
    (f'{{"from":"{MEM}"}}', MEMBER),
    (f"members user_id={USR}", USERS_ID),
    (f"memebrs conversation_uuid={CON}", "I do not know “memebrs”. Did you mean `/capi members`?"),
    (f'{{"from":"{CON}","to":"{OTHER}"}}', SEVERAL),
    (f"conversation https://example.com/{CON}/{OTHER}", SEVERAL),
    (f"conversation_uuid={CON} members a=b", NOT_HERE.format("a=b")),
    (f"conversation_uuid={CON} refund", NOT_HERE.format("refund")),
    (f"conversation_uuid={CON}/../users", UNKNOWN.format("conversationuuid=" + f"{CON}/../users"[:42] + "…")),
    (f"conversation_uuid={CON}0", UNKNOWN.format(f"conversationuuid={CON}0")),
    ("{}", UNKNOWN.format("{}")),
    ('{"conversation_uuid":null}', 'I do not know “{"conversationuuid":null}”. Did you mean `/capi conversation`?'),
    (f"{CON} members please", NOT_HERE.format("please")),
    (f"{CON} refund", NOT_HERE.format("refund")),
    (f"{USR} {CON} private", NOT_HERE.format(CON)),
    ("conversations liv", NEARLY.format("liv", "live")),
    ("conversations sicne 2h", NEARLY.format("sicne", "since")),
    ("conversations Oldst", NEARLY.format("Oldst", "oldest")),
    ("conversations sinse 2h", NEARLY.format("sinse", "since")),
    ("conversations lives", NEARLY.format("lives", "live")),
    ("conversations witth Ada", NEARLY.format("witth", "with")),
    ("since 2026-11-01 10:00", TIME_OF_DAY),
    ("conversations yesterday at 10:00", TIME_OF_DAY),
    ("conversations 20.10.2018", NOT_A_TIME.format("20.10.2018")),
    ("conversations 2018-10..2018-11", NOT_A_TIME.format("2018-10..2018-11")),
    ("conversations 2018-10-20T09:30", NOT_A_TIME.format("2018-10-20T09:30")),
    (
        "conversations " + "&amp;" * 60,
        "That is too long for me: there are too many signs such as & and % in it. Use fewer.",
    ),
    ("conversations live ended", "I can look for one of “live” and “ended”, not for both."),
    ("conversations oldest newest", "I can look for one of “oldest” and “newest”, not for both."),
    ("conversations since 2h since 3h", "I can look for one of “2h” and “3h”, not for both."),
    ("with *Ada* with Bob", "I can look for one of “Ada” and “Bob”, not for both."),
    ("conversations since", NEED_TIME),
    ("conversations since private", NEED_TIME),
    ("conversations since with Ada", NEED_TIME),
    ("conversations since “”", NEED_TIME),
    (
        "conversations since monday",
        "I do not understand the time “monday”. Write `2h`, `3d`, `today`, `2026-11-01` or `2026-11-01..2026-11-03`.",
    ),
    (
        "conversations since 2026-11-31",
        "“2026-11-31” is not a day of the calendar. Write a date such as `2026-11-01`.",
    ),
    ("conversations 1026-11-01", "“1026-11-01” is out of reach: write a date from 2000 to 2099."),
    (
        "conversations 2026-11-03..2026-11-01",
        "“2026-11-03..2026-11-01” ends before it begins. Write `2026-11-01..2026-11-03`.",
    ),
    (
        "conversations with",
        (
            "After `with` I need a number or a name, such as `with 447700900111` or `with Ada Lovelace`; "
            'a name that I take for something else in quotes: `with "Open Desk"`.'
        ),
    ),
    ("conversations " + "y" * 101, "That is too long for me: 101 characters, and I keep 100. Use fewer words."),
    ("conversations " + "y" * 501, "That is too long for me: 100 characters are enough."),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_text_that_cannot_be_parsed_is_answered_with_what_would_work(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        parse(text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", ["conversations with live", "conversations with", 'with ""', "with since 2h"])
def test_with_alone_asks_for_a_number_or_a_name(text: str) -> None:
    with pytest.raises(UserError, match="After `with` I need a number or a name"):
        parse(text)
