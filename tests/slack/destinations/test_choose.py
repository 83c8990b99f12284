from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.choose import Destinations
from capi_bot.slack.destinations.files import ThreadFiles
from capi_bot.slack.destinations.home_tab import HomeTab, UnopenedModal
from capi_bot.slack.destinations.modal import Modal, OpenedForm, SubmittedForm
from capi_bot.slack.destinations.new_message import CommandChannel, MentionThread, SharedToChannel, ShortcutThread
from capi_bot.slack.destinations.pressed_message import (
    EarlierMessage,
    PressedMessage,
    PressedNote,
    PressedThread,
    RetriedNote,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import ReplyTarget
from capi_bot.slack.payloads import Actor, HomeOpened, Shortcut, Submission, Surface
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LISTED,
    actor,
    is_latest,
    mention,
    message,
    press,
    slash,
)

ADA = Actor(team="T1", user="U1")
ON_HOME: Mapping[str, Any] = IN_MODAL | {"surface": Surface.HOME}
EPHEMERAL: Mapping[str, Any] = {"ephemeral": True}


@pytest.fixture
def destinations(client: SlackClient, latest_press: LatestPress) -> Destinations:
    return Destinations(client=client, latest_press=latest_press, skeleton=message("skeleton"))


def test_what_was_typed_is_answered_where_it_was_typed(destinations: Destinations, slack: FakeSlack) -> None:
    assert isinstance(destinations.command(slash(slack, "help"), private=True), CommandChannel)
    assert isinstance(destinations.mention(mention("help"), private=False), MentionThread)


def test_shortcuts_forms_and_the_home_tab_have_destinations_of_their_own(destinations: Destinations) -> None:
    shortcut = Shortcut(actor=ADA, callback_id="lookup", trigger_id="1.2")
    submission = Submission(actor=ADA, callback_id="search", view_id="V1")
    opened = HomeOpened(actor=ADA, event_id="Ev1", tab="home", opened_ts="1.2")

    assert isinstance(destinations.shortcut(shortcut, on_message=True), ShortcutThread)
    assert isinstance(destinations.shortcut(shortcut, on_message=False), OpenedForm)
    assert isinstance(destinations.submission(submission), SubmittedForm)
    assert isinstance(destinations.opened_home(opened), HomeTab)


def test_a_second_try_has_a_destination_of_its_own(destinations: Destinations, slack: FakeSlack) -> None:
    note = press(slack, "again", **EPHEMERAL)

    assert isinstance(destinations.retried(note, destinations.pressed(note)), RetriedNote)
    assert isinstance(destinations.earlier_message(note, LISTED), EarlierMessage)


@pytest.mark.parametrize(
    ("pressed", "target", "kind"),
    [
        ({}, ReplyTarget.REPLACE, PressedMessage),
        ({}, ReplyTarget.THREAD, PressedThread),
        ({}, ReplyTarget.CHANNEL, SharedToChannel),
        ({}, ReplyTarget.EPHEMERAL, PressedNote),
        ({}, ReplyTarget.FILES, ThreadFiles),
        ({}, ReplyTarget.MODAL, OpenedForm),
        (EPHEMERAL, ReplyTarget.REPLACE, PressedMessage),
        (EPHEMERAL, ReplyTarget.THREAD, Modal),
        (EPHEMERAL, ReplyTarget.MODAL, OpenedForm),
        (IN_MODAL, ReplyTarget.REPLACE, Modal),
        (IN_MODAL, ReplyTarget.THREAD, Modal),
        (IN_MODAL, ReplyTarget.CHANNEL, SharedToChannel),
        (IN_MODAL, ReplyTarget.EPHEMERAL, PressedNote),
        (IN_MODAL, ReplyTarget.MODAL, Modal),
        (ON_HOME, ReplyTarget.REPLACE, HomeTab),
        (ON_HOME, ReplyTarget.THREAD, Modal),
        (ON_HOME, ReplyTarget.MODAL, OpenedForm),
    ],
)
def test_a_press_is_answered_where_its_kind_belongs(
    destinations: Destinations, slack: FakeSlack, pressed: Mapping[str, Any], target: ReplyTarget, kind: type
) -> None:
    assert isinstance(destinations.action(press(slack, "x", **pressed), target), kind)


@pytest.mark.parametrize(
    ("pressed", "method", "view_id"),
    [(EPHEMERAL, "views.open", "V1"), (ON_HOME, "views.open", "V1"), (IN_MODAL, "views.push", "V2")],
)
def test_a_view_opens_before_any_read_and_shows_nothing_of_the_one_before(
    destinations: Destinations, slack: FakeSlack, pressed: Mapping[str, Any], method: str, view_id: str
) -> None:
    before = ({"type": "divider", "block_id": "before"},)
    destination = destinations.action(press(slack, "user.open", view_blocks=before, **pressed), ReplyTarget.THREAD)

    assert isinstance(destination, Modal)
    assert slack.journal == [f"{method}: skeleton"]

    destination.report(FAILURE)

    assert (slack.sent[1].to, slack.sent[1].body["view_id"]) == ("views.update", view_id)
    assert [block["text"]["text"] for block in slack.sent[1].body["view"]["blocks"]] == ["failure"]
    assert destination._action.surface is Surface.MODAL


@pytest.mark.parametrize(("pressed", "kind"), [(EPHEMERAL, PressedThread), (ON_HOME, UnopenedModal), (IN_MODAL, Modal)])
def test_where_no_view_can_be_opened_there_is_another_destination(
    destinations: Destinations, slack: FakeSlack, pressed: Mapping[str, Any], kind: type
) -> None:
    slack.refuse("views.open", "expired_trigger_id")
    slack.refuse("views.push", "push_limit_reached")
    destination = destinations.action(press(slack, "user.open", **pressed), ReplyTarget.THREAD)

    assert isinstance(destination, kind)
    if isinstance(destination, Modal):
        destination.report(FAILURE)
        assert slack.sent[-1].body["view_id"] == "V1"


def test_only_what_changes_a_message_counts_as_the_latest_press_on_it(
    destinations: Destinations, slack: FakeSlack
) -> None:
    for target in set(ReplyTarget) - {ReplyTarget.REPLACE}:
        destinations.action(press(slack, "x"), target)
    assert is_latest(destinations.latest_press, f"C1 {LISTED}", "")
    destinations.action(press(slack, "x"), ReplyTarget.REPLACE)
    assert not is_latest(destinations.latest_press, f"C1 {LISTED}", "")


def test_a_second_try_counts_as_the_latest_press_on_the_message_where_the_first_failed(
    destinations: Destinations, slack: FakeSlack
) -> None:
    destinations.earlier_message(press(slack, "again", message_ts="1700000005.1"), LISTED)
    assert not is_latest(destinations.latest_press, f"C1 {LISTED}", "")
    assert is_latest(destinations.latest_press, "C1 1700000005.1", "")


def test_a_modal_keeps_the_channel_in_which_it_was_opened(destinations: Destinations, slack: FakeSlack) -> None:
    destinations.action(press(slack, "user.open", ephemeral=True), ReplyTarget.THREAD)
    destinations.action(press(slack, "user.open", **(IN_MODAL | {"actor": actor()})), ReplyTarget.THREAD)

    assert [sent.body["view"]["private_metadata"] for sent in slack.sent] == ["C1", "C1"]
