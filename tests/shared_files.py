"""Files of the folder `../shared`, which lies beside the repository where it is built: schemas, samples, reference."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
REASON = "needs ../shared: "
"""How the reason of every test begins that skips in a clone without the folder; no other test skips in CI."""


def shared(path: str) -> Path:
    """Return a file of `../shared`, or skip the test where there is no such folder."""
    if not SHARED.is_dir():
        pytest.skip(f"{REASON}{path}")
    return SHARED / path


def may_skip(reason: str, environ: Mapping[str, str], folder: Path = SHARED) -> bool:
    """Return whether a test may skip: nowhere beside `../shared`, and in CI only what needs that folder."""
    return not folder.is_dir() and (REASON in reason or not environ.get("CI"))
