"""An app that answers what Slack does not take: in its acknowledgement, through a response_url, to a submitted form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltResponse, Respond
from slack_sdk.webhook import WebhookClient, WebhookResponse

from capi_bot.sandbox import SlackSandbox
from tests.sandbox.slack.shop import (
    FORM,
    INVALID,
    OFFER,
    TROUBLE,
    Clock,
    directory,
    made_up,
    offer,
    on_page,
    open_form,
    plain,
)

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


def test_a_command_answered_with_more_text_than_a_message_holds_is_cut(app: App, slack: SlackSandbox) -> None:
    app.command("/order")(lambda ack: ack("x" * 40_001))
    slack.slash("/order")

    assert len(slack.messages[-1].text) == 40_000


@pytest.mark.parametrize(
    "offered",
    [
        {"options": [{"text": plain("Tandem"), "value": str(number)} for number in range(101)]},
        {"options": [{"text": plain("x" * 76), "value": "tandem"}]},
        {"option_groups": [{"options": []}]},
    ],
)
def test_options_beyond_the_limits_are_no_results(app: App, slack: SlackSandbox, offered: dict[str, Any]) -> None:
    app.options("find")(lambda ack: ack(**offered))
    message = offer(slack)
    menu = {"block_id": "row", "action_id": "find", "value": "", "channel": message.channel, "ts": message.ts}

    assert on_page(slack, "options", **menu)["error"] == "No results found"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"response_action": "errors", "errors": {"words": "No."}}, "invalid additional property: words"),
        ({"response_action": "errors", "errors": {"gone": "No."}}, "invalid additional property: gone"),
        ({"response_action": "close"}, "must be one of: errors, update, push, clear"),
        ({"response_action": "update", "view": INVALID}, "invalid_arguments"),
        ({"response_action": "push", "view": INVALID}, "invalid_arguments"),
    ],
)
def test_a_form_answered_with_nonsense_stays_and_says_that_there_was_trouble(
    app: App, slack: SlackSandbox, answer: dict[str, Any], why: str
) -> None:
    app.view("order")(lambda ack: ack(**answer))
    view_id = open_form(slack)
    filled = {"bike": {"typed": {"type": "plain_text_input", "value": "tandem"}}}
    answer_on_page = on_page(slack, "view", type="submit", view_id=view_id, state={"values": filled})

    assert answer_on_page["error"] == TROUBLE
    assert answer_on_page["why"].startswith(why)
    assert [view["id"] for view in slack.workspace.store.modals("U0ADA")] == [view_id]


def test_a_form_answered_with_words_stays(app: App, slack: SlackSandbox) -> None:
    app.middleware(lambda: BoltResponse(status=200, body="Thank you!"))
    open_form(slack)

    assert slack.submit({"typed": "tandem"}) == {"": TROUBLE}
    assert slack.modal() is not None


def test_a_form_answered_with_a_view_too_many_stays(app: App, slack: SlackSandbox) -> None:
    app.view("order")(lambda ack: ack(response_action="push", view=FORM))
    open_form(slack)
    filled = {"typed": "tandem"}

    assert [slack.submit(filled) for _ in range(3)] == [{}, {}, {"": TROUBLE}]
    assert len(slack.workspace.store.modals("U0ADA")) == 3


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


def test_a_commands_response_url_replaces_nothing(app: App, slack: SlackSandbox) -> None:
    def loading(respond: Respond) -> None:
        respond("Looking up…")
        respond("Found", replace_original=True)

    app.command("/order")(responding(loading))
    slack.slash("/order")

    assert texts(slack) == ["Looking up…", "Found"]


def test_a_buttons_response_url_replaces_no_message_that_is_gone(
    app: App, slack: SlackSandbox, answers: list[WebhookResponse]
) -> None:
    def twice(respond: Respond) -> None:
        respond(delete_original=True)
        answers.append(respond("Sold", replace_original=True))

    app.action("buy")(responding(twice))
    slack.press("buy", message=offer(slack))

    assert [(answer.status_code, "message_not_found" in answer.body) for answer in answers] == [(404, True)]
    assert slack.messages == ()


def test_the_visibility_of_a_message_never_changes(app: App, slack: SlackSandbox) -> None:
    app.action("buy")(
        responding(lambda respond: respond("All may see", response_type="in_channel", replace_original=True))
    )
    slack.client.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="Bikes", blocks=OFFER)
    slack.press("buy")

    assert [(message.text, message.ephemeral_to) for message in slack.messages] == [("All may see", "U0ADA")]


def test_an_answer_in_the_thread_of_what_one_person_sees_is_refused(
    app: App, slack: SlackSandbox, answers: list[WebhookResponse]
) -> None:
    def in_thread(respond: Respond) -> None:
        ts = slack.messages[-1].ts
        answers.append(respond("More", thread_ts=ts, response_type="in_channel", replace_original=False))

    app.action("buy")(responding(in_thread))
    slack.client.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="Bikes", blocks=OFFER)
    slack.press("buy")

    assert [(answer.status_code, answer.body) for answer in answers] == [(400, "cannot_reply_to_message")]
    assert texts(slack) == ["Bikes"]
