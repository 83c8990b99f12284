"""Where an answer goes, and where a failure is told: one class a kind of place, chosen by what the person did."""

from capi_bot.slack.destinations.beside import InChannel, Whispered
from capi_bot.slack.destinations.choose import DestinationChooser
from capi_bot.slack.destinations.destination import (
    Destination,
    Later,
    home_key,
    pressed_key,
)
from capi_bot.slack.destinations.files import AttachedFiles
from capi_bot.slack.destinations.form import OpenedForm, SubmittedForm
from capi_bot.slack.destinations.home_tab import (
    HomeTab,
    UnopenedModal,
    opened_tab,
    pressed_tab,
)
from capi_bot.slack.destinations.new_message import AskedInChannel, AskedInThread
from capi_bot.slack.destinations.pressed_message import (
    BesideMessage,
    EarlierMessage,
    Modal,
    PressedMessage,
    TriedAgain,
)
from capi_bot.slack.destinations.under_message import UnderMessage

__all__ = [
    "AskedInChannel",
    "AskedInThread",
    "AttachedFiles",
    "BesideMessage",
    "Destination",
    "DestinationChooser",
    "EarlierMessage",
    "HomeTab",
    "InChannel",
    "Later",
    "Modal",
    "OpenedForm",
    "PressedMessage",
    "SubmittedForm",
    "TriedAgain",
    "UnderMessage",
    "UnopenedModal",
    "Whispered",
    "home_key",
    "opened_tab",
    "pressed_key",
    "pressed_tab",
]
