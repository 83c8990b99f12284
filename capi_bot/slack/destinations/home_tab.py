"""The Home tab of one person."""

from __future__ import annotations

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import Destination, SendResult, as_result, home_key, try_in_order
from capi_bot.slack.destinations.private_notes import PrivateNotes
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Block, Message, with_note
from capi_bot.slack.payloads import Actor, BlockAction, HomeOpened
from capi_bot.slack.pending_reply import REPLACE_WAIT


class HomeTab(Destination):
    """A Home tab that was opened or pressed: the answer replaces it, unless that happened again meanwhile."""

    def __init__(
        self, client: SlackClient, latest_press: LatestPress, actor: Actor, ts: str, view_blocks: tuple[Block, ...] = ()
    ) -> None:
        self._client = client
        self._latest_press = latest_press
        self._actor = actor
        self._ts = ts
        """When it was opened or pressed."""
        self._view_blocks = view_blocks
        """What it shows, where that is known."""
        self._notes = PrivateNotes(client, actor)

    def send(self, message: Message) -> SendResult:
        """Publish the answer."""
        with self._latest_press.if_latest(home_key(self._actor), self._ts) as is_latest:
            if not is_latest:
                return SendResult.FINAL
            sent = try_in_order(lambda: self._client.publish_home(self._actor.user, message))
        return as_result(sent, SendResult.REPLACEABLE)

    def report(self, failure: Message) -> SendResult:
        """Show it above what the tab shows; else in the direct conversation."""
        noted = with_note(failure, self._view_blocks)
        return self._notes.send_unless_shown(lambda: self.send(noted), failure)


def opened_tab(client: SlackClient, latest_press: LatestPress, opened: HomeOpened) -> HomeTab:
    """Return the tab that somebody came to."""
    return HomeTab(client, latest_press, opened.actor, opened.opened_ts)


def pressed_tab(client: SlackClient, latest_press: LatestPress, action: BlockAction) -> HomeTab:
    """Return the tab that was pressed: what stands there is worth a short wait."""
    tab = HomeTab(client, latest_press, action.actor, action.action_ts, action.view_blocks)
    tab.first_wait = REPLACE_WAIT
    return tab
