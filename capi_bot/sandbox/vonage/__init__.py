"""A stand-in of the Vonage Conversation API in all its versions, and of the calls list of its Voice API.

Written from the vendor's documents, never from this program's own parsers: https://developer.vonage.com/en/api/conversation
"""

from capi_bot.sandbox.vonage.app import create_app
from capi_bot.sandbox.vonage.asked import Recorded
from capi_bot.sandbox.vonage.faults import Fault, Faults
from capi_bot.sandbox.vonage.standing import Setting, StandingFaults, parse

__all__ = ["Fault", "Faults", "Recorded", "Setting", "StandingFaults", "create_app", "parse"]
