"""A contact centre that lives: calls ring, are answered, passed on, held, recorded, and end; riders meet in rooms.

What happens is a pure function of a seed and the time; `Life` tells what the world is at an instant.
"""

from capi_bot.sandbox.world.build import living
from capi_bot.sandbox.world.live_world import Life
from capi_bot.sandbox.world.moving_state import moved
from capi_bot.sandbox.world.occurrences import Occurrence

__all__ = ["Life", "Occurrence", "living", "moved"]
