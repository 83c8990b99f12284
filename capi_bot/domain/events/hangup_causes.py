"""Why a call ended, or never began: what the codes of hang-ups mean, and which words they leave to be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from capi_bot.capi.models import Json
from capi_bot.domain.display_names import plain
from capi_bot.domain.events import body as read
from capi_bot.domain.events.wording import listed, spaced


@dataclass(frozen=True, slots=True)
class Cause:
    """Be the meaning of one code."""

    word: str = ""
    status: str = ""
    """How the leg ended, in the API's statuses; `""` for a call that ended as calls do."""
    called: str = ""
    """What to say of the called person where the status alone says less."""


NOT_REACHED, NO_SUCH_NUMBER = "failed", "has no such number"
CAUSES: Mapping[str, Cause] = MappingProxyType(
    {
        "16": Cause("as usual"),
        "17": Cause("busy", "busy"),
        "18": Cause("timed out", "unanswered"),
        "19": Cause("no answer", "unanswered", "did not pick up"),
        "20": Cause("not available", "unanswered", "was not available"),
        "21": Cause("declined", "rejected"),
        "22": Cause("number changed", NOT_REACHED),
        "27": Cause("out of order", NOT_REACHED),
        "28": Cause("number not complete", NOT_REACHED, NO_SUCH_NUMBER),
        "31": Cause("as usual"),
        "34": Cause("network not available", NOT_REACHED),
        "38": Cause("network out of order", NOT_REACHED),
        "41": Cause("fault in the network", NOT_REACHED),
        "200": Cause("as usual"),
        "401": Cause("not signed in", NOT_REACHED),
        "402": Cause("payment required", NOT_REACHED),
        "403": Cause("not allowed", NOT_REACHED),
        "404": Cause("no such number", NOT_REACHED, NO_SUCH_NUMBER),
        "407": Cause("not signed in", NOT_REACHED),
        "408": Cause("timed out", "unanswered"),
        "410": Cause("no longer in use", NOT_REACHED, NO_SUCH_NUMBER),
        "480": Cause("not available", "unanswered", "was not available"),
        "481": Cause("call not known", NOT_REACHED),
        "484": Cause("number not complete", NOT_REACHED, NO_SUCH_NUMBER),
        "486": Cause("busy", "busy"),
        "487": Cause("cancelled", "cancelled"),
        "488": Cause("no common codec", NOT_REACHED),
        "500": Cause("fault at the other end", NOT_REACHED),
        "501": Cause("not supported", NOT_REACHED),
        "502": Cause("fault in the network", NOT_REACHED),
        "503": Cause("network not available", NOT_REACHED),
        "504": Cause("network timed out", NOT_REACHED),
        "600": Cause("busy", "busy"),
        "603": Cause("declined", "rejected"),
        "604": Cause("no such number", NOT_REACHED, NO_SUCH_NUMBER),
        "606": Cause("no common codec", NOT_REACHED),
        "607": Cause("unwanted", "rejected"),
        "608": Cause("declined by the network", "rejected"),
    }
)
"""Final SIP responses (https://www.rfc-editor.org/rfc/rfc3261#section-21) and, in two digits, causes of ITU-T Q.850."""
_FAILURE = re.compile(r"[456]\d\d", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)


def cause(body: Json) -> Cause:
    """Find what a hang-up's codes mean, that of SIP first; any final SIP response that is no success is a failure."""
    given = read.mapping(body, "reason")
    sip = read.text(given, "sip_code")
    code = sip or read.text(given, "code") or read.text(body, "reason")
    return CAUSES.get(code) or Cause(status=NOT_REACHED if _FAILURE.fullmatch(sip) else "")


def ending(body: Json) -> str:
    """Say in the API's statuses how the leg of a hang-up ended; `""` for a call that ended as calls do.

    Where sound was measured somebody was there: whatever failed then cut off a call.
    """
    status, mos = cause(body).status, read.number(body, "quality", "mos_score")
    return "disconnected" if status and mos else status


def reason(body: Json, told: str = "") -> str:
    """Say why something ended, in the words that came or else in those of its code, and the SIP code.

    What has been `told` already is not said again.
    """
    given = read.mapping(body, "reason")
    sip, meant = read.text(given, "sip_code"), cause(body).word
    texts = (read.text(body, "reason"), read.text(given, "text"), meant, _numbered(read.text(given, "code")))
    why = next(filter(None, map(_worded, texts)), "")
    repeats = meant and meant in told and meant in why.lower()
    return listed("" if repeats else plain(why, 60), f"SIP {plain(sip, 10)}" if sip else "")


def _worded(text: str) -> str:
    """Put what may be a code into words: as a text, a number says no more than the code that it is."""
    return "" if _NUMBER.fullmatch(text) else spaced(text)


def _numbered(code: str) -> str:
    return f"code {code}" if _NUMBER.fullmatch(code) and code.strip("0") else code
