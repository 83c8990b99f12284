"""The data_visualization block, as tables of rules.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from __future__ import annotations

from collections.abc import Iterator

from capi_bot.sandbox.slack.rules import (
    Json,
    Problem,
    Rule,
    array,
    broken,
    by_type,
    number,
    one_of,
    shape,
    string,
    then,
)

# Slack's own page says at most 6 segments and series; builders of third parties let 12 pass.
_MOST = 6
_LABEL = string(20)
_POINT = shape({"label": _LABEL, "value": number()})
_SERIES = shape({"name": _LABEL, "data": array(_POINT, 20)})
_AXES = shape({"categories": array(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})


def _above_zero(segment: Json, pointer: str) -> Iterator[Problem]:
    if segment["value"] <= 0:
        yield broken(f"{pointer}/value", "must be more than 0", "min", 0, segment["value"])


def _each_once(chart: Json, pointer: str) -> Iterator[Problem]:
    told = {
        "axis_config/categories": chart["axis_config"]["categories"],
        "series": [series["name"] for series in chart["series"]],
    }
    for where, names in told.items():
        if len(set(names)) < len(names):
            yield broken(f"{pointer}/{where}", "must not name the same twice", "unique")


def _one_point_a_category(chart: Json, pointer: str) -> Iterator[Problem]:
    categories = sorted(chart["axis_config"]["categories"])
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            where = f"{pointer}/series/{index}/data"
            yield broken(where, "must have one data point for each category", "all_of", categories)


def _plotted(kind: str) -> Rule:
    plotted = shape({"type": one_of(kind), "series": array(_SERIES, _MOST), "axis_config": _AXES})
    return then(plotted, _each_once, _one_point_a_category)


CHART = by_type(
    {
        "pie": shape({"type": one_of("pie"), "segments": array(then(_POINT, _above_zero), _MOST)}),
        **{kind: _plotted(kind) for kind in ("bar", "area", "line")},
    },
)
DATA_VISUALIZATION = shape(
    {"type": one_of("data_visualization"), "title": string(50), "chart": CHART},
    {"block_id": string(255)},
)
