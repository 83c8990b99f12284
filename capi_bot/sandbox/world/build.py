"""The contact centre as the sandbox shows it: its morning is this morning, and its calls go on."""

from __future__ import annotations

from datetime import datetime

from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.sandbox.world.live_world import Life
from capi_bot.sandbox.world.moving_state import moved
from capi_bot.sandbox.world.older_conversations import crowded


def living(begins: datetime, *, seed: int = 0, speed: float = 1.0, conversations: int = 0) -> Life:
    """Make the living world; `conversations` is how many more there are that are long over.

    Vonage's sample call began two minutes before `begins` and is in progress as long as anybody looks.
    """
    morning = moved(contact_centre(), begins)
    return Life(crowded(morning, conversations, seed=seed), begins=begins, seed=seed, speed=speed)
