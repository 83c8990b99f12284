"""Elements by action_id, people and channels by name, and values as the page would send them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.element_values import VALUE_KEYS, Press, Values, chosen, interactive, invalid_value
from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What a person looks at: a message, by channel and ts, or a view, by its id."""

    blocks: tuple[Json, ...]
    channel: str = ""
    ts: str = ""
    view_id: str = ""

    @property
    def where(self) -> dict[str, str]:
        return {"channel": self.channel, "ts": self.ts, "view_id": self.view_id}


Target = tuple[Surface, Json, Json]
"""A surface, a block on it, and an element in that."""


def of_message(message: Message) -> Surface:
    return Surface(blocks=message.blocks or (), channel=message.channel, ts=message.ts)


def of_view(view: Json) -> Surface:
    return Surface(blocks=tuple(view["blocks"]), view_id=view["id"])


def surfaces(store: Store, user: str) -> Iterator[Surface]:
    """Yield what a person sees that can be pressed, in the order in which they would look for it."""
    if modals := store.modals(user):
        yield of_view(modals[-1])
    yield from (of_message(each) for each in reversed(store.messages) if each.visible_to(user))
    if home := store.home(user):
        yield of_view(home)


def find(candidates: Iterable[Surface], action_id: str, nth: int = 0) -> Target:
    for surface in candidates:
        found = ((block, each) for block, each in interactive(surface.blocks) if each["action_id"] == action_id)
        for block, element in islice(found, nth, None):
            return surface, block, element
    raise NotPossibleError(f"There is nothing to press or choose called {action_id}.")


def person(directory: Directory, name: str) -> Person:
    for each in directory.people:
        if name in {each.id, each.name}:
            return each
    known = ", ".join(each.name for each in directory.people)
    raise SandboxError(f"There is nobody called {name}: there are {known}.")


def channel(directory: Directory, name: str) -> Channel:
    """Return the channel with this name, with or without `#`, or id, or raise SandboxError."""
    found = directory.channel(name) or directory.channel(f"#{name}")
    if found is None:
        raise SandboxError(f"There is no channel called {name}.")
    return found


def press(directory: Directory, block: Json, element: Json, value: object) -> Press:
    """Return the press of an element, with what is chosen there; what cannot be is refused."""
    given = _given(directory, element, value)
    if wrong := invalid_value(element, chosen(element, given)):
        raise NotPossibleError(wrong)
    return Press(block_id=block["block_id"], action_id=element["action_id"], given=given)


def _given(directory: Directory, element: Json, value: object) -> Json:
    """Return a value as the page would send it: people and channels by their ids, numbers as text."""
    kind = element["type"]
    resolve = _RESOLVERS.get(kind.removeprefix("multi_"))
    if kind == "checkboxes" or kind.startswith("multi_"):
        several = value if isinstance(value, list | tuple) else () if value is None else (value,)
        return {"value": [resolve(directory, each) if resolve else each for each in several]}
    return {"value": resolve(directory, value) if resolve and value is not None else value}


def _conversation(directory: Directory, name: str) -> str:
    is_person = any(name in {each.id, each.name} for each in directory.people)
    return (directory.direct_message(person(directory, name)) if is_person else channel(directory, name)).id


_RESOLVERS: Mapping[str, Callable[[Directory, Any], object]] = {
    "users_select": lambda directory, name: person(directory, name).id,
    "channels_select": lambda directory, name: channel(directory, name).id,
    "conversations_select": _conversation,
    "number_input": lambda _, number: str(number),
}


def filled(directory: Directory, view: Json, values: Mapping[str, object]) -> Values:
    """Return what a modal's inputs hold, from values by action_id; a value for what is not there is refused."""
    held: Values = {}
    unknown = set(values)
    for block, element in interactive(view["blocks"]):
        action_id = element["action_id"]
        if action_id in values and element["type"] in VALUE_KEYS:
            unknown.discard(action_id)
            held.setdefault(block["block_id"], {})[action_id] = _given(directory, element, values[action_id])
    if unknown:
        raise NotPossibleError(f"There is nothing to fill in called {', '.join(sorted(unknown))}.")
    return held
