from __future__ import annotations

from collections.abc import Mapping

import pytest

from capi_bot.capi.beta import Beta
from capi_bot.capi.parallel import Parallel
from capi_bot.capi.query import Query
from capi_bot.capi.v1 import V1
from capi_bot.capi.versions import Version, VersionName, choose


@pytest.mark.parametrize(
    ("name", "kind", "path"),
    [("v1", V1, "/v1/conversations"), ("beta", Beta, "/beta/conversations"), ("v0.1", Beta, "/v0.1/conversations")],
)
def test_a_version_is_chosen_by_its_name(name: VersionName, kind: type[Version], path: str) -> None:
    asked = []

    def fetch(path: str, _: Mapping[str, str]) -> object:
        asked.append(path)
        return {}

    version = choose(name, fetch, Parallel(1))
    version.conversations(Query())
    assert type(version) is kind
    assert asked == [path]


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"v1, beta or v0\.1, not v2"):
        choose("v2", lambda *_: {}, Parallel(1))  # type: ignore[arg-type] # callers without a type checker exist
