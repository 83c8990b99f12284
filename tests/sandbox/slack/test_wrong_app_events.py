"""An app that does not take the events that it subscribed to: they come again as Slack sends them again, or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from slack_bolt import App, BoltRequest, BoltResponse

from capi_bot.sandbox import SlackSandbox
from tests.sandbox.slack.shop import Json, made_up


def asking(events: list[str], scopes: list[str]) -> Json:
    """Return the manifest of an app that wants these."""
    return {"oauth_config": {"scopes": {"bot": scopes}}, "settings": {"event_subscriptions": {"bot_events": events}}}


MENTIONS = asking(["app_mention"], ["app_mentions:read"])
Next = Callable[[], BoltResponse]
TWICE = (0.0, 0.0)


@dataclass
class Refusing:
    """Answer the first so many deliveries with a status, the others as Bolt does; remember all."""

    app: App
    times: int
    answer: BoltResponse

    def __post_init__(self) -> None:
        self.bodies: list[Json] = []
        self.headers: list[tuple[str, str]] = []
        self.app.middleware(self.take)
        self.app.event("app_mention")(lambda: None)

    def take(self, req: BoltRequest, body: Json, next: Next) -> BoltResponse:  # noqa: A002 - Bolt injects by name
        num, reason = (req.headers.get(f"x-slack-retry-{name}", [""])[0] for name in ("num", "reason"))
        self.bodies.append(body)
        self.headers.append((num, reason))
        return self.answer if len(self.bodies) <= self.times else next()


def refusing(times: int = 99, status: int = 500) -> Refusing:
    return Refusing(made_up(), times, BoltResponse(status=status))


@pytest.mark.parametrize("status", [404, 500])
def test_an_event_that_is_refused_comes_again_with_its_event_id_until_it_is_taken(status: int) -> None:
    app = refusing(times=1, status=status)
    with SlackSandbox(app.app, manifest=MENTIONS, retries=TWICE) as slack:
        result = slack.say("@capi hello")

    assert result
    assert (result.status, app.headers) == (200, [("", ""), ("1", "http_error")])
    assert app.bodies[0] == app.bodies[1]
    assert app.bodies[0]["event_id"].startswith("Ev")


def test_an_event_that_is_never_taken_is_given_up_after_the_last_attempt() -> None:
    app = refusing()
    with SlackSandbox(app.app, manifest=MENTIONS, retries=TWICE) as slack:
        result = slack.say("@capi hello")
        assert slack.toasts() == ()  # nobody is told: the message itself is there

    assert result
    assert result.error == "dispatch_failed"
    assert [number for number, _ in app.headers] == ["", "1", "2"]


def test_an_event_that_is_answered_too_late_comes_again_as_a_timeout() -> None:
    app, deliveries = made_up(), list[str]()

    def slow(req: BoltRequest, next: Next) -> BoltResponse:  # noqa: A002 - Bolt injects by name
        deliveries.append(req.headers.get("x-slack-retry-reason", [""])[0])
        if len(deliveries) == 1:
            slack.until(lambda: len(deliveries) == 2)
        return next()

    app.middleware(slow)
    app.event("app_mention")(lambda: None)
    with SlackSandbox(app, manifest=MENTIONS, retries=TWICE, ack_within=0.2) as slack:
        slack.say("@capi hello")

    assert deliveries[:2] == ["", "http_timeout"]


def test_an_app_that_wants_no_retry_gets_none() -> None:
    app = Refusing(made_up(), 99, BoltResponse(status=500, headers={"x-slack-no-retry": "1"}))
    with SlackSandbox(app.app, manifest=MENTIONS, retries=TWICE) as slack:
        slack.say("@capi hello")

    assert app.headers == [("", "")]


def test_over_a_socket_an_event_that_is_not_acknowledged_comes_again_with_its_attempt() -> None:
    app = refusing(times=1)  # Bolt keeps a status other than 200 to itself there
    with SlackSandbox(app.app, manifest=MENTIONS, transport="socket", retries=TWICE, ack_within=0.3) as slack:
        slack.say("@capi hello")

    assert app.headers[:2] == [("0", ""), ("1", "timeout")]
    assert len({body["event_id"] for body in app.bodies}) == 1


def test_what_people_do_is_told_once_even_where_the_app_fails() -> None:
    app = refusing()
    with SlackSandbox(app.app, retries=TWICE) as slack:
        slack.slash("/order")

    assert len(app.bodies) == 1


@pytest.mark.parametrize(
    ("events", "scopes", "act"),
    [
        ([], ["app_mentions:read"], lambda slack: slack.say("@capi hello")),
        (["app_mention"], ["chat:write"], lambda slack: slack.say("@capi hello")),
        (["app_mention"], ["app_mentions:read", "channels:history"], lambda slack: slack.say("hello, all")),
        (["message.channels"], ["chat:write"], lambda slack: slack.say("hello, all")),
        (["message.im"], ["chat:write"], lambda slack: slack.tell("hello")),
        (["app_mention"], ["app_mentions:read"], lambda slack: slack.open_home()),
    ],
)
def test_an_app_hears_nothing_that_it_did_not_subscribe_to_or_has_no_scope_for(
    events: list[str], scopes: list[str], act: Callable[[SlackSandbox], object]
) -> None:
    app = refusing()
    with SlackSandbox(app.app, manifest=asking(events, scopes)) as slack:
        assert act(slack) is None

    assert app.bodies == []


def test_a_bot_that_is_not_in_the_channel_does_not_hear_its_name_and_the_person_is_told() -> None:
    app = refusing()
    with SlackSandbox(app.app, manifest=MENTIONS) as slack:
        slack.say("@capi hello", channel="lobby")
        assert slack.messages[-1].text == "<@U0CAPIBOT> is not in this channel."
        assert slack.messages[-1].ephemeral_to == "U0ADA"

    assert app.bodies == []
