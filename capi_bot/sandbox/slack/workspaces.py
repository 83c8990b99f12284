"""Several workspaces behind one address: the same app, installed in some of them, and channels that they share.

https://docs.slack.dev/apis/slack-connect
"""

from __future__ import annotations

from collections.abc import Callable

from capi_bot.sandbox.slack import showing
from capi_bot.sandbox.slack.directory import partner
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.workspace import Workspace


def neighbour(workspace: Workspace) -> Workspace:
    """Return the partner's workspace, in which the app is not installed; it writes to the same journal."""
    return Workspace(
        signing_secret="",
        bot_token="",
        app_url=None,
        clock=workspace.clock,
        directory=partner(),
        journal=workspace.journal,
        bell=workspace.bell,
    )


class Workspaces:
    """Find the workspace that a request is about; the first is meant where nothing tells."""

    def __init__(self, first: Workspace, *others: Workspace) -> None:
        self.first = first
        self.all = (first, *others)

    def named(self, team_id: str) -> Workspace:
        """Return the workspace with this team id, the first for none, or say that there is none."""
        if not team_id:
            return self.first
        for workspace in self.all:
            if workspace.directory.team_id == team_id:
                return workspace
        raise NotPossibleError(f"There is no workspace {team_id} here.")

    def acted_in(self, team_id: str, *, channel: str = "", view_id: str = "") -> Workspace:
        """Return the workspace in which somebody of a team acts.

        That is their own, unless they are in a channel, or have a modal open, that another workspace lends to theirs.
        """
        own = self.named(team_id)
        for host in self._hosts(own):
            place = host.directory.channel(channel)
            lent = place is not None and own.directory.team_id in place.shared_with
            if lent or (view_id and host.board.find_view(view_id)):
                return host
        return own

    def of_token(self, token: str) -> Workspace:
        """Return the workspace of this bot token; the first, which will not know it, where it is nobody's."""
        return self._which(lambda workspace: bool(token) and workspace.bot_token == token)

    def of_response_url(self, secret: str) -> Workspace:
        """Return the workspace that issued this response_url."""
        return self._which(lambda workspace: workspace.tickets.knows(secret))

    def of_file(self, file_id: str) -> Workspace:
        """Return the workspace that holds this file, or expects it."""
        return self._which(lambda workspace: workspace.files.knows(file_id))

    def learn_url(self, url: str) -> None:
        """Let each workspace that does not know yet where it is reached know it."""
        for workspace in self.all:
            workspace.own_url = workspace.own_url or url

    def state(self, team_id: str, user: str) -> Json:
        """Return everything that this person's page shows; ready for JSON."""
        own = self.named(team_id)
        state = {**own.state(user), "teams": [showing.team(each.directory) for each in self.all]}
        for host in self._hosts(own):
            state = showing.with_lent(state, host.state(user), host.directory.team)
        return state

    def _hosts(self, own: Workspace) -> tuple[Workspace, ...]:
        """Return the other workspaces that share a channel of theirs with this one."""
        team = own.directory.team_id
        others = (each for each in self.all if each is not own)
        return tuple(each for each in others if any(team in place.shared_with for place in each.directory.channels))

    def _which(self, holds: Callable[[Workspace], bool]) -> Workspace:
        return next(filter(holds, self.all), self.first)
