from __future__ import annotations

from collections.abc import Callable

import pytest

from capi_bot.sandbox.vonage.parameters import Parameters
from capi_bot.sandbox.vonage.refusals import RefusedError
from capi_bot.sandbox.world.records import moment


def test_what_is_not_given_has_its_default() -> None:
    nothing = Parameters({})
    assert (nothing.page_size(), nothing.order(), nothing.flag("f")) == (10, "asc", False)
    assert (nothing.moment("m"), nothing.whole("w", minimum=0), nothing.text("t")) == (None, None, None)
    nothing.check()


def test_what_is_given_is_read() -> None:
    given = Parameters({"page_size": "100", "order": "DESC", "f": "true", "m": "2018-10-25 09:00:00", "t": "x"})
    assert (given.page_size(), given.order(any_case=True), given.flag("f")) == (100, "desc", True)
    assert given.moment("m") == moment("2018-10-25T09:00:00Z")
    assert given.text("t") == "x"
    given.check()


@pytest.mark.parametrize(
    ("name", "text", "read", "reason"),
    [
        ("page_size", "0", Parameters.page_size, "must be larger than or equal to 1"),
        ("page_size", "101", Parameters.page_size, "must be less than or equal to 100"),
        ("page_size", "ten", Parameters.page_size, "must be a number"),
        ("page_size", "", Parameters.page_size, "must be a number"),
        ("page_size", "9" * 5000, Parameters.page_size, "must be a number"),
        ("order", "DESC", Parameters.order, "must be one of [asc, desc]"),
        ("date", "yesterday", lambda given: given.moment("date"), "must be a valid ISO 8601 date"),
        ("date", "0001-01-01T00:00:00+23:00", lambda given: given.moment("date"), "must be a valid ISO 8601 date"),
        ("flag", "yes", lambda given: given.flag("flag"), "must be one of [true, false]"),
    ],
)
def test_a_wrong_value_is_refused_in_the_apis_words(
    name: str, text: str, read: Callable[[Parameters], object], reason: str
) -> None:
    parameters = Parameters({name: text})
    read(parameters)
    with pytest.raises(RefusedError) as caught:
        parameters.check()
    assert caught.value.problems == ((name, f'"{name}" {reason}'),)


def test_all_wrong_values_are_refused_together() -> None:
    parameters = Parameters({"page_size": "0", "order": "up"})
    parameters.page_size()
    parameters.order()
    with pytest.raises(RefusedError) as caught:
        parameters.check()
    assert [name for name, _ in caught.value.problems] == ["page_size", "order"]
