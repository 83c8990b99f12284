from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.shared_files import REASON, may_skip

IN_CI, ELSEWHERE = {"CI": "true"}, {"CI": ""}


@pytest.mark.parametrize("environ", [IN_CI, ELSEWHERE])
def test_a_test_that_needs_the_shared_folder_skips_where_there_is_none(
    environ: Mapping[str, str], tmp_path: Path
) -> None:
    reason = f"Skipped: {REASON}schemas/x.json"

    assert may_skip(reason, environ, tmp_path / "shared")
    assert not may_skip(reason, environ, tmp_path)


def test_other_tests_skip_only_outside_of_ci_and_without_the_shared_folder(tmp_path: Path) -> None:
    assert may_skip("Skipped: needs IPv6", ELSEWHERE, tmp_path / "shared")
    assert not may_skip("Skipped: needs IPv6", IN_CI, tmp_path / "shared")
    assert not may_skip("Skipped: needs IPv6", ELSEWHERE, tmp_path)
