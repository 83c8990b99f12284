"""Where an answer goes, and where a failure is told: one class a kind of place, chosen by what the person did."""

from capi_bot.slack.places.asked import AskedInChannel, AskedInThread
from capi_bot.slack.places.place import Later, Place, pressed_key
from capi_bot.slack.places.pressed import BesideMessage, EarlierMessage, Modal, PressedMessage, TriedAgain

__all__ = [
    "AskedInChannel",
    "AskedInThread",
    "BesideMessage",
    "EarlierMessage",
    "Later",
    "Modal",
    "Place",
    "PressedMessage",
    "TriedAgain",
    "pressed_key",
]
