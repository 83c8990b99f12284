"""The limits of cards, containers, tables, plans and charts."""

from __future__ import annotations

from tests.sandbox.slack.extremes.limit import Limit, itself, limit, several
from tests.sandbox.slack.extremes.parts import (
    CONTAINER,
    DIVIDER,
    bars,
    button,
    card,
    cell,
    chart,
    data_table,
    home,
    message,
    mrkdwn,
    plain,
    point,
    series,
    task,
)

_WHOLE_CARD = {
    **card(),
    **{name: mrkdwn() for name in ("title", "subtitle", "body", "subtext")},
    "actions": [button()],
}
_TABLE = {"type": "table", "rows": [[cell()]]}
_DATA = data_table([[cell()], [cell()]])
BOXES: tuple[Limit, ...] = (
    *(
        limit(f"card.{name}.max_length", most, message(_WHOLE_CARD), f"/blocks/0/{name}/text")
        for name, most in (("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200))
    ),
    limit("card.actions.max_items", 3, message(_WHOLE_CARD), "/blocks/0/actions", several(button)),
    *(
        limit(
            f"carousel.elements.{bound}_items",
            number,
            message({"type": "carousel", "elements": []}),
            "/blocks/0/elements",
            several(card),
        )
        for bound, number in (("min", 1), ("max", 10))
    ),
    limit("container.title.max_length", 150, message(CONTAINER), "/blocks/0/title/text"),
    limit("container.subtitle.max_length", 150, message({**CONTAINER, "subtitle": plain()}), "/blocks/0/subtitle/text"),
    *(
        limit(
            f"container.child_blocks.{bound}_items",
            number,
            message(CONTAINER),
            "/blocks/0/child_blocks",
            several(lambda _: DIVIDER),
        )
        for bound, number in (("min", 1), ("max", 10))
    ),
    limit("table.rows.max_items", 100, message(_TABLE), "/blocks/0/rows", several(lambda _: [cell()])),
    limit("table.columns.max_items", 20, message(_TABLE), "/blocks/0/rows/0", several(lambda _: cell())),
    limit("table.column_settings.max_items", 20, message(_TABLE), "/blocks/0/column_settings", several(lambda _: None)),
    limit("table.content.max_length", 10_000, message(_TABLE), "/blocks/0/rows/0/0/text", told="/blocks/0/rows"),
    limit("data_table.rows.min_items", 2, message(_DATA), "/blocks/0/rows", several(lambda _: [cell()])),
    limit("data_table.rows.max_items", 201, message(_DATA), "/blocks/0/rows", several(lambda _: [cell()])),
    *(
        limit(
            f"data_table.columns.{bound}_items",
            number,
            message(data_table([])),
            "/blocks/0/rows",
            lambda width: [[cell()] * width, [cell()] * width],
            told="/blocks/0/rows/0 /blocks/0/rows/1",
        )
        for bound, number in (("min", 1), ("max", 20))
    ),
    limit("data_table.page_size.min", 1, message(_DATA), "/blocks/0/page_size", itself),
    limit("data_table.page_size.max", 100, message(_DATA), "/blocks/0/page_size", itself),
    limit("data_table.cell_text.min_length", 1, message(_DATA), "/blocks/0/rows/1/0/text"),
    limit(
        "data_table.content.max_length",
        20_000,
        message(_DATA),
        "/blocks/0/rows/1/0/text",
        lambda number: "x" * (number - 1),
        told="/blocks/0/rows",
    ),
    limit(
        "data_table.total_content.max_length",
        20_000,
        home(_DATA, _DATA),
        "/view/blocks/1/rows/1/0/text",
        lambda number: "x" * (number - 3),
        told="/view/blocks",
    ),
    limit("data_table.row_header_column_index.min", 0, message(_DATA), "/blocks/0/row_header_column_index", itself),
    limit("data_table.row_header_column_index.max", 0, message(_DATA), "/blocks/0/row_header_column_index", itself),
    limit(
        "plan.tasks.max_items",
        50,
        message({"type": "plan", "title": "Plan", "tasks": []}),
        "/blocks/0/tasks",
        several(task),
    ),
)
_PIE = message(chart({"type": "pie", "segments": [point()]}))
_BARS = message(bars())
_C = "/blocks/0/chart"
CHARTS: tuple[Limit, ...] = (
    limit("data_visualization.title.max_length", 50, _PIE, "/blocks/0/title"),
    limit("data_visualization.segments.min_items", 1, _PIE, f"{_C}/segments", several(point)),
    limit("data_visualization.segments.max_items", 6, _PIE, f"{_C}/segments", several(point)),
    limit("data_visualization.segment.label.max_length", 20, _PIE, f"{_C}/segments/0/label"),
    limit("data_visualization.segment.value.min", 1, _PIE, f"{_C}/segments/0/value", itself),
    limit("data_visualization.series.min_items", 1, _BARS, f"{_C}/series", several(series)),
    limit("data_visualization.series.max_items", 6, _BARS, f"{_C}/series", several(series)),
    limit("data_visualization.series_name.max_length", 20, _BARS, f"{_C}/series/0/name"),
    limit(
        "data_visualization.data.max_items",
        20,
        message(bars(20)),
        f"{_C}/series/0/data",
        several(point),
    ),
    limit("data_visualization.data.min_items", 1, _BARS, f"{_C}/series/0/data", several(point)),
    limit("data_visualization.axis_label.max_length", 50, _BARS, f"{_C}/axis_config/x_label"),
    limit(
        "data_visualization.point_label.max_length",
        20,
        _BARS,
        _C,
        lambda number: {
            "type": "line",
            "series": [{"name": "s", "data": [{"label": "x" * number, "value": 1}]}],
            "axis_config": {"categories": ["x" * 20]},
        },
        told=f"{_C}/series/0/data/0/label",
    ),
    limit(
        "data_visualization.category_label.max_length",
        20,
        _BARS,
        _C,
        lambda number: {
            "type": "area",
            "series": [{"name": "s", "data": [{"label": "x" * 20, "value": 1}]}],
            "axis_config": {"categories": ["x" * number]},
        },
        told=f"{_C}/axis_config/categories/0",
    ),
    *(
        limit(
            f"data_visualization.categories.{bound}_items",
            number,
            _BARS,
            _C,
            lambda number: {
                "type": "bar",
                "series": [series(0, min(max(number, 1), 20))],
                "axis_config": {"categories": [f"p{each}" for each in range(number)]},
            },
            told=f"{_C}/axis_config/categories",
        )
        for bound, number in (("min", 1), ("max", 20))
    ),
    limit(
        "message.data_visualizations.max_items",
        2,
        message(),
        "/blocks",
        several(lambda _: _PIE["blocks"][0]),
    ),
)
