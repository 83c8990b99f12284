"""A stand-in of the Vonage Conversation API (v1 and beta), and of the calls list of its Voice API.

Written from the vendor's documents, never from the bot's parsers: https://developer.vonage.com/en/api/conversation
"""

from capi_bot.sandbox.vonage.api_request import RecordedRequest
from capi_bot.sandbox.vonage.app import create_app
from capi_bot.sandbox.vonage.faults import Fault, FaultSetting, OneTimeFaults, StandingFaults, parse_faults

__all__ = ["Fault", "FaultSetting", "OneTimeFaults", "RecordedRequest", "StandingFaults", "create_app", "parse_faults"]
