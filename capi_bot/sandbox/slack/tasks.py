"""The blocks task_card and plan, as tables of rules.

https://docs.slack.dev/reference/block-kit/blocks/task-card-block
https://docs.slack.dev/reference/block-kit/blocks/plan-block
"""

from __future__ import annotations

from collections.abc import Iterator

from capi_bot.sandbox.slack.objects import ANY_LENGTH, URL
from capi_bot.sandbox.slack.rich_text import RICH_TEXT
from capi_bot.sandbox.slack.rules import Json, Problem, array, broken, one_of, shape, string, then

_LONG = string(ANY_LENGTH)
_TYPE = {"type": one_of("task_card")}
_NAMED = {"task_id": string(255), "title": _LONG}
_SOURCE = shape({"type": one_of("url"), "url": URL, "text": _LONG})
_TOLD = {"block_id": string(255), "details": RICH_TEXT, "output": RICH_TEXT, "sources": array(_SOURCE, 50, 0)}
_BEGUN = ("in_progress", "complete", "error")


def _distinct_tasks(plan: Json, pointer: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, task in enumerate(plan["tasks"]):
        name = task["task_id"]
        if name in seen:
            yield broken(f"{pointer}/tasks/{index}/task_id", f'`task_id` "{name}" already exists', "unique", got=name)
        seen.add(name)


TASK_CARD = shape({**_TYPE, **_NAMED, "status": one_of(*_BEGUN)}, _TOLD)
"""Only a plan shows tasks that have not begun."""
_TASK = shape({**_NAMED, "status": one_of("pending", *_BEGUN)}, {**_TYPE, **_TOLD})
PLAN = then(
    shape({"type": one_of("plan"), "title": _LONG, "tasks": array(_TASK, 50)}, {"block_id": string(255)}),
    _distinct_tasks,
)
