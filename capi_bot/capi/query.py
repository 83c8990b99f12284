"""What a list is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import get_args

from capi_bot.capi.models import Order
from capi_bot.errors import UserError

LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Ask for one page; `UserError` where the API would refuse it anyway."""

    page_size: int = 10
    order: Order = "asc"
    cursor: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.page_size <= LARGEST_PAGE:
            raise UserError(f"A page holds 1 to {LARGEST_PAGE} things, not {self.page_size}.")
        if self.order not in get_args(Order):
            raise UserError(f"The order is either asc (oldest first) or desc (newest first), not “{self.order}”.")

    def parameters(self, cursor: str = "cursor") -> dict[str, str]:
        """Write it as the API's own parameters; `cursor` is the name of the parameter that pages."""
        paging = {"page_size": str(self.page_size), "order": self.order}
        return paging | dict(self.filters) | ({cursor: self.cursor} if self.cursor else {})


def filters(**values: str | int | datetime | None) -> Mapping[str, str]:
    """Keep the filters that were given, as texts; times become ISO 8601 in UTC."""
    return {name: _text(value) for name, value in values.items() if value not in (None, "")}


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value)
