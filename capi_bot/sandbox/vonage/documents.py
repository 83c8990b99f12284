"""The JSON of a request, read as strictly as the API reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TypeVar

from capi_bot.sandbox.vonage.refusals import invalid
from capi_bot.sandbox.world.records import Json

T = TypeVar("T")


class Document:
    """Read fields one by one, and refuse all the wrong ones together; a dot leads into an object, as in `user.id`.

    A wrong field reads as if it were not given, so that reading can go on; `check` raises in the end.
    """

    def __init__(self, given: object) -> None:
        self._given: Json = given if isinstance(given, Mapping) else {}
        self._problems = [] if isinstance(given, Mapping) else [("body", '"body" must be of type object')]

    def check(self) -> None:
        """Refuse the request when any field read so far was wrong."""
        if self._problems:
            raise invalid(*self._problems)

    def text(self, name: str, *, longest: int = 255, pattern: str = ".*", needed: bool = False) -> str | None:
        """Read a text."""
        return self._read(name, partial(_text, longest, pattern), needed=needed)

    def choice(self, name: str, allowed: Collection[str], *, needed: bool = False) -> str | None:
        """Read one of some words."""
        return self._read(name, partial(_one_of, allowed), needed=needed)

    def whole(self, name: str, *, minimum: int) -> int | None:
        """Read a whole number."""
        return self._read(name, partial(_whole, minimum))

    def part(self, name: str, *, largest: int | None = None, needed: bool = False) -> Json | None:
        """Read an object, which may have so many bytes as JSON."""
        return self._read(name, partial(_object, largest), needed=needed)

    def wrong(self, name: str, reason: str) -> None:
        """Find a field wrong for a reason of one's own."""
        self._problems.append((name, f'"{name}" {reason}'))

    def _found(self, name: str) -> object:
        found: object = self._given
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def _read(self, name: str, parse: Callable[[object], T], *, needed: bool = False) -> T | None:
        found = self._found(name)
        if found is None:
            if needed:
                self.wrong(name, "is required")
            return None
        try:
            return parse(found)
        except ValueError as error:
            self.wrong(name, str(error))
            return None


def _text(longest: int, pattern: str, found: object) -> str:
    if not isinstance(found, str):
        raise ValueError("must be a string")  # noqa: TRY004 - a wrong value to the API, whatever its type
    if not found:
        raise ValueError("is not allowed to be empty")
    if len(found) > longest:
        raise ValueError(f"length must be less than or equal to {longest} characters long")
    if not re.fullmatch(pattern, found, re.ASCII | re.DOTALL):
        raise ValueError(f"with value {json.dumps(found)} fails to match the required pattern: /^{pattern}$/")
    return found


def _one_of(allowed: Collection[str], found: object) -> str:
    if isinstance(found, str) and found.lower() in allowed:
        return found.lower()
    raise ValueError(f"must be one of [{', '.join(allowed)}]")


def _whole(minimum: int, found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise ValueError("must be a number")  # noqa: TRY004 - the same
    if found < minimum:
        raise ValueError(f"must be larger than or equal to {minimum}")
    return found


def _object(largest: int | None, found: object) -> Json:
    if not isinstance(found, Mapping):
        raise ValueError("must be of type object")  # noqa: TRY004 - the same
    if largest is not None and len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()) > largest:
        raise ValueError(f"must not be larger than {largest} bytes")
    return found
