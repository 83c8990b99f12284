from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.domain.call_summary.readings import Reading, contact_centre_readings


@pytest.fixture(scope="session")
def readings() -> Mapping[str, Reading]:
    return contact_centre_readings()
