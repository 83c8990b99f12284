"""A generated contact centre: calls ring, are answered, transferred, held, recorded, and end; app users meet in rooms.

What happens is a pure function of a seed and the time; `LiveWorld` returns the world at an instant.
"""

from capi_bot.sandbox.world.live_world import LiveWorld, live_world
from capi_bot.sandbox.world.scenario import Occurrence
from capi_bot.sandbox.world.snapshot import World

__all__ = ["LiveWorld", "Occurrence", "World", "live_world"]
