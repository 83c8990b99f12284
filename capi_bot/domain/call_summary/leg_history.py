"""What is known of one leg of a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NEVER_CONNECTED = frozenset({"busy", "cancelled", "failed", "rejected", "unanswered"})
"""The endings of legs on which nobody ever spoke."""

SPOKE = frozenset({"completed", "disconnected"})
"""The endings that only a leg has that was answered."""


class Stage(StrEnum):
    """Name how far a leg has come; UNKNOWN where the page of events does not tell."""

    UNKNOWN = "unknown"
    CALLED = "called"
    RINGING = "ringing"
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTimeline:
    """Be one leg in time. Moments are aware; one that was not told is None. All text is plain and on one line."""

    id: str
    """The leg's id, or its member's where the API gives the leg none."""
    name: str
    user_id: str = ""
    address: str = ""
    """The person's own number, URI or extension."""
    far_end: str = ""
    """Whom a caller called, or whom a called person was called from."""
    type: str = ""
    """The API's channel type: phone, app, sip, websocket, vbc, whatsapp-voice."""
    inbound: bool
    """Whether the person called us, rather than was called."""
    stage: Stage
    machine: bool = False
    """Whether an answering machine was detected."""
    began: datetime | None = None
    """When the leg was first heard of."""
    ringing: datetime | None = None
    answered: datetime | None = None
    joined: datetime | None = None
    """When the leg's member joined the conversation: callers do so before they are answered."""
    ended: datetime | None = None
    """None while the leg lasts, and where it ended nobody knows when."""
    ending: str = ""
    """How it ended, in a word or two: the API's status, or `hung up`, `left`, `ended`; `""` while it lasts."""
    away: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when the person was gone and then came back, in order."""
    partial: bool = False
    """Whether an answer may stand among events that were not read."""

    @property
    def direction(self) -> str:
        """Say the direction as the API does."""
        return "inbound" if self.inbound else "outbound"

    @property
    def connected(self) -> datetime | None:
        """Tell since when the person was on the call: answered or, where no answer is told, joined."""
        waits = self.stage in {Stage.CALLED, Stage.RINGING} or self.ending in NEVER_CONNECTED
        return self.answered if waits else self.answered or self.joined

    @property
    def since(self) -> datetime | None:
        """Tell since when the person has been on the call without a break."""
        return self.away[-1][1] if self.away else self.connected

    def spoken(self, until: datetime) -> timedelta | None:
        """Tell how long the person was on the call until then, absences left out; None where that is not known."""
        gone = sum((back - left for left, back in self.away), timedelta())
        return until - self.connected - gone if self.connected else None
