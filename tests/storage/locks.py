"""Another process that holds locks of an SQLite file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

HOLD_A_TRANSACTION = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
"""
"""Others can read, but not write."""

HOLD_EVERY_LOCK = """
import fcntl, sys
file = open(sys.argv[1] + "-shm", "r+b")
fcntl.lockf(file, fcntl.LOCK_EX, 8, 120)  # https://www.sqlite.org/walformat.html#wal_locks
print("locked", flush=True)
sys.stdin.readline()
"""
"""Nobody can do anything, once the file was used."""


@contextmanager
def locked(script: str, path: str) -> Iterator[None]:
    """Hold the locks of a script in another process."""
    command = [sys.executable, "-c", script, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own script
        assert process.stdout
        assert process.stdout.readline() == "locked\n"
        yield
        process.communicate("go\n", timeout=30)
