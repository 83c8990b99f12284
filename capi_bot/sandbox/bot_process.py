"""The real bot in a process of its own, started in the same way as an operator does."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from capi_bot.sandbox.errors import SandboxError

_PROJECT = Path(__file__).resolve().parents[2]
_SETTINGS = re.compile(r"(SLACK|VONAGE|CAPI)_(?!RICH_BLOCKS$).*|APPLICATION_ID|PRIVATE_KEY")
_PROXIES = re.compile(r"(https?|all)_proxy", re.IGNORECASE)
_MAX_LINES = 500


def bot_environment(environ: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """Return our environment with `settings` in place of the user's own, and without proxies.

    `CAPI_RICH_BLOCKS` is passed on: it only changes what is shown.
    """
    inherited = {
        name: value for name, value in environ.items() if not (_SETTINGS.fullmatch(name) or _PROXIES.fullmatch(name))
    }
    path = os.pathsep.join(filter(None, (str(_PROJECT), environ.get("PYTHONPATH", ""))))
    return inherited | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"} | dict(settings)


class BotProcess:
    """A process of `capi-bot run`; `output` is its latest lines. It ends when we do, even if we are killed."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Start it with these settings alone: its working directory is empty, so that it reads no `.env`."""
        self.output: deque[str] = deque(maxlen=_MAX_LINES)
        self._stdout_lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._directory = TemporaryDirectory(prefix="capi-bot-")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "capi_bot", "run", "--until-stdin-ends"],
            cwd=self._directory.name,
            env=bot_environment(os.environ, settings),
            stdin=subprocess.PIPE,  # we write nothing, and the system closes it whichever way we end
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        self._readers = (self._read(self._process.stderr, None), self._read(self._process.stdout, self._stdout_lines))

    def first_line(self, *, timeout: float = 30.0) -> str:
        """Wait for the line that it writes when it is ready, or raise SandboxError with its output."""
        try:
            line = self._stdout_lines.get(timeout=timeout)
        except queue.Empty:
            raise SandboxError(f"The bot did not start within {timeout:g} seconds.\n{self._last_output()}") from None
        if not line:
            self._readers[0].join()
            raise SandboxError(f"The bot ended at its start.\n{self._last_output()}")
        return line

    def stop(self, *, timeout: float = 15.0) -> int:
        """Terminate it, kill it after `timeout` seconds, and return its exit code."""
        self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
        code = self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        for reader in self._readers:
            reader.join()
        self._directory.cleanup()
        return code

    def _last_output(self) -> str:
        return "\n".join(self.output)

    def _read(self, stream: IO[str] | None, lines_queue: queue.SimpleQueue[str] | None) -> threading.Thread:
        def read(lines: IO[str]) -> None:
            with lines:
                for line in lines:
                    self.output.append(line.rstrip("\n"))
                    if lines_queue:
                        lines_queue.put(line.rstrip("\n"))
            if lines_queue:
                lines_queue.put("")

        reader = threading.Thread(target=read, args=(stream,), daemon=True)
        reader.start()
        return reader
