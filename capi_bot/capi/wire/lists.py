"""Lists: the things in them, and the way to their neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qs

from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import (
    inside,
    mapping,
    sequence,
    text,
    whole,
)
from capi_bot.errors import UnreachableError


def items(document: object, name: str) -> tuple[Json, ...]:
    """Find the objects of a list, such as `name="events"`, in any of its envelopes.

    They are a bare array, `_embedded` itself, `_embedded.<name>`, `_embedded.data` or `_embedded.data.<name>`. An
    application that has none may leave out any part. `UnreachableError` where there is no envelope at all.
    """
    if not isinstance(document, (Mapping, list)):
        raise UnreachableError("The answer was JSON of the wrong shape, so it was not the Conversation API's.")
    embedded = mapping(document).get("_embedded")
    data = mapping(embedded).get("data")
    places = (document, embedded, mapping(embedded).get(name), data, mapping(data).get(name))
    return tuple(item for place in places for item in map(mapping, sequence(place)) if item)


def neighbour(document: object, relation: Literal["next", "prev"], parameter: str = "cursor") -> str | None:
    """Take the cursor of a neighbouring page out of its link, None where there is none.

    Only the cursor: the link itself names another host, where our token must not go.
    """
    link = inside(document, "_links").get(relation)
    _, _, query = text(mapping(link).get("href"), link).partition("?")
    return parse_qs(query.partition("#")[0]).get(parameter, [None])[0]


def count(document: object) -> int:
    """Read how many things there are in all; 0 where the API does not tell, as in v1."""
    return whole(mapping(document).get("count")) or 0
