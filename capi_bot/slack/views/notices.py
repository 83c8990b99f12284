"""Failures in words: what happened, what to do, and a way to try again where that helps."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import unquote

from capi_bot.capi import ids
from capi_bot.errors import (
    DeadlineExceededError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    RemoteError,
    UnauthorizedError,
    UnreachableError,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import RetryState, encode_retry
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit

ASKED_FOR = re.compile(f"{ids.CONVERSATION.pattern}|{ids.USER.pattern}")
BUSY = "I am busy with many requests just now. Nothing was lost: please try again in a few seconds."


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Say a failure: what happened, what to do, and whether trying again can help. Both texts are mrkdwn of our own."""

    what: str
    do: str = ""
    again: bool = True


def failure(error: Exception, again: RetryState | None, incident: str) -> Message:
    """Draw a failure; `incident` is the id under which a bug was logged."""
    words = describe(error, incident, _subject(again))
    value = encode_retry(again) if again and words.again else ""
    retry = (block_kit.actions(block_kit.button(Action.AGAIN, "Try again", value=value)),) if _fits(value) else ()
    return block_kit.message(block_kit.section(f"⚠️ {words.what}", words.do), *_trace(error), *retry, title="Not shown")


def busy() -> Message:
    """Draw the answer to a press that found all workers taken."""
    return block_kit.message(block_kit.section(BUSY))


def _subject(again: RetryState | None) -> str:
    found = ASKED_FOR.search(unquote(f"{again.typed} {again.value}")) if again else None
    return block_kit.code(found[0]) if found else "it"


def lost() -> Message:
    """Draw what is said where Slack did not take the answer itself."""
    return block_kit.message(
        block_kit.section("⚠️ I have an answer, but Slack did not let me show it here. Please ask again.")
    )


def describe(error: Exception, incident: str, subject: str = "it") -> Words:  # noqa: PLR0911 - one return a kind of error
    """Put an error into words; whatever is not one of ours is a bug on our side."""
    match error:
        case UserError():
            # Quotes only what the grammar has made harmless, and names ids and commands as code.
            return Words(what=_own(str(error)), again=False)
        case NotFoundError():
            return Words(
                what=f"Vonage does not know {subject}, or not any more.",
                do="It may have ended, belong to another application, or live in another region than this bot asks.",
                again=False,
            )
        case ForbiddenError():
            return Words(
                what=f"Vonage does not let this bot read {subject}.",
                do="Ask whoever runs the bot to check what the Vonage application may do.",
                again=False,
            )
        case UnauthorizedError():
            return Words(
                what="Vonage did not accept the bot's credentials.",
                do="Only whoever runs the bot can mend this: `capi-bot doctor` tells what is wrong.",
                again=False,
            )
        case RateLimitedError():
            return Words(what="Vonage asks us to slow down.", do=_when(error.refusal.retry_after))
        case InvalidRequestError():
            return Words(
                what=f"Vonage did not understand the request: {block_kit.plain(str(error), 300)}",
                do="Start again with `/capi conversations`.",
                again=False,
            )
        case DeadlineExceededError():
            return Words(what="Vonage took too long to answer.", do="Try again in a moment.")
        case UnreachableError():
            return Words(what="Vonage could not be reached, or gave no usable answer.", do="Try again in a moment.")
    return Words(
        what="Something went wrong on our side.",
        do=f"It is noted as {block_kit.code(incident)}. Try again in a moment.",
    )


def _own(text: str) -> str:
    return (
        block_kit.fitting([block_kit.escape(block_kit.clean(text))], block_kit.SECTION_TEXT) or "That cannot be read."
    )


def _when(seconds: float | None) -> str:
    return f"Try again in {math.ceil(seconds)} s." if seconds else "Try again in a moment."


def _trace(error: Exception) -> tuple[Block, ...]:
    refusal = error.refusal if isinstance(error, RemoteError | UnreachableError) else None
    if refusal is None:
        return ()
    told = [f"Vonage said {refusal.status}"]
    told += [block_kit.code(refusal.code, 80)] if refusal.code else []
    told += [f"trace {block_kit.code(refusal.trace_id, 80)}"] if refusal.trace_id else []
    return (block_kit.context(block_kit.facts(*told)),)


def _fits(value: str) -> bool:
    return 0 < len(value) <= block_kit.BUTTON_VALUE
