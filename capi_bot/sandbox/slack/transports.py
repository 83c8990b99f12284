"""The two ways to an app, and which of them its settings ask for.

https://docs.slack.dev/apis/events-api/comparing-http-socket-mode
"""

from __future__ import annotations

from capi_bot.sandbox.slack.delivery_bodies import Parcel, Receipt, Retry
from capi_bot.sandbox.slack.signed_http import SignedHttp
from capi_bot.sandbox.slack.socket_mode import SocketMode


class Transports:
    """Send over Socket Mode while the app is set to it, else to its Request URL, as Slack does."""

    def __init__(self, http: SignedHttp, sockets: SocketMode | None) -> None:
        self.http = http
        self.sockets = sockets

    def send(self, parcel: Parcel, retry: Retry | None, patience: float) -> Receipt:
        """Take the parcel to the app the way that is set just now."""
        way = self.sockets if self.sockets and self.sockets.is_on else self.http
        return way.send(parcel, retry, patience)
