"""HTTP responses of the API: what a status means, and the envelopes of lists.

https://developer.vonage.com/en/api-errors
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal
from urllib.parse import unquote

from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import EMPTY_VALUES, integer, mapping, replace_surrogates, sequence, text
from capi_bot.capi.wire.problems import find_error, parse_error, parse_problem
from capi_bot.capi.wire.resources import (
    LISTS,
    Resource,
    find_ids,
    has_content,
    identify,
    is_identified,
    is_item,
)
from capi_bot.errors import UnreachableError
from capi_bot.secrets_filter import mask_secrets

Relation = Literal["next", "prev"]
_PAGING_FIELDS = (
    "count",
    "page",
    "page_size",
    "record_index",
    "cursor",
    "order",
    "total",
    "total_items",
    "total_pages",
)
_ENVELOPE_FIELDS = frozenset({"_embedded", "_links", "data", *_PAGING_FIELDS})
_FIELD_NAME = re.compile(r"[A-Za-z_$@][\w-]{0,39}", re.ASCII)
_NUMBER = re.compile(r"\d(?:[\s()-]*\d){4}")
"""Matches what may be in a phone number; a text with one is no error and is not repeated."""
_MAX_NAMED = 6
"""Fields of an unknown object that an error names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """The items of one response, and how many entries beside them are none: errors, and what has no id."""

    items: tuple[Json, ...] = ()
    left_out: int = 0

    @property
    def given(self) -> int:
        """How many entries the response has."""
        return len(self.items) + self.left_out


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


def parse_object(document: object, resource: Resource, identifier: str | int) -> Json:
    """Return a response that must be one resource, a JSON object with the id that was asked for.

    `RemoteError` or `UnreachableError` where it is an error in spite of its status, `UnreachableError` where it is no
    object, or has no id of such a resource, or that of another one.
    """
    raw, wanted = mapping(document), str(identifier)
    has_form = is_identified(raw, resource)
    if error := find_error(raw, is_resource=has_form, has_content=has_content(raw, resource)):
        raise error
    if wanted.casefold() not in map(str.casefold, find_ids(raw, resource)):
        other = f"another {resource.noun}" if has_form else _describe_json(document)
        raise _wrong_shape(other, f"the {resource.noun} {wanted}")
    return raw


def parse_items(document: object, name: str) -> tuple[Json, ...]:
    """Return the items of a list, such as `name="events"`, as `parse_list` does."""
    return parse_list(document, name).items


def parse_list(document: object, name: str) -> ItemList:
    """Return the items of a list, such as `name="events"`, in any of its envelopes.

    They are a bare array, or under `_embedded` or without it, `<name>`, `data` or `data.<name>`, or `_embedded` itself;
    one item may stand there without an array. An application that has none may leave out any part. What is in several
    envelopes is returned once. What is no item, as an error among the others, is left out.

    `RemoteError` or `UnreachableError` where the response, or what stands in place of all items, is an error in spite
    of its status; `UnreachableError` where there is no envelope at all, or something in it but not one item.
    """
    resource, raw = LISTS[name], mapping(document)
    entries = _find_entries(document, name)
    items = [entry for entry in map(mapping, entries) if is_item(entry, resource)]
    if error := find_error(raw, is_resource=bool(items)):
        raise error
    if not items:
        _check_is_empty(document, name, entries)
    return ItemList(items=tuple(items), left_out=len(entries) - len(items))


def parse_cursor(document: object, relation: Relation, parameter: str = "cursor") -> str | None:
    """Return the cursor of the next or previous page out of its link; None where there is no such page.

    Only the cursor: the link itself names another host, where our token must not go.
    """
    link = _find_link(document, relation)
    _, _, query = text(mapping(link).get("href"), link).partition("?")
    for pair in query.partition("#")[0].replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if unquote(name) == parameter and value:
            return replace_surrogates(unquote(value))  # a "+" is one here: cursors are base64, not words
    return None


def has_link(document: object, relation: Relation) -> bool:
    """Return whether a response names a next or previous page, also where no cursor can be read out of its link."""
    link = _find_link(document, relation)
    if isinstance(link, Mapping):
        link = link["href"] if "href" in link else dict(link)
    return link not in (*EMPTY_VALUES, False)


def parse_count(document: object) -> int:
    """Return the number of items of the whole list; 0 where the API does not give it, as in v1."""
    return integer(mapping(document).get("count")) or 0


def _find_link(document: object, relation: Relation) -> object:
    """Return a link, of several the first; links in an array name their relations."""
    links = mapping(document).get("_links")
    named = mapping(links).get(relation)
    if isinstance(links, list):
        named = next((link for link in map(mapping, links) if link.get("rel") == relation), None)
    return next(iter(sequence(named)), None if isinstance(named, list) else named)


def _find_entries(document: object, name: str) -> Sequence[object]:
    """Return everything that stands where the items of a list may be, each item once."""
    resource, found = LISTS[name], list[object]()
    for place in _find_places(document, name):
        entries = sequence(place)
        if not entries and place not in EMPTY_VALUES:
            entries = (place,) if not isinstance(place, Mapping) or find_ids(place, resource) else ()
        if found and entries:
            known = {identify(entry, resource) for entry in map(mapping, found) if entry}
            entries = tuple(entry for entry in entries if not _is_known(mapping(entry), resource, known))
        found.extend(entries)
    return found


def _find_places(document: object, name: str) -> Iterator[object]:
    if isinstance(document, (list, tuple)):
        yield document
    embedded = mapping(document).get("_embedded")
    for outer in (mapping(document), mapping(embedded)):
        data = outer.get("data")
        yield from (outer.get(name), data, mapping(data).get(name))
    yield embedded


def _is_known(item: Json, resource: Resource, known: AbstractSet[tuple[str, str]]) -> bool:
    """Return whether an item was in another envelope, where the member may be missing that an item is about."""
    if not item or not known:
        return False
    own, member = identify(item, resource)
    return (own, member) in known or (own, "") in known or (not member and any(own == other for other, _ in known))


def _check_is_empty(document: object, name: str, entries: Sequence[object]) -> None:
    """Raise an error unless the response is an empty list, and nothing stands in place of its items."""
    resource, raw = LISTS[name], mapping(document)
    embedded = mapping(raw.get("_embedded"))
    data = [mapping(outer.get("data")) for outer in (raw, embedded)]
    named = [mapping(outer.get(name)) for outer in (raw, embedded, *data)]
    texts = [{"message": entry} for entry in entries if isinstance(entry, str) and not _NUMBER.search(entry)]
    for part in (*map(mapping, entries), embedded, *data, *named, *texts):
        if error := find_error(part, is_resource=False):
            raise error
    names = _ENVELOPE_FIELDS | {name}
    is_list = isinstance(document, list) or (isinstance(document, Mapping) and (not raw or not names.isdisjoint(raw)))
    is_of_others = _has_others(embedded, {name, "data"}) or any(_has_others(outer, {name}) for outer in data)
    is_named = any(isinstance(outer.get(key), list) for outer in (raw, embedded, *data) for key in ("data", name))
    is_list = is_list and (is_named or not any(raw[key] for key in raw.keys() - names))
    if not is_list or entries or any(named) or is_of_others:
        shown = next((entry for entry in entries if entry not in EMPTY_VALUES), embedded or document)
        raise _wrong_shape(_describe_json(shown), f"a list of {resource.noun}s")


def _has_others(envelope: Json, names: AbstractSet[str]) -> bool:
    """Return whether an envelope has something, but none of these."""
    return names.isdisjoint(envelope) and any(value not in EMPTY_VALUES for value in envelope.values())


def _wrong_shape(arrived: str, wanted: str) -> UnreachableError:
    reason = f"The answer was JSON of the wrong shape, so it was not the Conversation API's: {arrived}, not {wanted}."
    return UnreachableError(reason)


def _describe_json(value: object) -> str:
    """Return what JSON is, without values: these may be private."""
    match value:
        case Mapping() if value:
            known = [name for name in value if isinstance(name, str) and _FIELD_NAME.fullmatch(name)]
            names = mask_secrets(", ".join(known[:_MAX_NAMED]))
            return f"an object with the fields {names}" if names else "an object with unknown fields"
        case Mapping():
            return "an empty object"
        case list():
            return "a list" if value else "an empty list"
        case str():
            return "a text"
    return "null" if value is None else "a number or truth value"
