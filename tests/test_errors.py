from __future__ import annotations

from collections.abc import Iterator

from capi_bot import errors
from capi_bot.errors import (
    CapiBotError,
    NotFoundError,
    ProblemDetails,
    SettingsError,
)


def drawn(error: type[CapiBotError], lead: str = "") -> Iterator[str]:
    below = [child for child in error.__subclasses__() if child.__module__ == errors.__name__]
    for child in below:
        last = child is below[-1]
        yield f"{lead}{'└── ' if last else '├── '}{child.__name__}"
        yield from drawn(child, f"{lead}{'    ' if last else '│   '}")


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    tree = "\n".join(["CapiBotError", *drawn(CapiBotError)])
    shown = [line.removeprefix("    ") for line in str(errors.__doc__).splitlines() if line.startswith("    ")]

    assert "\n".join(shown) == tree


def test_every_problem_of_the_settings_is_kept_and_is_a_line() -> None:
    error = SettingsError("A is missing.", "B is wrong.")

    assert (str(error), error.problems) == ("A is missing.\nB is wrong.", ("A is missing.", "B is wrong."))


def test_a_refusal_is_told_by_the_best_words_that_it_has() -> None:
    reasons = (("order", "unknown"), ("cursor", "too old"))

    assert str(NotFoundError(ProblemDetails(status=404))) == "404 no reason given"
    assert str(ProblemDetails(status=404, code="x")) == "404 x"
    assert str(ProblemDetails(status=404, code="x", title="Not there.")) == "404 Not there."
    assert str(ProblemDetails(status=400, title="t", detail="Bad request.", parameters=reasons)) == (
        "400 Bad request: order: unknown; cursor: too old"
    )
