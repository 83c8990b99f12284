"""Ids of buttons, menus, modals and shortcuts, which Slack sends back with an interaction.

To add a button: a row in `Action`; a view that draws it with `block_kit.button`, its value written by `button_state`; a
listener in `listeners/actions.py`, `BlockAction` and services to a reply; and a row in `routes.ACTIONS` that names the
listener. Buttons of messages posted long ago are pressed too, so an id that was ever posted keeps its meaning.
"""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """The action id of a button or a menu: https://docs.slack.dev/reference/block-kit/block-elements/button-element."""

    LIST_PREVIOUS = "list.previous"
    LIST_NEXT = "list.next"
    LIST_REFRESH = "list.refresh"
    LIST_STATE = "list.state"
    LIST_SINCE = "list.since"
    LIST_ORDER = "list.order"
    LIST_SEARCH = "list.search"
    LIST_SAVE = "list.save"
    LIST_OPEN = "list.open"
    ROW_MEMBERS = "row.members"
    ROW_EVENTS = "row.events"
    ROW_CLOSE = "row.close"
    ROW_CARD = "row.card"
    ROW_BACK = "row.back"
    ROW_ON = "row.on"
    ROW_GROUP = "row.group"
    CARD_MEMBERS = "card.members"
    CARD_EVENTS = "card.events"
    CARD_CLOSE = "card.close"
    CARD_BACK = "card.back"
    CARD_ON = "card.on"
    CARD_GROUP = "card.group"
    CARD_REFRESH = "card.refresh"
    CARD_DOWNLOAD = "card.download"
    USER_OPEN = "user.open"
    USER_CARD = "user.card"
    USER_BACK = "user.back"
    USER_ON = "user.on"
    PEOPLE_BACK = "people.back"
    PEOPLE_ON = "people.on"
    HOME_REFRESH = "home.refresh"
    HOME_BACK = "home.back"
    HOME_ON = "home.on"
    HOME_CARD = "home.card"
    HOME_SEARCH = "home.search"
    HOME_ENDED = "home.ended"
    HOME_MISSED = "home.missed"
    HOME_SAVED = "home.saved"
    HOME_FORGET = "home.forget"
    LOOKUP_AGAIN = "lookup.again"
    SHARE = "share"
    AGAIN = "again"


MODAL = "detail"
"""The callback id of the one modal, which shows a card or a user to somebody who looks in private."""

SEARCH = "search"
"""The callback id of the search modal, and of the global shortcut that opens it."""

LOOKUP = "lookup"
"""The callback id of the message shortcut that looks up the ids in a message."""
