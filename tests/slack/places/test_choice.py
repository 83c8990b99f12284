from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.slack.courier import Courier
from capi_bot.slack.payloads import HomeOpened, Shortcut, Submission, Surface
from capi_bot.slack.places import (
    AskedInChannel,
    AskedInThread,
    AttachedFiles,
    BesideMessage,
    HomeTab,
    InChannel,
    Modal,
    OpenedForm,
    Places,
    PressedMessage,
    SubmittedForm,
    UnderMessage,
    UnopenedModal,
    Whispered,
)
from capi_bot.slack.replies import Opened
from capi_bot.slack.turns import Turns
from tests.fakes_slack import FakeSlack
from tests.slack.acts import IN_MODAL, LISTED, is_latest, mention, press, slash

ON_HOME: Mapping[str, Any] = IN_MODAL | {"surface": Surface.HOME, "team_id": "T1"}
EPHEMERAL: Mapping[str, Any] = {"ephemeral": True}


@pytest.fixture
def places(courier: Courier) -> Places:
    return Places(courier=courier, turns=Turns())


def test_what_was_typed_is_answered_where_it_was_typed(places: Places, slack: FakeSlack) -> None:
    assert isinstance(places.command(slash(slack, "help"), private=True), AskedInChannel)
    assert isinstance(places.mention(mention("help"), private=False), AskedInThread)


def test_shortcuts_and_forms_have_places_of_their_own(places: Places) -> None:
    shortcut = Shortcut(callback_id="lookup", user_id="U1", trigger_id="1.2")
    opened = HomeOpened(event_id="Ev1", user_id="U1", channel_id="D1", tab="home", opened_ts="1.2")

    assert isinstance(places.under(shortcut), UnderMessage)
    assert isinstance(places.form(shortcut), OpenedForm)
    assert isinstance(places.submitted(Submission(callback_id="search", user_id="U1", view_id="V1")), SubmittedForm)
    assert isinstance(places.home(opened), HomeTab)


@pytest.mark.parametrize(
    ("pressed", "opened", "kind"),
    [
        ({}, Opened.HERE, PressedMessage),
        ({}, Opened.BESIDE, BesideMessage),
        ({}, Opened.CHANNEL, InChannel),
        ({}, Opened.WHISPER, Whispered),
        ({}, Opened.ATTACHED, AttachedFiles),
        ({}, Opened.FORM, OpenedForm),
        (EPHEMERAL, Opened.HERE, PressedMessage),
        (EPHEMERAL, Opened.BESIDE, Modal),
        (EPHEMERAL, Opened.FORM, OpenedForm),
        (IN_MODAL, Opened.HERE, Modal),
        (IN_MODAL, Opened.BESIDE, Modal),
        (IN_MODAL, Opened.CHANNEL, InChannel),
        (IN_MODAL, Opened.WHISPER, Whispered),
        (IN_MODAL, Opened.FORM, Modal),
        (ON_HOME, Opened.HERE, HomeTab),
        (ON_HOME, Opened.BESIDE, Modal),
        (ON_HOME, Opened.FORM, OpenedForm),
    ],
)
def test_a_press_is_answered_where_its_kind_belongs(
    places: Places, slack: FakeSlack, pressed: Mapping[str, Any], opened: Opened, kind: type
) -> None:
    assert isinstance(places.pressed(press(slack, "x", **pressed), opened), kind)


@pytest.mark.parametrize(
    ("pressed", "method", "view_id"),
    [(EPHEMERAL, "views.open", "V1"), (ON_HOME, "views.open", "V1"), (IN_MODAL, "views.push", "V2")],
)
def test_a_view_opens_before_any_read_and_shows_nothing_of_the_one_before(
    places: Places, slack: FakeSlack, pressed: Mapping[str, Any], method: str, view_id: str
) -> None:
    behind = ({"type": "divider", "block_id": "behind"},)
    place = places.pressed(press(slack, "user.open", behind=behind, **pressed), Opened.BESIDE)

    assert isinstance(place, Modal)
    assert (place.click.view_id, place.click.surface, place.click.behind) == (view_id, Surface.MODAL, ())
    assert slack.journal == [f"{method}: Looking it up…"]


@pytest.mark.parametrize(("pressed", "kind"), [(EPHEMERAL, BesideMessage), (ON_HOME, UnopenedModal), (IN_MODAL, Modal)])
def test_where_no_view_can_be_opened_there_is_another_place(
    places: Places, slack: FakeSlack, pressed: Mapping[str, Any], kind: type
) -> None:
    slack.refuse("views.open", "expired_trigger_id")
    slack.refuse("views.push", "push_limit_reached")
    place = places.pressed(press(slack, "user.open", **pressed), Opened.BESIDE)

    assert isinstance(place, kind)
    if isinstance(place, Modal):
        assert place.click.view_id == "V1"


def test_only_what_changes_a_message_takes_a_turn(places: Places, slack: FakeSlack) -> None:
    for opened in (Opened.BESIDE, Opened.CHANNEL, Opened.WHISPER, Opened.ATTACHED, Opened.FORM):
        places.pressed(press(slack, "x"), opened)
    assert is_latest(places.turns, f"C1 {LISTED}", "")
    places.pressed(press(slack, "x"), Opened.HERE)
    assert not is_latest(places.turns, f"C1 {LISTED}", "")


def test_a_modal_keeps_the_channel_in_which_it_was_opened(places: Places, slack: FakeSlack) -> None:
    places.pressed(press(slack, "user.open", ephemeral=True), Opened.BESIDE)
    places.pressed(press(slack, "user.open", **(IN_MODAL | {"channel_id": "C1"})), Opened.BESIDE)

    assert [sent.body["view"]["private_metadata"] for sent in slack.sent] == ["C1", "C1"]
