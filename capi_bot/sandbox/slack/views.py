"""Views: a stack of at most three modals a person, and a Home tab.

https://docs.slack.dev/surfaces/modals
https://docs.slack.dev/surfaces/app-home
"""

from __future__ import annotations

from itertools import takewhile

from capi_bot.sandbox.slack.blocks import check_home, check_modal, view_too_large
from capi_bot.sandbox.slack.element_values import state_values
from capi_bot.sandbox.slack.errors import NotPossibleError, RefusedError, refuse
from capi_bot.sandbox.slack.posting import with_ids
from capi_bot.sandbox.slack.rules import Json, Problem
from capi_bot.sandbox.slack.store import WorkspaceState

STACK = 3
_ABSENT: Json = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "close": None,
    "submit": None,
    "clear_on_close": False,
    "notify_on_close": False,
}


class Views:
    """The views in the store: opened, pushed, published, updated and closed."""

    def __init__(self, state: WorkspaceState) -> None:
        self._state = state
        self._store = state.store
        self._new_id = state.new_id

    def open(self, user: str, view: object) -> Json:
        opened = self._modal(view, self._new_view_id())
        self._store.set_modals(user, (opened,))
        return opened

    def push(self, user: str, view: object) -> Json:
        with self._store.changing():
            stack = self._store.modals(user)
            if not stack:
                raise RefusedError("not_found")
            if len(stack) >= STACK:
                raise RefusedError("push_limit_reached")
            pushed = self._modal(view, self._new_view_id(), stack)
            self._store.set_modals(user, (*stack, pushed))
        return pushed

    def publish(self, user: str, view: object, seen_hash: str = "") -> Json:
        """Show the view on the person's Home tab, unless that changed since its hash was `seen_hash`."""
        with self._store.changing():
            old = self._store.home(user)
            if seen_hash and (old is None or seen_hash != old["hash"]):
                raise RefusedError("hash_conflict")
            published = self._completed(view, check_home(view), old["id"] if old else self._new_view_id())
            self._store.set_home(user, published)
        return published

    def update(self, view: object, *, view_id: str = "", external_id: str = "", seen_hash: str = "") -> Json:
        """Show the view in place of the one with this id, unless that changed since its hash was `seen_hash`."""
        with self._store.changing():
            found = self._store.find_view(view_id, external_id)
            if found is None:
                raise RefusedError("not_found")
            user, old = found
            if old["type"] == "home":
                return self.publish(user, view, seen_hash)
            if seen_hash and seen_hash != old["hash"]:
                raise RefusedError("hash_conflict")
            stack = self._store.modals(user)
            below = tuple(takewhile(lambda each: each["id"] != old["id"], stack))
            updated = self._modal(view, old["id"], below)
            self._store.set_modals(user, tuple(updated if each["id"] == old["id"] else each for each in stack))
        return updated

    def follow(self, user: str, view_id: str, answer: Json) -> None:
        """Do what the app answered to a submission; an empty answer closes the view, and the one below is seen."""
        match answer.get("response_action"):
            case "errors":
                raise NotPossibleError("Some fields need another answer.", dict(answer.get("errors") or {}))
            case "clear":
                self._store.set_modals(user, ())
            case "update":
                self.update(answer.get("view"), view_id=view_id)
            case "push":
                self.push(user, answer.get("view"))
            case _:
                self._store.set_modals(user, self._store.modals(user)[:-1])

    def _new_view_id(self) -> str:
        return f"V{self._new_id().upper()}"

    def _modal(self, view: object, view_id: str, below: tuple[Json, ...] = ()) -> Json:
        modal = self._completed(view, check_modal(view), view_id)
        if below:
            modal |= {"root_view_id": below[0]["id"], "previous_view_id": below[-1]["id"]}
        return modal

    def _completed(self, view: object, problems: tuple[Problem, ...], view_id: str) -> Json:
        """Return the view with what Slack adds to it, or raise RefusedError."""
        if view_too_large(view):
            raise RefusedError("view_too_large")
        refuse("invalid_arguments", problems)
        given: Json = view if isinstance(view, dict) else {}
        external_id = given.get("external_id")
        same_name = self._store.find_view(external_id=str(external_id)) if external_id else None
        if same_name and same_name[1]["id"] != view_id:
            raise RefusedError("duplicate_external_id")
        directory, blocks = self._state.directory, list(with_ids(given["blocks"], self._new_id))
        return {
            **_ABSENT,
            **given,
            "id": view_id,
            "hash": f"{view_id[1:9]}.{self._new_id()}",
            "team_id": directory.team_id,
            "app_id": directory.app_id,
            "app_installed_team_id": directory.team_id,
            "bot_id": directory.bot_id,
            "blocks": blocks,
            "state": {"values": state_values(blocks, {})},
            "root_view_id": view_id,
            "previous_view_id": None,
        }
