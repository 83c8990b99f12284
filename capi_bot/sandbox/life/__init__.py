"""A contact centre that lives: calls ring, are answered, passed on, held, recorded, and end; riders meet in rooms.

What happens is a pure function of a seed and the time; `Life` tells what the world is at an instant.
"""

from capi_bot.sandbox.life.life import Life
from capi_bot.sandbox.life.living import living
from capi_bot.sandbox.life.moving import moved
from capi_bot.sandbox.life.occurrences import Occurrence

__all__ = ["Life", "Occurrence", "living", "moved"]
