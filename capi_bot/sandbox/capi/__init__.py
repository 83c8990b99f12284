"""A stand-in of the Vonage Conversation API (v1, beta and v0.1) and of the calls list of its Voice API.

Written from the vendor's documents, never from this program's own parsers: https://developer.vonage.com/en/api/conversation
"""

from capi_bot.sandbox.capi.app import create_app
from capi_bot.sandbox.capi.asked import Recorded
from capi_bot.sandbox.capi.faults import Fault, Faults

__all__ = ["Fault", "Faults", "Recorded", "create_app"]
