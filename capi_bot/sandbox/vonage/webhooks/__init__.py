"""What Vonage tells an application by itself: Voice and RTC events, signed, as they happen in the living world.

https://developer.vonage.com/en/voice/voice-api/webhook-reference
https://developer.vonage.com/en/conversation/overview
"""

from capi_bot.sandbox.vonage.webhooks.sender import Sender
from capi_bot.sandbox.vonage.webhooks.signing import Signer

__all__ = ["Sender", "Signer"]
