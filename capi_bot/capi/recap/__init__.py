"""Tell a call at a glance: its story in one sentence, and when each leg rang, was answered and ended.

Three sources tell of a leg: events, members and calls. Each may lack what another has, and events may be only the
newest page; `signs` brings them to one form, `legs` puts each leg together, `talks` finds the newest call among them,
and what none of them told is not said.
"""

from capi_bot.capi.recap.bars import bar, scale
from capi_bot.capi.recap.compose import Recap, recap
from capi_bot.capi.recap.durations import lasted
from capi_bot.capi.recap.moments import Part
from capi_bot.capi.recap.spans import LegSpan, Stage

__all__ = ["LegSpan", "Part", "Recap", "Stage", "bar", "lasted", "recap", "scale"]
