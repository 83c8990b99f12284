"""What went wrong with the sandbox itself."""

from __future__ import annotations


class SandboxError(Exception):
    """Say in a sentence why the sandbox could not do what was asked."""
