"""The timeline of one leg of a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from capi_bot.domain.member_status import MemberStatus

NEVER_CONNECTED = frozenset({"busy", "cancelled", "failed", "rejected", "unanswered"})
"""The endings of legs that were never answered."""

ALWAYS_CONNECTED = frozenset({"completed", "disconnected"})
"""The endings that only an answered leg has."""


class Stage(StrEnum):
    """The stage of a leg; UNKNOWN where the events that were read do not show it."""

    UNKNOWN = "unknown"
    CALLED = "called"
    RINGING = "ringing"
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTimeline:
    """One leg of a call in time. Times are aware; an unknown one is None. All text is plain and on one line."""

    id: str
    """The leg's id, or its member's where the API gives the leg none."""
    name: str
    member_id: str = ""
    """Its member's id, where that is known."""
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
    """When the leg was first observed."""
    ringing: datetime | None = None
    answered: datetime | None = None
    joined: datetime | None = None
    """When the leg's member joined the conversation: callers do so before they are answered."""
    ended: datetime | None = None
    """None while the leg lasts, and where the time of its end is unknown."""
    ending: str = ""
    """How it ended, in a word or two: the API's status, or `hung up`, `left`, `ended`; `""` while it lasts."""
    absences: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when the person had left before coming back, in order."""
    status: MemberStatus = field(default_factory=MemberStatus)
    """Whether the person is muted, cannot hear, or is on hold."""
    is_partial: bool = False
    """Whether there may be an answer among events that were not read."""

    @property
    def direction(self) -> str:
        """Return the direction as the API names it."""
        return "inbound" if self.inbound else "outbound"

    @property
    def connected(self) -> datetime | None:
        """Return when the person was connected: answered or, where no answer is known, joined."""
        must_be_answered = self.stage in {Stage.CALLED, Stage.RINGING} or self.ending in NEVER_CONNECTED
        return self.answered if must_be_answered else self.answered or self.joined

    @property
    def connected_since(self) -> datetime | None:
        """Return since when the person has been connected without an absence."""
        return self.absences[-1][1] if self.absences else self.connected

    def talk_time(self, until: datetime) -> timedelta | None:
        """Return how long the person was connected until then, without absences; None where that is unknown."""
        absence = sum((end - start for start, end in self.absences), timedelta())
        return until - self.connected - absence if self.connected else None
