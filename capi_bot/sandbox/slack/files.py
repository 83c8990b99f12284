"""Files that the app uploads: a place to send the bytes first, then a message that shows them.

https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable
from dataclasses import replace

from capi_bot.sandbox.slack.messages import File
from capi_bot.sandbox.slack.refusals import RefusedError


class Files:
    """Hold what was uploaded; thread-safe. A file is promised, then filled, then complete."""

    def __init__(self, new_id: Callable[[], str], clock: Callable[[], float]) -> None:
        self._new_id = new_id
        self._clock = clock
        self._lock = threading.Lock()
        self._promised: dict[str, File] = {}
        self._bytes: dict[str, bytes] = {}
        self._complete: dict[str, File] = {}

    def promise(self, name: str, size: int) -> File:
        """Return the file that bytes may now be sent for."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = File(
            id=f"F{self._new_id().upper()}",
            name=name,
            title=name,
            mimetype=kind,
            size=size,
            created=int(self._clock()),
        )
        with self._lock:
            self._promised[file.id] = file
        return file

    def fill(self, file_id: str, content: bytes) -> None:
        """Keep the bytes of a promised file; they must be as many as were promised."""
        with self._lock:
            file = self._promised.get(file_id)
            if file is None:
                raise RefusedError("file_not_found")
            if len(content) != file.size:
                raise RefusedError("length_mismatch")
            self._bytes[file_id] = content

    def knows(self, file_id: str) -> bool:
        """Tell whether the file was promised here, be it complete or not."""
        with self._lock:
            return file_id in self._promised or file_id in self._complete

    def complete(self, titles: dict[str, str]) -> tuple[File, ...]:
        """Return the files with these ids, whole and with their titles; all of them or none."""
        with self._lock:
            if any(each not in self._bytes or each not in self._promised for each in titles):
                raise RefusedError("file_not_found")
            done = {each: _titled(self._promised.pop(each), title) for each, title in titles.items()}
            self._complete |= done
        return tuple(done.values())

    def read(self, file_id: str) -> tuple[File, bytes] | None:
        """Return a complete file and its bytes."""
        with self._lock:
            file = self._complete.get(file_id)
            return None if file is None else (file, self._bytes[file_id])

    def find(self, file_id: str) -> File | None:
        """Return a complete file."""
        with self._lock:
            return self._complete.get(file_id)

    def all(self) -> tuple[File, ...]:
        """Return every complete file, in the order in which they became so."""
        with self._lock:
            return tuple(self._complete.values())

    def delete(self, file: File) -> None:
        """Forget a file and its bytes."""
        with self._lock:
            self._complete.pop(file.id, None)
            self._bytes.pop(file.id, None)


def _titled(file: File, title: str) -> File:
    return replace(file, title=title or file.name)
