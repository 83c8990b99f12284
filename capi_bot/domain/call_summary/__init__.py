"""Tell a call at a glance: its story in one sentence, and when each leg rang, was answered and ended.

Three sources tell of a leg: events, members and calls. Each may lack what another has, and events may be only the
newest page; `signs` brings them to one form, `legs` puts each leg together, `talks` finds the newest call among them,
and what none of them told is not said.
"""

from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage
from capi_bot.domain.call_summary.summary import CallSummary, summarise_call
from capi_bot.domain.durations import TextPart, format_duration

__all__ = ["CallSummary", "LegTimeline", "Stage", "TextPart", "format_duration", "summarise_call"]
