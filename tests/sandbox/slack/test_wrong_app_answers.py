"""An app that answers what Slack does not take: in its acknowledgement, through a response_url, to a submitted form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk.webhook import WebhookClient, WebhookResponse

from capi_bot.sandbox import SlackSandbox
from tests.sandbox.slack.shop import Clock, directory, made_up, plain

HALF_AN_HOUR = 30 * 60
NO_BLOCKS = [{"type": "section", "text": plain("x" * 3001)}]


@pytest.fixture
def app() -> App:
    return made_up()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(app: App, clock: Clock) -> Iterator[SlackSandbox]:
    with SlackSandbox(app, directory=directory(), clock=clock) as running:
        yield running


def texts(slack: SlackSandbox) -> list[str]:
    return [message.text for message in slack.messages]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"text": "Bikes", "blocks": NO_BLOCKS}, "invalid_blocks"),
        ({"text": "Bikes", "blocks": [{"type": "alert", "text": plain("Out of stock")}]}, "invalid_blocks"),
    ],
)
def test_a_command_answered_beyond_the_limits_failed_with_that_code(
    app: App, slack: SlackSandbox, answer: dict[str, Any], code: str
) -> None:
    app.command("/order")(lambda ack: ack(**answer))
    slack.slash("/order")

    assert texts(slack) == [f'/order failed with the error "{code}"']
    assert slack.messages[-1].ephemeral_to == "U0ADA"


@pytest.fixture
def answers() -> list[WebhookResponse]:
    """What became of each use of a response_url."""
    return []


def responding(act: Callable[[Respond], object]) -> Callable[[Ack, Respond], None]:
    def listener(ack: Ack, respond: Respond) -> None:
        ack()
        act(respond)

    return listener


def test_a_response_url_is_used_up_after_five_answers(
    app: App, slack: SlackSandbox, answers: list[WebhookResponse]
) -> None:
    app.command("/order")(responding(lambda respond: answers.extend(respond(f"{n}") for n in range(6))))
    slack.slash("/order")

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert texts(slack) == ["0", "1", "2", "3", "4"]


def test_a_response_url_is_good_for_half_an_hour(
    app: App, slack: SlackSandbox, clock: Clock, answers: list[WebhookResponse]
) -> None:
    def slowly(respond: Respond) -> None:
        clock.now += HALF_AN_HOUR
        answers.append(respond("just in time"))
        clock.now += 1
        answers.append(respond("too late"))

    app.command("/order")(responding(slowly))
    slack.slash("/order")

    assert [answer.status_code for answer in answers] == [200, 404]
    assert "expired_url" in answers[-1].body
    assert texts(slack) == ["just in time"]


def test_a_response_url_that_was_made_up_is_good_for_nothing(slack: SlackSandbox) -> None:
    answer = WebhookClient(f"{slack.url}/response/made-up").send(text="hello")

    assert (answer.status_code, "expired_url" in answer.body) == (404, True)
    assert slack.messages == ()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [({"text": "Bikes", "blocks": NO_BLOCKS}, 400, "invalid_blocks"), ({"text": ""}, 500, "no_text")],
)
def test_what_is_invalid_is_refused_through_a_response_url_too_and_counts_for_nothing(
    app: App, slack: SlackSandbox, answers: list[WebhookResponse], body: dict[str, Any], status: int, code: str
) -> None:
    def often(respond: Respond) -> None:
        answers.extend(respond(**body) for _ in range(6))
        respond("at last")

    app.command("/order")(responding(often))
    slack.slash("/order")

    assert {(answer.status_code, answer.body) for answer in answers} == {(status, code)}
    assert texts(slack) == ["at last"]
