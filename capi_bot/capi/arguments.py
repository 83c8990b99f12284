"""Arguments of the client, checked as they are given: what is wrong raises `InvalidArgumentError`, which says so."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeGuard

from capi_bot.errors import InvalidArgumentError

LARGEST_NUMBER = 2**63 - 1
"""The largest number of an event."""
LONGEST_TIMEOUT = 86_400.0
"""Seconds."""
LARGEST_POOL = 10_000
"""Connections; urllib3 makes room for all of them at once."""
_LATEST_TIME = 1e11
"""Unix seconds of the year 5138: a clock beyond it counts something smaller than seconds."""
_LONGEST_ID = 100
_MAX_SHOWN = 50
_CONTROLS = re.compile(r"[\0-\x1f\x7f-\x9f]")


def check_application_id(application_id: str) -> None:
    """Refuse what is no id of an application; it is not shown, as it may be the key in the wrong place."""
    is_text = isinstance(application_id, str) and application_id.isprintable() and application_id.strip()
    if not is_text or len(application_id) > _LONGEST_ID:
        raise InvalidArgumentError(
            f"application_id is the text of the application's id at Vonage, not {describe(application_id)}."
        )


def check_seconds(**timeouts: float) -> None:
    """Refuse timeouts that are no seconds above 0, or more than a day."""
    for name, seconds in timeouts.items():
        is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if not is_number or not 0 < seconds <= LONGEST_TIMEOUT or not math.isfinite(seconds):
            raise InvalidArgumentError(
                f"{name} is a number of seconds above 0, {LONGEST_TIMEOUT:.0f} at most, not {show(seconds)}."
            )


def check_pool_size(pool_size: int) -> None:
    """Refuse what is no number of connections."""
    if not is_whole(pool_size) or not 1 <= pool_size <= LARGEST_POOL:
        raise InvalidArgumentError(
            f"pool_size is a whole number of connections, 1 to {LARGEST_POOL}, not {show(pool_size)}."
        )


def check_functions(*given: object, **functions: object) -> None:
    """Refuse what cannot be called with arguments like those `given`."""
    for name, function in functions.items():
        if not callable(function):
            raise InvalidArgumentError(f"{name} is a function, not {show(function)}.")
        if not accepts(function, *given):
            count = ("no argument", "one argument")[len(given)]
            raise InvalidArgumentError(f"{name} is a function that is called with {count}, which this one is not for.")


def check_clocks(clock: Callable[[], float], monotonic: Callable[[], float], jitter: Callable[[], float]) -> None:
    """Refuse functions that return no times and no fraction; each is called once."""
    check_functions(clock=clock, monotonic=monotonic, jitter=jitter)
    if not _is_between(0, now := clock(), _LATEST_TIME):
        raise InvalidArgumentError(f"clock returns Unix seconds as time.time does, not {show(now)}.")
    if not _is_between(-math.inf, seconds := monotonic(), math.inf):
        raise InvalidArgumentError(f"monotonic returns seconds as time.monotonic does, not {show(seconds)}.")
    if not _is_between(0, fraction := jitter(), 1):
        raise InvalidArgumentError(f"jitter returns a number from 0 to 1 as random.random does, not {show(fraction)}.")


def accepts(function: Callable[..., object], *given: object) -> bool:
    """Return whether a function can be called with arguments; True where it does not tell, as built-in ones."""
    try:
        inspect.signature(function).bind(*given)
    except TypeError:
        return False
    except ValueError:
        return True
    return True


def _is_between(least: float, number: object, most: float) -> bool:
    """Return whether a value is a finite number that is neither too small nor too large."""
    if not isinstance(number, int | float) or isinstance(number, bool) or not least <= number <= most:
        return False
    return abs(number) < LARGEST_NUMBER


def check_switches(**switches: bool) -> None:
    """Refuse what is neither True nor False: the text "no" would count as True."""
    for name, switch in switches.items():
        if not isinstance(switch, bool):
            raise InvalidArgumentError(f"{name} is True or False, not {show(switch)}.")


def check_executor(executor: object) -> None:
    """Refuse what has no `submit`; None is no executor."""
    if executor is None:
        return
    submit = None if isinstance(executor, type) else getattr(executor, "submit", None)
    if not callable(submit) or not accepts(submit, str, None):
        raise InvalidArgumentError(
            f"executor is an object with a submit function, such as ThreadPoolExecutor(8), not {show(executor)}."
        )


def text_filter(name: str, text: str | None) -> str | None:
    """Return a filter, None where there is none: an empty text would be one to us, and none to the API."""
    if text is None:
        return None
    if not isinstance(text, str) or not text.strip() or not is_sendable(text) or _CONTROLS.search(text):
        raise InvalidArgumentError(f"{name} is a line of text that is not empty, or None for all, not {show(text)}.")
    return text


def number_filter(name: str, number: int | None) -> int | None:
    """Return the number of an event; None where there is none."""
    if number is None:
        return None
    if not is_whole(number) or not 0 <= number <= LARGEST_NUMBER:
        raise InvalidArgumentError(f"{name} is the whole number of an event, such as 7, or None, not {show(number)}.")
    return number


def time_filter(name: str, time: datetime | None) -> datetime | None:
    """Return a time in UTC; None where there is none."""
    if time is None:
        return None
    if not isinstance(time, datetime):
        raise InvalidArgumentError(f"{name} is a datetime with a time zone, or None, not {show(time)}.")
    if time.utcoffset() is None:
        raise InvalidArgumentError(
            f"{name} has no time zone, so it could be any: add tzinfo=UTC, or .astimezone() for this computer's."
        )
    try:
        return time.astimezone(UTC)
    except (OverflowError, ValueError):
        raise InvalidArgumentError(f"{name} is out of reach: in UTC it has no year from 1 to 9999.") from None


def check_statuses(statuses: Iterable[str]) -> tuple[str, ...]:
    """Return statuses of calls; a single text is refused, as it is a list of its letters."""
    if isinstance(statuses, str | bytes) or not isinstance(statuses, Iterable):
        raise InvalidArgumentError(f'statuses is a list such as ["started", "ringing"], not {show(statuses)}.')
    return tuple(statuses)


def query_parameters(parameters: Mapping[str, str | int] | None) -> dict[str, str]:
    """Return the parameters of any path as texts; whole numbers may be given, too."""
    if parameters is None:
        return {}
    if not isinstance(parameters, Mapping):
        raise InvalidArgumentError(f'parameters is a dict such as {{"page_size": "10"}}, not {show(parameters)}.')
    for name, value in parameters.items():
        is_text = isinstance(value, str) and is_sendable(value)
        is_number = is_whole(value) and abs(value) <= LARGEST_NUMBER
        if not isinstance(name, str) or not name or not is_sendable(name) or not (is_text or is_number):
            raise InvalidArgumentError(f"The parameter {show(name)} is a text or a whole number, not {show(value)}.")
    return {name: str(value) for name, value in parameters.items()}


def show(value: object) -> str:
    """Return a wrong argument as an error may show it: texts and numbers as they are written, else what it is."""
    if isinstance(value, str):
        return ascii(value) if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]!a}…"
    is_short = value is None or isinstance(value, float) or (isinstance(value, int) and abs(value) < LARGEST_NUMBER)
    return repr(value) if is_short else describe(value)


def describe(value: object) -> str:
    """Return what a wrong argument is, without its value, which may be secret."""
    if isinstance(value, str):
        return "another text" if value.strip() else "an empty text"
    return f"the class {value.__name__}" if isinstance(value, type) else f"a value of type {type(value).__name__}"


def is_whole(value: object) -> TypeGuard[int]:
    """Return whether a value is a whole number, as which True and False do not count."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_sendable(text: str) -> bool:
    """Return whether UTF-8 can carry a text: it has no unpaired surrogates."""
    return text.isascii() or text == text.encode("utf-8", "replace").decode()
