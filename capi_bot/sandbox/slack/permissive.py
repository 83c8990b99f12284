"""A workspace that grants everything: for an app whose manifest nobody has at hand."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.sandbox.slack.directory import Command, Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissive(Directory):
    """Take every slash command for one of the app's, and tell the app of every event.

    Give it `scopes` to the app's liking; shortcuts have to be declared, since Slack offers them in two places.
    """

    def command(self, name: str) -> Command | None:
        """Return the command of this name, `/` included."""
        return Command(command=name)

    def hears(self, event: str, scope: str = "") -> bool:  # noqa: ARG002 - the signature of what it replaces
        """Tell whether the app is told of an event: of all."""
        return True
