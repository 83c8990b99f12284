from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.sandbox.vonage.documents import Document
from capi_bot.sandbox.vonage.refusals import RefusedError

GIVEN = {"name": "order", "state": "JOINED", "properties": {"ttl": 60, "custom_data": {"k": "v"}}}


def reasons(given: object, read: Callable[[Document], object]) -> list[tuple[str, str]]:
    document = Document(given)
    assert read(document) is None
    with pytest.raises(RefusedError) as caught:
        document.check()
    return list(caught.value.problems)


def test_what_is_given_is_read_and_a_dot_leads_inside() -> None:
    document = Document(GIVEN)
    assert (document.text("name"), document.choice("state", ("joined", "left"))) == ("order", "joined")
    assert document.whole("properties.ttl", minimum=0) == 60
    assert document.part("properties.custom_data") == {"k": "v"}
    document.check()


@pytest.mark.parametrize("name", ["nothing", "name.first", "properties.nothing"])
def test_what_is_not_given_is_none_unless_it_is_needed(name: str) -> None:
    document = Document(GIVEN)
    assert document.text(name) is None
    document.check()
    assert reasons(GIVEN, lambda needing: needing.text(name, needed=True)) == [(name, f'"{name}" is required')]


@pytest.mark.parametrize(
    ("value", "read", "reason"),
    [
        (1, lambda given: given.text("x"), "must be a string"),
        ("", lambda given: given.text("x"), "is not allowed to be empty"),
        ("abc", lambda given: given.text("x", longest=2), "length must be less than or equal to 2 characters long"),
        (
            "a b",
            lambda given: given.text("x", pattern=r"\w+"),
            r'with value "a b" fails to match the required pattern: /^\w+$/',
        ),
        ("gone", lambda given: given.choice("x", ("joined", "left")), "must be one of [joined, left]"),
        (7, lambda given: given.choice("x", ("joined", "left")), "must be one of [joined, left]"),
        ("60", lambda given: given.whole("x", minimum=0), "must be a number"),
        (True, lambda given: given.whole("x", minimum=0), "must be a number"),
        (-1, lambda given: given.whole("x", minimum=0), "must be larger than or equal to 0"),
        ([], lambda given: given.part("x"), "must be of type object"),
        ({"k": "é"}, lambda given: given.part("x", largest=9), "must not be larger than 9 bytes"),
    ],
)
def test_a_wrong_value_is_refused_in_the_apis_words(
    value: object, read: Callable[[Document], object], reason: str
) -> None:
    assert reasons({"x": value}, read) == [("x", f'"x" {reason}')]


def test_as_many_bytes_as_allowed_are_taken() -> None:
    assert Document({"x": {"k": "é"}}).part("x", largest=10) == {"k": "é"}


def test_all_wrong_values_are_refused_together_with_reasons_of_ones_own() -> None:
    document = Document({"a": 1})
    document.text("a")
    document.wrong("b", "is silly")
    with pytest.raises(RefusedError) as caught:
        document.check()
    assert caught.value.problems == (("a", '"a" must be a string'), ("b", '"b" is silly'))


@pytest.mark.parametrize("given", [None, [], "text"])
def test_a_document_must_be_an_object(given: object) -> None:
    assert reasons(given, lambda document: document.text("x")) == [("body", '"body" must be of type object')]
