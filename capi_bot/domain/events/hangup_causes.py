"""Hang-up causes: what the codes of a hang-up mean, and why a call ended in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from capi_bot.capi.event_bodies import CallBody, Reason
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.wording import join_parts, replace_underscores


@dataclass(frozen=True, slots=True)
class HangupCause:
    """The meaning of one code."""

    meaning: str = ""
    status: str = ""
    """How the leg ended, in the API's statuses; `""` for a normal end."""
    callee_wording: str = ""
    """What the called person did, where it is more precise than the wording of the status."""


FAILED, NO_SUCH_NUMBER = "failed", "has no such number"
HANGUP_CAUSES: Mapping[str, HangupCause] = MappingProxyType(
    {
        "16": HangupCause("as usual"),
        "17": HangupCause("busy", "busy"),
        "18": HangupCause("timed out", "unanswered"),
        "19": HangupCause("no answer", "unanswered", "did not pick up"),
        "20": HangupCause("not available", "unanswered", "was not available"),
        "21": HangupCause("declined", "rejected"),
        "22": HangupCause("number changed", FAILED),
        "27": HangupCause("out of order", FAILED),
        "28": HangupCause("number not complete", FAILED, NO_SUCH_NUMBER),
        "31": HangupCause("as usual"),
        "34": HangupCause("network not available", FAILED),
        "38": HangupCause("network out of order", FAILED),
        "41": HangupCause("fault in the network", FAILED),
        "200": HangupCause("as usual"),
        "401": HangupCause("not signed in", FAILED),
        "402": HangupCause("payment required", FAILED),
        "403": HangupCause("not allowed", FAILED),
        "404": HangupCause("no such number", FAILED, NO_SUCH_NUMBER),
        "407": HangupCause("not signed in", FAILED),
        "408": HangupCause("timed out", "unanswered"),
        "410": HangupCause("no longer in use", FAILED, NO_SUCH_NUMBER),
        "480": HangupCause("not available", "unanswered", "was not available"),
        "481": HangupCause("call not known", FAILED),
        "484": HangupCause("number not complete", FAILED, NO_SUCH_NUMBER),
        "486": HangupCause("busy", "busy"),
        "487": HangupCause("cancelled", "cancelled"),
        "488": HangupCause("no common codec", FAILED),
        "500": HangupCause("fault at the other end", FAILED),
        "501": HangupCause("not supported", FAILED),
        "502": HangupCause("fault in the network", FAILED),
        "503": HangupCause("network not available", FAILED),
        "504": HangupCause("network timed out", FAILED),
        "600": HangupCause("busy", "busy"),
        "603": HangupCause("declined", "rejected"),
        "604": HangupCause("no such number", FAILED, NO_SUCH_NUMBER),
        "606": HangupCause("no common codec", FAILED),
        "607": HangupCause("unwanted", "rejected"),
        "608": HangupCause("declined by the network", "rejected"),
    }
)
"""Final SIP responses (https://www.rfc-editor.org/rfc/rfc3261#section-21) and, in two digits, causes of ITU-T Q.850."""
_SIP_FAILURE = re.compile(r"[456]\d\d", re.ASCII)
_CODE = re.compile(r"\d+", re.ASCII)


def find_cause(reason: Reason | None) -> HangupCause:
    """Return the cause of a hang-up, SIP's code first; other final SIP failures have only a status."""
    if reason is None:
        return HangupCause()
    sip_code = reason.sip_code or ""
    code = sip_code or reason.code or reason.plain or ""
    return HANGUP_CAUSES.get(code) or HangupCause(status=FAILED if _SIP_FAILURE.fullmatch(sip_code) else "")


def hangup_status(body: CallBody) -> str:
    """Return in the API's statuses how the leg of a hang-up ended; `""` for a normal end.

    Where sound was measured people were talking: a failure then cut off a call.
    """
    status = find_cause(body.reason).status
    return "disconnected" if status and body.quality_mos else status


def describe_reason(reason: Reason | None, predicate: str = "") -> str:
    """Return why something ended, in the reason's words or else in those of its code, and the SIP code.

    What the `predicate` of the sentence says already is not repeated.
    """
    if reason is None:
        return ""
    sip_code, code, meaning = reason.sip_code or "", reason.code or "", find_cause(reason).meaning
    texts = (
        _without_code(reason.plain or ""),
        _without_code(reason.text or ""),
        meaning,
        f"code {code}" if _CODE.fullmatch(code) and code.strip("0") else _without_code(code),
    )
    words = next(filter(None, texts), "")
    is_repeated = meaning and meaning in predicate and meaning in words.lower()
    return join_parts(
        "" if is_repeated else clean_line(words, 60), f"SIP {clean_line(sip_code, 10)}" if sip_code else ""
    )


def _without_code(text: str) -> str:
    """Return a text with spaces for underscores; `""` for a number, which says no more than the code that it is."""
    return "" if _CODE.fullmatch(text) else replace_underscores(text)
