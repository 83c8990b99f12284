"""Socket Mode: the app is told of things over WebSockets that it opened itself.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

from capi_bot.sandbox.slack.socket_mode.link import Terms
from capi_bot.sandbox.slack.socket_mode.server import SocketMode

__all__ = ["SocketMode", "Terms"]
