"""Why a call ended, or never began: what the codes of hang-ups mean, and which words they leave to be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from capi_bot.capi.models import Json
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.body import read_mapping, read_number, read_text
from capi_bot.domain.events.wording import join_parts, replace_underscores


@dataclass(frozen=True, slots=True)
class HangupCause:
    """Be the meaning of one code."""

    word: str = ""
    status: str = ""
    """How the leg ended, in the API's statuses; `""` for a call that ended as calls do."""
    called: str = ""
    """What to say of the called person where the status alone says less."""


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
_FAILURE = re.compile(r"[456]\d\d", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)


def find_cause(body: Json) -> HangupCause:
    """Find what a hang-up's codes mean, that of SIP first; any final SIP response that is no success is a failure."""
    given = read_mapping(body, "reason")
    sip = read_text(given, "sip_code")
    code = sip or read_text(given, "code") or read_text(body, "reason")
    return HANGUP_CAUSES.get(code) or HangupCause(status=FAILED if _FAILURE.fullmatch(sip) else "")


def hangup_status(body: Json) -> str:
    """Say in the API's statuses how the leg of a hang-up ended; `""` for a call that ended as calls do.

    Where sound was measured somebody was there: whatever failed then cut off a call.
    """
    status, mos = find_cause(body).status, read_number(body, "quality", "mos_score")
    return "disconnected" if status and mos else status


def describe_reason(body: Json, told: str = "") -> str:
    """Say why something ended, in the words that came or else in those of its code, and the SIP code.

    What has been `told` already is not said again.
    """
    given = read_mapping(body, "reason")
    sip, meant = read_text(given, "sip_code"), find_cause(body).word
    texts = (read_text(body, "reason"), read_text(given, "text"), meant, _numbered(read_text(given, "code")))
    why = next(filter(None, map(_worded, texts)), "")
    repeats = meant and meant in told and meant in why.lower()
    return join_parts("" if repeats else clean_line(why, 60), f"SIP {clean_line(sip, 10)}" if sip else "")


def _worded(text: str) -> str:
    """Put what may be a code into words: as a text, a number says no more than the code that it is."""
    return "" if _NUMBER.fullmatch(text) else replace_underscores(text)


def _numbered(code: str) -> str:
    return f"code {code}" if _NUMBER.fullmatch(code) and code.strip("0") else code
