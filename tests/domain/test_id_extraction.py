from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi import ids
from capi_bot.domain.id_extraction import ExtractedId, extract_ids

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
MEM = "MEM-df772f88-cba9-444f-88ae-0bfa630865a6"


def _found(*texts: str) -> list[str]:
    return [extracted.text for extracted in extract_ids(texts)]


def test_ids_have_their_kind_and_order() -> None:
    assert extract_ids([f"{MEM} left {CON}, then {USR} called 447700900111."]) == (
        ExtractedId(kind="member", text=MEM),
        ExtractedId(kind="conversation", text=CON),
        ExtractedId(kind="user", text=USR),
        ExtractedId(kind="number", text="447700900111"),
    )


@pytest.mark.parametrize(
    "text",
    [
        f"`{CON}`",
        f"({CON}).",
        f"con{CON[3:]}",
        f"<https://example.com/conversations/{CON}?tab=1|here>",
        f"id={CON}&x=1",
        f"{CON}, {CON} and {CON.lower()}",
        CON.upper(),
    ],
)
def test_an_id_is_found_in_any_context(text: str) -> None:
    assert _found(text)[:1] == [CON]


@pytest.mark.parametrize("text", ["CON-bc643220", f"X{CON}", f"{CON}0", f"NAM{CON[3:]}", f"LEG{CON[3:]}", "CON-"])
def test_similar_text_is_no_id(text: str) -> None:
    assert _found(text) == []


def test_each_id_is_returned_once() -> None:
    assert _found(f"{CON} +44 7700 900111", f"447700900111 {CON}") == [CON, "447700900111"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("call 447700900111 now", ["447700900111"]),
        ("+44 (0)7700 900-111", ["447700900111"]),
        ("+４４ ７７００ ９００１１１", ["447700900111"]),  # noqa: RUF001 - full width
        ("٠٧٧٠٠ ٩٠٠١١١", ["07700900111"]),  # noqa: RUF001 - Arabic digits
        ("\u202a+44\u00a07700\u00a0900111\u202c", ["447700900111"]),
        ("(415) 555-0101 ext 5 rang", ["4155550101"]),
        ("415-555-0101x5 rang", ["4155550101"]),
        ("415.555.0101ext.12", ["4155550101"]),
        ("1920x1080 and 12x5000000", []),
        ("8 (912) 345-67-89", ["89123456789"]),
        ("0011 44 7700 900111", ["447700900111"]),
        ("011 44 7700 900111", ["447700900111"]),
        ("011 49 151 23456789 12 calls", ["4915123456789"]),
        ("0114 477 0090", ["01144770090"]),
        ("(020) 7946 0958", ["02079460958"]),
        ("0044 7700 900111", ["447700900111"]),
        ("07700.900.111", ["07700900111"]),
        ("07700\u2011900\u2011111", ["07700900111"]),
        ("<tel:+447700900111|+44 7700 900111>", ["447700900111"]),
        ("sip:447700900111@example.com", ["447700900111"]),
        ("447700000001 → 447700000002", ["447700000001", "447700000002"]),
        ("447700000001 447700000002", ["447700000001", "447700000002"]),
        ("+1 415 555 0100 +44 7700 900111", ["14155550100", "447700900111"]),
        ("07700900111 5551234", ["07700900111", "5551234"]),
        ("44 7700 900111 5th of May", ["447700900111"]),
        ("555 1234", ["5551234"]),
        ("+12025550147 (2 legs)", ["12025550147"]),
        ("+1 (202) 555-0147 (2 legs)", ["12025550147"]),
        ("12025550147 1 hour on hold", ["12025550147"]),
        ("+1 202 555 0147 100 calls", ["12025550147"]),
        ("+44 7700 900111 12 calls", ["447700900111"]),
        ("07700 900111 - 2 calls", ["07700900111"]),
        ("07700900111 100 calls", ["07700900111"]),
        ("020 7946 0958 10:30", ["02079460958"]),
        ("1. 447700900111 2. 447700900222", ["447700900111", "447700900222"]),
        ("1) +44 7700 900111", ["447700900111"]),
        ("#1 447700900111", ["447700900111"]),
        ("06 12 34 56 78", ["0612345678"]),
        ("0033 6 12 34 56 78", ["33612345678"]),
        ("+49 151 23 45 67 89", ["4915123456789"]),
        ("+44 (7700) 900 111", ["447700900111"]),
        ("44 7700900111", ["447700900111"]),
        ("card 4111 1111 1111 1111 of +44 7700 900111", ["447700900111"]),
        ("at 1764540000000 447700900111 rang", ["447700900111"]),
        ('{"timestamp": 1764540000123, "from": "447700900111"}', ["447700900111"]),
        ("order 12345678 of 447700900111", ["447700900111"]),
        ("Order no. 12345678, phone no. 447700900111", ["447700900111"]),
        ("order 12345678 447700900111", ["447700900111"]),
        ("order 1234 5678 9012 from 447700900111", ["447700900111"]),
        ("order from 447700900111", ["447700900111"]),
        ("The one who made the order is +44 7700 900111", ["447700900111"]),
        ("in case 447700900111 rings", ["447700900111"]),
        ("The reorder: +44 7700 900111", ["447700900111"]),
        ("order +44 7700 900111", ["447700900111"]),
        ("customer 447700900111", ["447700900111"]),
        ("phone number: 447700900111", ["447700900111"]),
        ("number=447700900111&x", ["447700900111"]),
        ("#support 447700900111", ["447700900111"]),
        ("1 415 555 0100", ["14155550100"]),
        ("001 415 555 0100", ["14155550100"]),
        ("+1 764 540 0000", ["17645400000"]),
        ("176-454-0000", ["1764540000"]),
        ("32 2 555 12 34", ["3225551234"]),
    ],
)
def test_numbers_are_found_as_people_write_them(text: str, numbers: list[str]) -> None:
    assert _found(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "555 123",
        "1234567890123456",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "3782 822463 10005",
        "378282246310005",
        "30ce8ca1-1111-2222-3333-444455556666",
        "12345678-1234-1234-1234-123456789012",
        "vapi-user-2554112345",
        "NAM-12345678",
        "ABC-1234567",
        "447700900111x",
        "2026-11-01 09:30:00",
        "2026-11-01..2026-11-03",
        "2026-11-01T09:30",
        "21.11.2026 or 11/21/2026",
        "10:00:00",
        "1700000001.000100",
        "1234567,89",
        "192.168.100.200",
        "<@U0123456789> <#C1234567890|calls>",
        "https://example.com/1234567890",
        "www.example.com/1234567890",
        "1764540000000",
        "1764540000",
        "001764540000000",
        "ts=1764540000123",
        "175454 0000 0000",
        "123456789012",
        "order 12345678",
        "Order #12345678",
        "order number 12345678",
        "Order No.: 12345678",
        "order-id: 12345678",
        '"order_id": "12345678"',
        '{"orderId":12345678}',
        "orders 12345678",
        "Your order number is 12345678",
        "order\t12345678",
        "Bestellung 12345678",
        "Bestellnummer: 12345678",
        "Rechnungsnr. 12345678",
        "commande n° 12345678",
        "Pedido 12345678",
        "order 1234-5678-9012",
        "ORDER: 447700900111",
        "#12345678",
        "№ 12345678",
        "ticket 12345678",
        "Ticket ID 12345678",
        "invoice no 2026110001",
        "booking reference 12345678",
        "ref: 12345678",
        "case 00123456",
        "tracking number 1234567890",
        "PO 12345678",
        "IMEI 490154203237518",
        '"sequence_number": 12345678',
        "size=12345678",
        "duration_ms: 12345678",
        "(order 12345678)",
        "*order* 12345678",
        "order ٤٤٧٧٠٠٩٠٠١١١",
        "１７６４５４００００",  # noqa: RUF001 - full width
        "0111764540000000",
        "order 415-555-0101x5",
    ],
)
def test_other_digits_are_no_phone_number(text: str) -> None:
    assert _found(text) == []


def test_the_caller_may_exclude_what_holds_no_numbers() -> None:
    text = f"<!date^5700000001^{{date}}|1 May> 447700900111 <!x {CON}>"

    assert _found(text) == ["5700000001", "447700900111", CON]
    extracted = extract_ids([text], not_numbers=re.compile(r"<![^<>]*+>"))
    assert [one.text for one in extracted] == ["447700900111", CON]


PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [CON, USR, MEM, "+44 7700 900111", " ", "(0)", "<!", "https://", "1-", "2026-11-01", "1700000001.0"]
    ),
)


@given(st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=3))
def test_any_text_yields_only_valid_ids_and_numbers(texts: Sequence[str]) -> None:
    extracted = extract_ids(texts)

    assert len(set(extracted)) == len(extracted)
    for one in extracted:
        if one.kind == "number":
            assert one.text.isdecimal()
            assert 7 <= len(one.text) <= 15
        else:
            assert ids.identify(one.text) == one.kind


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "-",
        "1 ",
        "1(",
        "+",
        "<!",
        "1.",
        "1:",
        "1-1.",
        "((1",
        "a-",
        "CON-",
        "https://",
        "order ",
        "#",
        "order 1",
        "no ",
    ],
)
def test_long_runs_are_read_in_linear_time(piece: str) -> None:
    # In quadratic time the test would not end.
    assert len(extract_ids([piece * 100_000 + "a"])) <= 100_000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 415 555 0101", "+14155550101"),
        ("001 415 555 0101", "+14155550101"),
        ("(+1) 415 555 0101", "+14155550101"),
        ("1 415 555 0101", "14155550101"),
        ("(415) 555-0101", "4155550101"),
    ],
)
def test_it_is_kept_that_a_number_has_its_countrys_code(text: str, number: str) -> None:
    assert [extracted.number for extracted in extract_ids([text])] == [number]
