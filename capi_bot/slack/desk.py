"""Take what people ask, have it done in the work pool, and see that everybody gets an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack import commands
from capi_bot.slack.courier import Courier, modal
from capi_bot.slack.forms import FormError
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import home
from capi_bot.slack.payloads import Click, HomeOpened, Mention, Shortcut, SlashCommand, Submission, Surface
from capi_bot.slack.places import EarlierMessage, Place, Places, TriedAgain, home_key, pressed_key
from capi_bot.slack.pool import WorkPool
from capi_bot.slack.replies import Opened, Reply, painting
from capi_bot.slack.routes import ASKS, FORMS, PRESSES, SHORTCUTS
from capi_bot.slack.services import Services
from capi_bot.slack.state import STALE, Again, HomeState, ListState, pack_home, pack_list, unpack_again
from capi_bot.slack.turns import Recently, Seen, Turns
from capi_bot.slack.views import errors as view
from capi_bot.slack.views import loading
from capi_bot.slack.views.home import skeleton

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
        taken = self.work.submit(lambda: self._answer(slash.text, lambda ask: self._asked(slash, ask)))
        return "" if taken else view.BUSY

    def mention(self, mention: Mention) -> None:
        """Take a mention, once however often Slack sends it."""
        if not self.seen.is_new(mention.event_id):
            return
        if not self.work.submit(
            lambda: self._answer(mention.text, lambda ask: self._thread(mention, ask), mention.bot_user_id)
        ):
            self.apologies.submit(lambda: self._thread(mention, None).fail(view.busy()))

    def direct(self, direct: Mention) -> None:
        """Take a direct message, once however often Slack sends it."""
        if not self.seen.is_new(direct.event_id):
            return
        place = self._places.mention(direct, private=False)
        if not self.work.submit(lambda: self._answer(direct.text, lambda _ask: place, direct.bot_user_id)):
            self.apologies.submit(lambda: place.fail(view.busy()))

    def shortcut(self, shortcut: Shortcut) -> None:
        """Take a shortcut."""
        choice = SHORTCUTS.get(shortcut.callback_id)
        if choice is None:
            log.warning("No shortcut is called %.80r: the app's manifest in Slack is not ours.", shortcut.callback_id)
            return
        chosen = f"{shortcut.user_id} {shortcut.callback_id} {shortcut.channel_id} {shortcut.message_ts}"
        if choice.on_message and not self.recently.is_new(chosen):
            return
        place = self._places.under(shortcut) if choice.on_message else self._places.form(shortcut)
        if not self.work.submit(lambda: self._run(place, Again(), lambda: choice.listener(shortcut, self.services))):
            self.recently.forget(chosen)
            self.apologies.submit(lambda: place.fail(view.busy()))

    def submit(self, submission: Submission) -> Mapping[str, object]:
        """Take a form that was sent off; return how to acknowledge it: what is wrong, or what to show meanwhile."""
        form = FORMS.get(submission.callback_id)
        if form is None:
            return {}
        try:
            asked = form.read(submission.values)
        except FormError as error:
            return {"response_action": "errors", "errors": dict(error.problems)}
        place = self._places.submitted(submission)
        again = Again(action_id=Action.LIST_REFRESH, carried=pack_list(ListState(asked=asked, private=True)))
        taken = self.work.submit(lambda: self._run(place, again, lambda: form.listener(asked, self.services)))
        if not taken:  # what was filled in stays
            return {"response_action": "errors", "errors": {form.note: view.BUSY}}
        return {"response_action": "update", "view": modal(loading.skeleton(), submission.channel_id, place.name)}

    def press(self, click: Click) -> None:
        """Take a press; of several that change one message the latest is shown."""
        pressed = f"{click.user_id} {pressed_key(click)} {click.action_id} {click.carried}"
        if _stands_beside(click) and not self.recently.is_new(pressed):
            return
        if not self.work.submit(lambda: self._pressed(click)):
            self.recently.forget(pressed)
            self.apologies.submit(lambda: self._places.here(click).fail(view.busy()))

    def home(self, opened: HomeOpened) -> None:
        """Take that somebody came to their Home tab, once however often Slack says so."""
        if opened.tab != "home" or not self.seen.is_new(opened.event_id):
            return
        if not self.work.submit(lambda: self._home(opened)) and not opened.view_id:
            self.apologies.submit(lambda: self._places.home(opened).fail(view.busy()))

    @property
    def _places(self) -> Places:
        return Places(courier=self.courier, turns=self.turns)

    def stop(self) -> None:
        """Finish what was taken and take no more."""
        self.work.stop()
        self.finishing.stop()
        self.apologies.stop()

    def _answer(self, text: str, place_for: Callable[[commands.Ask | None], Place], me: str = "") -> None:
        try:
            ask = commands.parse(text, me)
        except UserError as error:
            place_for(None).fail(view.failure(error, None, ""))
            return
        self._run(place_for(ask), Again(typed=commands.typed(ask)), lambda: ASKS[ask.name](ask, self.services))

    def _home(self, opened: HomeOpened) -> None:
        tab = self._places.home(opened)
        self.turns.begin(home_key(opened.team_id, opened.user_id), opened.opened_ts)
        again = Again(action_id=Action.HOME_REFRESH, carried=pack_home(HomeState()))
        self._run(tab, again, lambda: home.opened(opened, self.services, lambda: tab.put(skeleton())))

    def _pressed(self, click: Click) -> None:
        if click.action_id == Action.AGAIN:
            self._again(click)
            return
        press = PRESSES.get(click.action_id)
        if press is None:
            self._places.here(click).fail(view.failure(UserError(STALE), None, ""))
            return
        again = Again(action_id=click.action_id, carried=click.carried, shown=click.shown)
        if not (click.ephemeral or click.view_id):
            again = replace(again, message_ts=click.message_ts, thread_ts=click.thread_ts)
        self._run(self._places.pressed(click, press.opened), again, lambda: press.listener(click, self.services))

    def _again(self, note: Click) -> None:
        try:
            again = unpack_again(note.carried)
            place, work = self._meant_ask(note, again) if again.typed else self._meant_press(note, again)
        except UserError as error:
            self._places.here(note).fail(view.failure(error, None, ""))
            return
        self._run(place, again, work)

    def _meant_ask(self, note: Click, again: Again) -> tuple[Place, Callable[[], Reply]]:
        ask = commands.parse(again.typed)
        place = self._places.here(note)
        if note.ephemeral and not _is_private(ask):
            slash = SlashCommand(
                command=commands.COMMAND,
                text=again.typed,
                user_id=note.user_id,
                channel_id=note.channel_id,
                response_url=note.response_url,
            )
            place = TriedAgain(courier=self.courier, note=note, meant=self._asked(slash, ask))
        return place, lambda: ASKS[ask.name](ask, self.services)

    def _meant_press(self, note: Click, again: Again) -> tuple[Place, Callable[[], Reply]]:
        press = PRESSES.get(again.action_id)
        if press is None:
            raise UserError(STALE)
        meant = replace(note, action_id=again.action_id, carried=again.carried, shown=again.shown)
        place = self._places.pressed(meant, press.opened) if note.surface is Surface.HOME else self._places.here(note)
        if again.message_ts and press.opened is not Opened.HERE:
            beside = replace(meant, thread_ts=again.thread_ts, ephemeral=False)
            place = TriedAgain(courier=self.courier, note=note, meant=self._places.pressed(beside, press.opened))
        elif again.message_ts:
            self.turns.begin(pressed_key(replace(note, message_ts=again.message_ts)), note.action_ts)
            place = EarlierMessage(courier=self.courier, turns=self.turns, note=note, message_ts=again.message_ts)
        return place, lambda: press.listener(meant, self.services)

    def _asked(self, slash: SlashCommand, ask: commands.Ask | None) -> Place:
        return self._places.command(slash, private=ask is None or _is_private(ask))

    def _thread(self, mention: Mention, ask: commands.Ask | None) -> Place:
        return self._places.mention(mention, private=ask is not None and ask.private)

    def _run(self, place: Place, again: Again, work: Callable[[], Reply]) -> None:
        def begin() -> None:
            if later := place.show(painting(work())):
                _ = self.finishing.submit(lambda: self._guarded(later, place, again)) or later()

        self._guarded(begin, place, again)

    def _guarded(self, work: Callable[[], None], place: Place, again: Again) -> None:
        try:
            work()
        except CapiBotError as error:
            log.info("Not shown: %s", error)
            place.fail(view.failure(error, again, ""))
        except Exception as error:
            incident = self.incident()
            log.exception("Incident %s", incident)
            place.fail(view.failure(error, again, incident))


def _is_private(ask: commands.Ask) -> bool:
    return ask.private or ask.name == "help"


def _stands_beside(click: Click) -> bool:
    press = PRESSES.get(click.action_id)
    return click.action_id == Action.AGAIN or (press is not None and press.opened is not Opened.HERE)
