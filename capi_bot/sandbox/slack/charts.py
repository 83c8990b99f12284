"""The data_visualization block, as tables of rules.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from __future__ import annotations

from collections.abc import Iterator

from capi_bot.sandbox.slack.rules import Problem, Rule, array, both, by_type, number, one_of, shape, string

_LABEL = string(20)
_PART = shape({"label": _LABEL, "value": number()})
_SERIES = shape({"name": _LABEL, "data": array(_PART, 20)})
_AXES = shape({"categories": array(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})


def _one_point_a_category(chart: object, pointer: str) -> Iterator[Problem]:
    categories = set(_texts(_at(_at(chart, "axis_config"), "categories")))
    for index, series in enumerate(_items(_at(chart, "series"))):
        labels = list(_texts([_at(point, "label") for point in _items(_at(series, "data"))]))
        if len(labels) != len(categories) or set(labels) != categories:
            where = f"{pointer}/series/{index}/data"
            yield Problem(pointer=where, sentence="must have one data point for each category")


def _at(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> Iterator[str]:
    yield from (each for each in _items(value) if isinstance(each, str))


def _plotted(kind: str) -> Rule:
    return both(
        shape({"type": one_of(kind), "series": array(_SERIES, 6), "axis_config": _AXES}),
        _one_point_a_category,
    )


CHART = by_type(
    {
        "pie": shape({"type": one_of("pie"), "segments": array(_PART, 6)}),
        **{kind: _plotted(kind) for kind in ("bar", "area", "line")},
    },
)
DATA_VISUALIZATION = shape(
    {"type": one_of("data_visualization"), "title": string(50), "chart": CHART},
    {"block_id": string(255)},
)
