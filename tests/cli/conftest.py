from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from capi_bot import shutdown
from capi_bot.sandbox.bot_process import bot_environment


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in an empty directory, with nothing of the operator's own in the environment."""
    for name in set(os.environ) - set(bot_environment(os.environ, {})):
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Impatient(threading.Event):
    """Be told to stop at the moment somebody waits for it, by a real signal."""

    number = signal.SIGTERM

    def wait(self, timeout: float | None = None) -> bool:
        signal.raise_signal(self.number)
        return super().wait(timeout)


@pytest.fixture(params=[signal.SIGTERM, signal.SIGINT])
def signalled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Impatient, "number", request.param)
    monkeypatch.setattr(shutdown, "Event", Impatient)
