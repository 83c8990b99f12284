from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.charts import DATA_VISUALIZATION


def part(label: str, value: object = 1) -> dict[str, Any]:
    return {"label": label, "value": value}


def bar(*series: dict[str, Any], **axes: object) -> dict[str, Any]:
    return {"type": "bar", "series": list(series), "axis_config": {"categories": ["call", "text"], **axes}}


BOTH = {"name": "Events", "data": [part("call"), part("text", 2.5)]}
PIE = {"type": "pie", "segments": [part("call")] * 6}


def problems(chart: object, title: str = "Events") -> list[str]:
    block = {"type": "data_visualization", "title": title, "chart": chart}
    return [each.pointer for each in DATA_VISUALIZATION(block, "")]


@pytest.mark.parametrize("chart", [PIE, bar(BOTH, x_label="Kind", y_label="How many"), {**bar(BOTH), "type": "line"}])
def test_a_chart_within_its_limits_is_taken(chart: dict[str, Any]) -> None:
    assert problems(chart) == []


@pytest.mark.parametrize(
    ("chart", "pointer"),
    [
        ({**PIE, "segments": [part("call")] * 7}, "/chart/segments"),
        ({**PIE, "segments": [part("x" * 21)]}, "/chart/segments/0/label"),
        ({**PIE, "segments": [part("call", "many")]}, "/chart/segments/0/value"),
        (bar({**BOTH, "name": "x" * 21}), "/chart/series/0/name"),
        (bar({**BOTH, "data": BOTH["data"][:1]}), "/chart/series/0/data"),
        (bar({**BOTH, "data": [part("call"), part("call")]}), "/chart/series/0/data"),
        (bar(BOTH, x_label="x" * 51), "/chart/axis_config/x_label"),
        ({"type": "radar"}, "/chart/type"),
        ({**PIE, "segments": [part("call", 0)]}, "/chart/segments/0/value"),
        (bar(BOTH, categories=["call", "call", "text"]), "/chart/axis_config/categories"),
        (bar(BOTH, BOTH), "/chart/series"),
        ("bar", "/chart"),
    ],
)
def test_a_chart_beyond_a_limit_is_refused_at_its_place(chart: object, pointer: str) -> None:
    assert problems(chart)[:1] == [pointer]


def test_a_chart_without_its_parts_is_refused_and_not_tripped_over() -> None:
    assert problems({"type": "bar"}) == ["/chart", "/chart"]
    assert "/chart/series" in problems({"type": "bar", "series": "none", "axis_config": []})


def test_the_title_is_short() -> None:
    assert problems(PIE, "x" * 51) == ["/title"]
