from __future__ import annotations

import pytest

from capi_bot.domain.saved_filters import SavedFilter


def test_keys_are_short_and_different() -> None:
    keys = {SavedFilter(text=text).key for text in ("live", "open", "", "日本" * 50, "\ud800")}

    assert len(keys) == 5
    assert {len(key) for key in keys} == {16}


@pytest.mark.parametrize("text", ["live", "since 2h words"])
def test_a_key_is_the_same_in_every_process(text: str) -> None:
    assert SavedFilter(text=text).key == {"live": "067e44cf52643c3a", "since 2h words": "0191771855cd17b7"}[text]
