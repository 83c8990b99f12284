"""The workspace, several of them behind one address, channels that they share, and what a person's page shows.

https://docs.slack.dev/apis/slack-connect
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import asdict

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack import events
from capi_bot.sandbox.slack.composer import SLACKS_COMMANDS, Composer
from capi_bot.sandbox.slack.deliveries import DeliveryResult, Dispatcher, SignedHttp
from capi_bot.sandbox.slack.directory import Directory, partner_directory
from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.faults import Faults
from capi_bot.sandbox.slack.interactivity import Interactivity
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel, Person, Team
from capi_bot.sandbox.slack.response_tokens import ResponseTokens
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.store import Files, Memberships, Store, VersionCounter, WorkspaceState
from capi_bot.sandbox.slack.views import Views


class Workspace:
    """A Slack workspace with one app in it; thread-safe.

    `app_url` is where the app is notified unless `sockets` is there and on, `own_url` where the app reaches the
    workspace (learnt from the first request when not set): both may be set later. `ack_timeout` is how long the app may
    take to answer, `pauses` how long to wait before each further attempt of an event, in seconds. `limited` says
    whether the methods' rate limits hold. `clock` is what time it is here, `app_clock` what requests are signed for, if
    not that: an app refuses those that are five minutes off its own clock. Workspaces that share channels share
    `versions`, so that pages of either see what happens there.
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
        ack_timeout: float = 3.0,
        pauses: tuple[float, ...] = (0.0, 1.0),
        limited: bool = True,
        journal: Journal | None = None,
        sockets: SocketMode | None = None,
        versions: VersionCounter | None = None,
    ) -> None:
        self.bot_token = bot_token
        self.journal = journal or Journal()
        self.opening: Json | None = None
        """What the page tells a newcomer, and in which channel."""
        self.clock = clock
        self.new_id = new_id
        self.sockets = sockets
        self.versions = versions or VersionCounter()
        self.memberships = Memberships(directory or Directory(), self._on_membership)
        self.store = Store(clock, self._on_message, self.versions)
        self.tokens = ResponseTokens(clock, new_id)
        self.faults = Faults(clock, limited=limited)
        self.files = Files(new_id, clock)
        self._http = SignedHttp(app_url, signing_secret=signing_secret, clock=app_clock or clock)
        state = WorkspaceState(
            clock=clock,
            new_id=new_id,
            journal=self.journal,
            memberships=self.memberships,
            store=self.store,
            tokens=self.tokens,
        )
        self.dispatcher = Dispatcher(
            state, self._http, sockets, own_url=own_url, ack_timeout=ack_timeout, pauses=pauses
        )
        self.views = Views(state)
        self.composer = Composer(state, self.dispatcher)
        self.interactivity = Interactivity(state, self.dispatcher, self.views)

    @property
    def directory(self) -> Directory:
        return self.memberships.directory

    @property
    def app_url(self) -> str | None:
        return self._http.url

    @app_url.setter
    def app_url(self, url: str | None) -> None:
        self._http.url = url

    @property
    def own_url(self) -> str:
        return self.dispatcher.own_url

    @own_url.setter
    def own_url(self, url: str) -> None:
        self.dispatcher.own_url = url

    def close(self) -> None:
        self.dispatcher.close()

    def redeliver(self) -> DeliveryResult:
        return self.dispatcher.redeliver()

    def _on_membership(self, channel_id: str, user: str, joined: bool) -> None:  # noqa: FBT001 - a callback
        subtype, verb = (events.JOINED, "joined") if joined else (events.LEFT, "left")
        text, ts = f"<@{user}> has {verb} the channel", self.store.next_ts()
        self.store.put(Message(ts=ts, channel=channel_id, user=user, text=text, subtype=subtype))

    def _on_message(self, old: Message | None, new: Message | None) -> None:
        for event in events.changed(self.directory, old, new, self.store.next_ts):
            self.dispatcher.event(event, by_app=True)


def neighbour(workspace: Workspace) -> Workspace:
    """Return the partner's workspace, in which the app is not installed; it writes to the same journal."""
    return Workspace(
        signing_secret="",
        bot_token="",
        app_url=None,
        clock=workspace.clock,
        directory=partner_directory(),
        journal=workspace.journal,
        versions=workspace.versions,
    )


class Workspaces:
    """The workspaces that a request may be about; the first is meant where nothing says which."""

    def __init__(self, first: Workspace, *others: Workspace) -> None:
        self.first = first
        self.all = (first, *others)

    def named(self, team_id: str) -> Workspace:
        if not team_id:
            return self.first
        for workspace in self.all:
            if workspace.directory.team_id == team_id:
                return workspace
        raise NotPossibleError(f"There is no workspace {team_id} here.")

    def acted_in(self, team_id: str, *, channel: str = "", view_id: str = "") -> Workspace:
        """Return the workspace in which somebody of a team acts.

        That is their own, unless they are in a channel, or have a modal open, that another workspace shares with it.
        """
        own = self.named(team_id)
        for host in self._hosts(own):
            found = host.directory.channel(channel)
            shared = found is not None and own.directory.team_id in found.shared_with
            if shared or (view_id and host.store.find_view(view_id)):
                return host
        return own

    def with_token(self, token: str) -> Workspace:
        """Return the workspace of this bot token; the first, which will not know it, where it is nobody's."""
        return self._which(lambda workspace: bool(token) and workspace.bot_token == token)

    def with_response_url(self, secret: str) -> Workspace:
        return self._which(lambda workspace: workspace.tokens.is_known(secret))

    def with_file(self, file_id: str) -> Workspace:
        return self._which(lambda workspace: workspace.files.is_known(file_id))

    def learn_url(self, url: str) -> None:
        for workspace in self.all:
            workspace.own_url = workspace.own_url or url

    def page_state(self, team_id: str, user: str) -> Json:
        """Return everything that this person's page shows; ready for JSON."""
        own = self.named(team_id)
        state = {**page_state(own, user), "teams": [_team_row(each.directory) for each in self.all]}
        for host in self._hosts(own):
            state = _with_shared(state, page_state(host, user), host.directory.team)
        return state

    def _hosts(self, own: Workspace) -> tuple[Workspace, ...]:
        """Return the other workspaces that share one of their channels with this one."""
        team = own.directory.team_id
        others = (each for each in self.all if each is not own)
        return tuple(each for each in others if any(team in found.shared_with for found in each.directory.channels))

    def _which(self, matches: Callable[[Workspace], bool]) -> Workspace:
        return next(filter(matches, self.all), self.first)


def page_state(workspace: Workspace, user: str) -> Json:
    """Return what this person's page shows of one workspace; ready for JSON."""
    directory = workspace.directory
    available = directory.is_app_available(user)
    bot = directory.person(directory.bot_user)
    visible = directory.channels_visible_to(user)
    return {
        "team": _team_row(directory),
        "app": {"name": bot.name if bot else "", "bot_user": bot.id if bot else "", "installed": directory.installed},
        "me": user,
        "opening": workspace.opening,
        "people": [_person_row(directory, person) for person in directory.people],
        "channels": [_channel_row(directory, channel) for channel in visible],
        "commands": [asdict(each) for each in (*(directory.commands if available else ()), *SLACKS_COMMANDS)],
        "shortcuts": [asdict(each) for each in (directory.shortcuts if available else ())],
        **workspace.store.page_state(user, {channel.id for channel in visible}),
    }


def _team_row(directory: Directory) -> Json:
    return {**asdict(directory.team), "installed": directory.installed}


def _person_row(directory: Directory, person: Person) -> Json:
    team = directory.team_of(person.id)
    row = asdict(person) | {"team_id": team.id, "team_name": team.name}
    return row | {"is_external": person.is_external, "real_name": person.real_name or person.name}


def _channel_row(directory: Directory, channel: Channel) -> Json:
    partners = [asdict(each) for each in directory.partners if each.id in channel.shared_with]
    return {**channel.as_json(), "shared_with": partners, "members": list(directory.members(channel))}


def _with_shared(page: Json, host_page: Json, host: Team) -> Json:
    """Return a page with what another workspace shares with its people, out of the page that they have there."""
    team = page["team"]["id"]
    shared = [each for each in host_page["channels"] if team in {partner["id"] for partner in each["shared_with"]}]
    ids = {channel["id"] for channel in shared}
    messages = [message for message in host_page["messages"] if message["channel"] in ids]
    return {
        **page,
        "channels": [*page["channels"], *({**channel, "shared_with": [asdict(host)]} for channel in shared)],
        "messages": [*page["messages"], *messages],
        "modal": page["modal"] or host_page["modal"],
        "toasts": [*page["toasts"], *host_page["toasts"]],
    }
