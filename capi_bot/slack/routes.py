"""Which listener answers what: one row a subcommand, one row a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.slack.commands import Ask
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import cards, conversations, help, users  # noqa: A004 - the subcommand is called help
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import BESIDE, HERE, Opened, Reply
from capi_bot.slack.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Be what a button does, and where its answer belongs."""

    listener: Callable[[Click, Services], Reply]
    opened: Opened = HERE


ASKS: Mapping[str, Callable[[Ask, Services], Reply]] = {
    "conversations": conversations.newest,
    "conversation": cards.asked,
    "user": users.asked,
    "help": help.show,
}

PRESSES: Mapping[str, Press] = {
    Action.LIST_PREVIOUS: Press(listener=conversations.turn),
    Action.LIST_NEXT: Press(listener=conversations.turn),
    Action.LIST_REFRESH: Press(listener=conversations.turn),
    Action.ROW_MEMBERS: Press(listener=conversations.members),
    Action.ROW_EVENTS: Press(listener=conversations.events),
    Action.ROW_CLOSE: Press(listener=conversations.close),
    Action.ROW_BACK: Press(listener=conversations.turn_tab),
    Action.ROW_ON: Press(listener=conversations.turn_tab),
    Action.ROW_CARD: Press(listener=cards.from_row, opened=BESIDE),
    Action.CARD_MEMBERS: Press(listener=cards.members),
    Action.CARD_EVENTS: Press(listener=cards.events),
    Action.CARD_CLOSE: Press(listener=cards.close),
    Action.CARD_BACK: Press(listener=cards.turn),
    Action.CARD_ON: Press(listener=cards.turn),
    Action.CARD_REFRESH: Press(listener=cards.turn),
    Action.USER_OPEN: Press(listener=users.turn, opened=BESIDE),
    Action.USER_CARD: Press(listener=cards.from_user, opened=BESIDE),
    Action.USER_BACK: Press(listener=users.turn),
    Action.USER_ON: Press(listener=users.turn),
}
"""Every action but `again`, which repeats one of these."""
