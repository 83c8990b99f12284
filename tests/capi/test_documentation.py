"""What the docstrings of the public names say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pytest

from capi_bot import capi
from capi_bot.capi import CapiClient, ConversationApi, DeadlineAdapter

CLASSES = [value for name in capi.__all__ if inspect.isclass(value := getattr(capi, name))]
METHODS = {
    f"{kind.__name__}.{name}": method
    for kind in CLASSES
    for name, method in inspect.getmembers(kind, inspect.isfunction)
    if name[0] != "_" and method.__module__.startswith("capi_bot") and kind is not DeadlineAdapter
}
"""Those of `DeadlineAdapter` are of requests."""
READS = {
    name: method
    for name, method in METHODS.items()
    if name.startswith(("ConversationApi.", "CapiClient.")) and name != "CapiClient.close"
}
FUNCTIONS = {name: getattr(capi, name) for name in capi.__all__ if inspect.isfunction(getattr(capi, name))}
LINK = re.compile(r"https://developer\.vonage\.com/en/api/(?:conversation|application\.v2|voice)(?:#\w+)?\n")


def described(method: Callable[..., object]) -> list[inspect.Parameter]:
    return [parameter for name, parameter in inspect.signature(method).parameters.items() if name != "self"]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_docstring_of_a_method_describes_each_of_its_parameters(method: Callable[..., object]) -> None:
    names = [parameter.name for parameter in described(method)]
    assert [name for name in names if f"`{name}`" not in str(method.__doc__)] == []


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_the_docstring_of_a_read_has_defaults_errors_and_the_page_of_vonage(read: Callable[..., object]) -> None:
    words = " ".join(str(read.__doc__).split())
    for parameter in described(read):
        *_, after = words.partition(f"`{parameter.name}`")
        match parameter.default:
            case None:
                assert re.search(r"\bNone\b", after), parameter.name
            case int() as number:
                assert f"{number} where it is not given" in after
            case "asc":
                assert "`asc`, the oldest first, which is the default" in after
    for error in ("InvalidArgumentError", "RemoteError", "UnreachableError"):
        assert f"`{error}`" in words
    if described(read) and described(read)[0].name in {"conversation_id", "user_id"} and "iter_" not in read.__name__:
        assert "`NotFoundError`" in words
    assert LINK.search(str(read.__doc__))


def test_the_client_and_the_protocol_say_the_same_of_a_read() -> None:
    methods = {
        name: method for name, method in inspect.getmembers(ConversationApi, inspect.isfunction) if name[0] != "_"
    }
    assert len(methods) == 21
    assert {name: inspect.getdoc(method) for name, method in methods.items()} == {
        name: inspect.getdoc(getattr(CapiClient, name)) for name in methods
    }


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_docstring_of_a_function_describes_each_of_its_parameters(function: Callable[..., object]) -> None:
    names = inspect.signature(function).parameters
    assert [name for name in names if f"`{name}`" not in str(function.__doc__)] == []


def test_the_docstring_of_the_client_describes_each_argument_of_its_constructor() -> None:
    names = inspect.signature(CapiClient).parameters
    assert [name for name in names if f"`{name}`" not in str(CapiClient.__doc__)] == []


def test_every_public_name_has_a_docstring() -> None:
    values = {name: getattr(capi, name) for name in capi.__all__}
    assert [name for name, value in values.items() if inspect.isclass(value) and not value.__doc__] == []
