"""What subcommands say, and how they end."""

from __future__ import annotations

import sys

DONE, FAILED = 0, 1


def say(words: object) -> int:
    """Write to standard output at once, since the reader may be a program that waits for it; return success."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
    return DONE


def complain(words: object, code: int = FAILED) -> int:
    """Write to standard error and return the exit code."""
    sys.stderr.write(f"{words}\n")
    return code
