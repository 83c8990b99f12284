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
_SETTINGS = re.compile(r"(SLACK|VONAGE|CAPI)_.*|APPLICATION_ID|PRIVATE_KEY")
_PROXIES = re.compile(r"(https?|all)_proxy", re.IGNORECASE)
_KEPT_LINES = 500


def surroundings(environ: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """Give the bot our environment with `settings` in place of any of the user's own, and no proxy before loopback."""
    kept = {
        name: value for name, value in environ.items() if not (_SETTINGS.fullmatch(name) or _PROXIES.fullmatch(name))
    }
    path = os.pathsep.join(filter(None, (str(_PROJECT), environ.get("PYTHONPATH", ""))))
    return kept | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"} | dict(settings)


class Child:
    """Run `capi-bot run`; `words` keeps the last lines that it wrote. It ends when we do, even if we are killed."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Start it with these settings alone: its working directory is empty, so no `.env` is found there."""
        self.words: deque[str] = deque(maxlen=_KEPT_LINES)
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._home = TemporaryDirectory(prefix="capi-bot-")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "capi_bot", "run", "--until-stdin-ends"],
            cwd=self._home.name,
            env=surroundings(os.environ, settings),
            stdin=subprocess.PIPE,  # we write nothing, and the system closes it whichever way we end
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        self._readers = (self._read(self._process.stderr, None), self._read(self._process.stdout, self._said))

    def first_line(self, *, patience: float = 30.0) -> str:
        """Wait for what it says when it is ready, or raise SandboxError with its last words."""
        try:
            line = self._said.get(timeout=patience)
        except queue.Empty:
            raise SandboxError(f"The bot did not start within {patience:g} seconds.\n{self._last_words()}") from None
        if not line:
            self._readers[0].join()
            raise SandboxError(f"The bot ended at its start.\n{self._last_words()}")
        return line

    def stop(self, *, patience: float = 15.0) -> int:
        """Ask it to end, insist after `patience` seconds, and return its exit code."""
        self._process.terminate()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
        code = self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        for reader in self._readers:
            reader.join()
        self._home.cleanup()
        return code

    def _last_words(self) -> str:
        return "\n".join(self.words)

    def _read(self, stream: IO[str] | None, said: queue.SimpleQueue[str] | None) -> threading.Thread:
        def read(lines: IO[str]) -> None:
            with lines:
                for line in lines:
                    self.words.append(line.rstrip("\n"))
                    if said:
                        said.put(line.rstrip("\n"))
            if said:
                said.put("")

        reader = threading.Thread(target=read, args=(stream,), daemon=True)
        reader.start()
        return reader
