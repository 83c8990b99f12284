from __future__ import annotations

from capi_bot.domain.events.catalogue import API_FILTERABLE_TYPES
from capi_bot.sandbox.vonage import event_types


def test_the_types_that_the_api_filters_by_are_those_of_its_reference() -> None:
    assert {str(kind) for kind in API_FILTERABLE_TYPES} == set(event_types.FILTERABLE)
