"""Modals: one stack of at most three views a person.

https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

from collections.abc import Callable

from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.choices import Values, held
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.limits import check_view, view_too_large
from capi_bot.sandbox.slack.posting import with_ids
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError, refuse
from capi_bot.sandbox.slack.rules import Json

STACK = 3


class Modals:
    """Open, push, update and close views on the board."""

    def __init__(self, board: Board, directory: Directory, new_id: Callable[[], str]) -> None:
        self._board = board
        self._directory = directory
        self._new_id = new_id

    def open(self, user: str, view: object) -> Json:
        """Show the view to the person in place of whatever modal is open."""
        shown = self._made(view, f"V{self._new_id().upper()}", ())
        self._board.set_modals(user, (shown,))
        return shown

    def push(self, user: str, view: object) -> Json:
        """Show the view on top of the person's others."""
        with self._board.changing():
            stack = self._board.modals(user)
            if not stack:
                raise RefusedError("not_found")
            if len(stack) >= STACK:
                raise RefusedError("push_limit_reached")
            shown = self._made(view, f"V{self._new_id().upper()}", stack)
            self._board.set_modals(user, (*stack, shown))
        return shown

    def update(self, view: object, *, view_id: str = "", external_id: str = "", seen_hash: str = "") -> Json:
        """Show the view in place of the one with this id, unless that changed since its hash was `seen_hash`."""
        with self._board.changing():
            found = self._board.find_view(view_id, external_id)
            if found is None:
                raise RefusedError("not_found")
            user, old = found
            if seen_hash and seen_hash != old["hash"]:
                raise RefusedError("hash_conflict")
            stack = self._board.modals(user)
            below = stack[: next(index for index, each in enumerate(stack) if each["id"] == old["id"])]
            shown = self._made(view, old["id"], below)
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

    def _made(self, view: object, name: str, below: tuple[Json, ...]) -> Json:
        if view_too_large(view):
            raise RefusedError("view_too_large")
        refuse("invalid_arguments", check_view(view))
        given: Json = view if isinstance(view, dict) else {}
        self._unique(given.get("external_id"), name)
        blocks = list(with_ids(given["blocks"], self._new_id))
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
            "root_view_id": below[0]["id"] if below else name,
            "previous_view_id": below[-1]["id"] if below else None,
        }

    def _unique(self, external_id: object, name: str) -> None:
        taken = self._board.find_view(external_id=str(external_id)) if external_id else None
        if taken and taken[1]["id"] != name:
            raise RefusedError("duplicate_external_ID")


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
