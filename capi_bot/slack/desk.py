"""Take what people ask, have it done in the work pool, and see that everybody gets an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack import commands
from capi_bot.slack.courier import Courier
from capi_bot.slack.ids import Action
from capi_bot.slack.payloads import Click, Mention, SlashCommand
from capi_bot.slack.places import (
    AskedInChannel,
    AskedInThread,
    BesideMessage,
    EarlierMessage,
    Modal,
    Place,
    PressedMessage,
    TriedAgain,
    pressed_key,
)
from capi_bot.slack.pool import WorkPool
from capi_bot.slack.replies import Reply, painting
from capi_bot.slack.routes import ASKS, PRESSES, Press
from capi_bot.slack.services import Services
from capi_bot.slack.state import STALE, Again, unpack_again
from capi_bot.slack.turns import Recently, Seen, Turns
from capi_bot.slack.views import errors as view
from capi_bot.slack.views import loading

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Accept commands, mentions and presses: quickly, and without raising, so that Slack is always acknowledged."""

    services: Services
    courier: Courier
    work: WorkPool
    apologies: WorkPool
    """For telling people that `work` is full."""
    finishing: WorkPool
    """For waiting until what is shown can be finished: no worker waits for that."""
    turns: Turns
    seen: Seen
    recently: Recently
    """For double presses whose answers would stand beside each other."""
    incident: Callable[[], str]

    def command(self, slash: SlashCommand) -> str:
        """Take a slash command; return what to acknowledge it with: nothing, or that there is no room for it."""
        taken = self.work.submit(lambda: self._answer(slash.text, lambda ask: self._channel(slash, ask)))
        return "" if taken else view.BUSY

    def mention(self, mention: Mention) -> None:
        """Take a mention, once however often Slack sends it."""
        if not self.seen.is_new(mention.event_id):
            return
        if not self.work.submit(lambda: self._answer(mention.text, lambda ask: self._thread(mention, ask))):
            self.apologies.submit(lambda: self._thread(mention, None).fail(view.busy()))

    def press(self, click: Click) -> None:
        """Take a press; of several that change one message the latest is shown."""
        pressed = f"{click.user_id} {pressed_key(click)} {click.action_id} {click.carried}"
        if _stands_beside(click) and not self.recently.is_new(pressed):
            return
        if not self.work.submit(lambda: self._pressed(click)):
            self.recently.forget(pressed)
            self.apologies.submit(lambda: self._here(click).fail(view.busy()))

    def stop(self) -> None:
        """Finish what was taken and take no more."""
        self.work.stop()
        self.finishing.stop()
        self.apologies.stop()

    def _answer(self, text: str, place_for: Callable[[commands.Ask | None], Place]) -> None:
        try:
            ask = commands.parse(text)
        except UserError as error:
            place_for(None).fail(view.failure(error, None, ""))
            return
        self._run(place_for(ask), Again(typed=commands.typed(ask)), lambda: ASKS[ask.name](ask, self.services))

    def _pressed(self, click: Click) -> None:
        if click.action_id == Action.AGAIN:
            self._again(click)
            return
        press = PRESSES.get(click.action_id)
        if press is None:
            self._here(click).fail(view.failure(UserError(STALE), None, ""))
            return
        again = Again(action_id=click.action_id, carried=click.carried, shown=click.shown)
        if not (click.ephemeral or click.view_id):
            again = replace(again, message_ts=click.message_ts, thread_ts=click.thread_ts)
        self._run(self._opened(click, press), again, lambda: press.listener(click, self.services))

    def _again(self, note: Click) -> None:
        try:
            again = unpack_again(note.carried)
            place, work = self._meant_ask(note, again) if again.typed else self._meant_press(note, again)
        except UserError as error:
            self._here(note).fail(view.failure(error, None, ""))
            return
        self._run(place, again, work)

    def _meant_ask(self, note: Click, again: Again) -> tuple[Place, Callable[[], Reply]]:
        ask = commands.parse(again.typed)
        place = self._here(note)
        if note.ephemeral and not _is_private(ask):
            slash = SlashCommand(
                command=commands.COMMAND,
                text=again.typed,
                user_id=note.user_id,
                channel_id=note.channel_id,
                response_url=note.response_url,
            )
            place = TriedAgain(courier=self.courier, note=note, meant=self._channel(slash, ask))
        return place, lambda: ASKS[ask.name](ask, self.services)

    def _meant_press(self, note: Click, again: Again) -> tuple[Place, Callable[[], Reply]]:
        press = PRESSES.get(again.action_id)
        if press is None:
            raise UserError(STALE)
        meant = replace(note, action_id=again.action_id, carried=again.carried, shown=again.shown)
        place = self._here(note)
        if again.message_ts and press.opened.beside:
            beside = replace(meant, thread_ts=again.thread_ts, ephemeral=False)
            meant_place = BesideMessage(courier=self.courier, click=beside)
            place = TriedAgain(courier=self.courier, note=note, meant=meant_place)
        elif again.message_ts:
            self.turns.begin(pressed_key(replace(note, message_ts=again.message_ts)), note.action_ts)
            place = EarlierMessage(courier=self.courier, turns=self.turns, note=note, message_ts=again.message_ts)
        return place, lambda: press.listener(meant, self.services)

    def _run(self, place: Place, again: Again, work: Callable[[], Reply]) -> None:
        try:
            if later := place.show(painting(work())):
                _ = self.finishing.submit(later) or later()
        except CapiBotError as error:
            log.info("Not shown: %s", error)
            place.fail(view.failure(error, again, ""))
        except Exception as error:
            incident = self.incident()
            log.exception("Incident %s", incident)
            place.fail(view.failure(error, again, incident))

    def _opened(self, click: Click, press: Press) -> Place:
        if click.view_id or not press.opened.beside:
            return self._turned(click)
        # Nothing can be threaded under an ephemeral message. A trigger lives for 3 s: the modal opens before any read.
        view_id = self.courier.open_modal(click.trigger_id, loading.skeleton()) if click.ephemeral else None
        if view_id:
            return self._here(replace(click, view_id=view_id))
        return BesideMessage(courier=self.courier, click=click)

    def _turned(self, click: Click) -> Place:
        # Only what will change a message takes a turn: a press whose answer goes beside it must not keep an earlier
        # answer from filling in, nor must one that found no worker.
        self.turns.begin(pressed_key(click), click.action_ts)
        return self._here(click)

    def _here(self, click: Click) -> Place:
        if click.view_id:
            return Modal(courier=self.courier, turns=self.turns, click=click)
        return PressedMessage(courier=self.courier, turns=self.turns, click=click)

    def _channel(self, slash: SlashCommand, ask: commands.Ask | None) -> Place:
        return AskedInChannel(
            courier=self.courier,
            turns=self.turns,
            channel_id=slash.channel_id,
            user_id=slash.user_id,
            response_url=slash.response_url,
            private=ask is None or _is_private(ask),
        )

    def _thread(self, mention: Mention, ask: commands.Ask | None) -> Place:
        return AskedInThread(
            courier=self.courier,
            turns=self.turns,
            channel_id=mention.channel_id,
            user_id=mention.user_id,
            thread_ts=mention.thread_ts,
            private=ask is not None and ask.private,
        )


def _is_private(ask: commands.Ask) -> bool:
    return ask.private or ask.name == "help"


def _stands_beside(click: Click) -> bool:
    press = PRESSES.get(click.action_id)
    return click.action_id == Action.AGAIN or (press is not None and press.opened.beside)
