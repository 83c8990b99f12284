"""Somebody's Home tab."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.slack.courier import Courier
from capi_bot.slack.payloads import Click, HomeOpened
from capi_bot.slack.places.place import BRIEF, Later, first_way, follow, home_key
from capi_bot.slack.places.pressed import with_note
from capi_bot.slack.replies import Block, Message, Painting
from capi_bot.slack.turns import Turns
from capi_bot.slack.views.errors import lost


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTab:
    """Be a Home tab that was opened or pressed: the answer replaces it, unless that happened again meanwhile."""

    courier: Courier
    turns: Turns
    team_id: str
    user_id: str
    turn: str
    """When it was opened or pressed."""
    behind: tuple[Block, ...] = ()
    """What it shows, where that is known."""
    patience: float = 0
    """Seconds to wait for the answer to be finished before it is shown."""

    def show(self, painting: Painting) -> Later | None:
        """Publish the answer, and again where more comes later."""
        message, finished = painting.look(self.patience)
        return follow(painting, self.put) if self.put(message) and not finished else None

    def fail(self, failure: Message) -> None:
        """Tell it above what the tab shows."""
        self.put(with_note(failure, self.behind))

    def put(self, message: Message) -> bool:
        """Publish a message, unless the tab was opened or pressed since."""
        with self.turns.holding(home_key(self.team_id, self.user_id), self.turn) as is_latest:
            return is_latest and first_way(lambda: self.courier.publish(self.user_id, message))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnopenedModal:
    """Be a modal that Slack did not let us open from a Home tab: only that can be told."""

    home: HomeTab

    def show(self, _painting: Painting) -> None:
        """Tell that the answer cannot be shown."""
        self.home.fail(lost())

    def fail(self, failure: Message) -> None:
        """Tell it above what the tab shows."""
        self.home.fail(failure)


def opened_tab(courier: Courier, turns: Turns, opened: HomeOpened) -> HomeTab:
    """Return the tab that somebody came to."""
    return HomeTab(courier=courier, turns=turns, team_id=opened.team_id, user_id=opened.user_id, turn=opened.opened_ts)


def pressed_tab(courier: Courier, turns: Turns, click: Click) -> HomeTab:
    """Return the tab that was pressed: what stands there is worth a little patience."""
    return HomeTab(
        courier=courier,
        turns=turns,
        team_id=click.team_id,
        user_id=click.user_id,
        turn=click.action_ts,
        behind=click.behind,
        patience=BRIEF,
    )
