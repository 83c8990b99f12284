"""The file map says what the files hold, and no file is too long."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.file_map import FILE_MAP, ROOT, file_map


def test_the_file_map_is_what_the_docstrings_say() -> None:
    assert FILE_MAP.read_text(encoding="utf-8") == file_map(), "run python -m tests.file_map"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "capi_bot").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_file_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
