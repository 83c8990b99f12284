from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.domain.call_summary.readings import Read, contact_centre_readings


@pytest.fixture(scope="session")
def readings() -> Mapping[str, Read]:
    return contact_centre_readings()
