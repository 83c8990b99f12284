"""A workspace whose app was granted everything, and a way to call it without HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.web_api import SCOPES
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

TOKEN = "xoxb-made-up"


@dataclass(frozen=True)
class Granted:
    workspace: Workspace

    def __call__(self, method: str, **arguments: Any) -> Any:  # noqa: ANN401 - the answer's JSON
        return call(self.workspace, method, arguments, TOKEN)

    def error(self, method: str, **arguments: Any) -> str:  # noqa: ANN401 - the arguments' JSON
        with pytest.raises(RefusedError) as caught:
            self(method, **arguments)
        return caught.value.code


@pytest.fixture
def granted(make: Callable[..., Workspace]) -> Granted:
    return Granted(make(directory=replace(Directory(), scopes=SCOPES)))


@pytest.fixture
def granting(make: Callable[..., Workspace]) -> Callable[..., Granted]:
    return lambda *scopes: Granted(make(directory=replace(Directory(), scopes=scopes)))
