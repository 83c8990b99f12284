"""What the docstrings of the public names say."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from capi_bot import capi
from capi_bot.capi import CapiClient

METHODS = {name: value for name, value in inspect.getmembers(CapiClient, inspect.isfunction) if name[0] != "_"}
FUNCTIONS = {name: getattr(capi, name) for name in capi.__all__ if inspect.isfunction(getattr(capi, name))}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_docstring_of_a_method_describes_each_of_its_parameters(method: Callable[..., object]) -> None:
    names = [name for name in inspect.signature(method).parameters if name != "self"]
    assert [name for name in names if f"`{name}`" not in str(method.__doc__)] == []


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
