"""What one event becomes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventDescription:
    """Tell one event in plain, unescaped text: who, what they did, and in what circumstances."""

    who: str
    what: str
    detail: str = ""

    @property
    def predicate(self) -> str:
        """Say all but who, for those who set the name apart: `joined by phone (calling 447700000002)`."""
        return f"{self.what} ({self.detail})" if self.detail else self.what

    @property
    def text(self) -> str:
        """Join all parts into one sentence without its full stop."""
        return f"{self.who} {self.predicate}"
