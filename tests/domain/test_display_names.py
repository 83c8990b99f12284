from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.models import (
    Call,
    Conversation,
    Endpoint,
    Initiator,
    Leg,
    Member,
    MemberChannel,
    MemberState,
    User,
    UserChannel,
)
from capi_bot.domain.display_names import (
    clean_line,
    conversation_display_name,
    describe_channel_type,
    describe_endpoint,
    endpoint_address,
    endpoint_in_sentence,
    endpoint_name,
    is_generated_name,
    is_inbound,
    member_display_name,
    name_person,
    person_end,
    pick_readable_name,
    shorten_id,
    user_display_name,
)
from capi_bot.domain.own_numbers import OwnNumbers

INBOUND_LEG = "797168e24c19a3c45e74e05b10fef2b5"
OUTBOUND_LEG = "30cecc87-7ac9-4d03-910a-e9d69558263c"


def phone(from_: str, to: str, leg: str = "") -> MemberChannel:
    return MemberChannel(type="phone", id=leg, from_=Endpoint(address=from_), to=Endpoint(address=to))


def call(from_: str, to: str, direction: str = "") -> Call:
    return Call(id="1", direction=direction, from_=Endpoint(address=from_), to=Endpoint(address=to))


WHEN = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
FIRST = (("1", 0), ("2", 5))
ALICE = Member(id="MEM-1", user_id="USR-1", channel=phone("447700000001", "447700000002", INBOUND_LEG))
BOB = Member(id="MEM-2", user_id="USR-2", channel=phone("Unknown", "447700000003", OUTBOUND_LEG))


@pytest.mark.parametrize(
    "name",
    [
        "NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b",
        "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6",
        "vapi-user-f59c1ff26c0543fdb6c02fd30617a1c0",
        INBOUND_LEG,
        OUTBOUND_LEG,
        f" {OUTBOUND_LEG.upper()} ",
    ],
)
def test_ids_are_generated_names(name: str) -> None:
    assert is_generated_name(name)


@pytest.mark.parametrize("name", ["", "Alice", "447700000001", "customer_chat", "USR- of the month", "decade"])
def test_chosen_names_and_phone_numbers_are_not_generated(name: str) -> None:
    assert not is_generated_name(name)


def test_the_first_readable_name_is_picked() -> None:
    assert pick_readable_name("", "USR-1", " Ada\n", "Bob") == "Ada"
    assert pick_readable_name("", "NAM-1") == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\tb\r\n c", "a b c"),
        ("nothing\x00hidden\u202e", "nothing hidden"),
        ("\ud800lone", "lone"),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
    ],
)
def test_a_clean_line_is_printable_and_bounded(text: str, line: str) -> None:
    assert clean_line(text) == line


@given(st.text(), st.integers(1, 50))
def test_a_clean_line_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(clean_line(text, limit)) <= limit


@pytest.mark.parametrize(
    ("identifier", "short"),
    [
        ("USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6", "USR-33a5…"),
        ("USR-1", "USR-1"),
        (OUTBOUND_LEG, "30ce…"),
        ("447700000001", "447700000001"),
        ("", ""),
    ],
)
def test_ids_are_shortened_to_their_beginning(identifier: str, short: str) -> None:
    assert shorten_id(identifier) == short


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("447700000001", "+44 7700 000001"),
        ("Unknown", "unknown"),
        ("", "unknown"),
        ("sip:bob@example.com;transport=tls", "sip:bob@example.com"),
        ("sip:bob:s3;c?r@t@example.com", "sip:bob@example.com"),
        ("bob:secret@example.com", "bob@example.com"),
        ("SIPS:bob@example.com", "SIPS:bob@example.com"),
        ("wss://user:secret@media.example.com/in?token=secret#x", "wss://media.example.com/in"),
        ("wss://media.example.com?mail=a@b.c", "wss://media.example.com"),
    ],
)
def test_an_endpoint_is_described_without_passwords_and_queries(address: str, expected: str) -> None:
    assert describe_endpoint(Endpoint(address=address)) == expected


def test_a_missing_endpoint_is_unknown() -> None:
    assert describe_endpoint(None) == "unknown"


@pytest.mark.parametrize(
    ("kind", "word"),
    [("phone", "phone"), ("sip", "SIP"), ("app,sms", "app"), ("whatsapp-voice", "WhatsApp call"), ("telex", "telex")],
)
def test_channel_types_have_their_usual_names(kind: str, word: str) -> None:
    assert describe_channel_type(kind) == word


@pytest.mark.parametrize(
    ("channel", "direction", "inbound"),
    [
        (phone("1", "2"), "inbound", True),
        (phone("1", "2", INBOUND_LEG), "out", False),
        (phone("1", "2", OUTBOUND_LEG), "IN", True),
        (phone("1", "2", OUTBOUND_LEG), "", False),
        (phone("Unknown", "2", INBOUND_LEG), "", True),
        (phone("1", "2"), "", True),
        (phone("Unknown", "2"), "", False),
        (MemberChannel(from_=Endpoint(address="1"), legs=(Leg(id=OUTBOUND_LEG),)), "", False),
    ],
)
def test_direction_then_leg_then_numbers_decide_whether_a_channel_is_inbound(
    channel: MemberChannel, direction: str, *, inbound: bool
) -> None:
    assert is_inbound(replace(channel, direction=direction)) is inbound


HOTLINE = OwnNumbers(names={"442079460000": "Harbour Bikes"}, learned=frozenset({"12025550100"}))


@pytest.mark.parametrize(
    ("channel", "invited", "inbound"),
    [
        # Which end is an own number counts more than the form of the leg's id and than an invitation.
        (phone("447700900209", "442079460000"), True, True),
        (phone("447700900209", "442079460000", OUTBOUND_LEG), True, True),
        (phone("442079460000", "447700900209", INBOUND_LEG), False, False),
        (phone("447700900209", "sip:+12025550100@pbx.example"), True, True),
        (phone("Unknown", "442079460000"), True, True),
        # Between two own numbers, and between two others, it says nothing.
        (phone("12025550100", "442079460000", INBOUND_LEG), True, True),
        (phone("12025550100", "442079460000"), True, False),
        (phone("447700900209", "447700900208"), True, False),
        (phone("447700900209", "447700900208"), False, True),
        (phone("447700900209", "447700900208", INBOUND_LEG), True, True),
        (phone("447700900209", "447700900208", OUTBOUND_LEG), False, False),
    ],
)
def test_then_the_own_number_and_the_leg_decide_and_an_invitation_last(
    channel: MemberChannel, *, invited: bool, inbound: bool
) -> None:
    assert is_inbound(channel, HOTLINE, is_invited=invited) is inbound
    stated = replace(channel, direction="outbound" if inbound else "inbound")
    assert is_inbound(stated, HOTLINE, is_invited=invited) is not inbound


def test_an_invited_caller_is_not_given_the_number_that_they_called() -> None:
    caller = Member(user_id="USR-1", invited=WHEN, channel=phone("447700900209", "442079460000"))
    assert member_display_name(caller, HOTLINE) == "+44 7700 900209"
    assert member_display_name(replace(caller, channel=phone("1", "447700900209"))) == "+44 7700 900209"


def test_an_own_number_is_called_as_the_operator_calls_it() -> None:
    assert endpoint_name(Endpoint(address="442079460000"), HOTLINE) == "Harbour Bikes"
    assert endpoint_name(Endpoint(address="sip:+442079460000@pbx.example"), HOTLINE) == "Harbour Bikes"
    assert endpoint_name(Endpoint(address="12025550100"), HOTLINE) == "+1 202 555 0100"
    assert describe_endpoint(Endpoint(address="442079460000"), HOTLINE) == "Harbour Bikes"
    called = [call("447700900209", "442079460000", "inbound")]
    assert conversation_display_name(Conversation(id="CON-1"), (), called, HOTLINE) == "+44 7700 900209 → Harbour Bikes"


def test_a_person_is_named_by_name_then_end_then_id() -> None:
    ends = (Endpoint(address="Unknown"), None, Endpoint(address="447700900209"))
    assert name_person("", "vapi-user-1", "Ada", ends=ends, identifier="USR-1") == "Ada"
    assert name_person("vapi-user-1", ends=ends, identifier="USR-1") == "+44 7700 900209"
    assert name_person("447700900209", ends=ends) == "+44 7700 900209"
    assert name_person("vapi-user-1", identifier="USR-33a51f4d-d06b") == "USR-33a5…"
    assert name_person() == ""


def test_a_caller_is_the_from_number_and_a_called_person_the_to_number() -> None:
    assert endpoint_address(person_end(ALICE.channel)) == "447700000001"
    assert endpoint_address(person_end(BOB.channel)) == "447700000003"
    assert person_end(None) is None
    assert (member_display_name(ALICE), member_display_name(BOB)) == ("+44 7700 000001", "+44 7700 000003")


def test_an_anonymous_caller_is_not_given_the_number_that_they_called() -> None:
    anonymous = Member(user_id="USR-33a51f4d-d06b", channel=phone("anonymous", "447700000002", INBOUND_LEG))
    assert member_display_name(anonymous) == "Withheld number"
    assert endpoint_address(person_end(anonymous.channel)) == ""


NAMED = [
    ('"Ada" <sip:447700900111@pbx.example;user=phone>', "Ada", "447700900111"),
    ('"Ada" <sip:ada@pbx.example:5060;transport=tls>', "Ada", "sip:ada@pbx.example:5060"),
    ('"Ada" <sip:1001@pbx.example', "Ada", "sip:1001@pbx.example"),
    ("sip:+447700900111@pbx.example", "+44 7700 900111", "447700900111"),
    ("SIPS:%2B447700900111@[2001:db8::1]:5061;user=phone", "+44 7700 900111", "447700900111"),
    ('"+44 7700 900111" <sip:447700900111@pbx.example>', "+44 7700 900111", "447700900111"),
    ('"Anonymous" <sip:447700900111@pbx.example>', "+44 7700 900111", "447700900111"),
    ('"USR-33a51f4d" <sip:447700900111@pbx.example>', "+44 7700 900111", "447700900111"),
    ('"<!channel> *Ada*" <sip:447700900111@pbx.example>', "<!channel> *Ada*", "447700900111"),
    ("tel:+44-7700-900111;ext=5", "+44 7700 900111", "447700900111"),
    ("tel:911", "tel:911", "tel:911"),
    ("447700900111", "+44 7700 900111", "447700900111"),
    ("sip:ada@pbx.example;user=phone", "sip:ada@pbx.example", "sip:ada@pbx.example"),
    ("sip:anonymous@anonymous.invalid", "Withheld number", ""),
    ("Restricted", "Withheld number", ""),
    ("unavailable", "", ""),
    ("Unknown", "", ""),
]


@pytest.mark.parametrize(("address", "name", "number"), NAMED)
def test_an_endpoint_is_named_in_words_and_has_a_number(address: str, name: str, number: str) -> None:
    endpoint = Endpoint(type="sip", address=address)
    assert endpoint_name(endpoint) == name
    assert endpoint_address(endpoint) == number


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ('"Ada" <sip:447700900111@pbx.example;user=phone>', "+44 7700 900111"),
        ("anonymous@anonymous.invalid", "withheld number"),
        ("withheld", "withheld number"),
        ("unavailable", "unknown"),
    ],
)
def test_an_endpoint_of_sip_is_described_in_words(address: str, expected: str) -> None:
    assert describe_endpoint(Endpoint(address=address)) == expected


def test_a_withheld_number_is_named_inside_a_sentence_too() -> None:
    withheld, unknown = Endpoint(address="anonymous"), Endpoint(address="Unknown")
    assert endpoint_in_sentence(withheld) == "a withheld number"
    assert endpoint_in_sentence(unknown) == endpoint_in_sentence(None) == ""
    assert conversation_display_name(Conversation(id="CON-1"), (), [call("anonymous", "")]) == "From a withheld number"


def test_an_app_user_may_be_called_private() -> None:
    private = Endpoint(type="app", address="Private")
    assert endpoint_name(private) == endpoint_address(private) == describe_endpoint(private) == "Private"


@pytest.mark.parametrize("leg", [INBOUND_LEG, ""])
def test_a_member_has_the_name_that_the_network_gives(leg: str) -> None:
    caller = Member(user_id="USR-1", channel=phone('"Ada" <sip:447700900111@pbx>', "447700000002", leg))
    withheld = replace(caller, channel=phone("anonymous@anonymous.invalid", "447700000002", leg))
    assert member_display_name(caller) == "Ada"
    assert endpoint_address(person_end(caller.channel)) == "447700900111"
    assert member_display_name(withheld) == "Withheld number"
    assert conversation_display_name(Conversation(id="CON-1"), [caller]) == "Ada → +44 7700 000002"
    assert conversation_display_name(Conversation(id="CON-1"), [withheld]) == "Withheld number → +44 7700 000002"


@pytest.mark.parametrize(
    "member",
    [
        Member(
            user_id="USR-1", invited=datetime(2026, 1, 1, tzinfo=UTC), channel=phone("447700000002", "447700000003")
        ),
        Member(initiators=(Initiator(action="invited"),), channel=phone("447700000002", "447700000003")),
    ],
)
def test_an_invited_member_was_called(member: Member) -> None:
    assert member_display_name(member) == "+44 7700 000003"


def test_a_member_is_named_by_display_name_then_name_then_id() -> None:
    assert member_display_name(Member(user_display_name="Ada Lovelace", user_name="ada")) == "Ada Lovelace"
    assert member_display_name(Member(user_display_name="", user_name="ada")) == "ada"
    assert member_display_name(Member(id="MEM-f44c872e-cba9")) == "MEM-f44c…"
    assert member_display_name(Member()) == "Unknown"


def test_a_user_is_named_by_name_then_phone_then_other_address_then_id() -> None:
    sip, pstn = UserChannel(type="sip", address="sip:ada@x"), UserChannel(type="pstn", address="447700000001")
    assert user_display_name(User(id="USR-1", name="ada", display_name="Ada")) == "Ada"
    assert user_display_name(User(id="USR-1", name="USR-1", channels=(sip, pstn))) == "+44 7700 000001"
    assert user_display_name(User(id="USR-1", name="USR-1", channels=(sip,))) == "sip:ada@x"
    assert user_display_name(User(id="USR-33a51f4d-d06b", name="vapi-user-1")) == "USR-33a5…"


@pytest.mark.parametrize(
    ("calls", "members", "name"),
    [
        ((), (BOB, ALICE), "+44 7700 000001 → +44 7700 000002"),
        ((call("10", "20", "inbound"),), (ALICE,), "10 → 20"),
        ((call("10", "20"),), (BOB,), "10 → 20"),
        ((call("10", "20"), call("30", "40", "inbound")), (), "30 → 40"),
        ((call("Unknown", "20"),), (ALICE,), "+44 7700 000001 → +44 7700 000002"),
        ((call("Unknown", "20"),), (), "To 20"),
        ((call("10", ""),), (), "From 10"),
        ((), (BOB,), "To +44 7700 000003"),
        ((), (Member(id="MEM-1"), Member(channel=phone("", "USR-1"))), "Unnamed conversation"),
    ],
)
def test_a_conversation_without_a_name_is_named_by_its_numbers(
    calls: tuple[Call, ...], members: tuple[Member, ...], name: str
) -> None:
    assert conversation_display_name(Conversation(id="CON-1", name="NAM-1"), members, calls) == name


def test_a_call_keeps_its_name_when_its_caller_has_left() -> None:
    left = replace(ALICE, state=MemberState.LEFT)
    bot = call("447700000002", "wss://media.example.com", "outbound")

    name = conversation_display_name(Conversation(id="CON-1"), (left, BOB), (bot,))
    assert name == "+44 7700 000001 → +44 7700 000002"


def test_the_first_of_several_callers_names_the_conversation_even_after_leaving() -> None:
    first, second = (replace(call(who, "9", "inbound"), started=WHEN + timedelta(minutes=at)) for who, at in FIRST)
    gone = Member(joined=WHEN, channel=phone("1", "9", INBOUND_LEG))

    assert conversation_display_name(Conversation(id="CON-1"), (), (second, first)) == "1 → 9"
    assert conversation_display_name(Conversation(id="CON-1"), (gone,), (second,)) == "1 → 9"


def test_an_invited_member_is_not_the_caller_whatever_their_channel() -> None:
    invited = Member(invited=WHEN, channel=phone("3", "4"))
    caller = Member(joined=WHEN + timedelta(minutes=1), channel=phone("1", "2"))

    assert conversation_display_name(Conversation(id="CON-1"), (invited, caller)) == "1 → 2"


def test_a_conversation_is_named_by_display_name_then_name() -> None:
    assert (
        conversation_display_name(Conversation(id="CON-1", name="chat", display_name="Our chat"), (ALICE,))
        == "Our chat"
    )
    assert conversation_display_name(Conversation(id="CON-1", name="chat"), (ALICE,)) == "chat"
