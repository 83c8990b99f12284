"""The file map `.github/FILES.md`, written from the docstrings of all modules: `python -m tests.file_map`."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE_MAP = ROOT / ".github" / "FILES.md"


def file_map() -> str:
    """Return the map: a section for each package, a row for each module, and the package's own line above them."""
    package = ROOT / "capi_bot"
    folders = sorted({path.parent for path in package.rglob("*.py")})
    sections = ["# Files\n\nWritten by `python -m tests.file_map` from the docstrings; a test compares them.\n"]
    for folder in folders:
        name = folder.relative_to(ROOT).as_posix()
        rows = [
            f"| [`{path.name}`](../{name}/{path.name}) | {_first_line(path)} |"
            for path in sorted(folder.glob("*.py"))
            if path.name != "__init__.py"
        ]
        if rows:
            about = _first_line(folder / "__init__.py")
            sections.append("\n".join([f"## `{name}/`\n\n{about}\n", "| File | What |", "|---|---|", *rows]) + "\n")
    return "\n".join(sections)


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].replace("|", "\\|")


if __name__ == "__main__":
    FILE_MAP.write_text(file_map(), encoding="utf-8")
