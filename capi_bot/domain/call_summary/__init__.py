"""The summary of a call: its story in one sentence, and when each leg rang, was answered and ended.

    summary = summarise_call(conversation, members, events, calls, now=now)
    print(summary.sentence)
    for leg in summary.legs:
        print(leg.name, leg.stage, leg.talk_time(now))

There is evidence of a leg in three sources: events, members and calls. Each may lack what another has, and events may
be only the newest page. `evidence` turns them into observations of one form, `legs` builds a timeline of each leg and
finds the newest call, and `sentence` describes it, without guessing what no source contains.

The public API: `summarise_call` returns a `CallSummary`, whose `legs` are `LegTimeline`s, each at a `Stage`.
"""

from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage
from capi_bot.domain.call_summary.summary import CallSummary, summarise_call
from capi_bot.domain.durations import TextPart, format_duration

__all__ = ["CallSummary", "LegTimeline", "Stage", "TextPart", "format_duration", "summarise_call"]
