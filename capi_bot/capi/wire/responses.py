"""HTTP responses of the API: what a status means, and the envelopes of lists.

https://developer.vonage.com/en/api-errors
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Literal
from urllib.parse import unquote

from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import integer, mapping, nested, redact_json, replace_surrogates, sequence, text
from capi_bot.capi.wire.problems import find_error, parse_error, parse_problem
from capi_bot.errors import UnreachableError

_WRONG_SHAPE = "The answer was JSON of the wrong shape, so it was not the Conversation API's."
_ID_FIELDS = ("id", "uuid", "user_id", "member_id")
_RESOURCE_FIELDS = (
    *_ID_FIELDS,
    *("name", "display_name", "state", "timestamp", "properties", "members", "channel", "channels", "user", "body"),
)
"""Fields of conversations, members, events and users; each resource has one of them at least."""
_EMPTY_VALUES: tuple[object, ...] = (None, "", {}, [])
_ENVELOPE_FIELDS = frozenset({"_embedded", "_links", "count", "page_size", "record_index", "cursor"})


def parse_response(status: int, headers: Mapping[str, str], body: bytes) -> object:
    """Return the JSON of a successful (2xx) response; raise `RemoteError` for 4xx and `UnreachableError` for the rest.

    Parsed are both forms of error that the API has (RFC 7807 with and without `code`, and beta's `code` and
    `description`), those of the platform in front of it, and bodies that are not JSON.
    https://developer.vonage.com/en/api-errors
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if status // 100 == HTTPStatus.OK // 100:
        if document is None:
            raise UnreachableError("The answer was not JSON, so it was not the Conversation API that gave it.")
        return document
    lower_case = {name.lower(): value for name, value in headers.items()}
    raise parse_error(parse_problem(status, lower_case, mapping(document)))


def parse_object(document: object) -> Json:
    """Return a response that must be one resource, a JSON object.

    `RemoteError` or `UnreachableError` where it is an error in spite of its status, `UnreachableError` where it is no
    object or has no field of a resource.
    """
    if not isinstance(document, Mapping):
        raise UnreachableError(_WRONG_SHAPE)
    if error := find_error(document, is_resource=_has_any(document, _ID_FIELDS)):
        raise error
    if not _has_any(document, _RESOURCE_FIELDS):
        raise UnreachableError(_WRONG_SHAPE)
    return document


def parse_items(document: object, name: str) -> tuple[Json, ...]:
    """Return the JSON objects of a list, such as `name="events"`, in any of its envelopes.

    They are a bare array, `_embedded` itself, `_embedded.<name>`, `_embedded.data` or `_embedded.data.<name>`. An
    application that has none may leave out any part. `UnreachableError` where there is no envelope at all, and
    `RemoteError` or `UnreachableError` where the response is an error in spite of its status. What is in several
    envelopes is returned once.
    """
    items = _find_items(document, name)
    if error := find_error(mapping(document), is_resource=bool(items)) or _find_error_in(items):
        raise error
    if not isinstance(document, (Mapping, list)) or (document and not items and _is_no_list(document)):
        raise UnreachableError(_WRONG_SHAPE)
    return items


def parse_cursor(document: object, relation: Literal["next", "prev"], parameter: str = "cursor") -> str | None:
    """Return the cursor of the next or previous page out of its link; None where there is no such page.

    Only the cursor: the link itself names another host, where our token must not go.
    """
    link = nested(document, "_links").get(relation)
    link = next(iter(sequence(link)), link)
    _, _, query = text(mapping(link).get("href"), link).partition("?")
    for pair in query.partition("#")[0].replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if unquote(name) == parameter and value:
            return replace_surrogates(unquote(value))  # a "+" is one here: cursors are base64, not words
    return None


def parse_count(document: object) -> int:
    """Return the number of items of the whole list; 0 where the API does not give it, as in v1."""
    return integer(mapping(document).get("count")) or 0


def _identity(item: Json) -> tuple[str, ...] | str:
    """Return what an item has in common with the same one in another envelope: its ids, else all of it."""
    member = nested(item, "_embedded")
    ids = tuple(text(value) for value in (*map(item.get, _ID_FIELDS), member.get("id")))
    return ids if any(ids) else json.dumps(redact_json(item), sort_keys=True)


def _has_any(document: Json, names: Iterable[str]) -> bool:
    return any(document.get(name) not in _EMPTY_VALUES for name in names)


def _find_items(document: object, name: str) -> tuple[Json, ...]:
    embedded = mapping(document).get("_embedded")
    data = mapping(embedded).get("data")
    envelopes = (document, embedded, mapping(embedded).get(name), data, mapping(data).get(name))
    found: list[Json] = []
    for envelope in envelopes:
        items = [item for item in map(mapping, sequence(envelope)) if item]
        if found and items:
            known = set(map(_identity, found))
            items = [item for item in items if _identity(item) not in known]
        found.extend(items)
    return tuple(found)


def _find_error_in(items: Sequence[Json]) -> Exception | None:
    """Return the error that stands in place of the items, which have ids, all but those of beta."""
    has_ids = any(_has_any(item, _ID_FIELDS) for item in items)
    return find_error(items[0], is_resource=False) if items and not has_ids else None


def _is_no_list(document: Json | list[object]) -> bool:
    return isinstance(document, Mapping) and _ENVELOPE_FIELDS.isdisjoint(document)
