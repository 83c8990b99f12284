"""Output and exit codes of subcommands."""

from __future__ import annotations

import sys

SUCCESS, FAILURE, USAGE_ERROR, INTERRUPTED = 0, 1, 2, 130


def print_output(text: object) -> int:
    """Write to standard output, flush it, since the reader may be a program that waits for the line; return success."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    return SUCCESS


def print_error(text: object, code: int = FAILURE) -> int:
    """Write to standard error and return the exit code."""
    sys.stderr.write(f"{text}\n")
    return code
