from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from capi_bot.errors import (
    DeadlineExceededError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    RateLimitedError,
    UnauthorizedError,
    UnreachableError,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    STALE,
    ListState,
    RetryState,
    TabState,
    UserState,
    decode_retry,
    encode_list,
    encode_user,
)
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit, notices
from capi_bot.slack.views import notices as view
from tests.block_kit import problems
from tests.slack.sample_cases import HOSTILE, LONGEST, VIEW_INPUTS
from tests.slack.sample_values import conversation_id, user_id

AGAIN = RetryState(typed="conversations")
INCIDENT = "7f3a"


def _failures(words: str) -> Mapping[str, Exception]:
    def refusal(status: int, *, retry_after: float | None = None) -> ProblemDetails:
        return ProblemDetails(
            status=status,
            code=words,
            title=words,
            detail=words,
            parameters=((words, words),) if words else (),
            trace_id=words,
            retry_after=retry_after,
        )

    return {
        "user": UserError(words),
        "not-found": NotFoundError(refusal(404)),
        "not-allowed": ForbiddenError(refusal(403)),
        "credentials": UnauthorizedError(refusal(401)),
        "rate-limited": RateLimitedError(refusal(429, retry_after=1.5)),
        "invalid": InvalidRequestError(refusal(400)),
        "unreachable": UnreachableError(words, refusal(503)),
        "slow": DeadlineExceededError(words),
        "bug": ZeroDivisionError(words),
    }


WORDS = {"empty": "", "busy": "conversation:error:not-found", "longest": LONGEST, "hostile": HOSTILE}


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("kind", _failures(""))
def test_the_failure_is_drawn(kind: str, words: str, golden: Callable[[Message], None]) -> None:
    golden(view.failure(_failures(WORDS[words])[kind], AGAIN, INCIDENT))


def test_busy_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.busy())


def test_an_answer_that_slack_did_not_take_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(view.not_delivered())


@pytest.mark.parametrize(
    ("again", "subject"),
    [
        (RetryState(typed=f"conversation {conversation_id(1)}"), f"`{conversation_id(1)}`"),
        (RetryState(typed=f"user {user_id(1)} private"), f"`{user_id(1)}`"),
        (RetryState(action_id="user.open", value=encode_user(UserState(user_id=user_id(2)))), f"`{user_id(2)}`"),
        (
            RetryState(
                action_id="row.card",
                value=encode_list(ListState(tab_state=TabState(conversation_id=conversation_id(3)))),
            ),
            f"`{conversation_id(3)}`",
        ),
        (RetryState(typed="user ada"), "it"),
        (RetryState(action_id="list.next", value=encode_list(ListState(cursor="CON-1"))), "it"),
        (None, "it"),
    ],
)
def test_an_error_names_the_id_that_was_requested(again: RetryState | None, subject: str) -> None:
    retries = [
        view.failure(error(ProblemDetails(status=404)), again, "").blocks[0]["text"]["text"].splitlines()[0]
        for error in (NotFoundError, ForbiddenError)
    ]

    assert retries == [
        f"⚠️ Vonage does not know {subject}, or not any more.",
        f"⚠️ Vonage does not let this bot read {subject}.",
    ]


@pytest.mark.parametrize(
    ("kind", "can_be_tried_again"),
    [
        ("user", False),
        ("not-found", False),
        ("not-allowed", False),
        ("credentials", False),
        ("rate-limited", True),
        ("invalid", False),
        ("unreachable", True),
        ("slow", True),
        ("bug", True),
    ],
)
def test_try_again_is_offered_where_it_helps(kind: str, can_be_tried_again: bool) -> None:  # noqa: FBT001 - a table
    drawn = view.failure(_failures("x")[kind], AGAIN, INCIDENT)
    again = [block["elements"][0] for block in drawn.blocks if block["type"] == "actions"]

    assert [(button["action_id"], decode_retry(button["value"])) for button in again] == (
        [(Action.AGAIN, AGAIN)] if can_be_tried_again else []
    )


@pytest.mark.parametrize("again", [None, RetryState(typed="user " + "x" * 3000)])
def test_a_command_too_long_for_a_button_has_no_retry(again: RetryState | None) -> None:
    drawn = view.failure(DeadlineExceededError("slow"), again, "")

    assert [block["type"] for block in drawn.blocks] == ["section"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(None, "in a moment"), (0.0, "in a moment"), (0.2, "in 1 s."), (30.0, "in 30 s.")]
)
def test_a_rate_limit_says_when(seconds: float | None, said: str) -> None:
    error = RateLimitedError(ProblemDetails(status=429, retry_after=seconds))

    assert f"Try again {said}" in view.failure(error, AGAIN, "").text


def test_a_bug_shows_its_incident_and_nothing_else() -> None:
    text = view.failure(ZeroDivisionError("secret"), AGAIN, INCIDENT).text

    assert INCIDENT in text
    assert "secret" not in text


def test_a_persons_error_is_shown_as_it_is_written() -> None:
    assert view.failure(UserError(STALE), None, "").blocks[0]["text"]["text"] == f"⚠️ {STALE}"


def test_a_persons_error_has_no_direction_overrides() -> None:
    assert "\u202e" not in view.failure(UserError("I do not know “\u202egpj.exe”."), None, "").text


def test_no_error_repeats_markup() -> None:
    assert {problems(view.failure(error, AGAIN, INCIDENT)) for error in _failures(HOSTILE).values()} == {()}
    assert set(WORDS) == set(VIEW_INPUTS)


def test_the_skeleton_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(notices.modal_placeholder())


def test_the_note_to_whoever_waits_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(notices.searching())


def test_a_name_that_is_searched_for_is_escaped() -> None:
    assert block_kit.escape("<!channel>") in notices.searching_for("<!channel>").blocks[0]["text"]["text"]
