"""Chance that comes again: the same labels always draw the same lots."""

from __future__ import annotations

from random import Random


def chance(*labels: object) -> Random:
    """Make the generator that belongs to these labels alone, such as a seed and a number."""
    return Random("/".join(map(str, labels)))  # noqa: S311 - a made-up world needs no secrets
