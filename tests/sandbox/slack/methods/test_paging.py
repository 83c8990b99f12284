from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.methods.paging import MOST, metadata, page
from capi_bot.sandbox.slack.refusals import RefusedError


def test_pages_follow_each_other_to_the_end() -> None:
    seen: list[int] = []
    cursor = ""
    for _ in range(3):
        rows, cursor = page(range(5), {"limit": 2, "cursor": cursor})
        seen += rows
    assert (seen, cursor) == ([0, 1, 2, 3, 4], "")


def test_a_page_that_ends_with_the_list_is_the_last() -> None:
    assert page(range(2), {"limit": "2"}) == (range(2), "")
    assert metadata("") == {"response_metadata": {"next_cursor": ""}}


@pytest.mark.parametrize("limit", [None, "", 0, "0"])
def test_unsaid_a_page_has_the_usual_size(limit: object) -> None:
    rows, _ = page(range(7), {"limit": limit}, 3)
    assert len(rows) == 3


@pytest.mark.parametrize("limit", ["many", -1, MOST + 2])
def test_a_limit_that_slack_would_refuse_is_refused(limit: object) -> None:
    with pytest.raises(RefusedError, match="invalid_limit"):
        page(range(7), {"limit": limit})


@pytest.mark.parametrize("cursor", ["%", "bm90aGluZw==", "/w==", "b2Zmc2V0Ojg="])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(RefusedError, match="invalid_cursor"):
        page(range(7), {"cursor": cursor})
