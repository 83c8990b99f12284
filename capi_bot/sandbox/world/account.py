"""The made-up account at Vonage: its key, what its calls cost, and whose network they go through."""

from __future__ import annotations

API_KEY = "abcd1234"
"""What webhooks and sessions name the account by."""
A_MINUTE = 0.024
"""Euros that a minute costs, to anywhere."""
NETWORK = "23410"
"""The country and network codes of the other side."""


def price(seconds: float) -> float:
    """Tell what so many seconds cost, in euros."""
    return seconds * A_MINUTE / 60
