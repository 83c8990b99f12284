"""What can be switched on and off while the sandbox runs: a row each, for the page and for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One switch as the page shows it."""

    name: str
    label: str
    hint: str = ""
    """A sentence: what happens while it is on."""
    group: str = ""
    """Whose failure it is, such as `Vonage` or `Slack`."""
    on: bool = False


class Switchboard(Protocol):
    """A set of switches; thread-safe."""

    def switches(self) -> Sequence[Switch]:
        """List them, in the order in which they are shown."""
        ...

    def turn(self, name: str, *, on: bool) -> bool:
        """Turn one on or off; return whether there is one of this name."""
        ...


class Boards:
    """Several switchboards as one."""

    def __init__(self, *boards: Switchboard) -> None:
        self._boards = boards

    def switches(self) -> tuple[Switch, ...]:
        return tuple(switch for board in self._boards for switch in board.switches())

    def turn(self, name: str, *, on: bool) -> bool:
        return any(board.turn(name, on=on) for board in self._boards)
