from __future__ import annotations

import capi_bot.sandbox
from capi_bot.sandbox.errors import SandboxError


def test_there_is_one_error_to_catch() -> None:
    assert capi_bot.sandbox.SandboxError is SandboxError
