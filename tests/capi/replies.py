"""A server on loopback that answers every GET alike, and the reads of the client that may get such an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from capi_bot.capi import CapiClient

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"

Read = Callable[[CapiClient], object]

ONE_THING: dict[str, Read] = {
    "conversation": lambda client: client.conversation(CON),
    "member": lambda client: client.member(CON, MEM),
    "event": lambda client: client.event(CON, 7),
    "user": lambda client: client.user(USR),
}
LISTS: dict[str, Read] = {
    "conversations": lambda client: client.conversations(),
    "members": lambda client: client.members(CON),
    "members_in_full": lambda client: client.members_in_full(CON),
    "events": lambda client: client.events(CON),
    "users": lambda client: client.users(),
    "user_conversations": lambda client: client.user_conversations(USR),
    "user_sessions": lambda client: client.user_sessions(USR),
    "calls": lambda client: client.calls(),
    "call_log": lambda client: client.call_log(),
    "iter_events": lambda client: list(client.iter_events(CON)),
}


class Replies:
    """A server on loopback that answers every GET with `body`."""

    def __init__(self) -> None:
        self.body: object = {}
        replies = self

        class Requests(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                body = replies.body if isinstance(replies.body, bytes) else json.dumps(replies.body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
