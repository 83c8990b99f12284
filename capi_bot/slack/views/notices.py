"""Messages about errors and waiting: what happened, what to do, and a button to try again where that helps."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import unquote

from capi_bot.capi import ids
from capi_bot.concurrency import ExecutorFullError, JobInterruptedError
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

ID_PATTERN = re.compile(f"{ids.CONVERSATION.pattern}|{ids.USER.pattern}")
BUSY = "I am busy with many requests just now. Nothing was lost: please try again in a few seconds."


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorText:
    """An error in words, as the bot's own mrkdwn: what happened, what to do, and whether trying again can help."""

    problem: str
    advice: str = ""
    can_retry: bool = True


def failure(error: BaseException, retry: RetryState | None, interaction: str) -> Message:
    """Draw an error; `interaction` is the id under which it was logged."""
    named = ID_PATTERN.search(unquote(f"{retry.typed} {retry.value}")) if retry else None
    text = describe_error(error, interaction, block_kit.code(named[0]) if named else "it")
    return block_kit.message(
        block_kit.section(f"⚠️ {text.problem}", text.advice),
        *draw_trace(error, interaction),
        *retry_button(retry if text.can_retry else None, "Try again"),
        title="Not shown",
    )


def busy() -> Message:
    """Draw the answer to a press for which there is no free worker."""
    return block_kit.message(block_kit.section(BUSY))


def not_delivered() -> Message:
    """Draw the note that Slack did not accept an answer."""
    return block_kit.message(
        block_kit.section("⚠️ I have an answer, but Slack did not let me show it here. Please ask again.")
    )


def may_be_posted(retry: RetryState | None) -> Message:
    """Draw the note that an answer may or may not stand there, with a button that posts it again."""
    return block_kit.message(
        block_kit.section(
            "⚠️ Slack did not say whether it took my answer.", "Please look whether it is there. If not, post it again."
        ),
        *retry_button(retry, "Post again"),
        title="Perhaps not shown",
    )


def not_allowed() -> Message:
    """Draw the note that the bot may not post where it was asked."""
    return block_kit.message(
        block_kit.section("⚠️ I may not post here.", "Please ask me in another channel, or in a direct message.")
    )


def not_opened() -> Message:
    """Draw the note that a form did not open."""
    return block_kit.message(block_kit.section("⚠️ Slack did not open the form in time.", "Please ask again."))


def unfinished() -> Message:
    """Draw the note that a message lacks what came later."""
    return block_kit.message(
        block_kit.section(
            "⚠️ Slack does not let me complete my message just now: it stays as it is.",
            "Please press Refresh in a few minutes.",
        )
    )


def modal_placeholder() -> Message:
    """Draw the modal that opens at once, until its content is known."""
    return block_kit.message(block_kit.section("Looking it up…"), title="Vonage")


def searching() -> Message:
    """Draw the note that stands where a message cannot be updated, until the answer is posted."""
    return block_kit.message(block_kit.section("Looking… what I find follows."))


def searching_for(name: str) -> Message:
    """Draw the note that stands until a name is resolved."""
    return block_kit.message(block_kit.section(f"Looking for {block_kit.bold(name)}…"))


def describe_error(error: BaseException, interaction: str, subject: str = "it") -> ErrorText:  # noqa: C901, PLR0911 - one case a kind of error
    """Describe an error in words; whatever is not one of the bot's own is a bug, logged under `interaction`."""
    match error:
        case UserError():
            # Quotes only what the command parser has made harmless, and names ids and commands as code.
            text = block_kit.join_fitting_lines(
                [block_kit.escape(block_kit.clean(str(error)))], block_kit.MAX_SECTION_TEXT
            )
            return ErrorText(problem=text or "That cannot be read.", can_retry=False)
        case NotFoundError():
            return ErrorText(
                problem=f"Vonage does not know {subject}, or not any more.",
                advice=(
                    "It may have ended, belong to another application, or live in another region than this bot asks."
                ),
                can_retry=False,
            )
        case ForbiddenError():
            return ErrorText(
                problem=f"Vonage does not let this bot read {subject}.",
                advice="Ask whoever runs the bot to check what the Vonage application may do.",
                can_retry=False,
            )
        case UnauthorizedError():
            return ErrorText(
                problem="Vonage did not accept the bot's credentials.",
                advice="Only whoever runs the bot can mend this: `capi-bot doctor` tells what is wrong.",
                can_retry=False,
            )
        case RateLimitedError():
            seconds = error.problem.retry_after
            return ErrorText(
                problem="Vonage asks us to slow down.",
                advice=f"Try again in {math.ceil(seconds)} s." if seconds else "Try again in a moment.",
            )
        case InvalidRequestError():
            return ErrorText(
                problem=f"Vonage did not understand the request: {block_kit.escape_outside_text(str(error), 300)}",
                advice="Start again with `/capi conversations`.",
                can_retry=False,
            )
        case DeadlineExceededError():
            return ErrorText(problem="Vonage took too long to answer.", advice="Try again in a moment.")
        case UnreachableError():
            return ErrorText(
                problem="Vonage could not be reached, or gave no usable answer.", advice="Try again in a moment."
            )
        case ExecutorFullError():
            return ErrorText(problem=BUSY)
        case JobInterruptedError():
            return ErrorText(
                problem="I was restarted before I could answer.",
                advice="Please press again, or type it again, in a few seconds.",
            )
    return ErrorText(
        problem="Something went wrong on our side.",
        advice=f"It is noted{f' as {block_kit.code(interaction)}' if interaction else ''}. Try again in a moment.",
    )


def retry_button(retry: RetryState | None, label: str) -> tuple[Block, ...]:
    """Draw the button that tries again, where what it carries has room."""
    value = encode_retry(retry) if retry else ""
    if not 0 < len(value) <= block_kit.MAX_BUTTON_VALUE:
        return ()
    return (block_kit.actions(block_kit.button(Action.AGAIN, label, value=value)),)


def cannot_tell(error: BaseException, what: str) -> tuple[Block, ...]:
    """Draw first, in normal size, that something is not known, and why: a failure must not look like emptiness."""
    advice = describe_error(error, "").advice
    return (block_kit.section(f"⚠️ *{describe_cause(error)}: I cannot tell {what}.*", advice), *draw_trace(error))


def describe_cause(error: BaseException) -> str:
    """Return why something cannot be told, as the beginning of a sentence."""
    is_silent = isinstance(error, UnreachableError)
    return "Vonage does not answer" if is_silent else describe_error(error, "", "that").problem.rstrip(".")


def draw_trace(error: BaseException | None, interaction: str = "") -> tuple[Block, ...]:
    """Draw what whoever runs the bot needs to find an error in its log, and at Vonage; nothing where there is none."""
    if not isinstance(error, RemoteError | UnreachableError):
        return ()
    problem, facts = error.problem, list[str]()
    if problem:
        facts += [f"Vonage said {problem.status}"]
        facts += [block_kit.code(problem.code, 80)] if problem.code else []
        facts += [f"trace {block_kit.code(problem.trace_id, 80)}"] if problem.trace_id else []
    facts += [f"noted as {block_kit.code(interaction)}"] if interaction else []
    return (block_kit.context(block_kit.join_facts(*facts)),) if facts else ()
