"""Somebody's Home tab."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    BRIEF,
    Later,
    follow,
    home_key,
    try_in_order,
)
from capi_bot.slack.destinations.pressed_message import with_note
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Block, Message, PendingReply
from capi_bot.slack.payloads import BlockAction, HomeOpened
from capi_bot.slack.views.notices import not_delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTab:
    """Be a Home tab that was opened or pressed: the answer replaces it, unless that happened again meanwhile."""

    client: SlackClient
    latest_press: LatestPress
    team_id: str
    user_id: str
    turn: str
    """When it was opened or pressed."""
    behind: tuple[Block, ...] = ()
    """What it shows, where that is known."""
    patience: float = 0
    """Seconds to wait for the answer to be finished before it is shown."""

    def show(self, painting: PendingReply) -> Later | None:
        """Publish the answer, and again where more comes later."""
        message, finished = painting.look(self.patience)
        return follow(painting, self.put) if self.put(message) and not finished else None

    def fail(self, failure: Message) -> None:
        """Tell it above what the tab shows."""
        self.put(with_note(failure, self.behind))

    def put(self, message: Message) -> bool:
        """Publish a message, unless the tab was opened or pressed since."""
        with self.latest_press.if_latest(home_key(self.team_id, self.user_id), self.turn) as is_latest:
            return is_latest and try_in_order(lambda: self.client.publish(self.user_id, message))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnopenedModal:
    """Be a modal that Slack did not let us open from a Home tab: only that can be told."""

    home: HomeTab

    def show(self, _painting: PendingReply) -> None:
        """Tell that the answer cannot be shown."""
        self.home.fail(not_delivered())

    def fail(self, failure: Message) -> None:
        """Tell it above what the tab shows."""
        self.home.fail(failure)


def opened_tab(client: SlackClient, latest_press: LatestPress, opened: HomeOpened) -> HomeTab:
    """Return the tab that somebody came to."""
    return HomeTab(
        client=client, latest_press=latest_press, team_id=opened.team_id, user_id=opened.user_id, turn=opened.opened_ts
    )


def pressed_tab(client: SlackClient, latest_press: LatestPress, action: BlockAction) -> HomeTab:
    """Return the tab that was pressed: what stands there is worth a little patience."""
    return HomeTab(
        client=client,
        latest_press=latest_press,
        team_id=action.team_id,
        user_id=action.user_id,
        turn=action.action_ts,
        behind=action.behind,
        patience=BRIEF,
    )
