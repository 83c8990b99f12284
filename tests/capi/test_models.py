from __future__ import annotations

import inspect
from dataclasses import FrozenInstanceError, is_dataclass

import pytest

from capi_bot import capi, errors
from capi_bot.capi import models


def public(module: object) -> dict[str, type]:
    named = inspect.getmembers(module, inspect.isclass)
    return {name: found for name, found in named if found.__module__ == getattr(module, "__name__", "")}


def test_every_model_is_frozen_and_slotted() -> None:
    values = [found for found in public(models).values() if is_dataclass(found)]
    assert values
    assert [found.__name__ for found in values if not hasattr(found, "__slots__")] == []
    with pytest.raises(FrozenInstanceError):
        models.Leg(id="1").id = "2"  # type: ignore[misc] # that is what is tested


def test_what_the_client_returns_and_raises_is_at_hand_beside_it() -> None:
    assert [name for name in (*public(models), *public(errors)) if name not in capi.__all__] == []
    assert [name for name in capi.__all__ if not hasattr(capi, name)] == []
