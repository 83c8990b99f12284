from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import (
    CommandChannel,
    Destinations,
    HomeTab,
    MentionThread,
    Modal,
    OpenedForm,
    PressedMessage,
    PressedNote,
    PressedThread,
    SharedToChannel,
    ShortcutThread,
    SubmittedForm,
    ThreadFiles,
    UnopenedModal,
)
from capi_bot.slack.messages import ReplyTarget
from capi_bot.slack.payloads import HomeOpened, Shortcut, Submission, Surface
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    IN_MODAL,
    LISTED,
    is_latest,
    mention,
    press,
    slash,
)

ON_HOME: Mapping[str, Any] = IN_MODAL | {"surface": Surface.HOME, "team_id": "T1"}
EPHEMERAL: Mapping[str, Any] = {"ephemeral": True}


@pytest.fixture
def places(client: SlackClient) -> Destinations:
    return Destinations(client=client, latest_press=LocalLatestPress())


def test_what_was_typed_is_answered_where_it_was_typed(places: Destinations, slack: FakeSlack) -> None:
    assert isinstance(places.command(slash(slack, "help"), private=True), CommandChannel)
    assert isinstance(places.mention(mention("help"), private=False), MentionThread)


def test_shortcuts_and_forms_have_places_of_their_own(places: Destinations) -> None:
    shortcut = Shortcut(callback_id="lookup", user_id="U1", trigger_id="1.2")
    opened = HomeOpened(event_id="Ev1", user_id="U1", channel_id="D1", tab="home", opened_ts="1.2")

    assert isinstance(places.under(shortcut), ShortcutThread)
    assert isinstance(places.form(shortcut), OpenedForm)
    assert isinstance(places.submitted(Submission(callback_id="search", user_id="U1", view_id="V1")), SubmittedForm)
    assert isinstance(places.home(opened), HomeTab)


@pytest.mark.parametrize(
    ("pressed", "opened", "kind"),
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
    places: Destinations, slack: FakeSlack, pressed: Mapping[str, Any], opened: ReplyTarget, kind: type
) -> None:
    assert isinstance(places.pressed(press(slack, "x", **pressed), opened), kind)


@pytest.mark.parametrize(
    ("pressed", "method", "view_id"),
    [(EPHEMERAL, "views.open", "V1"), (ON_HOME, "views.open", "V1"), (IN_MODAL, "views.push", "V2")],
)
def test_a_view_opens_before_any_read_and_shows_nothing_of_the_one_before(
    places: Destinations, slack: FakeSlack, pressed: Mapping[str, Any], method: str, view_id: str
) -> None:
    behind = ({"type": "divider", "block_id": "behind"},)
    place = places.pressed(press(slack, "user.open", behind=behind, **pressed), ReplyTarget.THREAD)

    assert isinstance(place, Modal)
    assert (place.action.view_id, place.action.surface, place.action.behind) == (view_id, Surface.MODAL, ())
    assert slack.journal == [f"{method}: Looking it up…"]


@pytest.mark.parametrize(("pressed", "kind"), [(EPHEMERAL, PressedThread), (ON_HOME, UnopenedModal), (IN_MODAL, Modal)])
def test_where_no_view_can_be_opened_there_is_another_place(
    places: Destinations, slack: FakeSlack, pressed: Mapping[str, Any], kind: type
) -> None:
    slack.refuse("views.open", "expired_trigger_id")
    slack.refuse("views.push", "push_limit_reached")
    place = places.pressed(press(slack, "user.open", **pressed), ReplyTarget.THREAD)

    assert isinstance(place, kind)
    if isinstance(place, Modal):
        assert place.action.view_id == "V1"


def test_only_what_changes_a_message_takes_a_turn(places: Destinations, slack: FakeSlack) -> None:
    for opened in (
        ReplyTarget.THREAD,
        ReplyTarget.CHANNEL,
        ReplyTarget.EPHEMERAL,
        ReplyTarget.FILES,
        ReplyTarget.MODAL,
    ):
        places.pressed(press(slack, "x"), opened)
    assert is_latest(places.latest_press, f"C1 {LISTED}", "")
    places.pressed(press(slack, "x"), ReplyTarget.REPLACE)
    assert not is_latest(places.latest_press, f"C1 {LISTED}", "")


def test_a_modal_keeps_the_channel_in_which_it_was_opened(places: Destinations, slack: FakeSlack) -> None:
    places.pressed(press(slack, "user.open", ephemeral=True), ReplyTarget.THREAD)
    places.pressed(press(slack, "user.open", **(IN_MODAL | {"channel_id": "C1"})), ReplyTarget.THREAD)

    assert [sent.body["view"]["private_metadata"] for sent in slack.sent] == ["C1", "C1"]
