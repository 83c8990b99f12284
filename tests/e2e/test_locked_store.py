"""A store that another process holds: what people see meanwhile, between real processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from tests.e2e.person import Person, View, said
from tests.storage.locks import HOLD_A_TRANSACTION, HOLD_EVERY_LOCK, locked

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("store") / "store.sqlite3")


@pytest.fixture(scope="module")
def person(store: str) -> Iterator[Person]:
    with SandboxEnvironment(extra_env={"CAPI_STORE": store}) as sandbox:
        person = Person(sandbox=sandbox)
        person.opens_home()
        yield person


def test_home_is_shown_without_what_is_saved_and_with_it_later(person: Person, store: str) -> None:
    def is_there(view: View) -> bool:
        return "*Live now* · " in said(view) and "2 joined" in said(view)

    with locked(HOLD_EVERY_LOCK, store):
        home = person.opens_home()
        person.sees_home(lambda view: is_there(view) and "I cannot reach them just now." in said(view))
    person.presses_in_home(home, "home.refresh")
    person.sees_home(lambda view: is_there(view) and "None yet." in said(view))


def test_saving_is_an_error_that_can_be_tried_again(person: Person, store: str) -> None:
    listed = person.asks("/capi conversations live")
    with locked(HOLD_A_TRANSACTION, store):
        person.presses(listed, "list.save")
        person.sees(lambda message: "I cannot reach the saved filters just now." in message["text"])
    person.presses(listed, "list.save")
    person.sees(lambda message: message["text"].startswith("Saved. You find it on my Home tab."))
