from __future__ import annotations

from capi_bot.capi.filterable import FILTERABLE
from capi_bot.sandbox.vonage import v1


def test_the_types_that_the_api_filters_by_are_those_of_its_reference() -> None:
    assert {str(kind) for kind in FILTERABLE} == set(v1.FILTERABLE_EVENT_TYPES)
