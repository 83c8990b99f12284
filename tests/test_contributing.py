"""CONTRIBUTING and CHANGELOG name files and symbols that exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
DIAGRAM = CONTRIBUTING.partition("```mermaid\n")[2].partition("\n```")[0]
PARTICIPANTS = dict(re.findall(r"participant (\w+) as ([\w/.]+)", DIAGRAM))
CALLS = re.findall(r"\w->>(\w+): (\w+)\(", DIAGRAM)
NEW_NAMES = re.findall(r"(?m)^\| `[\w.]+` \| `([\w.]+)` \|$", CHANGELOG)
FOLDERS = ("", "capi_bot", "capi_bot/domain/events")
"""What the names of files are relative to."""


def test_the_guide_for_contributors_is_short() -> None:
    assert len(CONTRIBUTING.splitlines()) <= 200


def test_every_file_that_the_guide_names_is_there() -> None:
    names = re.findall(r"`([\w/.]+/|[\w/.]*\w\.(?:py|md|example)|\.ci/run)`", CONTRIBUTING)
    links = re.findall(r"\]\((?:\.\./)?([^):#]+)\)", CONTRIBUTING)
    anchors = re.findall(r"\]\(#([\w-]+)\)", CONTRIBUTING)
    headings = [heading.lower().replace(" ", "-") for heading in re.findall(r"(?m)^#+ (.+)$", CONTRIBUTING)]
    assert len(names) > 30
    assert [name for name in (*names, *PARTICIPANTS.values()) if not _files(name)] == []
    assert [name for name in links if not any((ROOT / folder / name).exists() for folder in ("", ".github"))] == []
    assert [anchor for anchor in anchors if anchor not in headings] == []


def test_every_symbol_that_the_guide_places_in_a_file_is_in_it() -> None:
    places = re.findall(r"`(\w+)(?:\(\))?`(?:,? in|\s*\(|,\s+made by)\s*`([\w/]+\.py)`", CONTRIBUTING)
    assert len(places) > 12
    assert [place for place in places if not _defines(*place)] == []


def test_the_diagram_calls_functions_that_are_where_it_says() -> None:
    assert len(CALLS) > 7
    assert [call for call in CALLS if call[0] in PARTICIPANTS and not _contains(PARTICIPANTS[call[0]], call[1])] == []


def test_the_diagram_uses_only_its_participants() -> None:
    arrows = re.findall(r"(\w+)-{1,2}>>(\w+): \S", DIAGRAM)
    assert len(arrows) == len(re.findall(">>", DIAGRAM))
    assert {name for arrow in arrows for name in arrow} <= {*PARTICIPANTS, "Slack"}
    assert len(re.findall(r"(?m)^ +(?:loop|alt|opt)\b", DIAGRAM)) == len(re.findall(r"(?m)^ +end$", DIAGRAM))


def test_the_changelog_has_many_new_names() -> None:
    assert len(NEW_NAMES) > 150


@pytest.mark.parametrize("name", dict.fromkeys(NEW_NAMES))
def test_every_new_name_of_the_changelog_can_be_imported(name: str) -> None:
    module, *attributes = _imported(f"capi_bot.{name}")
    found: object = importlib.import_module(module)
    for attribute in attributes:
        fields = getattr(found, "__dataclass_fields__", {})  # a field without a default is no attribute of its class
        found = fields[attribute] if attribute in fields else getattr(found, attribute)


def _imported(name: str) -> list[str]:
    """Return the longest part of a dotted name that is a module, and the other parts one by one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:end])
        if path.with_suffix(".py").is_file() or path.is_dir():
            return [".".join(parts[:end]), *parts[end:]]
    return parts


def _files(name: str) -> list[Path]:
    return [path for folder in FOLDERS if (path := ROOT / folder / name).exists()]


def _defines(symbol: str, name: str) -> bool:
    definition = re.compile(rf"(?m)^ *(?:def |class ){symbol}\b|^{symbol}(?::[^=]+)? =")
    return any(definition.search(path.read_text(encoding="utf-8")) for path in _files(name))


def _contains(name: str, function: str) -> bool:
    paths = [file for path in _files(name) for file in (path.rglob("*.py") if path.is_dir() else [path])]
    return any(re.search(rf"\b{function}\(", path.read_text(encoding="utf-8")) for path in paths)
