from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.sandbox.vonage.api_request import JsonBody, QueryParameters
from capi_bot.sandbox.vonage.errors import ApiError
from capi_bot.sandbox.world.records import parse_time


def test_what_is_not_given_has_its_default() -> None:
    nothing = QueryParameters({})
    assert (nothing.page_size(), nothing.order()) == (10, "asc")
    assert (nothing.time("m"), nothing.number("w", minimum=0), nothing.text("t")) == (None, None, None)
    nothing.check()


def test_what_is_given_is_read() -> None:
    given = QueryParameters({"page_size": "100", "order": "DESC", "m": "2018-10-25 09:00:00", "t": "x"})
    assert (given.page_size(), given.order(any_case=True)) == (100, "desc")
    assert given.time("m") == parse_time("2018-10-25T09:00:00Z")
    assert given.text("t") == "x"
    given.check()


@pytest.mark.parametrize(
    ("name", "text", "read", "reason"),
    [
        ("page_size", "0", QueryParameters.page_size, "must be larger than or equal to 1"),
        ("page_size", "101", QueryParameters.page_size, "must be less than or equal to 100"),
        ("page_size", "ten", QueryParameters.page_size, "must be a number"),
        ("page_size", "", QueryParameters.page_size, "must be a number"),
        ("page_size", "9" * 5000, QueryParameters.page_size, "must be a number"),
        ("order", "DESC", QueryParameters.order, "must be one of [asc, desc]"),
        ("date", "yesterday", lambda given: given.time("date"), "must be a valid ISO 8601 date"),
        ("date", "0001-01-01T00:00:00+23:00", lambda given: given.time("date"), "must be a valid ISO 8601 date"),
    ],
)
def test_a_wrong_value_is_refused_in_the_apis_words(
    name: str, text: str, read: Callable[[QueryParameters], object], reason: str
) -> None:
    parameters = QueryParameters({name: text})
    read(parameters)
    with pytest.raises(ApiError) as caught:
        parameters.check()
    assert caught.value.problems == ((name, f'"{name}" {reason}'),)


GIVEN = {"name": "order", "state": "JOINED", "properties": {"ttl": 60, "custom_data": {"k": "v"}}}


def reasons(given: object, read: Callable[[JsonBody], object]) -> list[tuple[str, str]]:
    document = JsonBody(given)
    assert read(document) is None
    with pytest.raises(ApiError) as caught:
        document.check()
    return list(caught.value.problems)


def test_what_is_given_is_read_and_a_dot_leads_inside() -> None:
    document = JsonBody(GIVEN)
    assert (document.text("name"), document.choice("state", ("joined", "left"))) == ("order", "joined")
    assert document.number("properties.ttl", minimum=0) == 60
    assert document.json_object("properties.custom_data") == {"k": "v"}
    document.check()


@pytest.mark.parametrize("name", ["nothing", "name.first", "properties.nothing"])
def test_what_is_not_given_is_none_unless_it_is_needed(name: str) -> None:
    document = JsonBody(GIVEN)
    assert document.text(name) is None
    document.check()
    assert reasons(GIVEN, lambda needing: needing.text(name, required=True)) == [(name, f'"{name}" is required')]


@pytest.mark.parametrize(
    ("value", "read", "reason"),
    [
        (1, lambda given: given.text("x"), "must be a string"),
        ("", lambda given: given.text("x"), "is not allowed to be empty"),
        ("abc", lambda given: given.text("x", max_length=2), "length must be less than or equal to 2 characters long"),
        (
            "a b",
            lambda given: given.text("x", pattern=r"\w+"),
            r'with value "a b" fails to match the required pattern: /^\w+$/',
        ),
        ("gone", lambda given: given.choice("x", ("joined", "left")), "must be one of [joined, left]"),
        (7, lambda given: given.choice("x", ("joined", "left")), "must be one of [joined, left]"),
        ("60", lambda given: given.number("x", minimum=0), "must be a number"),
        (True, lambda given: given.number("x", minimum=0), "must be a number"),
        (-1, lambda given: given.number("x", minimum=0), "must be larger than or equal to 0"),
        ([], lambda given: given.json_object("x"), "must be of type object"),
        ({"k": "é"}, lambda given: given.json_object("x", max_bytes=9), "must not be larger than 9 bytes"),
    ],
)
def test_a_wrong_json_value_is_refused_in_the_apis_words(
    value: object, read: Callable[[JsonBody], object], reason: str
) -> None:
    assert reasons({"x": value}, read) == [("x", f'"x" {reason}')]


def test_as_many_bytes_as_allowed_are_taken() -> None:
    assert JsonBody({"x": {"k": "é"}}).json_object("x", max_bytes=10) == {"k": "é"}


def test_all_wrong_values_are_refused_together_with_reasons_of_ones_own() -> None:
    document = JsonBody({"a": 1})
    document.text("a")
    document.add_problem("b", "is silly")
    with pytest.raises(ApiError) as caught:
        document.check()
    assert caught.value.problems == (("a", '"a" must be a string'), ("b", '"b" is silly'))


@pytest.mark.parametrize("given", [None, [], "text"])
def test_a_document_must_be_an_object(given: object) -> None:
    assert reasons(given, lambda document: document.text("x")) == [("body", '"body" must be of type object')]
