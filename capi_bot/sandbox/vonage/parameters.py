"""Query parameters, read as strictly as the API reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from capi_bot.sandbox.vonage.refusals import invalid
from capi_bot.sandbox.world.records import moment

LARGEST_PAGE = 100

T = TypeVar("T")


class Parameters:
    """Read parameters one by one, and refuse all the wrong ones together.

    A wrong parameter reads as if it were not given, so that reading can go on; `check` raises in the end. Parameters
    that the API does not know are ignored, as it does.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._problems: list[tuple[str, str]] = []

    def check(self) -> None:
        """Refuse the request when any parameter read so far was wrong."""
        if self._problems:
            raise invalid(*self._problems)

    def text(self, name: str) -> str | None:
        """Read any text."""
        return self._given.get(name)

    def page_size(self) -> int:
        """Read how many items a page has: 1 to 100, 10 where not given."""
        size = self.whole("page_size", minimum=1, maximum=LARGEST_PAGE)
        return 10 if size is None else size

    def order(self, *, any_case: bool = False) -> str:
        """Read the direction, `asc` or `desc`: oldest first where not given."""
        spellings = ("asc", "desc", "ASC", "DESC") if any_case else ("asc", "desc")
        return (self.choice("order", spellings) or "asc").lower()

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """Read one of some words."""
        return self._read(name, partial(_one_of, allowed))

    def whole(self, name: str, *, minimum: int, maximum: int | None = None) -> int | None:
        """Read a whole number."""
        return self._read(name, partial(_number, minimum, maximum))

    def moment(self, name: str) -> datetime | None:
        """Read a time, with `T` and zone or as `2018-01-01 10:00:00`."""
        return self._read(name, _date)

    def flag(self, name: str) -> bool:
        """Read a truth value; false where not given."""
        return self.choice(name, ("true", "false")) == "true"

    def _read(self, name: str, parse: Callable[[str], T]) -> T | None:
        text = self._given.get(name)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as wrong:
            self._problems.append((name, f'"{name}" {wrong}'))
            return None


def _one_of(allowed: Collection[str], text: str) -> str:
    if text in allowed:
        return text
    raise ValueError(f"must be one of [{', '.join(allowed)}]")


def _number(minimum: int, maximum: int | None, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise ValueError("must be a number")
    if int(text) < minimum:
        raise ValueError(f"must be larger than or equal to {minimum}")
    if maximum is not None and int(text) > maximum:
        raise ValueError(f"must be less than or equal to {maximum}")
    return int(text)


def _date(text: str) -> datetime:
    try:
        return moment(text)
    except (ValueError, OverflowError):
        raise ValueError("must be a valid ISO 8601 date") from None
