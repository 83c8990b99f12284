"""Where an answer goes, and where a failure is told: one class a kind of place, chosen by what the person did."""

from capi_bot.slack.places.asked import AskedInChannel, AskedInThread
from capi_bot.slack.places.attached import AttachedFiles
from capi_bot.slack.places.choice import Places
from capi_bot.slack.places.forms import OpenedForm, SubmittedForm
from capi_bot.slack.places.home import HomeTab, UnopenedModal, opened_tab, pressed_tab
from capi_bot.slack.places.place import Later, Place, home_key, pressed_key
from capi_bot.slack.places.pressed import BesideMessage, EarlierMessage, Modal, PressedMessage, TriedAgain
from capi_bot.slack.places.shared import InChannel, Whispered
from capi_bot.slack.places.under import UnderMessage

__all__ = [
    "AskedInChannel",
    "AskedInThread",
    "AttachedFiles",
    "BesideMessage",
    "EarlierMessage",
    "HomeTab",
    "InChannel",
    "Later",
    "Modal",
    "OpenedForm",
    "Place",
    "Places",
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
