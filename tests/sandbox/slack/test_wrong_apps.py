"""Apps that do not acknowledge what people do, or do not take their events: too late, never, with 404 or 500."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from slack_bolt import App, BoltRequest, BoltResponse

from capi_bot.sandbox import SlackSandbox
from capi_bot.sandbox.journal import Entry
from tests.sandbox.slack.shop import TIMED_OUT, TROUBLE, Json, directory, made_up, offer, on_page, open_form

Listen = Callable[[App], Callable[..., Any]]
Run = Callable[[SlackSandbox], str]
NOTHING = "No results found"
TIMEOUT, FAILED = "operation_timeout", "dispatch_failed"


@dataclass(frozen=True)
class Act:
    """Something that a person does, and the error that they see when it fails."""

    listen: Listen
    do: Run
    sentence: Callable[[str, int], str]


@dataclass(frozen=True)
class Failure:
    """A way in which an app fails, Slack's code for it, and the status with which it answers, 0 for none."""

    name: str
    code: str
    status: int = 0
    transport: Literal["http", "socket"] = "http"


def by_slackbot(code: str, _status: int) -> str:
    return f'/order failed with the error "{code}"'


def beside(code: str, status: int) -> str:
    return TIMED_OUT if code == TIMEOUT else f"This app responded with Status Code {status}."


def by_command(slack: SlackSandbox) -> str:
    slack.slash("/order")
    assert slack.messages[-1].ephemeral_to == "U0ADA"
    return slack.messages[-1].text


def toast(act: Callable[[SlackSandbox], object]) -> Run:
    def run(slack: SlackSandbox) -> str:
        act(slack)
        return slack.toasts()[-1]

    return run


def closed(slack: SlackSandbox) -> None:
    open_form(slack)
    slack.close()
    assert slack.modal() is None  # it is the person's to close


def submitted(slack: SlackSandbox) -> str:
    view_id = open_form(slack)
    sentence = slack.submit({"typed": "tandem"})[""]
    modal = slack.modal()
    assert modal
    assert modal["id"] == view_id
    return sentence


def last_delivery(slack: SlackSandbox) -> Entry:
    """Return what the app was last sent, but for the messages that it wrote itself and the greeting of a socket."""
    deliveries = (entry for entry in slack.workspace.journal.news(0) if entry.kind == "delivery")
    return [entry for entry in deliveries if entry.title not in {"message", "hello"}][-1]


def suggested(slack: SlackSandbox) -> str:
    message = offer(slack)
    menu = {"block_id": "row", "action_id": "find", "value": "tan", "channel": message.channel, "ts": message.ts}
    answer = on_page(slack, "options", **menu)
    assert answer["why"] == last_delivery(slack).status
    return str(answer["error"])


ACTS = {
    "a command": Act(lambda app: app.command("/order"), by_command, by_slackbot),
    "a button": Act(
        lambda app: app.action("buy"), toast(lambda slack: slack.press("buy", message=offer(slack))), beside
    ),
    "a menu": Act(
        lambda app: app.action("pick"), toast(lambda slack: slack.press("pick", "tandem", message=offer(slack))), beside
    ),
    "a global shortcut": Act(lambda app: app.shortcut("new"), toast(lambda slack: slack.shortcut("new")), beside),
    "a message shortcut": Act(
        lambda app: app.shortcut("quote"), toast(lambda slack: slack.shortcut("quote", offer(slack))), beside
    ),
    "a closed form": Act(lambda app: app.view_closed("order"), toast(closed), beside),
    "a submitted form": Act(lambda app: app.view("order"), submitted, lambda _code, _status: TROUBLE),
    "a menu's options": Act(lambda app: app.options("find"), suggested, lambda _code, _status: NOTHING),
}
FAILURES = (
    Failure("too late", TIMEOUT),
    Failure("never", TIMEOUT),
    Failure("with 404", FAILED, 404),
    Failure("with 500", FAILED, 500),
    Failure("over a socket", TIMEOUT, transport="socket"),  # where there is no status
)


def listener(failure: Failure, sandbox: list[SlackSandbox]) -> Callable[..., None]:
    def late(ack: Callable[..., object]) -> None:
        [slack] = sandbox
        slack.until(lambda: last_delivery(slack).status == TIMEOUT)
        ack(text="Too late", options=[])

    def raising() -> None:
        raise ZeroDivisionError

    def silent() -> None:
        pass

    listeners: dict[str, Callable[..., None]] = {"too late": late, "with 500": raising, "over a socket": raising}
    return listeners.get(failure.name, silent)


@pytest.fixture(scope="module", params=FAILURES, ids=lambda failure: failure.name)
def failure(request: pytest.FixtureRequest) -> Failure:
    wrong: Failure = request.param
    return wrong


@pytest.fixture(scope="module")
def slack(failure: Failure) -> Iterator[SlackSandbox]:
    app, sandbox = made_up(), list[SlackSandbox]()
    for act in ACTS.values():
        if failure.status != 404:  # Bolt's answer to what nobody listens to
            act.listen(app)(listener(failure, sandbox))
    within = 0.1 if failure.code == TIMEOUT else 3.0
    with SlackSandbox(app, directory=directory(), transport=failure.transport, ack_within=within) as running:
        sandbox.append(running)
        yield running


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_is_not_acknowledged_is_shown_to_the_person_and_nothing_else_happens(
    slack: SlackSandbox, failure: Failure, act: Act
) -> None:
    before = len(slack.messages)

    assert act.do(slack) == act.sentence(failure.code, failure.status)
    assert last_delivery(slack).status == failure.code
    assert "Too late" not in [message.text for message in slack.messages[before:]]


def asking(events: list[str], scopes: list[str]) -> Json:
    """Return the manifest of an app that wants these."""
    return {"oauth_config": {"scopes": {"bot": scopes}}, "settings": {"event_subscriptions": {"bot_events": events}}}


MENTIONS = asking(["app_mention"], ["app_mentions:read"])
Next = Callable[[], BoltResponse]
TWICE = (0.0, 0.0)


def refusing(bodies: list[Json]) -> App:
    """Return an app that refuses every delivery, and remembers it in `bodies`."""
    app = made_up()

    @app.middleware
    def refuse(body: Json) -> BoltResponse:
        bodies.append(body)
        return BoltResponse(status=500)

    return app


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


def test_what_people_do_is_sent_once_even_where_the_app_fails() -> None:
    bodies: list[Json] = []
    with SlackSandbox(refusing(bodies), retries=TWICE) as slack:
        slack.slash("/order")
    assert len(bodies) == 1


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
def test_an_app_gets_nothing_that_it_did_not_subscribe_to_or_has_no_scope_for(
    events: list[str], scopes: list[str], act: Callable[[SlackSandbox], object]
) -> None:
    bodies: list[Json] = []
    with SlackSandbox(refusing(bodies), manifest=asking(events, scopes)) as slack:
        assert act(slack) is None
    assert bodies == []
