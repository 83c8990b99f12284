from __future__ import annotations

import pytest

from capi_bot.sandbox.slack import failure_messages
from capi_bot.sandbox.slack.delivery_bodies import FAILED, TIMEOUT, Receipt


@pytest.mark.parametrize(
    ("receipt", "sentence"),
    [
        (Receipt(error=TIMEOUT, headers={}), "Operation timed out. Apps need to respond within 3 seconds."),
        (Receipt(error=FAILED, status=404, headers={}), "This app responded with Status Code 404."),
        (Receipt(error=FAILED, headers={}), failure_messages.UNREACHED),
    ],
)
def test_a_press_says_how_the_app_failed(receipt: Receipt, sentence: str) -> None:
    assert failure_messages.for_press(receipt) == sentence


def test_a_command_says_slacks_code() -> None:
    assert failure_messages.for_command("/capi", TIMEOUT) == '/capi failed with the error "operation_timeout"'


def test_a_command_that_nobody_answers_is_escaped() -> None:
    assert failure_messages.for_unknown_command("/<b").startswith("`/&lt;b` is not a valid command.")


def test_developers_are_told_why() -> None:
    error = failure_messages.AppFailedError(failure_messages.TROUBLE, FAILED)
    assert (str(error), error.why, error.fields) == (
        "We had some trouble connecting. Try again?",
        "dispatch_failed",
        {},
    )
