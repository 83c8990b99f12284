"""Fork while threads of a client are busy, and read in both processes.

They are busy with `requests`, jobs of the `executor`, a `token` that they sign, or `nothing`.
Prints `child` and `parent`, each once it has all that it read. The name of what is busy is the argument.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from cryptography.hazmat.primitives.asymmetric import rsa

from capi_bot.capi import CapiBotError, CapiClient, PrivateKey

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
BUSY_WITH = sys.argv[1]
PARENT = os.getpid()
built, forked, arrived = Event(), Event(), Event()
results: list[CapiBotError | None] = []


class Requests(BaseHTTPRequestHandler):
    """A server whose connections each serve one process: it tells them apart by the port of the other end."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        arrived.set()
        if BUSY_WITH == "requests" and not forked.wait(30):
            return
        status = self.path.partition("status=")[2].partition("&")[0]
        body = json.dumps({"_embedded": {"calls": [{"uuid": f"{status}-{self.client_address[1]}"}]}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


def clock() -> float:
    if BUSY_WITH == "token" and built.is_set() and os.getpid() == PARENT and not forked.is_set():
        arrived.set()
        forked.wait(30)
    return time.time()


def read(client: CapiClient) -> set[str]:
    """Read the calls of all three statuses; return the ports that they were read over."""
    uuids = [call.id for call in client.calls()]
    assert {uuid.partition("-")[0] for uuid in uuids} == {"started", "ringing", "answered"}, uuids
    return {uuid.partition("-")[2] for uuid in uuids}


signal.alarm(30)  # whatever hangs ends
server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
server.daemon_threads = True
Thread(target=server.serve_forever, daemon=True).start()
executor = ThreadPoolExecutor(2)
key = PrivateKey(rsa.generate_private_key(public_exponent=65537, key_size=2048))
url = f"http://127.0.0.1:{server.server_address[1]}"
client = CapiClient("app-1", key, base_url=url, executor=executor, clock=clock, on_result=results.append)
built.set()  # the constructor asks the clock once
parents_ports: set[str] = set()
readers = []
if BUSY_WITH == "executor":
    jobs = [executor.submit(forked.wait, 30) for _ in range(8)]
if BUSY_WITH in {"requests", "token"}:
    readers = [Thread(target=lambda: parents_ports.update(read(client))) for _ in range(4)]
    for reader in readers:
        reader.start()
    assert arrived.wait(10)
else:
    parents_ports |= read(client)
# The server runs in the parent, so the child has it beside it as any other client has.
receiving, sending = os.pipe()
child = os.fork()
if child == 0:
    signal.alarm(10)
    results.clear()
    os.write(sending, " ".join(read(client)).encode())
    assert results == [None] * 3, results
    client.close()
    sys.stdout.write("child\n")
    sys.stdout.flush()
    os._exit(0)
forked.set()
for reader in readers:
    reader.join()
assert os.waitpid(child, 0)[1] == 0
childs_ports = set(os.read(receiving, 1000).decode().split())
parents_ports |= read(client)
assert childs_ports.isdisjoint(parents_ports), (childs_ports, parents_ports)
client.close()
sys.stdout.write("parent\n")
