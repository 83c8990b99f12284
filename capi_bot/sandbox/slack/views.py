"""Views: one stack of at most three modals a person, and one Home tab.

https://docs.slack.dev/surfaces/modals
https://docs.slack.dev/surfaces/app-home
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.choices import Values, held, with_current
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.limits import check_home, check_modal, view_too_large
from capi_bot.sandbox.slack.posting import with_ids
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError, refuse
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.rules import Json, Problem

STACK = 3


class Views:
    """Open, push, publish, update and close views on the board."""

    def __init__(self, board: Board, register: Register, new_id: Callable[[], str]) -> None:
        self._board = board
        self._register = register
        self._new_id = new_id

    @property
    def _directory(self) -> Directory:
        return self._register.now

    def open(self, user: str, view: object, channel: str = "") -> Json:
        """Show the view to the person, who is in this channel, in place of whatever modal is open."""
        shown = self._modal(view, self._new_name(), channel=channel)
        self._board.set_modals(user, (shown,))
        return shown

    def push(self, user: str, view: object, channel: str = "") -> Json:
        """Show the view on top of the person's others."""
        with self._board.changing():
            stack = self._board.modals(user)
            if not stack:
                raise RefusedError("not_found")
            if len(stack) >= STACK:
                raise RefusedError("push_limit_reached")
            shown = self._modal(view, self._new_name(), stack, channel)
            self._board.set_modals(user, (*stack, shown))
        return shown

    def publish(self, user: str, view: object, seen_hash: str = "") -> Json:
        """Show the view on the person's Home tab, unless that changed since its hash was `seen_hash`."""
        with self._board.changing():
            old = self._board.home(user)
            if seen_hash and (old is None or seen_hash != old["hash"]):
                raise RefusedError("hash_conflict")
            shown = self._home(view, old["id"] if old else self._new_name())
            self._board.set_home(user, shown)
        return shown

    def update(self, view: object, *, view_id: str = "", external_id: str = "", seen_hash: str = "") -> Json:
        """Show the view in place of the one with this id, unless that changed since its hash was `seen_hash`."""
        with self._board.changing():
            found = self._board.find_view(view_id, external_id)
            if found is None:
                raise RefusedError("not_found")
            user, old = found
            if old["type"] == "home":
                return self.publish(user, view, seen_hash)
            if seen_hash and seen_hash != old["hash"]:
                raise RefusedError("hash_conflict")
            shown = self._modal(view, old["id"], self._below(user, old))
            self._board.swap_view(user, shown)
        return shown

    def pop(self, user: str) -> None:
        """Close the person's view on top; the one below is seen again."""
        self._board.set_modals(user, self._board.modals(user)[:-1])

    def clear(self, user: str) -> None:
        """Close all of the person's views."""
        self._board.set_modals(user, ())

    def follow(self, user: str, view_id: str, reply: Json) -> None:
        """Do what the app answered to a submission: nothing said closes the view."""
        match reply.get("response_action"):
            case "errors":
                raise NotPossibleError("Some fields need another answer.", dict(reply.get("errors") or {}))
            case "clear":
                self.clear(user)
            case "update":
                self.update(reply.get("view"), view_id=view_id)
            case "push":
                self.push(user, reply.get("view"))
            case _:
                self.pop(user)

    def _below(self, user: str, view: Json) -> tuple[Json, ...]:
        return tuple(takewhile(lambda each: each["id"] != view["id"], self._board.modals(user)))

    def _new_name(self) -> str:
        return f"V{self._new_id().upper()}"

    def _home(self, view: object, name: str) -> Json:
        return self._made(view, check_home(view), name)

    def _modal(self, view: object, name: str, below: tuple[Json, ...] = (), channel: str = "") -> Json:
        shown = self._made(view, check_modal(view), name, channel)
        if below:
            shown |= {"root_view_id": below[0]["id"], "previous_view_id": below[-1]["id"]}
        return shown

    def _made(self, view: object, problems: tuple[Problem, ...], name: str, channel: str = "") -> Json:
        if view_too_large(view):
            raise RefusedError("view_too_large")
        refuse("invalid_arguments", problems)
        given: Json = view if isinstance(view, dict) else {}
        self._unique(given.get("external_id"), name)
        blocks = self._blocks(given["blocks"], channel)
        return {
            **_ABSENT,
            **given,
            "id": name,
            "hash": f"{name[1:9]}.{self._new_id()}",
            "team_id": self._directory.team_id,
            "app_id": self._directory.app_id,
            "app_installed_team_id": self._directory.team_id,
            "bot_id": self._directory.bot_id,
            "blocks": blocks,
            "state": {"values": held(blocks, {})},
            "root_view_id": name,
            "previous_view_id": None,
        }

    def _blocks(self, given: list[Json], channel: str) -> list[Json]:
        blocks, current = list(with_ids(given, self._new_id)), self._directory.channel(channel)
        return with_current(blocks, current) if current else blocks

    def _unique(self, external_id: object, name: str) -> None:
        taken = self._board.find_view(external_id=str(external_id)) if external_id else None
        if taken and taken[1]["id"] != name:
            raise RefusedError("duplicate_external_id")


def filled(view: Json, values: Values) -> Json:
    """Return the view with what the person filled in."""
    return {**view, "state": {"values": held(view["blocks"], values)}}


_ABSENT: Json = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "close": None,
    "submit": None,
    "clear_on_close": False,
    "notify_on_close": False,
}
