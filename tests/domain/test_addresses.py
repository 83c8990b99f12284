from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.addresses import Address, is_unknown, is_withheld, parse_address
from capi_bot.domain.phone_numbers import normalise_number

PARTS = [
    ('"Ada" <sip:447700900111@pbx.example;user=phone>', "Ada", "447700900111", "pbx.example"),
    ("Ada Lovelace <sip:ada@pbx.example>;tag=1", "Ada Lovelace", "ada", "pbx.example"),
    ('"Ada"<SIPS:ada@PBX.example:5061;transport=tls?Subject=a@b>', "Ada", "ada", "PBX.example:5061"),
    ('"Ada \\"The <Ops>\\" \\\\ L" <sip:ada@pbx.example>', 'Ada "The <Ops>" \\ L', "ada", "pbx.example"),
    ('"sip:bob@evil.example" <sip:ada@pbx.example>', "sip:bob@evil.example", "ada", "pbx.example"),
    ('"<sip:bob@evil.example>" <sip:ada@pbx.example>', "<sip:bob@evil.example>", "ada", "pbx.example"),
    ('"Ada <sip:ada@pbx.example>', "Ada", "ada", "pbx.example"),
    ('"Ada" Lovelace <sip:ada@pbx.example', "Ada Lovelace", "ada", "pbx.example"),
    ("<!channel> <sip:ada@pbx.example>", "<!channel>", "ada", "pbx.example"),
    ('"" <sip:ada@pbx.example>', "", "ada", "pbx.example"),
    ("<sip:ada@pbx.example>", "", "ada", "pbx.example"),
    ('"Ada" <447700900111>', "Ada", "447700900111", ""),
    ('"Ada" <tel:+44-7700-900111;ext=5>', "Ada", "+44-7700-900111", ""),
    ("TEL:7700900111;phone-context=+44", "", "+447700900111", ""),
    ("tel:+447700900111;phone-context=+1", "", "+447700900111", ""),
    ("sip:ada@[2001:db8::1]:5060;transport=tcp", "", "ada", "[2001:db8::1]:5060"),
    ("sip:[2001:db8::1]:5060", "", "", "[2001:db8::1]:5060"),
    ("sip:%2B447700900111@pbx.example", "", "+447700900111", "pbx.example"),
    ("sip:j%C3%B6rg@pbx.example", "", "jörg", "pbx.example"),
    ("sip:%FF%@pbx.example", "", "\ufffd%", "pbx.example"),
    ("sip:+447700900111;npdi;rn=1@pbx.example", "", "+447700900111", "pbx.example"),
    ("sip://ada@pbx.example", "", "ada", "pbx.example"),
    ("sip:ada@pbx.example?mail=a@b.example", "", "ada", "pbx.example"),
    ("ada:secret@pbx.example", "", "ada", "pbx.example"),
    ("sip:ada:s3;c?r@t@pbx.example", "", "ada", "pbx.example"),
    ("ada@pbx.example", "", "ada", "pbx.example"),
    ("sip:", "", "", ""),
]


@pytest.mark.parametrize(("text", "display_name", "user", "host"), PARTS)
def test_an_address_is_taken_apart(text: str, display_name: str, user: str, host: str) -> None:
    address = parse_address(text)
    assert (address.display_name, address.user, address.host) == (display_name, user, host)


@pytest.mark.parametrize(
    "text",
    ["", "447700900111", "Ada", "<3 hearts", "a<b>c", "<!channel>", '"Ada"', "wss://ada:secret@media.example/in"],
)
def test_what_is_no_address_of_sip_stays_as_it_is(text: str) -> None:
    assert parse_address(text) == Address(uri=text)


@pytest.mark.parametrize(
    "text",
    [
        *("anonymous", "Anonymous", "withheld", "RESTRICTED", "private", "Number Withheld", "No-Caller-ID", "blocked"),
        *("anonymous@anonymous.invalid", "sip:anonymous@anonymous.invalid", "SIP:ANONYMOUS@ANONYMOUS.INVALID"),
        *('"Anonymous" <sip:anonymous@anonymous.invalid>', "sip:restricted@10.0.0.1", "sip:guest@anonymous.invalid"),
        *('"Anonymous" <sip:c8oqz84zk7z@privacy.example>', "Anonymous <sip:anonymous@anonymous.invalid"),
        '"Ada" <sip:anonymous@anonymous.invalid>',
    ],
)
def test_a_withheld_number_is_recognised_in_every_form(text: str) -> None:
    assert is_withheld(text)
    assert not is_unknown(text)


@pytest.mark.parametrize("text", ["", "Unknown", "unavailable", "sip:unavailable@unknown.invalid", "sip:unknown@pbx"])
def test_an_unknown_number_is_not_a_withheld_one(text: str) -> None:
    assert is_unknown(text)
    assert not is_withheld(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "447700900111",
            "Ada",
            "sip:ada@pbx.example",
            "privateer",
            "sip:anonymous.smith@pbx.example",
            "agent-private",
        ),
        *(
            '"Anonymous" <sip:447700900111@pbx.example>',
            '"Private" <tel:+447700900111>',
            "+447700900111@anonymous.invalid",
        ),
    ],
)
def test_an_address_that_is_known_is_neither(text: str) -> None:
    assert not is_withheld(text)
    assert not is_unknown(text)


@given(st.text(st.sampled_from('"<>\\@:;?%sip: tel+4a[]\n')) | st.text())
def test_no_text_raises_and_no_password_remains(text: str) -> None:
    for address in (text, f"sip:ada:hunter2@{text}", f'"{text}" <sip:ada:hunter2@pbx.example>'):
        is_withheld(address)
        is_unknown(address)
        parts = parse_address(address)
    assert "hunter2" not in parts.uri + parts.user + parts.host


LONG = ['"\\' * 50_000, "<" * 100_000, '"a" <' * 30_000, "sip:" * 30_000, "a@" * 50_000, "<" + " " * 100_000 + "x>"]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_texts_are_taken_apart_in_one_pass(text: str) -> None:
    assert parse_address(text)
    assert not is_withheld(text)
    assert normalise_number(text) == ""
