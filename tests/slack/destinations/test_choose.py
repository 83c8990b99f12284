from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.choose import Destinations
from capi_bot.slack.destinations.modal_and_home import HomeTab, Modal, OpenedForm, OpenedModal, SubmittedForm
from capi_bot.slack.destinations.new_message import CommandChannel, MentionThread, SharedToChannel, ShortcutThread
from capi_bot.slack.destinations.pressed_message import (
    EarlierMessage,
    PressedMessage,
    PressedNote,
    PressedThread,
    RetriedNote,
    ThreadFiles,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import ReplyTarget
from capi_bot.slack.payloads import Actor, HomeOpened, Shortcut, Submission, Surface
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    IN_MODAL,
    LISTED,
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
    return Destinations(client=client, latest_press=latest_press, placeholder=message("skeleton"))


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
        (EPHEMERAL, ReplyTarget.THREAD, OpenedModal),
        (EPHEMERAL, ReplyTarget.MODAL, OpenedForm),
        (IN_MODAL, ReplyTarget.REPLACE, Modal),
        (IN_MODAL, ReplyTarget.THREAD, OpenedModal),
        (IN_MODAL, ReplyTarget.CHANNEL, SharedToChannel),
        (IN_MODAL, ReplyTarget.EPHEMERAL, PressedNote),
        (IN_MODAL, ReplyTarget.MODAL, Modal),
        (ON_HOME, ReplyTarget.REPLACE, HomeTab),
        (ON_HOME, ReplyTarget.THREAD, OpenedModal),
        (ON_HOME, ReplyTarget.MODAL, OpenedForm),
    ],
)
def test_a_press_is_answered_where_its_kind_belongs(
    destinations: Destinations, slack: FakeSlack, pressed: Mapping[str, Any], target: ReplyTarget, kind: type
) -> None:
    assert isinstance(destinations.action(press(slack, "x", **pressed), target), kind)
    assert slack.sent == []


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
