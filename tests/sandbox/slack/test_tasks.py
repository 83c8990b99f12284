from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.slack.rules import by_type
from capi_bot.sandbox.slack.tasks import PLAN, TASK_CARD
from tests.sandbox.slack.extremes.parts import rich, task

CARD = {"type": "task_card", **task()}
SOURCE = {"type": "url", "url": "https://example.com", "text": "The log"}


def plan(*tasks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "plan", "title": "Look it up", "tasks": list(tasks)}


def problems(block: dict[str, Any]) -> list[str]:
    return [str(each) for each in by_type({"task_card": TASK_CARD, "plan": PLAN})(block, "")]


@pytest.mark.parametrize(
    "block",
    [
        {**CARD, "details": rich("rich_text_section"), "output": rich("rich_text_quote"), "sources": [SOURCE]},
        plan(task(1, status="pending"), {"type": "task_card", **task(2)}),
    ],
)
def test_a_task_that_slack_documents_is_taken(block: dict[str, Any]) -> None:
    assert problems(block) == []


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ({**CARD, "status": "pending"}, "must be one of: in_progress, complete, error [json-pointer:/status]"),
        ({**CARD, "sources": [{**SOURCE, "type": "link"}]}, "must be one of: url [json-pointer:/sources/0/type]"),
        (
            plan(task(1, status="late")),
            "must be one of: pending, in_progress, complete, error [json-pointer:/tasks/0/status]",
        ),
        (plan(), "no fewer than 1 items allowed [json-pointer:/tasks]"),
        (plan(task(1), task(2), task(1)), '`task_id` "t1" already exists [json-pointer:/tasks/2/task_id]'),
    ],
)
def test_a_task_of_another_kind_is_refused_at_its_place(block: dict[str, Any], told: str) -> None:
    assert problems(block) == [told]
