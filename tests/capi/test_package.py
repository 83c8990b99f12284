from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import FrozenInstanceError, is_dataclass

import pytest

from capi_bot import capi, errors
from capi_bot.capi import models

LOADED_MODULES = "import sys, capi_bot.capi; print(*sys.modules)"


def public_classes(module: object) -> dict[str, type]:
    classes = inspect.getmembers(module, inspect.isclass)
    own = {name: value for name, value in classes if value.__module__ == getattr(module, "__name__", "")}
    return {name: value for name, value in own.items() if not name.startswith("_")}


def test_every_model_is_frozen_and_slotted() -> None:
    values = [value for value in public_classes(models).values() if is_dataclass(value)]
    assert values
    assert [value.__name__ for value in values if not hasattr(value, "__slots__")] == []
    with pytest.raises(FrozenInstanceError):
        models.Leg(id="1").id = "2"  # type: ignore[misc] # that is what is tested


def test_the_package_exports_all_models_and_errors() -> None:
    names = [*public_classes(models), *public_classes(errors)]
    assert [name for name in names if name not in capi.__all__] == []
    assert [name for name in capi.__all__ if not hasattr(capi, name)] == []


def test_the_client_needs_only_requests_pyjwt_and_cryptography_and_little_of_ours() -> None:
    command = [sys.executable, "-c", LOADED_MODULES]
    modules = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603 -- our own command
    own_modules = {
        module for module in modules if module.startswith("capi_bot.") and not module.startswith("capi_bot.capi")
    }
    others = {module.partition(".")[0] for module in modules}
    own = {"connection_failures", "errors", "network", "secrets_filter"}
    assert own_modules == {f"capi_bot.{name}" for name in own}
    assert {"requests", "jwt", "cryptography"} <= others
    assert others.isdisjoint({"dotenv", "flask", "slack_bolt", "slack_sdk", "waitress", "websockets"})
