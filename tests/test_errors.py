from __future__ import annotations

from collections.abc import Iterator

from capi_bot import errors
from capi_bot.errors import (
    CapiBotError,
    NotFoundError,
    ProblemDetails,
    SettingsError,
)


def tree_lines(error: type[CapiBotError], indent: str = "") -> Iterator[str]:
    children = [child for child in error.__subclasses__() if child.__module__ == errors.__name__]
    for child in children:
        is_last = child is children[-1]
        yield f"{indent}{'└── ' if is_last else '├── '}{child.__name__}"
        yield from tree_lines(child, f"{indent}{'    ' if is_last else '│   '}")


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    tree = "\n".join(["CapiBotError", *tree_lines(CapiBotError)])
    docstring_tree = [line.removeprefix("    ") for line in str(errors.__doc__).splitlines() if line.startswith("    ")]

    assert "\n".join(docstring_tree) == tree


def test_a_settings_error_has_all_problems_one_per_line() -> None:
    error = SettingsError("A is missing.", "B is wrong.")

    assert (str(error), error.problems) == ("A is missing.\nB is wrong.", ("A is missing.", "B is wrong."))


def test_problem_details_become_the_best_text_that_they_have() -> None:
    reasons = (("order", "unknown"), ("cursor", "too old"))

    assert str(NotFoundError(ProblemDetails(status=404))) == "404 no reason given"
    assert str(ProblemDetails(status=404, code="x")) == "404 x"
    assert str(ProblemDetails(status=404, code="x", title="Not there.")) == "404 Not there."
    assert str(ProblemDetails(status=400, title="t", detail="Bad request.", parameters=reasons)) == (
        "400 Bad request: order: unknown; cursor: too old"
    )
