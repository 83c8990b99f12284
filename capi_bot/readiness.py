"""Readiness: what the API, Slack and the store did last, and whether the bot can serve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from threading import Lock


class Dependency(Enum):
    """What the bot needs in order to serve; the value is its name in sentences."""

    API = "Vonage's API"
    SLACK = "Slack"
    STORE = "The store"


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyState:
    """Whether a dependency has ever served, and what was wrong the last time; empty where it served."""

    dependency: Dependency
    has_served: bool = False
    problem: str = ""

    @property
    def is_serving(self) -> bool:
        """Return whether it served when it was last used."""
        return self.has_served and not self.problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessReport:
    """Whether the bot can serve, and a sentence for each dependency that does not."""

    is_ready: bool
    reasons: tuple[str, ...]


def assess(states: Iterable[DependencyState]) -> ReadinessReport:
    """Return whether the bot can serve: each dependency has served once, and Slack and the store still do.

    During an outage of the API the bot stays ready: it is then that it has to tell people.
    """
    states = tuple(states)
    return ReadinessReport(
        is_ready=all(state.has_served and (state.is_serving or state.dependency is Dependency.API) for state in states),
        reasons=tuple(describe(state) for state in states if not state.is_serving),
    )


def describe(state: DependencyState) -> str:
    """Return why a dependency does not serve, as a sentence."""
    if state.problem.startswith(state.dependency.value):
        return state.problem
    if state.problem:
        return f"{state.dependency.value}: {state.problem}"
    return f"{state.dependency.value} has not been reached yet."


class Readiness:
    """The latest result of each dependency. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._states = {dependency: DependencyState(dependency=dependency) for dependency in Dependency}

    def report(self, dependency: Dependency, problem: str | None) -> None:
        """Note what came of using a dependency: a problem as a sentence for the operator, or None where it served."""
        with self._lock:
            state = self._states[dependency]
            self._states[dependency] = replace(
                state, has_served=state.has_served or problem is None, problem=problem or ""
            )

    def states(self) -> tuple[DependencyState, ...]:
        """Return the state of every dependency."""
        with self._lock:
            return tuple(self._states.values())
