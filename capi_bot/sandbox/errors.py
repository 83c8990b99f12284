"""The error of the sandbox itself."""

from __future__ import annotations


class SandboxError(Exception):
    """A sentence that says why the sandbox could not do something."""
