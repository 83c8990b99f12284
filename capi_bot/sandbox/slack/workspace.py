"""The workspace: what people do in it, and what the app is told of it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack import events, showing
from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.composer import Composer
from capi_bot.sandbox.slack.deliveries import Courier
from capi_bot.sandbox.slack.delivery_bodies import Receipt
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.dispatch import Dispatch
from capi_bot.sandbox.slack.faults import Faults
from capi_bot.sandbox.slack.files import Files
from capi_bot.sandbox.slack.interactivity import Interactivity
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.outbox import Outbox
from capi_bot.sandbox.slack.people import Membership
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.response_tokens import Tickets
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.signed_http import SignedHttp
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.transports import Transports
from capi_bot.sandbox.slack.version_counter import Bell
from capi_bot.sandbox.slack.views import Views


class Workspace:
    """Be a Slack workspace with one app in it; thread-safe.

    `app_url` is where the app is told of things unless `sockets` is there and on, `own_url` where the app reaches the
    workspace (learnt from the first request when not set): both may be set later. `patience` is how long the app may
    take to answer, `pauses` how long to wait before each further attempt of an event, in seconds. `limited` tells
    whether the methods' rate limits hold. `clock` is what time it is here, `app_clock` what requests are signed for, if
    not that: an app refuses those that are five minutes off its own clock. Workspaces that share channels share a
    `bell`, so that pages of either see what happens there.
    """

    def __init__(  # noqa: PLR0913 - each is a fact about the workspace that a test may want otherwise
        self,
        *,
        signing_secret: str,
        bot_token: str,
        app_url: str | None,
        clock: Callable[[], float] = time.time,
        app_clock: Callable[[], float] | None = None,
        own_url: str = "",
        directory: Directory | None = None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(6),
        patience: float = 3.0,
        pauses: tuple[float, ...] = (0.0, 1.0),
        limited: bool = True,
        journal: Journal | None = None,
        sockets: SocketMode | None = None,
        bell: Bell | None = None,
    ) -> None:
        self.bot_token = bot_token
        self.journal = journal or Journal()
        self.clock = clock
        self.register = Register(directory or Directory(), self._moved)
        self.new_id = new_id
        self.bell = bell or Bell()
        self.board = Board(clock, self._heard, self.bell)
        self.tickets = Tickets(clock, new_id)
        self.faults = Faults(clock, limited=limited)
        self.views = Views(self.board, self.register, new_id)
        self.files = Files(new_id, clock)
        self.outbox = Outbox(clock, new_id, self.board.say)
        self.sockets = sockets
        self._http = SignedHttp(app_url, signing_secret=signing_secret, clock=app_clock or clock)
        courier = Courier(
            transport=Transports(self._http, sockets),
            journal=self.journal,
            clock=clock,
            patience=patience,
            pauses=pauses,
        )
        self.dispatch = Dispatch(
            register=self.register,
            board=self.board,
            tickets=self.tickets,
            courier=courier,
            new_id=new_id,
            own_url=own_url,
        )
        self.composer = Composer(
            register=self.register,
            board=self.board,
            tickets=self.tickets,
            dispatch=self.dispatch,
            new_id=new_id,
        )
        self.interactivity = Interactivity(
            register=self.register,
            board=self.board,
            tickets=self.tickets,
            dispatch=self.dispatch,
            views=self.views,
        )

    @property
    def directory(self) -> Directory:
        """The workspace's people and channels, and the app, as they are now; ask again rather than keep it."""
        return self.register.now

    @property
    def app_url(self) -> str | None:
        """Where the app is told of things."""
        return self._http.url

    @app_url.setter
    def app_url(self, url: str | None) -> None:
        self._http.url = url

    @property
    def app_token(self) -> str:
        """The app-level token, empty where the app has none."""
        return self.sockets.token if self.sockets else ""

    @property
    def app_scopes(self) -> tuple[str, ...]:
        """What the app-level token may be used for."""
        return self.sockets.scopes if self.sockets else ()

    @property
    def own_url(self) -> str:
        """Where the app reaches the workspace."""
        return self.dispatch.own_url

    @own_url.setter
    def own_url(self, url: str) -> None:
        self.dispatch.own_url = url

    def close(self) -> None:
        """Finish the deliveries in flight and start no more."""
        self.outbox.close()
        self.dispatch.close()

    def state(self, user: str) -> Json:
        """Return everything that this person's page shows; ready for JSON."""
        seen = {channel.id for channel in self.directory.seen_by(user)}
        return {**showing.shown(self.directory, user), **self.board.seen_by(user, seen)}

    def redeliver(self) -> Receipt:
        """Send the last event once more with its event_id, as Slack does when it missed the answer."""
        return self.dispatch.redeliver()

    def _moved(self, change: Membership | None) -> None:
        with self.board.changing():
            directory = self.directory
        if change is None:
            return
        for event in events.moved(directory, change, self.board.next_ts()):
            self.dispatch.event(event, by_app=True)
        subtype, verb = (events.JOINED, "joined") if change.joined else (events.LEFT, "left")
        words = f"<@{change.user}> has {verb} the channel"
        ts = self.board.next_ts()
        self.board.put(Message(ts=ts, channel=change.channel.id, user=change.user, text=words, subtype=subtype))

    def _heard(self, old: Message | None, new: Message | None) -> None:
        for event in events.changed(self.directory, old, new, self.board.next_ts):
            self.dispatch.event(event, by_app=True)
