from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from capi_bot.cli import process
from capi_bot.sandbox.bot_process import bot_environment


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to an empty directory and remove the operator's variables from the environment."""
    for name in set(os.environ) - set(bot_environment(os.environ, {})):
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class SignallingEvent(threading.Event):
    """An event whose `wait` sends a real signal to this process first."""

    number = signal.SIGTERM

    def wait(self, timeout: float | None = None) -> bool:
        signal.raise_signal(self.number)
        return super().wait(timeout)


@pytest.fixture(params=[signal.SIGTERM, signal.SIGINT])
def signalled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignallingEvent, "number", request.param)
    monkeypatch.setattr(process, "Event", SignallingEvent)
