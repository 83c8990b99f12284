"""The names by which Slack tells us what was pressed: one row an action id."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """Name every button that the bot draws."""

    LIST_PREVIOUS = "list.previous"
    LIST_NEXT = "list.next"
    LIST_REFRESH = "list.refresh"
    ROW_MEMBERS = "row.members"
    ROW_EVENTS = "row.events"
    ROW_CLOSE = "row.close"
    ROW_CARD = "row.card"
    ROW_BACK = "row.back"
    ROW_ON = "row.on"
    CARD_MEMBERS = "card.members"
    CARD_EVENTS = "card.events"
    CARD_CLOSE = "card.close"
    CARD_BACK = "card.back"
    CARD_ON = "card.on"
    CARD_REFRESH = "card.refresh"
    USER_OPEN = "user.open"
    USER_CARD = "user.card"
    USER_BACK = "user.back"
    USER_ON = "user.on"
    AGAIN = "again"


MODAL = "detail"
"""The callback id of the one modal, which shows a card or a user to somebody who looks in private."""
