from __future__ import annotations

from dataclasses import dataclass, field, replace

from capi_bot.sandbox.switches import Boards, Switch


@dataclass
class Lamps:
    lit: dict[str, Switch] = field(default_factory=dict)

    def switches(self) -> tuple[Switch, ...]:
        return tuple(self.lit.values())

    def turn(self, name: str, *, on: bool) -> bool:
        if name in self.lit:
            self.lit[name] = replace(self.lit[name], on=on)
        return name in self.lit


def lamps(*names: str) -> Lamps:
    return Lamps({name: Switch(name=name, label=name.title()) for name in names})


def test_several_boards_are_one() -> None:
    kitchen, hall = lamps("oven"), lamps("door", "stairs")
    both = Boards(kitchen, hall)

    assert both.turn("stairs", on=True)
    assert [(switch.name, switch.on) for switch in both.switches()] == [
        ("oven", False),
        ("door", False),
        ("stairs", True),
    ]
    assert both.turn("stairs", on=False)
    assert not any(switch.on for switch in both.switches())


def test_nobody_can_turn_what_is_not_there() -> None:
    assert not Boards(lamps("oven")).turn("door", on=True)
